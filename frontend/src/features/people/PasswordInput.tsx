import { useState } from "react";
import { Checkbox } from "@/ui/Choices";
import type { FieldProps } from "@/ui/Field";
import { TextInput } from "@/ui/TextInput";

/** A password that can be shown: typing a long one unseen is where people give up. */
export function PasswordInput({
  fresh = false,
  ...field
}: FieldProps & { name: string; value: string; onValue: (value: string) => void; fresh?: boolean }) {
  const [shown, setShown] = useState(false);

  return (
    <>
      <TextInput
        {...field}
        type={shown ? "text" : "password"}
        autoComplete={fresh ? "new-password" : "current-password"}
        autoCapitalize="none"
        spellCheck={false}
        width="medium"
        hint={fresh ? "At least 12 characters. A few unrelated words work well." : field.hint}
      />
      <Checkbox label="Show password" checked={shown} onValue={setShown} />
    </>
  );
}
