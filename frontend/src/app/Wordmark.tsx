import styles from "./Shell.module.css";

/** The dial with one hour lit: the hour a campus keeps free. */
export function Wordmark() {
  return (
    <span className={styles.wordmark}>
      <svg viewBox="0 0 40 40" width="36" height="36" aria-hidden="true" focusable="false">
        <path className={styles.hour} d="M20 20V2.500A17.500 17.500 0 0 1 35.160 11.250Z" />
        <circle cx="20" cy="20" r="16.500" fill="none" stroke="currentColor" strokeWidth="3" />
        <path
          d="M20 20V6.500M20 20l11.690-6.750"
          stroke="currentColor"
          strokeWidth="3"
          strokeLinecap="round"
          fill="none"
        />
        <circle cx="20" cy="20" r="2.600" fill="currentColor" />
      </svg>
      <span>Commonhour</span>
    </span>
  );
}
