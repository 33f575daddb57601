import { Icon } from "./Icon";
import styles from "./Steps.module.css";
import { VisuallyHidden } from "./VisuallyHidden";

export type Step = {
  label: string;
  href?: string;
  state: "done" | "open" | "gap";
  /** The step this page shows; said apart from its state. */
  current?: boolean;
  /** A word more: "3 gaps", "on 4 March". */
  note?: string;
};

const stateWords = { done: "done", open: "not started", gap: "something is missing" };

/** A way with its stations in order: where one is, what is behind, what is missing. */
export function Steps({ label, steps }: { label: string; steps: readonly Step[] }) {
  return (
    <nav aria-label={label}>
      <ol className={styles.steps}>
        {steps.map((step) => (
          <li key={step.label} className={`${styles.step} ${styles[step.current ? "current" : step.state]}`}>
            <span className={styles.mark} aria-hidden="true">
              {step.state === "done" && !step.current && <Icon name="check" size={16} />}
            </span>
            <span className={styles.label}>
              {step.href ? (
                <a href={step.href} aria-current={step.current ? "step" : undefined}>
                  {step.label}
                </a>
              ) : (
                <span aria-current={step.current ? "step" : undefined}>{step.label}</span>
              )}{" "}
              <VisuallyHidden>({stateWords[step.state]})</VisuallyHidden>
            </span>
            {step.note && <span className={styles.note}>{step.note}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
