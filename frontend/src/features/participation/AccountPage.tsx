import { AccountPage as Account } from "@/features/people/AccountPage";
import { OwnSignUps } from "./OwnSignUps";

/** One's account, with what one signed up for. */
export function AccountPage() {
  return (
    <Account>
      <OwnSignUps />
    </Account>
  );
}
