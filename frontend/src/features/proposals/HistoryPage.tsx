import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { paths } from "@/app/paths";
import { LinkButton } from "@/ui/Button";
import { dayOf, formatDay, formatTime, viewerZone } from "@/ui/dates";
import { EmptyState } from "@/ui/EmptyState";
import { PageHeader } from "@/ui/PageHeader";
import { Tag } from "@/ui/Tag";
import styles from "./HistoryPage.module.css";
import { feedbackQuery, historyQuery, proposalQuery } from "./queries";
import type { Feedback, HistoryLine } from "./types";

/** What happened to a proposal, the newest first: who did what, when and why. */
export function HistoryPage() {
  const { id = "" } = useParams({ strict: false });
  const { data: proposal } = useSuspenseQuery(proposalQuery(id));
  const { data: lines } = useSuspenseQuery(historyQuery(id));
  const { data: feedback } = useQuery({ ...feedbackQuery(id), enabled: proposal.revision !== null });
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
                  <Line key={`${line.at} ${line.did}`} line={line} feedback={feedback} />
                ))}
              </ul>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function Line({ line, feedback }: { line: HistoryLine; feedback: Feedback | undefined }) {
  // The words of the latest round are at hand; those of earlier ones stand in its reason.
  const decided = feedback?.decision && line.revision === feedback.revision && decisions.has(line.did);
  return (
    <li className={styles.line}>
      <time dateTime={line.at} className={styles.time}>
        {formatTime(line.at, viewerZone())}
      </time>
      <div>
        <p className={styles.did}>
          <strong>{line.who ?? "Commonhour"}</strong> {didWords[line.did] ?? line.did}
          {line.revision !== null && ` (revision ${line.revision})`}{" "}
          {line.state && stateWords[line.state] && <Tag>{stateWords[line.state]}</Tag>}
        </p>
        {decided && <p className={styles.verdicts}>{verdictsIn(feedback)}</p>}
        {line.reason && <blockquote className={styles.reason}>{line.reason}</blockquote>}
      </div>
    </li>
  );
}

/** "28 questions met, 2 not met yet." */
function verdictsIn(feedback: Feedback): string {
  const counts = new Map<string, Set<string>>();
  for (const { item, word } of feedback.items) {
    const words = verdictWords[word];
    counts.set(words, (counts.get(words) ?? new Set()).add(item));
  }
  const parts = [...counts].map(([words, items]) => `${items.size} ${words}`);
  return parts.length > 0 ? `Of its questions: ${parts.join(", ")}.` : "";
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

const decisions: ReadonlySet<string> = new Set(["asked for changes", "approved"]);

const verdictWords: Record<Feedback["items"][number]["word"], string> = {
  met: "met",
  met_with_condition: "met with a condition",
  ask: "asked about",
  not_met: "not met yet",
  not_applicable_accepted: "accepted as not applying",
};

/** Where the journal's one word is too short for a sentence. */
const didWords: Record<string, string> = {
  wrote: "wrote in it",
  started: "started it",
  copied: "began it as a copy",
  imported: "began it with an event of a calendar file",
  submitted: "sent it to the reviewers",
  approved: "approved it",
  postponed: "postponed it",
  resumed: "set it again",
  cancelled: "cancelled it",
  held: "took it out of view",
  released: "brought it back into view",
  withdrew: "withdrew it",
  "took back": "took it back",
  appealed: "asked for another reviewer",
};
