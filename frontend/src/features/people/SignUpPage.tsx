import { useState } from "react";
import { paths } from "@/app/paths";
import { Button } from "@/ui/Button";
import { PageHeader } from "@/ui/PageHeader";
import { TextInput } from "@/ui/TextInput";
import { FormFault } from "./FormFault";
import { PasswordInput } from "./PasswordInput";
import styles from "./Sign.module.css";
import { signUp } from "./signing";
import { useForm } from "./useForm";

/** Making an account: a name one chose, an address, a password. Nothing else is asked for. */
export function SignUpPage() {
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm({ name: "", email: "", password: "" }, async ({ name, email, password }) => {
    await signUp(name, email, password);
    setSentTo(email);
  });

  if (sentTo) {
    return <CheckMail title="One more step" address={sentTo} purpose="confirm that the address is yours" />;
  }
  return (
    <div className={styles.narrow}>
      <PageHeader
        title="Make an account"
        lede="To propose events with your chapter, or to review for the network. Reading the calendar needs no account."
      />
      <FormFault fault={form.fault} />
      <form className={styles.form} noValidate onSubmit={form.onSubmit}>
        <TextInput
          {...form.field("name")}
          label="What should we call you?"
          hint="A nickname is enough. People of your chapter and your reviewers see it."
          autoComplete="nickname"
          width="medium"
        />
        <TextInput
          {...form.field("email")}
          label="E-mail address"
          hint="We write to it about your proposals and reviews. Nobody else sees it."
          type="email"
          autoComplete="email"
        />
        <PasswordInput {...form.field("password")} label="Password" fresh />
        <div className={styles.actions}>
          <Button type="submit" variant="primary" busy={form.busy && "Making your account"}>
            Make my account
          </Button>
        </div>
      </form>
      <p className={styles.aside}>
        You have one already? <a href={paths.signIn()}>Sign in</a>
      </p>
    </div>
  );
}

/** A mail is on its way: where to, what for, and what to do when it does not come. */
export function CheckMail({ title, address, purpose }: { title: string; address: string; purpose: string }) {
  return (
    <div className={styles.narrow}>
      <PageHeader
        arrives
        title={title}
        lede={`We have written to ${address}. Open the link in that mail to ${purpose}.`}
      />
      <p>
        No mail after a few minutes? Look among unwanted mail, check the address above, and try again if it is
        wrong. We say the same whether or not there is an account with this address.
      </p>
      <p className={styles.aside}>
        <a href={paths.signIn()}>Sign in</a>
      </p>
    </div>
  );
}
