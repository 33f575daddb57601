import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { itemId } from "@/features/checklists/ids";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Disclosure } from "@/ui/Disclosure";
import { formatDay } from "@/ui/dates";
import { Icon } from "@/ui/Icon";
import { Tag } from "@/ui/Tag";
import { TextArea } from "@/ui/TextArea";
import { toast } from "@/ui/toasts";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import { stepHref } from "./editing";
import type { Words } from "./Items";
import { answerQuestion, feedbackQuery, keepCondition } from "./queries";
import styles from "./ReviewWords.module.css";
import { stepOfItemId } from "./steps";
import type { Feedback, ItemWords, Question, Report } from "./types";
import { useAct } from "./useAct";

/** What the reviewers said about one question, to stand beside it. */
export function wordsOn(item: string, feedback: Feedback, proposalId: string): ReturnType<Words> {
  const questions = feedback.questions.filter((each) => each.item === item);
  // A question is also a verdict; it is shown once, with its answer.
  const verdicts = feedback.items.filter(
    (each) =>
      each.item === item &&
      !(each.word === "ask" && questions.some((question) => question.words === each.words)),
  );
  // Nothing to do and nothing to read: one quiet line says it.
  const agreed = verdicts.filter((each) => each.word === "met" && !each.words);
  if (verdicts.length === 0 && questions.length === 0) {
    return null;
  }
  return {
    asks:
      verdicts.some((each) => (each.word === "not_met" || each.word === "ask") && !each.changed_since) ||
      questions.some((each) => !each.answered_at),
    said: (
      <div className={styles.words}>
        {agreed.length > 0 && (
          <p className={styles.agreed}>
            <Icon name="check" /> Met, says a reviewer of{" "}
            {agreed.map((each) => each.chapter || "another chapter").join(" and one of ")}.
            {agreed.some((each) => each.changed_since) && " You have changed this since."}
          </p>
        )}
        {verdicts
          .filter((each) => !agreed.includes(each))
          .map((each) => (
            <Verdict key={`${each.chapter} ${each.revision} ${each.word}`} said={each} />
          ))}
        {questions.map((question) => (
          <AskedQuestion key={question.id} proposalId={proposalId} question={question} />
        ))}
      </div>
    ),
  };
}

function Verdict({ said }: { said: ItemWords }) {
  const { tone, words } = verdictWords[said.word];
  return (
    <div className={styles.verdict}>
      <p className={styles.head}>
        <Tag tone={tone}>{words}</Tag> <span>a reviewer of {said.chapter || "another chapter"}</span>
        {said.changed_since && <Tag>You have changed this since</Tag>}
      </p>
      {said.words && <blockquote className={styles.said}>{said.words}</blockquote>}
      {said.rethink && <p>They ask you to think again about the idea itself, not only its words.</p>}
      {said.due && (
        <p>
          {said.owner}, by {formatDay(said.due, "long")}.
        </p>
      )}
    </div>
  );
}

/** A question and the place to answer it. An explanation needs no new revision. */
function AskedQuestion({ proposalId, question }: { proposalId: string; question: Question }) {
  const [words, setWords] = useState("");
  const { act, busy, fault } = useAct(proposalId);
  const client = useQueryClient();

  async function answer(): Promise<void> {
    const done = await act(async () =>
      client.setQueryData(
        feedbackQuery(proposalId).queryKey,
        await answerQuestion(proposalId, question.id, words.trim()),
      ),
    );
    if (done) {
      toast("Your answer is with the reviewer.");
    }
  }

  return (
    <div className={styles.question}>
      <p className={styles.head}>
        <Icon name="question" /> <strong>A reviewer of {question.chapter || "another chapter"} asks</strong>
      </p>
      <blockquote className={styles.said}>{question.words}</blockquote>
      {question.answered_at ? (
        <p>
          <strong>{question.answered_by ?? "You"} answered: </strong>
          <span className={styles.answer}>{question.answer}</span>
        </p>
      ) : (
        <>
          <TextArea
            id={`question-${question.id}`}
            label="Your answer"
            hint="An explanation is enough: the proposal need not be sent again."
            error={fault ? (fault.fields.words?.join(" ") ?? fault.sentence) : undefined}
            value={words}
            onValue={setWords}
          />
          <Button busy={busy && "Sending"} onClick={answer}>
            Answer the reviewer
          </Button>
        </>
      )}
    </div>
  );
}

