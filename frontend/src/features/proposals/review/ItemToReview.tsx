import { useState } from "react";
import { Button } from "@/ui/Button";
import { Disclosure } from "@/ui/Disclosure";
import { formatDay, formatRelative } from "@/ui/dates";
import { Tag } from "@/ui/Tag";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import { Reads } from "./Reads";
import styles from "./Review.module.css";
import type { Review, ReviewItem, Verdict } from "./types";
import { VerdictForm } from "./VerdictForm";
import { verdictNames, verdictTones } from "./words";

/** One item as a reviewer reads it: the question, the answer, what good looks like, what was said, and one's own word. */
export function ItemToReview({
  review,
  item,
  above = false,
}: {
  review: Review;
  item: ReviewItem;
  /** What it reads stands right above it, and is here only on demand. */
  above?: boolean;
}) {
  const [changing, setChanging] = useState(false);
  const decides = review.header.reading_as === "reviewer" && review.decision.recommended === null;
  const headingId = `item-${item.id}-question`;
  // Below the listing it follows that part's own heading; elsewhere, the title of its checklist.
  const Heading = above ? "h3" : "h4";

  return (
    <section className={styles.item} id={`item-${item.id}`} aria-labelledby={headingId} tabIndex={-1}>
      <div className={styles.item_head}>
        <Heading id={headingId} className={styles.question}>
          {item.question}
        </Heading>
        <p className={styles.tags}>
          <Tag tone={severityTones[item.severity]}>{severityWords[item.severity]}</Tag>
          {item.changed && <Tag tone="info">Changed since the last round</Tag>}
          {item.inherited && <Tag>Answered in the program</Tag>}
          {item.state === "not_applicable" && <Tag tone="info">They say it does not apply</Tag>}
          {item.state === "not_yet" && <Tag tone="warn">Not yet</Tag>}
        </p>
      </div>
      {above ? (
        <Disclosure summary="Every line of it">
          <Reads reads={item.reads} evidence={item.evidence} />
        </Disclosure>
      ) : (
        <div className={styles.item_answer}>
          <Reads reads={item.reads} evidence={item.evidence} />
        </div>
      )}
      {item.read_before && (
        <Disclosure summary="As it was in the last round">
          <Reads reads={item.read_before} evidence={item.evidence} />
        </Disclosure>
      )}
      <Said item={item} />
      <div className={styles.item_foot}>
        {decides && item.words.length > 0 && (!item.mine || changing) && (
          <VerdictForm
            review={review}
            item={item}
            onDone={item.mine ? () => setChanging(false) : undefined}
          />
        )}
        {decides && item.mine && !changing && (
          <p className={styles.my_word}>
            Your word: <Tag tone={verdictTones[item.mine.word]}>{verdictNames[item.mine.word]}</Tag>
            <Button size="small" variant="quiet" onClick={() => setChanging(true)}>
              Change it<VisuallyHidden>: {item.question}</VisuallyHidden>
            </Button>
          </p>
        )}
        <Guidance item={item} />
      </div>
    </section>
  );
}

function Guidance({ item }: { item: ReviewItem }) {
  return (
    <Disclosure summary="What to look for">
      <div className={styles.guidance}>
        {item.review && <p>{item.review}</p>}
        {item.good && (
          <p>
            <strong>A good answer: </strong>
            {item.good}
          </p>
        )}
        {item.weak && (
          <p>
            <strong>A weak one: </strong>
            {item.weak}
          </p>
        )}
        {item.why && (
          <p>
            <strong>Why it is asked: </strong>
            {item.why}
          </p>
        )}
      </div>
    </Disclosure>
  );
}

function Said({ item }: { item: ReviewItem }) {
  if (item.verdicts.length === 0 && item.questions.length === 0) {
    return null;
  }
  return (
    <ul className={styles.said_list}>
      {item.verdicts.map((verdict) => (
        <li key={`${verdict.at} ${verdict.name}`}>
          <VerdictWords verdict={verdict} />
        </li>
      ))}
      {item.questions.map((question) => (
        <li key={question.id}>
          <p>
            <strong>Asked: </strong>
            {question.words}
          </p>
          <p>
            {question.answered_at ? (
              <>
                <strong>{question.answered_by ?? "An organizer"} answered: </strong>
                {question.answer}
              </>
            ) : (
              <em>No answer yet.</em>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

function VerdictWords({ verdict }: { verdict: Verdict }) {
  return (
    <p>
      <strong>
        {verdict.mine ? "You" : verdict.name}, on revision {verdict.revision}:{" "}
        {verdictNames[verdict.word].toLowerCase()}.
      </strong>{" "}
      {verdict.words}
      {verdict.owner && verdict.due && ` (${verdict.owner}, by ${formatDay(verdict.due, "long")})`}
      {verdict.rethink && " The idea itself has to change."}{" "}
      <span className={styles.quiet}>{formatRelative(verdict.at, new Date())}</span>
    </p>
  );
}

const severityTones = { blocker: "brand", concern: "neutral", advice: "neutral" } as const;
const severityWords = { blocker: "Blocker", concern: "Concern", advice: "Advice" };
