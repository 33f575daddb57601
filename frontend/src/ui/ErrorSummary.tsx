import { type MouseEvent, useEffect, useId, useRef } from "react";
import styles from "./ErrorSummary.module.css";

export type Problem = { message: string /** The id of the field to go to. */; field?: string; href?: string };

/** Everything that stands in the way, in one list at the top, each line leading to its field. Takes focus when it appears. */
export function ErrorSummary({
  title = "There is a problem",
  problems,
}: {
  title?: string;
  problems: readonly Problem[];
}) {
  const box = useRef<HTMLDivElement>(null);
  const titleId = useId();

  useEffect(() => box.current?.focus(), []);

  function goTo(event: MouseEvent, field: string): void {
    const target = document.getElementById(field);
    if (!target) {
      return;
    }
    event.preventDefault();
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  }

  return (
    <div ref={box} className={styles.summary} role="alert" tabIndex={-1} aria-labelledby={titleId}>
      <h2 id={titleId} className={styles.title}>
        {title}
      </h2>
      <ul className={styles.list}>
        {problems.map((problem) => (
          <li key={`${problem.field ?? problem.href ?? ""} ${problem.message}`}>
            {problem.field ? (
              <a href={`#${problem.field}`} onClick={(event) => goTo(event, problem.field as string)}>
                {problem.message}
              </a>
            ) : problem.href ? (
              <a href={problem.href}>{problem.message}</a>
            ) : (
              problem.message
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
