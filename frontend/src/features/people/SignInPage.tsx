import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { paths } from "@/app/paths";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import { TextInput } from "@/ui/TextInput";
import { FormFault } from "./FormFault";
import { PasswordInput } from "./PasswordInput";
import styles from "./Sign.module.css";
import { nextOf, signIn } from "./signing";
import { useForm } from "./useForm";

/** Signing in, and back to where the person wanted to go. */
export function SignInPage() {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const client = useQueryClient();
  const [checkMail, setCheckMail] = useState(false);

  const form = useForm({ email: "", password: "" }, async ({ email, password }) => {
    const signed = await signIn(email, password);
    setCheckMail(signed === "check_mail");
    if (signed !== "check_mail") {
      await client.resetQueries();
      await navigate({ href: nextOf(search) ?? paths.calendar(), replace: true });
    }
  });

  return (
    <div className={styles.narrow}>
      <PageHeader
        title="Sign in"
        lede="For chapters, reviewers and coordinators. Reading the calendar needs no account."
      />
      <FormFault fault={form.fault} />
      {checkMail && (
        <Notice tone="warn" title="Confirm your address first" live>
          <p>We have written to {form.values.email}. Open the link in that mail, then sign in here.</p>
        </Notice>
      )}
      <form className={styles.form} noValidate onSubmit={form.onSubmit}>
        <TextInput {...form.field("email")} label="E-mail address" type="email" autoComplete="username" />
        <PasswordInput {...form.field("password")} label="Password" />
        <div className={styles.actions}>
          <Button type="submit" variant="primary" busy={form.busy && "Signing in"}>
            Sign in
          </Button>
          <a href={paths.resetPassword()}>I forgot my password</a>
        </div>
      </form>
      <p className={styles.aside}>
        New here? <a href={paths.signUp()}>Make an account</a>
      </p>
    </div>
  );
}
