import { CheckboxGroup, RadioGroup } from "@/ui/Choices";
import { NumberInput } from "@/ui/NumberInput";
import { TextArea } from "@/ui/TextArea";
import { DateInput, TextInput } from "@/ui/TextInput";
import { answerId } from "./ids";
import type { Answer, FormField, ItemReport, Json } from "./types";

type Faults = Record<string, string[]>;

/** The control of a short answer, as its item asks for it. */
export function AnswerFields({
  item,
  answer,
  faults = {},
  onAnswer,
}: {
  item: ItemReport;
  answer: Answer;
  /** What the server would not take, by path inside the answer. */
  faults?: Faults;
  onAnswer: (answer: Answer) => void;
}) {
  const { evidence } = item;
  const say = (part: Partial<Answer>) =>
    onAnswer({ state: "answered", value: answer.value ?? null, note: answer.note ?? "", ...part });
  const error = faults.value?.[0];

  switch (evidence.type) {
    case "text":
      return (
        <TextArea
          id={answerId(item.id)}
          label={item.question}
          labelHidden
          error={error}
          limit={evidence.max_chars ?? undefined}
          value={textOf(answer.value)}
          onValue={(value) => say({ value })}
        />
      );
    case "choice":
      return (
        <>
          <RadioGroup
            id={answerId(item.id)}
            label={item.question}
            labelHidden
            error={error}
            options={evidence.options.map(({ value, label }) => ({ value, label: sentenceCase(label) }))}
            value={typeof answer.value === "string" ? answer.value : null}
            onValue={(value) => say({ value })}
          />
          <RemarkField item={item} answer={answer} faults={faults} onNote={(note) => say({ note })} />
        </>
      );
    case "choice_many":
      return (
        <>
          <CheckboxGroup
            id={answerId(item.id)}
            label={item.question}
            labelHidden
            error={error}
            options={evidence.options.map(({ value, label }) => ({ value, label: sentenceCase(label) }))}
            value={Array.isArray(answer.value) ? answer.value.map(String) : []}
            onValue={(value) => say({ value })}
          />
          <RemarkField item={item} answer={answer} faults={faults} onNote={(note) => say({ note })} />
        </>
      );
    case "short_form":
      return <ShortForm item={item} answer={answer} faults={faults} onValue={(value) => say({ value })} />;
    default:
      return evidence.instead ? (
        <TextArea
          id={answerId(item.id, evidence.instead.name)}
          label={evidence.instead.asks}
          optional
          error={faults[`value.${evidence.instead.name}`]?.[0]}
          value={textOf(fieldsOf(answer.value)[evidence.instead.name])}
          onValue={(text) => say({ value: { [evidence.instead?.name ?? ""]: text } })}
        />
      ) : null;
  }
}

/** The sentence asked for beside a choice, shown once the choice calls for it. */
function RemarkField({
  item,
  answer,
  faults,
  onNote,
}: {
  item: ItemReport;
  answer: Answer;
  faults: Faults;
  onNote: (note: string) => void;
}) {
  const { remark } = item.evidence;
  if (!remark) {
    return null;
  }
  // Whether it must be there is the server's word (a gap named "note"); what was written is never hidden.
  const wanted = item.gaps.some((gap) => gap.field === "note");
  const chosen = [answer.value ?? []].flat().map(String);
  const called = remark.required === "for" && chosen.some((value) => remark.required_for.includes(value));
  if (chosen.length === 0 || !(wanted || called || answer.note || remark.required !== "for")) {
    return null;
  }
  return (
    <TextArea
      id={answerId(item.id, "note")}
      label={remark.asks}
      error={faults.note?.[0]}
      value={answer.note ?? ""}
      onValue={onNote}
    />
  );
}

function ShortForm({
  item,
  answer,
  faults,
  onValue,
}: {
  item: ItemReport;
  answer: Answer;
  faults: Faults;
  onValue: (value: Json) => void;
}) {
  const values = fieldsOf(answer.value);
  const fields = item.evidence.fields.filter((field) =>
    Object.entries(field.only_when ?? {}).every(([name, wanted]) => wanted.includes(String(values[name]))),
  );

  return (
    <fieldset id={answerId(item.id)} tabIndex={-1} aria-label={item.question}>
      {fields.map((field) => (
        <FormPart
          key={field.name}
          id={answerId(item.id, field.name)}
          field={field}
          error={faults[`value.${field.name}`]?.[0]}
          value={values[field.name] ?? null}
          onValue={(value) => onValue({ ...values, [field.name]: value })}
        />
      ))}
    </fieldset>
  );
}

function FormPart({
  id,
  field,
  error,
  value,
  onValue,
}: {
  id: string;
  field: FormField;
  error: string | undefined;
  value: Json;
  onValue: (value: Json) => void;
}) {
  const frame = { id, label: field.asks, error, optional: field.optional || undefined };
  switch (field.kind) {
    case "number":
    case "count":
      return <NumberInput {...frame} value={typeof value === "number" ? value : null} onValue={onValue} />;
    case "date":
    case "past_date":
      return <DateInput {...frame} value={textOf(value)} onValue={onValue} />;
    case "yes_no":
      return <YesNo {...frame} value={typeof value === "boolean" ? value : null} onValue={onValue} />;
    case "choice":
      return (
        <RadioGroup
          {...frame}
          options={(field.options ?? []).map((option) => ({ ...option, label: sentenceCase(option.label) }))}
          value={typeof value === "string" ? value : null}
          onValue={onValue}
        />
      );
    default:
      // A name or a link fits on a line; what and how need room.
      return /^(who|link)\b/i.test(field.asks) ? (
        <TextInput {...frame} value={textOf(value)} onValue={onValue} />
      ) : (
        <TextArea {...frame} value={textOf(value)} onValue={onValue} />
      );
  }
}

/** Yes, no, or nothing said yet. */
export function YesNo({
  value,
  onValue,
  ...frame
}: {
  id: string;
  label: string;
  hint?: string;
  error?: string;
  optional?: boolean;
  value: boolean | null;
  onValue: (value: boolean) => void;
}) {
  return (
    <RadioGroup
      {...frame}
      inline
      options={yesNo}
      value={value === null ? null : value ? "yes" : "no"}
      onValue={(word) => onValue(word === "yes")}
    />
  );
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function fieldsOf(value: Json | undefined): Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

const yesNo = [
  { value: "yes", label: "Yes" },
  { value: "no", label: "No" },
];
