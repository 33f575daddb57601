import { type ReactNode, useRef, useState } from "react";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/toasts";
import { ValueField } from "./DocField";
import { fieldId } from "./fieldIds";
import styles from "./RowsEditor.module.css";
import { newRowId } from "./rows";
import type { FieldForm, Row, SectionForm } from "./types";
import { type RowsAt, useEditor, useFaults, useRows, useSectionForm } from "./useEditor";

/** Fields of a row that belong together, in the order in which one would tell them. */
export type Group = {
  title?: string;
  note?: string;
  fields: string[];
};

type Words = {
  /** "role", "speaker": for buttons and headings. */
  noun: string;
  /** The field that names a row. */
  called: string;
  groups: Group[];
  /** Fields that need not be filled in. */
  optional?: string[];
  /** Fields that only make sense after another answer. */
  shown?: (field: string, row: Row) => boolean;
  /** Drawn below the fields of each row. */
  more?: (row: Row, rows: RowsAt) => ReactNode;
  /** A word beside the name of a row. */
  mark?: (row: Row) => ReactNode;
};

/** A list of records of one form: add, change, take away and bring back. */
export function RowsEditor({ section, field, ...words }: { section: string; field?: string } & Words) {
  const { fixed } = useEditor();
  const form = useSectionForm(section);
  const list = useRows(section, field);
  const faults = useFaults(section);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const addButton = useRef<HTMLButtonElement>(null);
  const declared = field ? (form.fields.find((each) => each.id === field)?.fields ?? []) : form.fields;

  function add(): void {
    const id = newRowId();
    list.add({ id, ...Object.fromEntries(declared.map((each) => [each.id, emptyOf(each)])) });
    setFresh(new Set([...fresh, id]));
    const first = words.groups[0]?.fields[0];
    setTimeout(() => document.getElementById(fieldId(section, first, id))?.focus());
  }

  function remove(row: Row, at: number): void {
    list.remove(row.id);
    toast(`Removed the ${words.noun} ${nameOf(row, words.called, at, words.noun)}.`, {
      action: { label: "Undo", run: () => list.restore(row, at) },
    });
    // The removed row had focus; the button that adds one is the nearest thing that stays.
    setTimeout(() => addButton.current?.focus());
  }

  return (
    <div id={fieldId(section, field)} tabIndex={-1} className={styles.rows}>
      {list.rows.map((row, at) => (
        <RowCard
          key={row.id}
          {...words}
          form={form}
          declared={declared}
          section={section}
          row={row}
          at={at}
          list={list}
          faults={faultsOfRow(faults, field ? `${field}.${at}` : `${at}`)}
          open={fresh.has(row.id) || list.rows.length === 1}
          onRemove={fixed ? undefined : () => remove(row, at)}
        />
      ))}
      {!fixed && (
        <Button ref={addButton} icon="add" onClick={add}>
          {list.rows.length === 0 ? `Add a ${words.noun}` : `Add another ${words.noun}`}
        </Button>
      )}
    </div>
  );
}

function RowCard({
  noun,
  called,
  groups,
  optional = [],
  shown = () => true,
  more,
  mark,
  form,
  declared,
  section,
  row,
  at,
  list,
  faults,
  open,
  onRemove,
}: Words & {
  form: SectionForm;
  declared: FieldForm[];
  section: string;
  row: Row;
  at: number;
  list: RowsAt;
  faults: Record<string, string[]>;
  open: boolean;
  onRemove: (() => void) | undefined;
}) {
  const mixed = new Set(form.fields.map((field) => field.reach)).size > 1;
  const [startsOpen] = useState(open || Object.keys(faults).length > 0);

  return (
    <details className={styles.row} open={startsOpen}>
      <summary className={styles.summary}>
        <Icon name="chevron_right" />
        <span className={styles.name}>{nameOf(row, called, at, noun)}</span>
        {mark?.(row)}
      </summary>
      <div className={styles.body}>
        {groups.map((group) => (
          <RowGroup key={group.fields[0]} title={group.title} note={group.note}>
            {group.fields
              .map((name) => declared.find((each) => each.id === name))
              .filter((each): each is FieldForm => each !== undefined && shown(each.id, row))
              .map((each) => (
                <ValueField
                  key={each.id}
                  id={fieldId(section, each.id, row.id)}
                  field={each}
                  hint={[each.help, mixed && reachHints[each.reach]].filter(Boolean).join(" ") || undefined}
                  optional={optional.includes(each.id)}
                  error={faults[each.id]?.join(" ")}
                  value={row[each.id] ?? null}
                  onValue={(value) => list.change(row.id, each.id, value)}
                />
              ))}
          </RowGroup>
        ))}
        {more?.(row, list)}
        {onRemove && (
          <Button variant="quiet" size="small" icon="trash" onClick={onRemove}>
            Remove this {noun}
          </Button>
        )}
      </div>
    </details>
  );
}

function RowGroup({ title, note, children }: { title?: string; note?: string; children: ReactNode }) {
  if (!title) {
    return <div className={styles.group}>{children}</div>;
  }
  return (
    <fieldset className={styles.group}>
      <legend className={styles.group_title}>{title}</legend>
      {note && <p className={styles.group_note}>{note}</p>}
      {children}
    </fieldset>
  );
}

function nameOf(row: Row, called: string, at: number, noun: string): string {
  const name = row[called];
  const words = typeof name === "string" ? name.trim() : "";
  return words ? (words.length > 70 ? `${words.slice(0, 69)}…` : words) : `New ${noun} ${at + 1}`;
}

/** "2.hours" and "services.2.name" with their beginning cut off. */
function faultsOfRow(faults: Record<string, string[]>, prefix: string): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(faults)
      .filter(([path]) => path.startsWith(`${prefix}.`))
      .map(([path, sentences]) => [path.slice(prefix.length + 1), sentences]),
  );
}

function emptyOf(field: FieldForm): Row[string] {
  switch (field.type) {
    case "choices":
    case "slugs":
    case "rows":
      return [];
    case "scores":
      return {};
    case "line":
    case "text":
    case "link":
      return "";
    default:
      return null;
  }
}

const reachHints: Record<string, string> = {
  public: "",
  network: "Only members of the network read this.",
  participants: "Only people who take part read this.",
  reviewers: "Only organizers and reviewers read this.",
};
