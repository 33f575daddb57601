import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { paths } from "@/app/paths";
import { FeedHealth } from "@/features/events/FeedHealth";
import { Button } from "@/ui/Button";
import { ChapterMark } from "@/ui/ChapterMark";
import { formatDay, formatRelative } from "@/ui/dates";
import { EmptyState } from "@/ui/EmptyState";
import { PageHeader } from "@/ui/PageHeader";
import { Table } from "@/ui/Table";
import { Tabs } from "@/ui/Tabs";
import { Tag } from "@/ui/Tag";
import { AssignDialog } from "./AssignDialog";
import { loadQuery, waitingQuery } from "./queries";
import styles from "./Review.module.css";
import type { Waiting } from "./types";
import { levelNames, levelTones, resultNames, startDay } from "./words";

/** What waits in the whole network, by age and level; who reviews how much; and how the feeds are. */
export function CoordinationPage() {
  const search: { show?: unknown } = useSearch({ strict: false });
  const { data: waiting } = useSuspenseQuery(waitingQuery());
  const show = search.show === "reviewers" || search.show === "feeds" ? search.show : "waiting";

  return (
    <>
      <PageHeader
        title="Coordination"
        lede="What waits for a decision, who reviews how much, and how the calendar reaches its subscribers."
      />
      <Tabs
        label="Coordination"
        tabs={[
          {
            href: paths.coordination(),
            label: "Waiting",
            current: show === "waiting",
            count: waiting.length,
          },
          { href: paths.coordination("show=reviewers"), label: "Reviewers", current: show === "reviewers" },
          { href: paths.coordination("show=feeds"), label: "Feeds", current: show === "feeds" },
        ]}
      />
      {{ waiting: <WaitingList waiting={waiting} />, reviewers: <Reviewers />, feeds: <FeedHealth /> }[show]}
    </>
  );
}

function WaitingList({ waiting }: { waiting: Waiting[] }) {
  const [assigning, setAssigning] = useState<Waiting>();

  if (waiting.length === 0) {
    return (
      <EmptyState art="desk" title="Nothing waits">
        <p>Every proposal that was sent has an answer.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={styles.queue}>
        {waiting.map((line) => (
          <li key={line.id} className={styles.queue_line} data-colour={line.chapter.colour}>
            <div>
              <h2 className={styles.queue_title}>
                <a href={paths.review(line.id)}>{line.title || "Untitled"}</a>
              </h2>
              <p className={styles.quiet}>
                <ChapterMark name={line.chapter.name} colour={line.chapter.colour} /> ·{" "}
                {line.starts ? `planned for ${startDay(line.starts)}` : "no date yet"} · sent{" "}
                {formatRelative(line.submitted_at, new Date())}
              </p>
              <ul className={styles.holders}>
                {line.reviewers.map((holder) => (
                  <li key={holder.id}>
                    {holder.name}{" "}
                    <span className={styles.quiet}>({holder.chapters.join(", ") || "no chapter"})</span>{" "}
                    {holder.recommended
                      ? `said: ${resultNames[holder.recommended].toLowerCase()}`
                      : holder.paused
                        ? "waits for an answer"
                        : `${holder.overdue ? "was due" : "promised for"} ${formatDay(holder.due_at.slice(0, 10), "long")}`}
                  </li>
                ))}
              </ul>
            </div>
            <div className={styles.line_end}>
              <p className={styles.tags}>
                <Tag tone={levelTones[line.level]}>{levelNames[line.level]}</Tag>
                {line.overdue && <Tag tone="error">Overdue</Tag>}
                {line.disagreed && <Tag tone="warn">Reviewers disagree</Tag>}
                {line.questions_open > 0 && <Tag tone="info">A question waits</Tag>}
                {line.empty_places > 0 && (
                  <Tag tone="error">
                    {line.empty_places === 1
                      ? "A reviewer is missing"
                      : `${line.empty_places} reviewers are missing`}
                  </Tag>
                )}
                {line.trained_missing && <Tag tone="error">No trained reviewer</Tag>}
              </p>
              <Button
                size="small"
                disabledReason={line.may_assign ? null : "Your own chapter hosts it, or you wrote in it."}
                onClick={() => setAssigning(line)}
              >
                Assign
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {assigning && <AssignDialog line={assigning} onClose={() => setAssigning(undefined)} />}
    </>
  );
}

function Reviewers() {
  const { data: load } = useSuspenseQuery(loadQuery());
  return (
    <Table
      caption="Who reviews how much"
      rows={load}
      rowKey={(one) => one.id}
      columns={[
        {
          header: "Reviewer",
          cell: (one) => (
            <>
              {one.name} {one.trained && <Tag tone="good">Trained</Tag>}
              <span className={styles.line}>{one.chapters.join(", ")}</span>
            </>
          ),
        },
        { header: "Holds now", cell: (one) => one.open, number: true },
        { header: "Overdue", cell: (one) => one.overdue, number: true },
        { header: "Decided", cell: (one) => one.decided, number: true },
        { header: "Handed on", cell: (one) => one.recused, number: true },
        { header: "Passed on, late", cell: (one) => one.passed_on, number: true },
        {
          header: "Last assigned",
          cell: (one) => (one.last_assigned_at ? formatRelative(one.last_assigned_at, new Date()) : "never"),
        },
      ]}
    />
  );
}
