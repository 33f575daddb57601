import { type ReactNode, useId, useState } from "react";
import { Button } from "./Button";
import styles from "./CopyField.module.css";
import { Field, type FieldProps } from "./Field";
import field from "./Field.module.css";
import { Icon } from "./Icon";

/** Words to take along: shown whole, selected when entered, copied by one press. */
export function CopyField({
  label,
  hint,
  value,
  action,
  variant = "secondary",
  lines = 1,
  children,
}: Pick<FieldProps, "label" | "hint"> & {
  value: string;
  /** The words of the button. */
  action: string;
  variant?: "primary" | "secondary";
  lines?: 1 | 3;
  /** Further buttons beside it. */
  children?: ReactNode;
}) {
  const id = useId();
  const [came, setCame] = useState<{ of: string; copied: boolean }>();
  const outcome = came?.of === value ? came : undefined;

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(value);
      setCame({ of: value, copied: true });
    } catch {
      (document.getElementById(id) as HTMLInputElement | HTMLTextAreaElement | null)?.select();
      setCame({ of: value, copied: false });
    }
  }

  return (
    <div className={styles.copy}>
      <Field id={id} label={label} hint={hint}>
        {(control) =>
          lines === 1 ? (
            <input
              {...control}
              className={field.control}
              value={value}
              readOnly
              onFocus={(event) => event.target.select()}
            />
          ) : (
            <textarea
              {...control}
              className={`${field.control} ${field.area} ${field.three_rows} ${styles.code}`}
              value={value}
              readOnly
              spellCheck={false}
              onFocus={(event) => event.target.select()}
            />
          )
        }
      </Field>
      <div className={styles.actions}>
        <Button variant={variant} icon="copy" onClick={copy}>
          {action}
        </Button>
        {children}
        {/* Said here and not as a toast: nothing beneath an open dialog is read out. */}
        <span role="status" className={styles.outcome}>
          {outcome?.copied === true && (
            <>
              <Icon name="check" /> Copied
            </>
          )}
          {outcome?.copied === false && "It is selected: press Ctrl or Cmd and C."}
        </span>
      </div>
    </div>
  );
}
