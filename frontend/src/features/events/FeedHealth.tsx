import { useSuspenseQuery } from "@tanstack/react-query";
import { Disclosure } from "@/ui/Disclosure";
import { formatRelative } from "@/ui/dates";
import { EmptyState } from "@/ui/EmptyState";
import { Table } from "@/ui/Table";
import { Tag } from "@/ui/Tag";
import styles from "./FeedHealth.module.css";
import { feedHealthQuery } from "./queries";
import type { FeedHealth as Health } from "./types";

/** How the feeds are: how full, how fresh, how often asked for, and what strict readers found in them. */
export function FeedHealth() {
  const { data: feeds } = useSuspenseQuery(feedHealthQuery());
  const now = new Date();

  if (feeds.length === 0) {
    return (
      <EmptyState art="desk" title="No feed yet">
        <p>Feeds begin with the first event on the calendar.</p>
      </EmptyState>
    );
  }
  return (
    <div className={styles.health}>
      <p>{readWords(feeds)}</p>
      <Table
        caption="Public feeds, the fullest first"
        rows={feeds}
        rowKey={(feed) => feed.path}
        columns={[
          {
            header: "Feed",
            cell: (feed) => (
              <>
                <a href={feed.page}>{feed.name}</a>
                <span className={styles.line}>{kindNames[feed.kind]}</span>
                {sentenceOf(feed) && <span className={styles.line}>{sentenceOf(feed)}</span>}
              </>
            ),
          },
          { header: "Events", cell: (feed) => feed.events, number: true },
          {
            header: "Size",
            cell: (feed) => (
              <>
                {kilobytes(feed.size)}{" "}
                {feed.nearly_full && <Tag tone="warn">{feed.size > feed.limit ? "Full" : "Nearly full"}</Tag>}
                <meter
                  className={styles.meter}
                  min={0}
                  max={feed.limit}
                  value={feed.size}
                  aria-label={`${Math.round((100 * feed.size) / feed.limit)}% of what calendars take`}
                />
              </>
            ),
            number: true,
          },
          {
            header: "Last change",
            cell: (feed) => <span className={styles.whole}>{formatRelative(feed.changed_at, now)}</span>,
          },
          { header: "Asked for, 7 days", cell: (feed) => feed.asked.toLocaleString("en"), number: true },
          {
            header: "Nothing new",
            cell: (feed) =>
              feed.share_unchanged === null ? "–" : `${Math.round(100 * feed.share_unchanged)}%`,
            number: true,
          },
          { header: "Strict readers", cell: (feed) => <Reading feed={feed} now={now} /> },
        ]}
      />
      <Disclosure summary="What these figures mean">
        <dl className={styles.meanings}>
          <dt>Size</dt>
          <dd>
            What all that its window holds would take. Google takes about {kilobytes(feeds[0]?.limit ?? 0)} of
            one feed. Where it would be more, the past is shortened, then the far future, then descriptions
            become links, until it fits: no file that we send is larger, and none is cut off.
          </dd>
          <dt>Nothing new</dt>
          <dd>
            The share of requests that we could answer with “nothing has changed”, which costs next to
            nothing. Few of them mean that calendar apps fetch everything each time. Counted since a change
            was last sent, so the latest minutes may be missing.
          </dd>
          <dt>Strict readers</dt>
          <dd>
            After each change the whole feed is read again as the strictest calendar apps would. A finding is
            a fault of ours: tell whoever runs this server, and send the sentence.
          </dd>
        </dl>
      </Disclosure>
    </div>
  );
}

function Reading({ feed, now }: { feed: Health; now: Date }) {
  if (feed.kind === "filters") {
    return <span className={styles.quiet}>Made of the same events</span>;
  }
  if (feed.checked_at === null) {
    return <span className={styles.quiet}>Not read yet</span>;
  }
  return (
    <>
      {feed.findings.length === 0 ? (
        <Tag tone="good">Nothing found</Tag>
      ) : (
        <Disclosure summary={feed.findings.length === 1 ? "1 finding" : `${feed.findings.length} findings`}>
          <ul>
            {feed.findings.map((finding) => (
              <li key={finding}>{finding}</li>
            ))}
          </ul>
        </Disclosure>
      )}
      <span className={styles.line}>
        {feed.check_is_fresh ? formatRelative(feed.checked_at, now) : "Changed since; read within the hour"}
      </span>
    </>
  );
}

/** What strict readers say of all feeds together; of those they have not read they say nothing good. */
function readWords(feeds: Health[]): string {
  const troubled = feeds.filter((feed) => feed.findings.length > 0).length;
  if (troubled > 0) {
    return troubled === 1
      ? "Strict readers found something in one feed; it stands below it."
      : `Strict readers found something in ${troubled} feeds; it stands below each.`;
  }
  const read = feeds.filter((feed) => feed.kind !== "filters");
  const waiting = read.filter((feed) => feed.checked_at === null).length;
  if (waiting === 0) {
    return "Strict readers found nothing wrong in any feed.";
  }
  return waiting === read.length
    ? "Strict readers have read none of these feeds yet. They do so within the hour."
    : `Strict readers found nothing wrong so far, and read ${waiting === 1 ? "one more feed" : `${waiting} more feeds`} within the hour.`;
}

function sentenceOf(feed: Health): string {
  const parts = [
    feed.starts_late && "the past is shortened",
    feed.ends_early && "the far future is left out for now",
    feed.brief && "descriptions are links",
  ].filter((part) => part !== false);
  return parts.length > 0 ? `To fit, ${parts.join(", and ")}.` : "";
}

function kilobytes(octets: number): string {
  return `${Math.ceil(octets / 1000).toLocaleString("en")} kB`;
}

const kindNames: Record<Health["kind"], string> = {
  network: "The whole network",
  chapter: "Chapter",
  program: "Program",
  topic: "Topic",
  filters: "All of them together",
};
