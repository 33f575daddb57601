import { useQuery } from "@tanstack/react-query";
import { ApiError, sentenceOf } from "@/api/errors";
import { dayOf, formatDay, formatTime, viewerZone } from "@/ui/dates";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Spinner";
import { keyOf } from "./Agenda";
import { standingOf } from "./EventLine";
import styles from "./FeedPreview.module.css";
import type { Filters } from "./filters";
import { feedPreviewQuery, feedWindow } from "./queries";
import type { Occurrence } from "./types";

const shown = 4;

/** What the calendar will hold, before it is subscribed to: the dates that come next, how many, how far, and what never. */
export function FeedPreview({ filters, heading: Heading }: { filters: Filters; heading: "h2" | "h3" }) {
  const zone = viewerZone();
  const now = new Date();
  const preview = useQuery(feedPreviewQuery(dayOf(now, zone), filters));

  return (
    <section className={styles.preview} aria-labelledby="what-you-get">
      <Heading id="what-you-get">What you will get</Heading>
      {preview.isPending && (
        <div className={styles.waiting}>
          <Skeleton lines={shown + 1} label="Loading what comes next" />
        </div>
      )}
      {preview.isError && <NotShown error={preview.error} />}
      {preview.isSuccess && (
        <Next
          count={preview.data.count}
          next={preview.data.next.filter((each) => new Date(each.ends_at) > now)}
          zone={zone}
        />
      )}
      <ul className={styles.rules}>
        <li>
          From {feedWindow.back} days back to {feedWindow.ahead} days ahead, or less where that is too much
          for some apps. What chapters plan later comes by itself.
        </li>
        <li>
          A cancelled event stays, as “Cancelled: …”, until {feedWindow.back} days after it would have been.
          One that is taken back leaves no more than the words “Cancelled event”.
        </li>
        <li>
          Never in it: a place or link that is shown only after sign-up, events for members only, and who
          signed up.
        </li>
      </ul>
    </section>
  );
}

function Next({ count, next, zone }: { count: number; next: Occurrence[]; zone: string }) {
  return (
    <>
      <p className={styles.count}>{countWords(count, next.length)}</p>
      {next.length > 0 && (
        <ol className={styles.next} aria-label="The next dates">
          {next.slice(0, shown).map((each) => (
            <li key={keyOf(each)}>
              <time dateTime={each.starts_at}>
                {formatDay(dayOf(each.starts_at, each.event.all_day ? each.event.time_zone : zone), "short")}
                {!each.event.all_day && `, ${formatTime(each.starts_at, zone)}`}
              </time>
              <span>{titleOf(each)}</span>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function NotShown({ error }: { error: Error }) {
  if (error instanceof ApiError && error.code === "bad_filter") {
    return (
      <Notice tone="warn" title="This choice has no open feed">
        <p>{error.message}</p>
        <p>If only members may see it, put it into a calendar of your own: its address is yours alone.</p>
      </Notice>
    );
  }
  return <Notice tone="error">{sentenceOf(error)}</Notice>;
}

/** The title as the feed spells it. */
function titleOf(occurrence: Occurrence): string {
  const standing = standingOf(occurrence);
  const before = { cancelled: "Cancelled: ", postponed: "Postponed: " };
  return `${standing ? before[standing] : ""}${occurrence.event.title}`;
}

function countWords(count: number, coming: number): string {
  if (count === 0) {
    return "Nothing yet. Subscribe all the same: what comes will reach you.";
  }
  const events = count === 1 ? "1 event" : `${count.toLocaleString("en")} events`;
  return coming === 0 ? `${events}, none of them in the coming three months.` : `${events}. Next:`;
}
