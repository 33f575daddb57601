import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError, sentenceOf } from "@/api/errors";
import { paths } from "@/app/paths";
import { Button } from "@/ui/Button";
import { Disclosure } from "@/ui/Disclosure";
import { formatDay } from "@/ui/dates";
import { Notice } from "@/ui/Notice";
import { Progress } from "@/ui/Progress";
import { Tag } from "@/ui/Tag";
import { TextArea } from "@/ui/TextArea";
import { toast } from "@/ui/toasts";
import { recommend, settle } from "./queries";
import { RecusalDialog } from "./RecusalDialog";
import styles from "./Review.module.css";
import type { Result, Review } from "./types";
import { resultNames, resultTones } from "./words";

/** Where the decision stands, and the last step: one sentence of reason, and the result the verdicts lead to. */
export function DecisionPanel({ review }: { review: Review }) {
  const { decision, header } = review;
  const needed = [...review.open, ...review.fine].filter((item) => item.needed).length;

  return (
    <section className={styles.decision} aria-labelledby="decision">
      <h2 id="decision" tabIndex={-1}>
        Decision
      </h2>
      {decision.decided ? (
        <Decided review={review} />
      ) : header.reading_as === "looking" ? (
        <p>You are reading this review, not deciding it.</p>
      ) : (
        <>
          {header.reading_as === "reviewer" && decision.recommended === null && needed > 0 && (
            <Progress
              label="Your verdicts"
              value={needed - decision.verdicts_left.length}
              max={needed}
              words={`${needed - decision.verdicts_left.length} of ${needed} given`}
            />
          )}
          <LeadsTo review={review} />
          {decision.recommended ? <Recommended review={review} /> : <Deciding review={review} />}
        </>
      )}
      {decision.recommendations.length > 0 && !decision.decided && (
        <ul className={styles.said_list}>
          {decision.recommendations.map((one) => (
            <li key={one.at}>
              <strong>
                {one.name}: {resultNames[one.result].toLowerCase()}.
              </strong>{" "}
              {one.reason}
            </li>
          ))}
        </ul>
      )}
      {header.reading_as === "reviewer" && !decision.decided && <RecusalDialog id={header.id} />}
    </section>
  );
}

