import { useSuspenseQuery } from "@tanstack/react-query";
import { paths } from "@/app/paths";
import { typeWords } from "@/features/events/words";
import { ChapterMark } from "@/ui/ChapterMark";
import { formatRelative } from "@/ui/dates";
import { EmptyState } from "@/ui/EmptyState";
import { PageHeader } from "@/ui/PageHeader";
import { Tag } from "@/ui/Tag";
import { queueQuery } from "./queries";
import styles from "./Review.module.css";
import type { QueueLine } from "./types";
import { daysLeftWords, levelNames, levelTones, resultNames, startDay } from "./words";

/** What a reviewer holds: the earliest promised date first. */
export function ReviewsPage() {
  const { data: queue } = useSuspenseQuery(queueQuery());

  return (
    <>
      <PageHeader
        title="Your reviews"
        lede="Proposals of other chapters that wait for your word, the earliest promised date first."
      />
      {queue.waiting.length === 0 ? (
        <EmptyState art="desk" title="Nothing waits for you">
          <p>When a proposal is assigned to you, it appears here, and we write to you.</p>
        </EmptyState>
      ) : (
        <ul className={styles.queue}>
          {queue.waiting.map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </ul>
      )}
      {queue.done.length > 0 && (
        <section className={styles.part} aria-labelledby="done">
          <h2 id="done">Done</h2>
          <ul className={styles.queue}>
            {queue.done.map((line) => (
              <li key={line.id} className={styles.queue_line} data-colour={line.chapter.colour}>
                <div>
                  <h3 className={styles.queue_title}>
                    <a href={paths.review(line.id)}>{line.title}</a>
                  </h3>
                  <p className={styles.quiet}>{line.chapter.name}</p>
                </div>
                <p className={styles.quiet}>
                  {doneWords[line.state]} {formatRelative(line.ended_at, new Date())}
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Line({ line }: { line: QueueLine }) {
  return (
    <li className={styles.queue_line} data-colour={line.chapter.colour}>
      <div>
        <h2 className={styles.queue_title}>
          <a href={paths.review(line.id)}>{line.title || "Untitled"}</a>
        </h2>
        <p className={styles.quiet}>
          <ChapterMark name={line.chapter.name} colour={line.chapter.colour} /> ·{" "}
          {line.kind === "program" ? "Program" : kindOf(line.event_type)}, {startDay(line.starts)}
        </p>
      </div>
      <p className={styles.tags}>
        <Tag tone={levelTones[line.level]}>{levelNames[line.level]}</Tag>
        {line.round > 0 && <Tag tone="info">Round {line.round + 1}</Tag>}
        {line.recommended ? (
          <Tag tone="good" icon="check">
            You said: {resultNames[line.recommended].toLowerCase()}
          </Tag>
        ) : line.paused ? (
          <Tag tone="info">Waits for an answer</Tag>
        ) : (
          <Tag tone={line.overdue ? "error" : line.days_left < 2 ? "warn" : "neutral"}>
            {line.overdue && line.days_left === 0 ? "late since today" : daysLeftWords(line.days_left)}
          </Tag>
        )}
      </p>
    </li>
  );
}

function kindOf(type: string | null): string {
  return type && type in typeWords ? typeWords[type as keyof typeof typeWords] : "Event";
}

const doneWords = {
  draft: "taken back",
  submitted: "back in review",
  changes_needed: "changes asked for",
  approved: "published",
  withdrawn: "withdrawn",
};
