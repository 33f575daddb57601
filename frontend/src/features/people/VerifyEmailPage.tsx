import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { sentenceOf } from "@/api/errors";
import { paths } from "@/app/paths";
import { Button, LinkButton } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import styles from "./Sign.module.css";
import { verifyEmail } from "./signing";

/** The link of the mail leads here. One press confirms: mail scanners open links, and they press nothing. */
export function VerifyEmailPage() {
  const { key = "" } = useParams({ strict: false });
  const navigate = useNavigate();
  const client = useQueryClient();
  const confirm = useMutation({
    mutationFn: () => verifyEmail(key),
    onSuccess: async () => {
      await client.resetQueries();
      await navigate({ href: paths.signIn(), replace: true });
    },
  });

  return (
    <div className={styles.narrow}>
      <PageHeader title="Confirm your address" lede="One press, and your account is ready." />
      {confirm.error && (
        <Notice tone="error" live>
          <p>
            {sentenceOf(confirm.error)} Sign in with your address and password, and we send you a new one.
          </p>
        </Notice>
      )}
      <div className={styles.actions}>
        <Button variant="primary" busy={confirm.isPending && "Confirming"} onClick={() => confirm.mutate()}>
          Confirm my address
        </Button>
        {confirm.error && <LinkButton href={paths.signIn()}>Sign in</LinkButton>}
      </div>
    </div>
  );
}
