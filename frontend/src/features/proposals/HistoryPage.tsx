import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { paths } from "@/app/paths";
import { LinkButton } from "@/ui/Button";
import { dayOf, formatDay, formatTime, viewerZone } from "@/ui/dates";
import { EmptyState } from "@/ui/EmptyState";
import { PageHeader } from "@/ui/PageHeader";
import { Tag } from "@/ui/Tag";
import styles from "./HistoryPage.module.css";
import { historyQuery, proposalQuery } from "./queries";
import type { HistoryLine } from "./types";

/** What happened to a proposal, the newest first: who did what, when and why. */
export function HistoryPage() {
  const { id = "" } = useParams({ strict: false });
  const { data: proposal } = useSuspenseQuery(proposalQuery(id));
  const { data: lines } = useSuspenseQuery(historyQuery(id));
  const days = byDay(lines);

  return (
    <>
      <PageHeader
        title="History"
        tabTitle={`History of ${proposal.title}`}
        eyebrow={<a href={paths.proposal(id)}>{proposal.title}</a>}
        lede="Every step is kept, with its reason. Nothing here is ever edited or deleted."
        actions={
          <LinkButton size="small" href={paths.proposal(id)} icon="arrow_left">
            To the proposal
          </LinkButton>
        }
      />
      {days.length === 0 ? (
        <EmptyState art="papers" title="Nothing has happened yet" />
      ) : (
        <ol className={styles.days}>
          {days.map(([day, those]) => (
            <li key={day}>
              <h2 className={styles.day}>{formatDay(day)}</h2>
              <ul className={styles.lines}>
                {those.map((line) => (
                  <Line key={`${line.at} ${line.did}`} line={line} />
                ))}
              </ul>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function Line({ line }: { line: HistoryLine }) {
  return (
    <li className={styles.line}>
      <time dateTime={line.at} className={styles.time}>
        {formatTime(line.at, viewerZone())}
      </time>
      <div>
        <p className={styles.did}>
          <strong>{line.who ?? "Commonhour"}</strong> {line.did}
          {line.revision !== null && ` (revision ${line.revision})`}{" "}
          {line.state && stateWords[line.state] && <Tag>{stateWords[line.state]}</Tag>}
        </p>
        {line.reason && <blockquote className={styles.reason}>{line.reason}</blockquote>}
      </div>
    </li>
  );
}

function byDay(lines: readonly HistoryLine[]): [string, HistoryLine[]][] {
  const days = new Map<string, HistoryLine[]>();
  for (const line of lines.toReversed()) {
    const day = dayOf(line.at, viewerZone());
    days.set(day, [...(days.get(day) ?? []), line]);
  }
  return [...days];
}

const stateWords: Record<string, string> = {
  draft: "Draft",
  submitted: "In review",
  changes_needed: "Changes needed",
  approved: "Approved",
  withdrawn: "Withdrawn",
};
