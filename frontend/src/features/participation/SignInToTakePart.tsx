import { paths } from "@/app/paths";
import type { EventDetail } from "@/features/events/types";
import { LinkButton } from "@/ui/Button";
import styles from "./TakePart.module.css";

/** For somebody who is not signed in: what taking part needs, and that a name of their own is not among it. */
export function SignInToTakePart({ event }: { event: EventDetail }) {
  if (event.over || event.status !== "scheduled") {
    return null;
  }
  return (
    <section className={styles.panel} aria-labelledby="take-part">
      <h2 id="take-part" className={styles.title}>
        Taking part
      </h2>
      <p>A nickname is enough. Only the hosts see it.</p>
      <LinkButton variant="primary" icon="people" href={paths.signIn(paths.event(event.slug))}>
        Sign in to come
      </LinkButton>
    </section>
  );
}
