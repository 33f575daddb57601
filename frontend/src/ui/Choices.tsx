import { type ComponentProps, type ReactNode, useId } from "react";
import { FieldGroup, type FieldProps } from "./Field";
import styles from "./Field.module.css";
import type { Option } from "./Select";

type GroupProps = Omit<FieldProps, "limit"> & {
  options: readonly Option[];
  /** Side by side where there is room; only for short labels such as Yes and No. */
  inline?: boolean;
};

/** One of several. `null` is the honest "not answered yet": nothing is chosen for anyone. */
export function RadioGroup<Value extends string>({
  options,
  value,
  onValue,
  inline,
  name,
  ...group
}: GroupProps & { value: Value | null; onValue: (value: Value) => void; name?: string }) {
  const ownName = useId();

  return (
    <FieldGroup {...group}>
      <div className={inline ? styles.choices_row : styles.choices}>
        {options.map((option) => (
          <Choice
            key={option.value}
            type="radio"
            name={name ?? ownName}
            label={option.label}
            hint={option.hint}
            checked={value === option.value}
            onChange={() => onValue(option.value as Value)}
          />
        ))}
      </div>
    </FieldGroup>
  );
}

/** Any number of several, kept in the order in which they are offered. */
export function CheckboxGroup({
  options,
  value,
  onValue,
  inline,
  ...group
}: GroupProps & { value: readonly string[]; onValue: (value: string[]) => void }) {
  function toggle(choice: string, chosen: boolean): void {
    onValue(
      options
        .map((option) => option.value)
        .filter((each) => (each === choice ? chosen : value.includes(each))),
    );
  }

  return (
    <FieldGroup {...group}>
      <div className={inline ? styles.choices_row : styles.choices}>
        {options.map((option) => (
          <Choice
            key={option.value}
            type="checkbox"
            label={option.label}
            hint={option.hint}
            checked={value.includes(option.value)}
            onChange={(event) => toggle(option.value, event.target.checked)}
          />
        ))}
      </div>
    </FieldGroup>
  );
}

/** One box to tick. */
export function Checkbox({
  label,
  hint,
  checked,
  onValue,
  ...rest
}: Omit<ComponentProps<"input">, "type" | "checked" | "onChange"> & {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  onValue: (checked: boolean) => void;
}) {
  return (
    <Choice
      {...rest}
      type="checkbox"
      label={label}
      hint={hint}
      checked={checked}
      onChange={(event) => onValue(event.target.checked)}
    />
  );
}

function Choice({ label, hint, ...input }: ComponentProps<"input"> & { label: ReactNode; hint?: ReactNode }) {
  const hintId = useId();

  return (
    <label className={styles.choice}>
      <input {...input} aria-describedby={hint ? hintId : input["aria-describedby"]} />
      <span>{label}</span>
      {hint && (
        <span id={hintId} className={`${styles.hint} ${styles.choice_hint}`}>
          {hint}
        </span>
      )}
    </label>
  );
}
