import { useState } from "react";
import { ApiError, sentenceOf } from "@/api/errors";

/** What a short form needs: its values, whether it is being sent, and what was wrong with it. */
export function useForm<Values extends Record<string, string>>(
  empty: Values,
  submit: (values: Values) => Promise<void>,
) {
  const [values, setValues] = useState(empty);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<{
    sentence: string;
    fields: Record<string, string[]>;
    attempt: number;
  }>();

  async function onSubmit(event: { preventDefault(): void }): Promise<void> {
    event.preventDefault();
    if (busy) {
      return;
    }
    setBusy(true);
    try {
      await submit(values);
      setFault(undefined);
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {};
      setFault((before) => ({ sentence: sentenceOf(error), fields, attempt: (before?.attempt ?? 0) + 1 }));
    } finally {
      setBusy(false);
    }
  }

  return {
    values,
    busy,
    fault,
    onSubmit,
    /** Value, change and error of one field, to spread on a TextInput. */
    field: (name: keyof Values & string) => ({
      id: name,
      name,
      value: values[name] ?? "",
      onValue: (value: string) => setValues((before) => ({ ...before, [name]: value })),
      error: fault?.fields[name]?.join(" "),
    }),
  };
}
