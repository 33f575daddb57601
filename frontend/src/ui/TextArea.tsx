import { type ComponentProps, useLayoutEffect, useRef } from "react";
import { Field, type FieldProps } from "./Field";
import styles from "./Field.module.css";

const rowClasses = { 3: styles.three_rows, 6: styles.six_rows, 12: styles.twelve_rows };

/** Text of several lines that grows with what is written. */
export function TextArea({
  label,
  hint,
  error,
  optional,
  id,
  limit,
  labelHidden,
  value,
  onValue,
  rows = 3,
  ...rest
}: FieldProps &
  Omit<ComponentProps<"textarea">, "id" | "value" | "rows"> & {
    value: string;
    onValue: (value: string) => void;
    rows?: 3 | 6 | 12;
  }) {
  const area = useRef<HTMLTextAreaElement>(null);

  // Browsers without field-sizing get the height set by hand.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = area.current;
    if (!element || globalThis.CSS?.supports?.("field-sizing", "content")) {
      return;
    }
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight + 4}px`;
  }, [value]);

  return (
    <Field {...{ label, hint, error, optional, id, limit, labelHidden }} length={value.length}>
      {(control) => (
        <textarea
          {...rest}
          {...control}
          ref={area}
          className={`${styles.control} ${styles.area} ${rowClasses[rows]}`}
          value={value}
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </Field>
  );
}
