import { type ReactNode, useRef, useState } from "react";
import { Button } from "@/ui/Button";
import { Disclosure } from "@/ui/Disclosure";
import { Icon } from "@/ui/Icon";
import { Tag } from "@/ui/Tag";
import { TextArea } from "@/ui/TextArea";
import { DateInput, TextInput } from "@/ui/TextInput";
import { AnswerFields } from "./AnswerFields";
import styles from "./ChecklistItem.module.css";
import { answerId, itemId } from "./ids";
import type { Answer, Gap, ItemReport } from "./types";

/**
 * One question of a checklist: what is asked and why, what good evidence is, examples on demand, the answer, and what
 * is still missing. `children` are the records it reads, when it reads records.
 */
export function ChecklistItem({
  item,
  answer,
  faults,
  onAnswer,
  hrefOf,
  fixed = false,
  inheritedFrom,
  words,
  raised = false,
  children,
}: {
  item: ItemReport;
  answer: Answer;
  faults?: Record<string, string[]>;
  onAnswer: (answer: Answer) => void;
  hrefOf: (gap: Gap) => string;
  /** Nothing can be changed now. */
  fixed?: boolean;
  /** The program whose answer stands for this one. */
  inheritedFrom?: string;
  /** What reviewers said about it. */
  words?: ReactNode;
  /** They ask for something. */
  raised?: boolean;
  children?: ReactNode;
}) {
  const section = useRef<HTMLElement>(null);
  const remembered = useRef<Partial<Record<string, Answer>>>({});
  const state = answer.state ?? "answered";
  // What is answered is folded, so that the page shows what there is to do; it stays as it is while one writes.
  const [startsOpen] = useState(() => item.required && !settled.has(item.state));
  const headingId = `${itemId(item.id)}-question`;

  // The server keeps one kind of answer; what was written for another stays here, in case it is wanted back.
  function turn(to: NonNullable<Answer["state"]>): void {
    remembered.current[state] = answer;
    onAnswer(remembered.current[to] ?? (to === "answered" ? {} : { state: to }));
    // The form that appears begins a new thought: go to its first field.
    setTimeout(() =>
      section.current?.querySelector<HTMLElement>("[data-answer] :is(input, textarea)")?.focus(),
    );
  }

  return (
    <section
      ref={section}
      id={itemId(item.id)}
      className={styles.item}
      aria-labelledby={headingId}
      tabIndex={-1}
    >
      <details open={startsOpen || raised}>
        <summary className={styles.summary}>
          <Icon name="chevron_right" />
          <h3 id={headingId} className={styles.question}>
            {item.question}
          </h3>
          <StateTag item={item} raised={raised} />
        </summary>
        <div className={styles.body}>
          <p className={styles.why}>{item.why}</p>
          <div className={styles.margin}>
            <p>
              <strong>Good evidence: </strong>
              {item.good_evidence}
            </p>
            <Examples item={item} />
          </div>
          <div className={styles.answer}>
            {words}
            {item.inherited && (
              <p className={styles.inherited}>
                <Icon name="check" /> Answered by{" "}
                {inheritedFrom ? `the program “${inheritedFrom}”` : "its program"}. What you enter here stands
                instead, for this event only.
              </p>
            )}
            <fieldset disabled={fixed} data-answer>
              <legend className={styles.legend}>Your answer</legend>
              {state === "answered" && (
                <>
                  {children}
                  {(item.evidence.stored || item.evidence.instead) && (
                    <AnswerFields item={item} answer={answer} faults={faults} onAnswer={onAnswer} />
                  )}
                </>
              )}
              {state === "not_applicable" && (
                <TextArea
                  id={answerId(item.id, "because")}
                  label="It does not apply, because"
                  hint="A sentence. The reviewer must accept it."
                  error={faults?.because?.[0]}
                  value={answer.because ?? ""}
                  onValue={(because) => onAnswer({ state, because })}
                />
              )}
              {state === "not_yet" && (
                <NotYet item={item} answer={answer} faults={faults} onAnswer={onAnswer} />
              )}
            </fieldset>
            <Gaps
              gaps={item.gaps}
              question={item.question}
              refused={item.state === "refused"}
              required={item.required}
              hrefOf={hrefOf}
            />
            {!fixed && (
              <div className={styles.ways}>
                {state !== "answered" && (
                  <Button variant="quiet" size="small" onClick={() => turn("answered")}>
                    Answer it instead
                  </Button>
                )}
                {state !== "not_applicable" && item.may_be_not_applicable && (
                  <Button variant="quiet" size="small" onClick={() => turn("not_applicable")}>
                    This does not apply to us
                  </Button>
                )}
                {state !== "not_yet" && item.may_be_condition && item.required && (
                  <Button variant="quiet" size="small" onClick={() => turn("not_yet")}>
                    Not yet: we say by when
                  </Button>
                )}
              </div>
            )}
          </div>
        </div>
      </details>
    </section>
  );
}

