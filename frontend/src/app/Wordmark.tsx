import styles from "./Shell.module.css";

/** The dial with one hour lit: the hour a campus keeps free. */
export function Wordmark() {
  return (
    <span className={styles.wordmark}>
      <svg viewBox="0 0 40 40" width="36" height="36" aria-hidden="true" focusable="false">
        <path className={styles.hour} d="M20 20V2.5A17.5 17.5 0 0 1 35.16 11.25Z" />
        <circle cx="20" cy="20" r="16.5" fill="none" stroke="currentColor" strokeWidth="3" />
        <path
          d="M20 20V6.5M20 20l11.69-6.75"
          stroke="currentColor"
          strokeWidth="3"
          strokeLinecap="round"
          fill="none"
        />
        <circle cx="20" cy="20" r="2.6" fill="currentColor" />
      </svg>
      <span>Commonhour</span>
    </span>
  );
}
