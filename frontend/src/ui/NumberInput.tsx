import { useState } from "react";
import type { FieldProps } from "./Field";
import { TextInput } from "./TextInput";

/**
 * A number, typed as text: no spin buttons to hit by accident, nothing changed by scrolling. What is not a number
 * stays in the box with a sentence about it, and is handed on as null.
 */
export function NumberInput({
  value,
  onValue,
  error,
  width = "short",
  ...rest
}: Omit<FieldProps, "limit"> & {
  value: number | null;
  onValue: (value: number | null) => void;
  width?: "short" | "medium";
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const read = typed === null ? value : numberIn(typed);
  // While what was typed says the same as the value, the typing stands: "2." must not jump to "2".
  const shown = typed !== null && (read === value || Number.isNaN(read)) ? typed : (value?.toString() ?? "");
  const wrong = typed !== null && shown === typed && Number.isNaN(read);

  return (
    <TextInput
      {...rest}
      error={wrong ? "Write a number, in figures." : error}
      width={width}
      inputMode="decimal"
      autoComplete="off"
      value={shown}
      onValue={(text) => {
        setTyped(text);
        const next = numberIn(text);
        onValue(Number.isNaN(next) ? null : next);
      }}
    />
  );
}

/** null for nothing, NaN for what is no number. */
function numberIn(text: string): number | null {
  const plain = text.trim().replace(/^(-?\d{1,3}(?:,\d{3})+)(?=\.|$)/, (whole) => whole.replaceAll(",", ""));
  return plain === "" ? null : /^-?\d+(?:\.\d*)?$/.test(plain) ? Number(plain) : Number.NaN;
}
