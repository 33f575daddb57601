import type { ComponentProps } from "react";
import { Field, type FieldProps } from "./Field";
import styles from "./Field.module.css";
import { Icon } from "./Icon";

export type Option = { value: string; label: string; hint?: string };

/** The browser's own list. `empty` names the choice of nothing; leave it out where something must be chosen. */
export function Select({
  label,
  hint,
  error,
  optional,
  id,
  labelHidden,
  value,
  onValue,
  options,
  empty,
  width = "full",
  ...rest
}: Omit<FieldProps, "limit"> &
  Omit<ComponentProps<"select">, "id" | "value"> & {
    value: string;
    onValue: (value: string) => void;
    options: readonly Option[];
    empty?: string;
    width?: "short" | "medium" | "full";
  }) {
  return (
    <Field {...{ label, hint, error, optional, id, labelHidden }}>
      {(control) => (
        <span className={width === "full" ? styles.select_frame : `${styles.select_frame} ${styles[width]}`}>
          <select
            {...rest}
            {...control}
            className={`${styles.control} ${styles.select}`}
            value={value}
            onChange={(event) => onValue(event.target.value)}
          >
            {empty !== undefined && <option value="">{empty}</option>}
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="chevron_down" />
        </span>
      )}
    </Field>
  );
}