function NotYet({
  item,
  answer,
  faults,
  onAnswer,
}: {
  item: ItemReport;
  answer: Answer;
  faults?: Record<string, string[]>;
  onAnswer: (answer: Answer) => void;
}) {
  const say = (part: Partial<Answer>) =>
    onAnswer({ state: "not_yet", by: answer.by, who: answer.who, plan: answer.plan, ...part });
  return (
    <div className={styles.not_yet}>
      <DateInput
        id={answerId(item.id, "by")}
        label="Not yet. We will have it by"
        error={faults?.by?.[0]}
        value={answer.by ?? ""}
        onValue={(by) => say({ by: by || null })}
      />
      <TextInput
        id={answerId(item.id, "who")}
        label="Who sees to it"
        error={faults?.who?.[0]}
        width="medium"
        value={answer.who ?? ""}
        onValue={(who) => say({ who })}
      />
      <TextArea
        id={answerId(item.id, "plan")}
        label="What you will do until then"
        optional
        error={faults?.plan?.[0]}
        value={answer.plan ?? ""}
        onValue={(plan) => say({ plan })}
      />
    </div>
  );
}

function Examples({ item }: { item: ItemReport }) {
  return (
    <Disclosure summary="A good and a weak answer">
      <dl className={styles.examples}>
        <dt className={styles.good}>
          <Icon name="check" size={16} /> Good
        </dt>
        <dd>{item.good}</dd>
        <dt className={styles.weak}>
          <Icon name="minus" size={16} /> Weak
        </dt>
        <dd>{item.weak}</dd>
      </dl>
    </Disclosure>
  );
}

/** What is still missing, each line leading to its field. Not read out by itself: it changes while people type. */
function Gaps({
  gaps,
  question,
  refused,
  required,
  hrefOf,
}: {
  gaps: Gap[];
  question: string;
  refused: boolean;
  required: boolean;
  hrefOf: (gap: Gap) => string;
}) {
  if (gaps.length === 0 || (!required && !refused)) {
    return null;
  }
  return (
    <div className={refused ? `${styles.gaps} ${styles.refused}` : styles.gaps}>
      <p className={styles.gaps_title}>{refused ? "This cannot be published" : "Still missing"}</p>
      <ul>
        {gaps.map((gap) => (
          <li key={`${gap.row} ${gap.field} ${gap.message}`}>
            <a href={hrefOf(gap)}>{shortened(gap.message, question)}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The question stands above already; a list elsewhere needs it said with the gap. */
function shortened(message: string, question: string): string {
  return message.endsWith(`: ${question}`) ? `${message.slice(0, -question.length - 2)}.` : message;
}

function StateTag({ item, raised }: { item: ItemReport; raised: boolean }) {
  if (raised && settled.has(item.state)) {
    return (
      <Tag tone="warn" icon="question">
        Reviewers ask
      </Tag>
    );
  }
  switch (item.state) {
    case "answered":
      return (
        <Tag tone="good" icon="check">
          {item.inherited ? "From the program" : "Answered"}
        </Tag>
      );
    case "not_applicable":
      return (
        <Tag tone="good" icon="check">
          Does not apply
        </Tag>
      );
    case "not_yet":
      return (
        <Tag tone="info" icon="clock">
          Promised
        </Tag>
      );
    case "refused":
      return (
        <Tag tone="error" icon="stop">
          Cannot be published
        </Tag>
      );
    default:
      return item.required ? (
        <Tag tone={item.severity === "blocker" ? "warn" : "neutral"}>
          {item.severity === "blocker" ? "Needed before anything is published" : "To answer"}
        </Tag>
      ) : (
        <Tag>Optional</Tag>
      );
  }
}

const settled: ReadonlySet<string> = new Set(["answered", "not_applicable", "not_yet"]);
