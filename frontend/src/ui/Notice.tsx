import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon";
import styles from "./Notice.module.css";
import { VisuallyHidden } from "./VisuallyHidden";

export type Tone = "info" | "good" | "warn" | "error";

export const toneIcons: Record<Tone, IconName> = {
  info: "info",
  good: "check",
  warn: "warning",
  error: "stop",
};
const toneWords: Record<Tone, string> = {
  info: "Note",
  good: "Done",
  warn: "Take care",
  error: "Problem",
};

/** A sentence set apart. `live` reads it out when it appears; leave it off for what was there from the start. */
export function Notice({
  tone = "info",
  title,
  live = false,
  children,
}: {
  tone?: Tone;
  title?: string;
  live?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={live ? roleOf(tone) : undefined}>
      <Icon name={toneIcons[tone]} />
      <div className={styles.body}>
        <VisuallyHidden>{toneWords[tone]}: </VisuallyHidden>
        {title && <p className={styles.title}>{title}</p>}
        {children}
      </div>
    </div>
  );
}

/** Why what was asked for could not be done, read out at once; nothing where there is no such sentence. */
export function Fault({ children }: { children: ReactNode }) {
  return children ? (
    <Notice tone="error" live>
      <p>{children}</p>
    </Notice>
  ) : null;
}

function roleOf(tone: Tone): "alert" | "status" {
  return tone === "error" ? "alert" : "status";
}
