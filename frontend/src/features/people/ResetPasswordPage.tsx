import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { paths } from "@/app/paths";
import { Button } from "@/ui/Button";
import { PageHeader } from "@/ui/PageHeader";
import { TextInput } from "@/ui/TextInput";
import { toast } from "@/ui/toasts";
import { FormFault } from "./FormFault";
import { PasswordInput } from "./PasswordInput";
import styles from "./Sign.module.css";
import { CheckMail } from "./SignUpPage";
import { askForNewPassword, setNewPassword } from "./signing";
import { useForm } from "./useForm";

/** Asking for a new password. The answer is the same whether or not there is such an account. */
export function ResetPasswordPage() {
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm({ email: "" }, async ({ email }) => {
    await askForNewPassword(email);
    setSentTo(email);
  });

  if (sentTo) {
    return <CheckMail title="Look at your mail" address={sentTo} purpose="choose a new password" />;
  }
  return (
    <div className={styles.narrow}>
      <PageHeader title="Choose a new password" lede="We send you a link. It works once, for a few hours." />
      <FormFault fault={form.fault} />
      <form className={styles.form} noValidate onSubmit={form.onSubmit}>
        <TextInput {...form.field("email")} label="E-mail address" type="email" autoComplete="username" />
        <div className={styles.actions}>
          <Button type="submit" variant="primary" busy={form.busy && "Sending"}>
            Send me the link
          </Button>
          <a href={paths.signIn()}>Back to signing in</a>
        </div>
      </form>
    </div>
  );
}

/** The link of the mail leads here. */
export function NewPasswordPage() {
  const { key = "" } = useParams({ strict: false });
  const navigate = useNavigate();
  const form = useForm({ password: "" }, async ({ password }) => {
    await setNewPassword(key, password);
    toast("Your new password is set. Sign in with it.");
    await navigate({ href: paths.signIn(), replace: true });
  });

  return (
    <div className={styles.narrow}>
      <PageHeader title="Your new password" />
      <FormFault fault={form.fault} />
      <form className={styles.form} noValidate onSubmit={form.onSubmit}>
        <PasswordInput {...form.field("password")} label="New password" fresh />
        <div className={styles.actions}>
          <Button type="submit" variant="primary" busy={form.busy && "Saving"}>
            Set my password
          </Button>
          <a href={paths.resetPassword()}>Ask for a new link</a>
        </div>
      </form>
    </div>
  );
}
