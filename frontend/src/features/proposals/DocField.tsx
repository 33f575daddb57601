import { useState } from "react";
import { YesNo } from "@/features/checklists/AnswerFields";
import { CheckboxGroup, RadioGroup } from "@/ui/Choices";
import { NumberInput } from "@/ui/NumberInput";
import { Select } from "@/ui/Select";
import { TextArea } from "@/ui/TextArea";
import { DateInput, TextInput } from "@/ui/TextInput";
import { fieldId } from "./fieldIds";
import type { FieldForm, Json } from "./types";
import { fieldFormOf, useEditor, useFaults, useRecord, useSectionForm } from "./useEditor";

type Look = {
  label?: string;
  hint?: string;
  optional?: boolean;
  rows?: 3 | 6 | 12;
  /** A long line gets a box of several lines; breaks in it become spaces. */
  room?: boolean;
  width?: "short" | "medium" | "full";
};

/** One field of a record section, drawn as the server declares it. Its words may be changed to fit the page. */
export function DocField({ section, name, ...look }: { section: string; name: string } & Look) {
  const { kind } = useEditor();
  const form = useSectionForm(section);
  const field = fieldFormOf(form, name);
  const [record, change] = useRecord(section);
  const faults = useFaults(section);

  if (!field?.kinds.includes(kind)) {
    return null;
  }
  return (
    <ValueField
      {...look}
      id={fieldId(section, name)}
      field={field}
      error={faults[name]?.join(" ")}
      value={record[name] ?? null}
      onValue={(value) => change(name, value)}
    />
  );
}

/** The control for a declared type. */
export function ValueField({
  id,
  field,
  error,
  value,
  onValue,
  label = field.label,
  hint,
  optional,
  rows = 3,
  room = false,
  width,
}: Look & {
  id: string;
  field: FieldForm;
  error?: string;
  value: Json;
  onValue: (value: Json) => void;
}) {
  const words = typeof value === "string" ? value : "";
  const frame = { id, label, hint: hint ?? (field.help || undefined), error, optional };
  const options = field.choices.map((choice) => ({ value: String(choice.value), label: choice.label }));

  switch (field.type) {
    case "text":
    case "markdown":
      return (
        <TextArea {...frame} rows={rows} limit={limitOf(field, words)} value={words} onValue={onValue} />
      );
    case "yes_no":
      return <YesNo {...frame} value={typeof value === "boolean" ? value : null} onValue={onValue} />;
    case "whole":
    case "number":
      return <NumberInput {...frame} value={typeof value === "number" ? value : null} onValue={onValue} />;
    case "choice":
      return options.length > 6 ? (
        <Select
          {...frame}
          width="medium"
          empty="Choose"
          options={options}
          value={words}
          onValue={(chosen) => onValue(chosen || null)}
        />
      ) : (
        <RadioGroup {...frame} options={options} value={words || null} onValue={onValue} />
      );
    case "choices":
      return (
        <CheckboxGroup
          {...frame}
          options={options}
          value={Array.isArray(value) ? value.map(String) : []}
          onValue={onValue}
        />
      );
    case "date":
      return <DayInput {...frame} value={words} onValue={onValue} />;
    case "local_time":
      return <DayInput {...frame} kind="datetime-local" value={words} onValue={onValue} />;
    case "link":
      return (
        <TextInput
          {...frame}
          type="url"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          value={words}
          onValue={onValue}
        />
      );
    default:
      return room ? (
        <TextArea
          {...frame}
          limit={limitOf(field, words)}
          value={words}
          onValue={(text) => onValue(text.replaceAll(/\s*\n\s*/g, " "))}
        />
      ) : (
        <TextInput {...frame} width={width} limit={limitOf(field, words)} value={words} onValue={onValue} />
      );
  }
}

/**
 * A day, or a day with its hour. While the year is being typed the browser hands out the year 2 and the year 20;
 * those stay in the box and go no further.
 */
export function DayInput({
  value,
  onValue,
  ...rest
}: {
  id: string;
  label: string;
  hint?: string;
  error?: string;
  optional?: boolean;
  kind?: "date" | "datetime-local";
  value: string;
  onValue: (value: string | null) => void;
}) {
  const [typing, setTyping] = useState<string | null>(null);

  return (
    <DateInput
      {...rest}
      max={rest.kind === "datetime-local" ? "2199-12-31T23:59" : "2199-12-31"}
      value={typing ?? value}
      onValue={(text) => {
        const early = text !== "" && text < "1900";
        setTyping(early ? text : null);
        if (!early) {
          onValue(text.slice(0, 16) || null);
        }
      }}
    />
  );
}

/** Short limits are part of the task and always counted; long ones only when they come near. */
function limitOf(field: FieldForm, words: string): number | undefined {
  const most = field.most ?? undefined;
  return most !== undefined && ((most > 100 && most < 200) || most === 280 || words.length > most * 0.8)
    ? most
    : undefined;
}
