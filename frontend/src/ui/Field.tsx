import { type ReactNode, useId } from "react";
import styles from "./Field.module.css";
import { Icon } from "./Icon";
import { VisuallyHidden } from "./VisuallyHidden";

export type FieldProps = {
  label: ReactNode;
  /** Plain words below the label: what to write, and why it is asked. */
  hint?: ReactNode;
  /** What is wrong and what to do, ending in a full stop. */
  error?: ReactNode;
  /** Says "(optional)" beside the label. Fields are required unless they say so. */
  optional?: boolean;
  /** Give one when an ErrorSummary must point here. */
  id?: string;
  /** How many characters are wanted at most; counted aloud near the end, never enforced by cutting. */
  limit?: number;
  /** The label is read out but not drawn; only where a heading or a table column already says it. */
  labelHidden?: boolean;
};

export type ControlProps = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  "aria-required": true | undefined;
};

/** Label, hint, error and counter around one control, tied together by ids. */
export function Field({
  label,
  hint,
  error,
  optional,
  id,
  limit,
  labelHidden,
  length = 0,
  children,
}: FieldProps & { length?: number; children: (control: ControlProps) => ReactNode }) {
  const ownId = useId();
  const controlId = id ?? ownId;
  const over = limit !== undefined && length > limit;
  const describedBy = [
    hint && `${controlId}-hint`,
    error && `${controlId}-error`,
    limit !== undefined && `${controlId}-count`,
  ]
    .filter(Boolean)
    .join(" ");

  return (
    <div className={error ? `${styles.field} ${styles.invalid}` : styles.field}>
      <label className={styles.label} htmlFor={controlId}>
        {labelHidden ? <VisuallyHidden>{label}</VisuallyHidden> : label}
        {optional && !labelHidden && <span className={styles.optional}> (optional)</span>}
      </label>
      {hint && (
        <div id={`${controlId}-hint`} className={styles.hint}>
          {hint}
        </div>
      )}
      {error && <FieldError id={`${controlId}-error`}>{error}</FieldError>}
      {children({
        id: controlId,
        "aria-describedby": describedBy || undefined,
        "aria-invalid": error || over ? true : undefined,
        "aria-required": optional === false ? true : undefined,
      })}
      {limit !== undefined && (
        <div
          id={`${controlId}-count`}
          className={over ? `${styles.counter} ${styles.over}` : styles.counter}
          aria-live={length > limit * 0.9 ? "polite" : "off"}
        >
          {countOf(length, limit)}
        </div>
      )}
    </div>
  );
}

/** The same around several controls: a fieldset with a legend. */
export function FieldGroup({
  label,
  hint,
  error,
  optional,
  id,
  labelHidden,
  children,
}: Omit<FieldProps, "limit"> & { children: ReactNode }) {
  const ownId = useId();
  const groupId = id ?? ownId;
  const describedBy = [hint && `${groupId}-hint`, error && `${groupId}-error`].filter(Boolean).join(" ");

  return (
    <fieldset
      id={groupId}
      tabIndex={-1}
      className={error ? `${styles.field} ${styles.invalid}` : styles.field}
      aria-describedby={describedBy || undefined}
    >
      <legend className={styles.label}>
        {labelHidden ? <VisuallyHidden>{label}</VisuallyHidden> : label}
        {optional && !labelHidden && <span className={styles.optional}> (optional)</span>}
      </legend>
      {hint && (
        <div id={`${groupId}-hint`} className={styles.hint}>
          {hint}
        </div>
      )}
      {error && <FieldError id={`${groupId}-error`}>{error}</FieldError>}
      {children}
    </fieldset>
  );
}

function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <div id={id} className={styles.error}>
      <Icon name="warning" size={18} />
      <span>
        <VisuallyHidden>Error:</VisuallyHidden> {children}
      </span>
    </div>
  );
}

function countOf(length: number, limit: number): string {
  const left = limit - length;
  if (left < 0) {
    return `${-left} ${left === -1 ? "character" : "characters"} too many`;
  }
  return `${left} ${left === 1 ? "character" : "characters"} left`;
}
