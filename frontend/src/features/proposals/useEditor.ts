/** What every field of the editor needs: the proposal, the form the server declares, and the outbox behind each section. */
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Answer, Fact, Json, Rubric } from "@/features/checklists/types";
import type { Key, Outbox, Status } from "./outbox";
import type { DocumentForm, FieldForm, Fields, Problems, Row, SectionForm } from "./types";

export type Editor = {
  proposalId: string;
  outbox: Outbox;
  form: DocumentForm;
  kind: string;
  problems: Problems;
  /** How figures are scored, where this proposal is asked about figures. */
  rubric: Rubric | null;
  /** Nothing can be changed now: it is with reviewers, approved or withdrawn. */
  fixed: boolean;
};

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) {
    throw new Error("A field of the editor stands outside of it.");
  }
  return editor;
}

export function useSectionForm(section: string): SectionForm {
  const { form } = useEditor();
  const found = form.sections.find((each) => each.id === section);
  if (!found) {
    throw new Error(`The server declares no section "${section}".`);
  }
  return found;
}

/** The value of a section or an answer as it stands here: what was typed, else what the server has. */
function useValue(key: Key): Json | undefined {
  const { outbox } = useEditor();
  return useSyncExternalStore(outbox.subscribe, () => outbox.valueOf(key));
}

export function useStatus(outbox: Outbox): Status {
  return useSyncExternalStore(outbox.subscribe, () => outbox.status);
}

/** A section that is one record, and a way to change one field of it. */
export function useRecord(section: string): [Fields, (field: string, value: Json) => void] {
  const { outbox } = useEditor();
  const record = asFields(useValue(section));
  return [
    record,
    // Read again at the moment of change: two fields changed in one breath must both stay.
    (field, value) => outbox.change(section, { ...asFields(outbox.valueOf(section)), [field]: value }),
  ];
}

export type RowsAt = {
  rows: Row[];
  change: (row: string, field: string, value: Json) => void;
  add: (row: Row) => void;
  remove: (row: string) => void;
  restore: (row: Row, at: number) => void;
};

/** A list of rows: a section of its own ("roles"), or inside a record ("support", "services"). */
export function useRows(section: string, field?: string): RowsAt {
  const { outbox } = useEditor();
  const whole = useValue(section);
  const read = (value: Json | undefined) => asRows(field ? asFields(value)[field] : value);
  const write = (edit: (rows: Row[]) => Row[]) => {
    const now = outbox.valueOf(section);
    const rows = edit(read(now));
    outbox.change(section, field ? { ...asFields(now), [field]: rows } : rows);
  };
  return {
    rows: read(whole),
    change: (id, name, value) =>
      write((rows) => rows.map((row) => (row.id === id ? { ...row, [name]: value } : row))),
    add: (row) => write((rows) => [...rows, row]),
    remove: (id) => write((rows) => rows.filter((row) => row.id !== id)),
    restore: (row, at) => write((rows) => rows.toSpliced(Math.min(at, rows.length), 0, row)),
  };
}

export function useAnswer(item: string): [Answer, (answer: Answer) => void] {
  const { outbox } = useEditor();
  const key = `answers:${item}`;
  return [asFields(useValue(key)) as Answer, (answer) => outbox.change(key, tidied(answer) as Json)];
}

/** The sentences about one field: what the server would not take, and what it took and cannot publish. */
export function useFaults(section: string): Record<string, string[]> {
  const { outbox, problems } = useEditor();
  const refused = useSyncExternalStore(outbox.subscribe, () => outbox.refusalOf(section));
  return refused ? { ...problems[section], ...refused.fields } : (problems[section] ?? none);
}

const none: Record<string, string[]> = {};

export function fieldFormOf(form: SectionForm, field: string): FieldForm | undefined {
  return form.fields.find((each) => each.id === field);
}

/** The facts as questions, from the declaration of the form. */
export function factsOf(form: DocumentForm): Fact[] {
  const section = form.sections.find((each) => each.id === "facts");
  return (section?.fields ?? []).map((field) => ({
    id: field.id,
    question: field.label,
    help: field.help,
    kind: field.type === "yes_no" ? "yes_no" : "choice",
    options: field.choices,
  }));
}

export function asFields(value: Json | undefined): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function asRows(value: Json | undefined): Row[] {
  return Array.isArray(value) ? (value as Row[]) : [];
}

/** An answer without the parts that are empty, as the server keeps it; all empty is no answer. */
function tidied(answer: Answer): Fields {
  const { state, ...parts } = answer;
  const kept = Object.entries(parts).filter(
    ([, value]) => value !== null && value !== undefined && value !== "" && !isBare(value as Json),
  );
  if (kept.length === 0 && (state === undefined || state === "answered")) {
    return {};
  }
  return { state: state ?? "answered", ...(Object.fromEntries(kept) as Fields) };
}

function isBare(value: Json): boolean {
  return typeof value === "object" && value !== null && Object.values(value).length === 0;
}
