import styles from "./Spinner.module.css";
import { VisuallyHidden } from "./VisuallyHidden";

/** A clock hand going round. Give it a label unless the words beside it already say what is happening. */
export function Spinner({ label }: { label?: string }) {
  return (
    <span className={styles.spinner} role={label ? "status" : undefined}>
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
        <circle cx="10" cy="10" r="7.5" fill="none" stroke="currentColor" strokeWidth="1.6" opacity="0.45" />
        <path
          className={styles.hand}
          d="M10 10V3.5"
          stroke="currentColor"
          strokeWidth="2.2"
          strokeLinecap="round"
        />
      </svg>
      {label}
    </span>
  );
}

/** Grey lines where text will stand, for a wait of more than a blink. */
export function Skeleton({ lines = 4, label = "Loading" }: { lines?: number; label?: string }) {
  return (
    <div role="status">
      <VisuallyHidden>{label}</VisuallyHidden>
      <div className={styles.lines} aria-hidden="true">
        {Array.from({ length: lines }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: identical grey lines have no other name
          <div key={index} className={styles.line} />
        ))}
      </div>
    </div>
  );
}
