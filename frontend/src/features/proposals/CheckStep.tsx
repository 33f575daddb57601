import type { ReactNode } from "react";
import type { Gap } from "@/features/checklists/types";
import { Disclosure } from "@/ui/Disclosure";
import { formatDay } from "@/ui/dates";
import { ErrorSummary } from "@/ui/ErrorSummary";
import { Notice } from "@/ui/Notice";
import styles from "./CheckStep.module.css";
import { hrefOfFault } from "./editing";
import { Moves } from "./Moves";
import type { Outbox } from "./outbox";
import { Preview } from "./Preview";
import type { StepView } from "./steps";
import type { Proposal } from "./types";
import { factsOf, useEditor, useStatus } from "./useEditor";

/** What is still missing, how it will look, and the way on to the reviewers. */
export function CheckStep({
  proposal,
  steps,
  unchanged,
  outbox,
  hrefOf,
  onMoved,
}: {
  proposal: Proposal;
  steps: StepView[];
  /** How much of what reviewers asked for has not changed yet. */
  unchanged: number;
  outbox: Outbox;
  hrefOf: (gap: Gap) => string;
  onMoved: () => void;
}) {
  const missing = steps.filter((step) => step.gaps.length > 0);
  const facts = missing.find((step) => step.id === "facts");
  const faults = problemsOf(proposal);
  const wrong = new Set(faults.map((gap) => gap.message));
  useStatus(outbox);
  const problems = [
    ...unsentOf(proposal, outbox),
    ...faults.map((gap) => ({ message: gap.message, href: hrefOf(gap) })),
  ];

  const others = missing
    .filter((step) => step !== facts)
    .map((step) => <Missing key={step.id} step={step} wrong={wrong} hrefOf={hrefOf} />);

  async function send(): Promise<boolean> {
    await outbox.flush();
    return !outbox.hasUnsent;
  }

  return (
    <>
      {problems.length > 0 && <ErrorSummary title="These cannot stand as they are" problems={problems} />}
      {missing.length > 0 ? (
        <section aria-labelledby="missing">
          <h3 id="missing">Still missing</h3>
          <p>Each line leads to its field. You can leave and come back; everything is saved as you write.</p>
          {facts && (
            <>
              <p>The facts come first: they decide what else is asked.</p>
              <Missing step={facts} wrong={wrong} hrefOf={hrefOf} />
            </>
          )}
          {facts && others.length > 0 ? (
            <Disclosure summary="What is missing besides, as far as it is known">{others}</Disclosure>
          ) : (
            others
          )}
        </section>
      ) : unchanged > 0 ? (
        <Notice
          title={`${unchanged === 1 ? "1 thing" : `${unchanged} things`} the reviewers ask for ${unchanged === 1 ? "is" : "are"} as before`}
        >
          <p>Every question has an answer. Change what they ask for before you send it again.</p>
        </Notice>
      ) : (
        <Notice tone="good" title="Nothing is missing">
          <p>Read once more how it will look. Then send it.</p>
        </Notice>
      )}
      <section aria-labelledby="looks">
        <h3 id="looks">As the public will see it</h3>
        <Preview proposal={proposal} />
      </section>
      <section className={styles.send} aria-labelledby="send">
        <h3 id="send">Send it to the reviewers</h3>
        <p>{levelWords(proposal)}</p>
        <Moves proposal={proposal} names={["submit"]} before={send} onMoved={onMoved} />
      </section>
      <section className={styles.other} aria-labelledby="other">
        <h3 id="other">Or</h3>
        <Moves proposal={proposal} without={["submit"]} before={send} onMoved={onMoved} />
      </section>
    </>
  );
}

function Missing({
  step,
  wrong,
  hrefOf,
}: {
  step: StepView;
  wrong: ReadonlySet<string>;
  hrefOf: (gap: Gap) => string;
}) {
  const { form } = useEditor();
  const gaps = step.gaps.filter((gap) => !wrong.has(gap.message));
  const questionOf = (id: string | null) => factsOf(form).find((fact) => fact.id === id)?.question;

  if (gaps.length === 0) {
    return null;
  }
  return (
    <div className={styles.step}>
      <h4>{step.label}</h4>
      <ul>
        {gaps.map((gap) => (
          <li key={`${gap.section} ${gap.row} ${gap.field} ${gap.message}`}>
            <a href={hrefOf(gap)}>{gap.message || questionOf(gap.field)}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What was typed and could not even be kept. */
function unsentOf(proposal: Proposal, outbox: Outbox): { message: string; href: string }[] {
  const { report } = proposal;
  return [...outbox.refused].flatMap(([key, { fields }]) =>
    Object.entries(fields).flatMap(([path, sentences]) =>
      sentences.map((message) => ({
        message,
        href: report ? hrefOfFault(proposal.id, key, path, report, outbox) : "",
      })),
    ),
  );
}

/** What was kept and cannot be published as it is, in the order of the document. */
function problemsOf(proposal: Proposal): Gap[] {
  return Object.entries(proposal.problems).flatMap(([section, fields]) =>
    Object.entries(fields).flatMap(([field, sentences]) =>
      sentences.map((message) => ({ section, field, row: null, message })),
    ),
  );
}

/** How much review it will have, and why nobody is named. */
export function levelWords({ level }: Proposal): ReactNode {
  if (!level) {
    return null;
  }
  const people = level.reviewers === 1 ? "One reviewer" : `${level.reviewers} reviewers`;
  const trained = level.trained > 0 ? ", at least one of them trained in harm reduction" : "";
  return (
    <>
      The review is <strong>{level.name}</strong>, which follows from your facts. {people} from{" "}
      {level.reviewers === 1 ? "another chapter" : "other chapters"}
      {trained} will answer within {level.days} {level.days === 1 ? "day" : "days"}.
    </>
  );
}

export function promiseWords(promised: string | null): string {
  return promised ? `An answer is promised by ${formatDay(promised)}.` : "";
}
