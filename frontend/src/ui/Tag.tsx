import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon";
import styles from "./Tag.module.css";
import { VisuallyHidden } from "./VisuallyHidden";

/** A short word about a thing's state. The word carries the meaning; the colour repeats it. */
export function Tag({
  tone = "neutral",
  icon,
  children,
}: {
  tone?: "neutral" | "brand" | "noon" | "info" | "good" | "warn" | "error";
  icon?: IconName;
  children: ReactNode;
}) {
  return (
    <span className={`${styles.tag} ${styles[tone]}`}>
      {icon && <Icon name={icon} size={16} />}
      {children}
    </span>
  );
}

/** A chosen thing that can be let go of again. */
export function Chip({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <button type="button" className={styles.chip} onClick={onRemove}>
      <VisuallyHidden>Remove:</VisuallyHidden> {label}
      <Icon name="close" size={16} />
    </button>
  );
}
