import { useId } from "react";
import styles from "./Progress.module.css";

/** How much of something is done. The figures are said as well as drawn. */
export function Progress({
  label,
  value,
  max,
  words,
}: {
  label: string;
  value: number;
  max: number;
  /** Instead of "3 of 8". */
  words?: string;
}) {
  const id = useId();

  return (
    <div className={styles.progress}>
      <div className={styles.words}>
        <label htmlFor={id}>{label}</label>
        <span>{words ?? `${value} of ${max}`}</span>
      </div>
      <progress id={id} className={styles.bar} value={value} max={Math.max(max, 1)} />
    </div>
  );
}
