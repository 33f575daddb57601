import { type ReactNode, useEffect, useRef } from "react";
import styles from "./PageHeader.module.css";
import { useTabTitle } from "./tabTitle";

/**
 * The one h1 of a page. It names the browser tab, and after a change of page it takes focus from <main>,
 * so that a screen reader hears where it has arrived even when the content came late.
 */
export function PageHeader({
  title,
  tabTitle,
  eyebrow,
  lede,
  actions,
  arrives = false,
}: {
  title: string;
  /** What the browser tab says, when the title alone would not tell pages apart. */
  tabTitle?: string;
  eyebrow?: ReactNode;
  lede?: ReactNode;
  actions?: ReactNode;
  /** It takes the place of a form at the same address, which had focus. */
  arrives?: boolean;
}) {
  const heading = useRef<HTMLHeadingElement>(null);

  useTabTitle(tabTitle ?? title);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another title is another page, also in the same component
  useEffect(() => {
    if (arrives || document.activeElement?.tagName === "MAIN") {
      heading.current?.focus({ preventScroll: true });
    }
  }, [title]);

  return (
    <header className={actions ? `${styles.header} ${styles.with_actions}` : styles.header}>
      <div>
        {eyebrow && <p className={styles.eyebrow}>{eyebrow}</p>}
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h1>
        {lede && <p className={styles.lede}>{lede}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
