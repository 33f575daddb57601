import type { ComponentProps } from "react";
import { Field, type FieldProps } from "./Field";
import styles from "./Field.module.css";

type TextInputProps = FieldProps &
  Omit<ComponentProps<"input">, "id" | "value"> & {
    value: string;
    onValue: (value: string) => void;
    /** As wide as what is asked for, so that the box itself is a hint. */
    width?: "short" | "medium" | "full";
  };

export function TextInput({
  label,
  hint,
  error,
  optional,
  id,
  limit,
  labelHidden,
  value,
  onValue,
  width = "full",
  ...rest
}: TextInputProps) {
  return (
    <Field {...{ label, hint, error, optional, id, limit, labelHidden }} length={value.length}>
      {(control) => (
        <input
          {...rest}
          {...control}
          className={width === "full" ? styles.control : `${styles.control} ${styles[width]}`}
          value={value}
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </Field>
  );
}

/** The browser's own date, time or local date-and-time field. An empty string means nothing is chosen. */
export function DateInput({
  kind = "date",
  ...rest
}: Omit<TextInputProps, "type" | "width" | "limit"> & { kind?: "date" | "time" | "datetime-local" }) {
  return <TextInput {...rest} type={kind} width="medium" />;
}