function LeadsTo({ review }: { review: Review }) {
  const { decision } = review;
  // An item without any verdict says nothing yet; the count above says how many there are.
  const said = new Set(
    [...review.open, ...review.fine].filter((item) => item.verdicts.length > 0).map((item) => item.id),
  );
  const open = decision.open.filter((one) => said.has(one.item));
  const questions = new Map([...review.open, ...review.fine].map((item) => [item.id, item.question]));

  if (said.size === 0) {
    return <p>Read the listing, then each open item. What your verdicts lead to appears here.</p>;
  }
  return (
    <>
      <p className={styles.leads_to}>
        The verdicts so far lead to:{" "}
        <Tag tone={resultTones[decision.result]}>{resultNames[decision.result]}</Tag>
      </p>
      {open.length > 0 && (
        <ul className={styles.open_list}>
          {open.map((one) => (
            <li key={one.item}>
              <a href={`#item-${one.item}`}>{questions.get(one.item)}</a> {one.words || one.sentence}
            </li>
          ))}
        </ul>
      )}
      {decision.conditions.length > 0 && (
        <>
          <h3 className={styles.small_title}>Conditions</h3>
          <ul className={styles.open_list}>
            {decision.conditions.map((one) => (
              <li key={one.item}>
                {one.words} ({one.owner}, by {formatDay(one.due, "long")})
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Deciding({ review }: { review: Review }) {
  const { decision, header } = review;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [reason, setReason] = useState("");
  const settling = header.reading_as === "settling";

  const send = useMutation({
    mutationFn: (result: Result) =>
      settling
        ? settle(review, result === "changes_needed" ? "ask_for_changes" : "approve", reason)
        : recommend(review, result, reason),
    onSuccess: async (_, result) => {
      toast(settling ? "Decided." : `Sent: ${resultNames[result].toLowerCase()}.`);
      await client.invalidateQueries();
      await navigate({ to: settling ? paths.coordination() : paths.reviews() });
    },
  });
  const fault = send.error instanceof ApiError ? send.error.fields.reason?.join(" ") : undefined;
  const left = decision.verdicts_left.length;
  const waits =
    left > 0
      ? `${left} of the open items still ${left === 1 ? "needs" : "need"} your verdict.`
      : decision.unanswered.length > 0 && decision.result !== "changes_needed"
        ? "A question still waits for its answer."
        : null;
  const choices: Result[] = settling ? ["publish", "changes_needed"] : [decision.result];

  return (
    <div className={styles.deciding}>
      {settling && (
        <Notice tone="warn" title="The reviewers disagree">
          <p>They are done and came to different ends. Read both, and decide in writing.</p>
        </Notice>
      )}
      <TextArea
        id="decision-reason"
        label="Why, in a sentence"
        hint="Start with what is good. The organizers and, later, the public record show it."
        error={fault}
        rows={3}
        limit={2000}
        value={reason}
        onValue={setReason}
      />
      <Disclosure summary="Ready phrases">
        <ul className={styles.phrases}>
          {review.ready_phrases.map((phrase) => (
            <li key={phrase}>
              <button
                type="button"
                className={styles.phrase}
                onClick={() => setReason((before) => [before, phrase].filter(Boolean).join(" "))}
              >
                {phrase}
              </button>
            </li>
          ))}
        </ul>
      </Disclosure>
      <div className={styles.actions}>
        {choices.map((result) => (
          <Button
            key={result}
            variant={result === choices[0] ? "primary" : "secondary"}
            disabledReason={waits}
            busy={send.isPending && send.variables === result && "Sending"}
            onClick={() => send.mutate(result)}
          >
            {left > 0 ? "Decide" : decideWords(result, settling, decision.needed)}
          </Button>
        ))}
      </div>
      {send.error && !fault && (
        <Notice tone="error" live>
          <p>{sentenceOf(send.error)}</p>
          <Changed error={send.error} />
        </Notice>
      )}
    </div>
  );
}

/** A stale revision was named: what changed since, and the way to read it. */
function Changed({ error }: { error: unknown }) {
  if (!(error instanceof ApiError) || error.status !== 409) {
    return null;
  }
  return (
    <p>
      <button type="button" className={styles.phrase} onClick={() => location.reload()}>
        Read the newest revision
      </button>
    </p>
  );
}

function Recommended({ review }: { review: Review }) {
  const others = review.header.reviewers.filter((one) => !one.me && one.recommended === null);
  return (
    <Notice
      tone="good"
      title={`You said: ${resultNames[review.decision.recommended as Result].toLowerCase()}`}
    >
      <p>
        {review.decision.disagreed
          ? "The other reviewer came to a different end. A coordinator decides in writing."
          : others.length > 0
            ? `It waits for ${others.map((one) => one.name).join(" and ")}.`
            : "It waits for a second reviewer."}
      </p>
    </Notice>
  );
}

function Decided({ review }: { review: Review }) {
  const { decided } = review.decision;
  if (!decided) {
    return null;
  }
  return (
    <>
      <p className={styles.leads_to}>
        <Tag tone={resultTones[decided.result]}>{resultNames[decided.result]}</Tag>{" "}
        {formatDay(decided.at.slice(0, 10), "long")}
      </p>
      <p>{decided.reason}</p>
      {decided.by_nobody && <p className={styles.quiet}>It reopened nothing, so it was published at once.</p>}
    </>
  );
}

function decideWords(result: Result, settling: boolean, needed: number): string {
  if (result === "changes_needed") {
    return settling ? "Ask for changes" : "Send: changes needed";
  }
  if (needed > 1 && !settling) {
    return `Recommend: ${resultNames[result].toLowerCase()}`;
  }
  return resultNames[result];
}
