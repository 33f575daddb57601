import { paths } from "@/app/paths";
import { useMe } from "@/features/people/queries";
import { LinkButton } from "@/ui/Button";
import type { Filters } from "./filters";
import { partOf } from "./following";

/** For those signed in: put this into one of their own calendars. Everyone else subscribes to its open feed. */
export function FollowLink({ filters, size }: { filters: Filters; size?: "small" }) {
  const me = useMe();
  if (!me?.user) {
    return null;
  }
  return (
    <LinkButton
      variant={size === "small" ? "quiet" : "secondary"}
      size={size}
      icon="add"
      href={paths.myCalendars(new URLSearchParams(partOf(filters)))}
    >
      Follow in my calendar
    </LinkButton>
  );
}
