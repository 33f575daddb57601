import type { ComponentProps, ReactNode } from "react";
import styles from "./Disclosure.module.css";
import { Icon } from "./Icon";

/** Something more, on demand. Found by the browser's own search on the page and open in print. */
export function Disclosure({
  summary,
  children,
  ...rest
}: Omit<ComponentProps<"details">, "className"> & { summary: ReactNode }) {
  return (
    <details {...rest} className={styles.disclosure}>
      <summary className={styles.summary}>
        <Icon name="chevron_right" />
        {summary}
      </summary>
      <div className={styles.content}>{children}</div>
    </details>
  );
}
