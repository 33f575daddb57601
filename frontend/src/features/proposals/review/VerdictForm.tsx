import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, sentenceOf } from "@/api/errors";
import { Button } from "@/ui/Button";
import { Checkbox } from "@/ui/Choices";
import { Disclosure } from "@/ui/Disclosure";
import { Fault } from "@/ui/Notice";
import { TextArea } from "@/ui/TextArea";
import { DateInput, TextInput } from "@/ui/TextInput";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import { type Given, giveVerdict } from "./queries";
import styles from "./Review.module.css";
import type { Review, ReviewItem, VerdictWord } from "./types";
import { verdictHints, verdictNames } from "./words";

/** A reviewer's word on one item: four buttons, and what each of them needs besides. */
export function VerdictForm({
  review,
  item,
  onDone,
}: {
  review: Review;
  item: ReviewItem;
  onDone?: () => void;
}) {
  const client = useQueryClient();
  const [given, setGiven] = useState<Given>(() => start(item));
  const [chosen, setChosen] = useState<VerdictWord | null>(item.mine?.word ?? null);
  const send = useMutation({
    mutationFn: (word: VerdictWord) => giveVerdict(client, review, item.id, { ...given, word }),
    onSuccess: () => onDone?.(),
  });
  const needs = chosen ? verdictHints[chosen] : undefined;
  const faults = send.error instanceof ApiError ? send.error.fields : {};
  const fault = (name: string) => faults[`${item.id}.${name}`]?.join(" ") ?? faults[name]?.join(" ");
  const change = (part: Partial<Given>) => setGiven((before) => ({ ...before, ...part }));

  function choose(word: VerdictWord): void {
    send.reset();
    setChosen(word);
    if (!verdictHints[word]) {
      send.mutate(word);
    }
  }

  return (
    <div className={styles.verdict}>
      <fieldset className={styles.verdict_buttons}>
        <legend>
          <VisuallyHidden>Your word on: {item.question}</VisuallyHidden>
        </legend>
        {item.words.map((word) => (
          <Button
            key={word}
            size="small"
            variant={chosen === word ? "primary" : "secondary"}
            aria-pressed={chosen === word}
            busy={send.isPending && send.variables === word && !needs && "Keeping"}
            onClick={() => choose(word)}
          >
            {verdictNames[word]}
          </Button>
        ))}
      </fieldset>
      {needs && chosen && (
        <div className={styles.verdict_needs}>
          <TextArea
            id={`words-${item.id}`}
            label={needs.label}
            hint={needs.hint}
            error={fault("words")}
            rows={3}
            limit={2000}
            value={given.words}
            onValue={(words) => change({ words })}
          />
          <Disclosure summary="Ready phrases">
            <ul className={styles.phrases}>
              {review.ready_phrases.map((phrase) => (
                <li key={phrase}>
                  <button
                    type="button"
                    className={styles.phrase}
                    onClick={() => change({ words: [given.words, phrase].filter(Boolean).join(" ") })}
                  >
                    {phrase}
                  </button>
                </li>
              ))}
            </ul>
          </Disclosure>
          {chosen === "met_with_condition" && (
            <div className={styles.pair}>
              <TextInput
                id={`owner-${item.id}`}
                label="Who does it?"
                hint="A role or a first name."
                error={fault("owner")}
                width="medium"
                value={given.owner}
                onValue={(owner) => change({ owner })}
              />
              <DateInput
                id={`due-${item.id}`}
                label="By which day?"
                hint="Before the event."
                error={fault("due")}
                value={given.due ?? ""}
                onValue={(due) => change({ due: due || null })}
              />
            </div>
          )}
          {chosen === "not_met" && (
            <Checkbox
              label="The idea itself has to change"
              hint="Not only how it is carried out."
              checked={given.rethink}
              onValue={(rethink) => change({ rethink })}
            />
          )}
          <div className={styles.actions}>
            <Button variant="primary" busy={send.isPending && "Keeping"} onClick={() => send.mutate(chosen)}>
              {chosen === "ask" ? "Ask" : "Keep this verdict"}
            </Button>
            {onDone && (
              <Button variant="quiet" onClick={onDone}>
                Leave it as it is
              </Button>
            )}
          </div>
        </div>
      )}
      <Fault>{send.error && Object.keys(faults).length === 0 && sentenceOf(send.error)}</Fault>
    </div>
  );
}

function start(item: ReviewItem): Given {
  const { mine } = item;
  return {
    word: mine?.word ?? "met",
    words: mine?.words ?? "",
    rethink: mine?.rethink ?? false,
    owner: mine?.owner ?? "",
    due: mine?.due ?? null,
  };
}
