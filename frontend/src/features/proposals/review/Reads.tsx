import { useSuspenseQuery } from "@tanstack/react-query";
import type { Evidence, Json } from "@/features/checklists/types";
import { formatDay } from "@/ui/dates";
import { documentFormQuery } from "../queries";
import type { DocumentForm, FieldForm } from "../types";
import styles from "./Review.module.css";
import type { Reads as ReadsOf } from "./types";

/** Exactly what an item reads of the proposal, in words: its records, and the answer given to it. */
export function Reads({ reads, evidence }: { reads: ReadsOf; evidence: Evidence | null }) {
  const { data: form } = useSuspenseQuery(documentFormQuery());
  const answer = reads.answer as { [key: string]: Json } | undefined;

  return (
    <div className={styles.reads}>
      {Object.entries(reads.sections ?? {}).map(([path, value]) => (
        <Value key={path} value={value} fields={fieldsAt(form, path)} />
      ))}
      {answer && <Answer answer={answer} evidence={evidence} />}
      {!answer && !reads.sections && <p className={styles.nothing}>Nothing is written here.</p>}
    </div>
  );
}

function Answer({ answer, evidence }: { answer: { [key: string]: Json }; evidence: Evidence | null }) {
  const { state, value, note, because, by, who, plan } = answer;
  if (state === "not_applicable") {
    return (
      <p>
        <strong>Does not apply: </strong>
        {String(because ?? "no reason given")}
      </p>
    );
  }
  if (state === "not_yet") {
    return (
      <p>
        <strong>Not yet: </strong>
        {[who && `${who}`, by && `by ${dayWords(String(by))}`, plan && `${plan}`].filter(Boolean).join(", ")}
      </p>
    );
  }
  return (
    <>
      {value !== undefined && (
        <Value value={value} fields={evidenceFields(evidence)} choices={evidence?.options} />
      )}
      {note && <p className={styles.remark}>{String(note)}</p>}
    </>
  );
}

type Field = Pick<FieldForm, "id" | "label" | "choices">;

function Value({
  value,
  fields,
  choices,
}: {
  value: Json;
  fields: readonly Field[];
  choices?: readonly { value: string | boolean; label: string }[];
}) {
  if (Array.isArray(value) && value.some((one) => typeof one === "object" && one !== null)) {
    return (
      <ul className={styles.records}>
        {value.map((row, index) => (
          <li key={String((row as { id?: string }).id ?? index)}>
            <Lines value={row as { [key: string]: Json }} fields={fields} />
          </li>
        ))}
      </ul>
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return <Lines value={value} fields={fields} />;
  }
  return <p className={styles.said}>{plainWords(value, choices)}</p>;
}

function Lines({ value, fields }: { value: { [key: string]: Json }; fields: readonly Field[] }) {
  const known = new Map(fields.map((field) => [field.id, field]));
  const order = fields.map((field) => field.id);
  const shown = Object.entries(value)
    .filter(([name]) => name !== "id" && name !== "personal")
    .sort(([one], [other]) => order.indexOf(one) - order.indexOf(other));

  return (
    <dl className={styles.lines}>
      {shown.map(([name, inner]) => (
        <div key={name}>
          <dt>{known.get(name)?.label ?? words(name)}</dt>
          <dd>
            <Inner value={inner} field={known.get(name)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Inner({ value, field }: { value: Json; field: Field | undefined }) {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return (
      <>
        {Object.entries(value)
          .map(([name, inner]) => `${words(name)}: ${plainWords(inner)}`)
          .join("; ")}
      </>
    );
  }
  if (typeof value === "string" && /^https?:\/\//.test(value)) {
    return (
      <a href={value} rel="noreferrer noopener" target="_blank">
        {value}
      </a>
    );
  }
  return <>{plainWords(value, field?.choices)}</>;
}

export function plainWords(
  value: Json,
  choices: readonly { value: string | boolean; label: string }[] = [],
): string {
  if (Array.isArray(value)) {
    return value.map((one) => plainWords(one, choices)).join(", ");
  }
  const choice = choices.find((one) => one.value === value);
  if (choice) {
    return choice.label;
  }
  if (typeof value === "boolean") {
    return value ? "Yes" : "No";
  }
  if (value === null || value === "") {
    return "not said";
  }
  return typeof value === "object"
    ? Object.values(value)
        .map((one) => plainWords(one))
        .join(", ")
    : dayWords(String(value));
}

function dayWords(text: string): string {
  const moment = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d))?$/.exec(text);
  return moment ? [formatDay(moment[1] ?? "", "long"), moment[2]].filter(Boolean).join(", ") : text;
}

function words(name: string): string {
  const plain = name.replaceAll("_", " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** The declared fields of "roles", of "listing", or of the rows in "support.services". */
function fieldsAt(form: DocumentForm, path: string): readonly Field[] {
  const [sectionId, inner] = path.split(".");
  const section = form.sections.find((one) => one.id === sectionId);
  const fields = section?.fields ?? [];
  return inner ? (fields.find((field) => field.id === inner)?.fields ?? []) : fields;
}

function evidenceFields(evidence: Evidence | null): readonly Field[] {
  return (evidence?.fields ?? []).map((field) => ({
    id: field.name,
    label: field.asks,
    choices: field.options ?? [],
  }));
}
