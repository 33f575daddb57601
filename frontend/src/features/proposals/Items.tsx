import { type ReactNode, useSyncExternalStore } from "react";
import { ChecklistItem } from "@/features/checklists/ChecklistItem";
import { NotAsked } from "@/features/checklists/NotAsked";
import type { ChecklistReport, Gap, ItemReport } from "@/features/checklists/types";
import styles from "./Items.module.css";
import { editors } from "./sectionEditors";
import { hostsOf, itemsOf, recordsOf, type StepId } from "./steps";
import type { Report } from "./types";
import { asFields, factsOf, useAnswer, useEditor } from "./useEditor";

/** What reviewers said about an item, and whether it asks for something. */
export type Words = (item: string) => { said: ReactNode; asks: boolean } | null;

/** The questions of one step, each with its answer or with the records it reads. */
export function Items({
  step,
  report,
  hrefOf,
  inheritedFrom,
  words,
}: {
  step: StepId;
  report: Report;
  hrefOf: (gap: Gap) => string;
  inheritedFrom?: string;
  words: Words;
}) {
  return itemsOf(step, report)
    .filter(({ checklist }) => checklist.id !== "listing")
    .map(({ checklist, items }) => (
      <ChecklistSection
        key={checklist.id}
        checklist={checklist}
        items={items}
        report={report}
        hrefOf={hrefOf}
        inheritedFrom={inheritedFrom}
        words={words}
      />
    ));
}

function ChecklistSection({
  checklist,
  items,
  report,
  ...rest
}: {
  checklist: ChecklistReport;
  items: ItemReport[];
  report: Report;
  hrefOf: (gap: Gap) => string;
  inheritedFrom?: string;
  words: Words;
}) {
  const { form } = useEditor();
  const applying = items.filter((item) => item.applies);

  return (
    <section className={styles.checklist} aria-labelledby={`checklist-${checklist.id}`}>
      <h2 id={`checklist-${checklist.id}`} className={styles.title}>
        {checklist.title}
      </h2>
      {checklist.ground_rule && applying.length > 0 && <p className={styles.rule}>{checklist.ground_rule}</p>}
      {applying.map((item) => (
        <Item key={item.id} item={item} report={report} {...rest} />
      ))}
      <NotAsked items={items.filter((item) => !item.applies)} facts={factsOf(form)} />
    </section>
  );
}

/** One question. The first that reads a section holds its editor; the others say so. */
export function Item({
  item,
  report,
  hrefOf,
  inheritedFrom,
  words,
}: {
  item: ItemReport;
  report: Report;
  hrefOf: (gap: Gap) => string;
  inheritedFrom?: string;
  words: Words;
}) {
  const { fixed, outbox } = useEditor();
  const heard = words(item.id);
  const [answer, setAnswer] = useAnswer(item.id);
  const refused = useSyncExternalStore(outbox.subscribe, () => outbox.refusalOf(`answers:${item.id}`));
  const host = useSyncExternalStore(outbox.subscribe, () =>
    item.section === "answers"
      ? ""
      : (hostsOf(report, (each) => {
          const { state } = asFields(outbox.valueOf(`answers:${each.id}`));
          return state === undefined || state === "answered";
        }).get(recordsOf(item)) ?? ""),
  );

  return (
    <ChecklistItem
      item={item}
      answer={answer}
      faults={refused?.fields}
      onAnswer={setAnswer}
      hrefOf={hrefOf}
      fixed={fixed}
      inheritedFrom={inheritedFrom}
      words={heard?.said}
      raised={heard?.asks}
    >
      {item.section !== "answers" && (host === item.id ? editorOf(item) : <Shared item={item} />)}
    </ChecklistItem>
  );
}

function editorOf(item: ItemReport): ReactNode {
  const Editor = editors[item.evidence.type] ?? editors[item.section];
  return Editor && <Editor />;
}

function Shared({ item }: { item: ItemReport }) {
  return (
    <p className={styles.shared}>
      {item.gaps.length > 0
        ? "This is answered by the records you entered above. What is missing there leads to its field."
        : "This is answered by the records you entered above."}
    </p>
  );
}