/** Every question that waits, where nothing else is asked; what was answered is folded away. */
export function Questions({
  proposalId,
  feedback,
  report,
}: {
  proposalId: string;
  feedback: Feedback;
  report: Report;
}) {
  const waiting = feedback.questions.filter((question) => !question.answered_at);
  const answered = feedback.questions.filter((question) => question.answered_at);
  const ask = (question: Question) => (
    <div key={question.id} className={styles.words}>
      <p className={styles.about}>{questionOf(question.item, report)}</p>
      <AskedQuestion proposalId={proposalId} question={question} />
    </div>
  );

  return (
    <>
      {waiting.length > 0 && (
        <section aria-labelledby="questions">
          <h3 id="questions">What the reviewers ask</h3>
          {waiting.map(ask)}
        </section>
      )}
      {answered.length > 0 && (
        <Disclosure summary={`Questions you have answered: ${answered.length}`}>
          {answered.map(ask)}
        </Disclosure>
      )}
    </>
  );
}

export function Conditions({ proposalId, feedback }: { proposalId: string; feedback: Feedback }) {
  if (feedback.conditions.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="conditions">
      <h3 id="conditions">It was published on these conditions</h3>
      <ul className={styles.conditions}>
        {feedback.conditions.map((condition) => (
          <li key={condition.id}>
            <p>{condition.words}</p>
            <p className={styles.head}>
              {condition.met_at ? (
                <Tag tone="good" icon="check">
                  Kept
                </Tag>
              ) : (
                <Tag tone="warn" icon="clock">
                  By {formatDay(condition.due, "long")}
                </Tag>
              )}
              <span>{condition.owner} sees to it</span>
            </p>
            {!condition.met_at && <KeepCondition proposalId={proposalId} condition={condition} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** It is kept: said once, with how, because it cannot be taken back. */
function KeepCondition({
  proposalId,
  condition,
}: {
  proposalId: string;
  condition: Feedback["conditions"][number];
}) {
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState("");
  const { act, busy, fault, clear } = useAct(proposalId);
  const client = useQueryClient();

  async function keep(): Promise<void> {
    const done = await act(async () =>
      client.setQueryData(
        feedbackQuery(proposalId).queryKey,
        await keepCondition(proposalId, condition.id, words.trim()),
      ),
    );
    if (done) {
      toast("Marked as kept.");
    }
  }

  return (
    <>
      <Button
        size="small"
        icon="check"
        onClick={() => {
          clear();
          setOpen(true);
        }}
      >
        Mark as kept<VisuallyHidden>: {condition.words}</VisuallyHidden>
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Mark this condition as kept"
        actions={
          <>
            <Button variant="primary" busy={busy && "Keeping"} onClick={keep}>
              It is kept
            </Button>
            <Button onClick={() => setOpen(false)}>Not yet</Button>
          </>
        }
      >
        <p>{condition.words}</p>
        <TextArea
          id={`kept-${condition.id}`}
          label="How was it kept?"
          hint="A sentence for the reviewers and the history. It stands once said."
          error={fault ? (fault.fields.words?.join(" ") ?? fault.sentence) : undefined}
          value={words}
          onValue={setWords}
        />
      </Dialog>
    </>
  );
}

/** What must change, each line leading to its question. */
export function Asked({
  proposalId,
  feedback,
  report,
}: {
  proposalId: string;
  feedback: Feedback;
  report: Report;
}) {
  const open = feedback.items.filter(({ word }) => word === "not_met" || word === "ask");
  if (open.length === 0) {
    return <p>Their words stand beside the questions. Change what they ask for, and send it again.</p>;
  }
  return (
    <>
      <p>
        Change what they ask for, and send it again. What they have verified and you leave as it is stands.
      </p>
      <ul>
        {open.map((each) => (
          <li key={`${each.item} ${each.chapter}`}>
            <a href={stepHref(proposalId, stepOfItemId(each.item, report), itemId(each.item))}>
              {questionOf(each.item, report)}
            </a>
            {each.changed_since && " (changed since)"}
          </li>
        ))}
      </ul>
    </>
  );
}

function questionOf(id: string, report: Report): string {
  const items = report.checklists.flatMap((checklist) => checklist.items);
  return items.find((item) => item.id === id)?.question ?? "The words of the listing";
}

const verdictWords: Record<ItemWords["word"], { tone: "good" | "warn" | "info"; words: string }> = {
  met: { tone: "good", words: "Met" },
  met_with_condition: { tone: "info", words: "Met, with a condition" },
  ask: { tone: "info", words: "A question" },
  not_met: { tone: "warn", words: "Not met yet" },
  not_applicable_accepted: { tone: "good", words: "Does not apply: accepted" },
};
