import { useState, useSyncExternalStore } from "react";
import type { Json } from "@/features/checklists/types";
import { Button } from "@/ui/Button";
import { RadioGroup } from "@/ui/Choices";
import { Dialog } from "@/ui/Dialog";
import { formatRelative } from "@/ui/dates";
import { TextArea } from "@/ui/TextArea";
import styles from "./ClashDialog.module.css";
import { type Clash, take } from "./merge";
import type { Key, Outbox, SectionClash } from "./outbox";
import type { DocumentForm } from "./types";

/** Two people changed the same words. Both versions stand side by side, and nothing goes on before someone has chosen. */
export function ClashDialog({
  outbox,
  open,
  onClose,
  form,
  labelOf,
}: {
  outbox: Outbox;
  open: boolean;
  onClose: () => void;
  form: DocumentForm;
  labelOf: (key: Key) => string;
}) {
  const count = useSyncExternalStore(outbox.subscribe, () => outbox.clashes.size);
  const [first] = count > 0 ? outbox.clashes : [];
  if (!first) {
    return null;
  }
  const [key, clash] = first;
  return (
    <Choosing
      key={key}
      open={open}
      onClose={onClose}
      title={`${clash.theirs.by ?? "Somebody"} changed “${labelOf(key)}” too`}
      section={key}
      clash={clash}
      form={form}
      onSettled={(value) => outbox.settle(key, value)}
    />
  );
}

type Choice = { keep: "mine" | "theirs" | "both"; text: string };

function Choosing({
  open,
  onClose,
  title,
  section,
  clash,
  form,
  onSettled,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  section: Key;
  clash: SectionClash;
  form: DocumentForm;
  onSettled: (value: Json) => void;
}) {
  const [choices, setChoices] = useState<Record<number, Choice>>({});
  const undecided = clash.clashes.filter((_, index) => !choices[index]).length;

  function settle(): void {
    const value = clash.clashes.reduce<Json>((into, each, index) => {
      const choice = choices[index];
      return take(
        into,
        each,
        choice?.keep === "theirs" ? each.theirs : choice?.keep === "both" ? choice.text : each.mine,
      );
    }, clash.merged);
    onSettled(value);
  }

  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      wide
      actions={
        <>
          <Button
            variant="primary"
            disabledReason={undecided > 0 ? "Choose for each part which words stay." : undefined}
            onClick={settle}
          >
            Keep what I chose
          </Button>
          <Button onClick={onClose}>Decide later</Button>
        </>
      }
    >
      <p>
        Nothing is lost. Your words are kept on this device; theirs were saved{" "}
        {clash.theirs.at ? formatRelative(clash.theirs.at, new Date()) : "before"}. Everything else that you
        both wrote is already joined.
      </p>
      {clash.clashes.map((each, index) => (
        <Part
          key={each.path.join("/")}
          label={labelOfPath(section, each, clash.merged, form)}
          clash={each}
          by={clash.theirs.by ?? "Theirs"}
          choice={choices[index]}
          onChoice={(choice) => setChoices({ ...choices, [index]: choice })}
        />
      ))}
    </Dialog>
  );
}

function Part({
  label,
  clash,
  by,
  choice,
  onChoice,
}: {
  label: string;
  clash: Clash;
  by: string;
  choice: Choice | undefined;
  onChoice: (choice: Choice) => void;
}) {
  const texts = typeof clash.mine === "string" && typeof clash.theirs === "string";
  const joined = `${clash.mine}\n\n${clash.theirs}`;

  return (
    <section className={styles.part} aria-label={label}>
      <h3 className={styles.label}>{label}</h3>
      <div className={styles.versions}>
        <div className={styles.version}>
          <h4>Yours</h4>
          <Value value={clash.mine} />
        </div>
        <div className={styles.version}>
          <h4>{by}</h4>
          <Value value={clash.theirs} />
        </div>
      </div>
      <RadioGroup
        label={`What stays for “${label}”?`}
        inline
        options={[
          { value: "mine", label: "Yours" },
          { value: "theirs", label: "Theirs" },
          ...(texts ? [{ value: "both", label: "Let me join them" }] : []),
        ]}
        value={choice?.keep ?? null}
        onValue={(keep) => onChoice({ keep, text: choice?.text || joined } as Choice)}
      />
      {choice?.keep === "both" && (
        <TextArea
          label="What it shall say"
          rows={6}
          value={choice.text}
          onValue={(text) => onChoice({ keep: "both", text })}
        />
      )}
    </section>
  );
}

/** A value as people read it. */
function Value({ value }: { value: Json | undefined }) {
  if (value === undefined) {
    return <p className={styles.nothing}>Removed</p>;
  }
  const words = wordsOf(value);
  return words ? <p className={styles.words}>{words}</p> : <p className={styles.nothing}>Nothing</p>;
}

export function wordsOf(value: Json): string {
  if (value === null || value === "") {
    return "";
  }
  if (typeof value === "boolean") {
    return value ? "Yes" : "No";
  }
  if (Array.isArray(value)) {
    return value.map(wordsOf).filter(Boolean).join(", ");
  }
  if (typeof value === "object") {
    return Object.entries(value)
      .filter(([name, each]) => name !== "id" && wordsOf(each))
      .map(([name, each]) => `${name.replaceAll("_", " ")}: ${wordsOf(each)}`)
      .join("\n");
  }
  return String(value);
}

function labelOfPath(section: Key, { path }: Clash, merged: Json, form: DocumentForm): string {
  if (section.startsWith("answers:")) {
    return answerLabels[path.at(-1) ?? ""] ?? "Your answer";
  }
  const declared = form.sections.find((each) => each.id === section);
  const [first = "", ...rest] = path;
  const rowId = declared?.shape === "rows" ? first : rest[0];
  const name = path.at(-1) ?? "";
  const fields = [...(declared?.fields ?? []), ...(declared?.fields.flatMap((each) => each.fields) ?? [])];
  const label = fields.find((each) => each.id === name)?.label;
  const rows = Array.isArray(merged) ? merged : [];
  const at = rows.findIndex(
    (row) => typeof row === "object" && row !== null && "id" in row && row.id === rowId,
  );
  const row = at >= 0 ? `No. ${at + 1}` : "";
  return [row, label].filter(Boolean).join(": ") || declared?.label || "This part";
}

const answerLabels: Record<string, string> = {
  state: "Kind of answer",
  value: "The answer",
  note: "The sentence beside it",
  because: "Why it does not apply",
  by: "By which day",
  who: "Who sees to it",
  plan: "What you will do until then",
};
