import { useQuery } from "@tanstack/react-query";
import { ApiError, sentenceOf } from "@/api/errors";
import { dayOf, formatDay, formatTime, viewerZone } from "@/ui/dates";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Spinner";
import { keyOf } from "./Agenda";
import { standingOf } from "./EventLine";
import styles from "./FeedPreview.module.css";
import { type Filters, noFilters } from "./filters";
import { feedPreviewQuery, feedWindow } from "./queries";
import type { Occurrence, FeedPreview as Preview } from "./types";

const shown = 4;

/** What the calendar will hold, before it is subscribed to: the dates that come next, how many, how far, and what never. */
export function FeedPreview({ filters, heading: Heading }: { filters: Filters; heading: "h2" | "h3" }) {
  const zone = viewerZone();
  const preview = useQuery(feedPreviewQuery(filters));

  return (
    <section aria-labelledby="what-you-get">
      <Heading id="what-you-get">What you will get</Heading>
      {/* There from the start: what changes in it is read out, what comes with it is not. */}
      <div role="status">
        {preview.isSuccess && (
          <p className={styles.count}>{countWords(preview.data.count, preview.data.next.length)}</p>
        )}
      </div>
      {preview.isPending && (
        <div className={styles.waiting}>
          <Skeleton lines={shown + 1} label="Loading what comes next" />
        </div>
      )}
      {preview.isError && <Notice tone="error">{sentenceOf(preview.error)}</Notice>}
      {preview.isSuccess && preview.data.next.length > 0 && <Next next={preview.data.next} zone={zone} />}
      <ul className={styles.rules}>
        <li>{reachWords(preview.data, zone)}</li>
        {preview.data?.brief && (
          <li>Descriptions are links to the events’ own pages, so that more events have room.</li>
        )}
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

/** Why there is no open feed of these filters, in the server's words: nothing of that name, or only for members. */
export function useWhyNoFeed(filters: Filters | null): string | null {
  const { error } = useQuery({ ...feedPreviewQuery(filters ?? noFilters), enabled: filters !== null });
  return filters && error instanceof ApiError && error.code === "bad_filter" ? error.message : null;
}

function Next({ next, zone }: { next: Occurrence[]; zone: string }) {
  return (
    <ol className={styles.next} aria-label="The next dates">
      {next.map((each) => (
        <li key={keyOf(each)}>
          <time dateTime={each.starts_at}>
            {formatDay(dayOf(each.starts_at, each.event.all_day ? each.event.time_zone : zone), "short")}
            {!each.event.all_day && `, ${formatTime(each.starts_at, zone)}`}
          </time>
          <span>{titleOf(each)}</span>
        </li>
      ))}
    </ol>
  );
}

/** From when to when; the whole window where all of it fits, or while that is not known yet. */
function reachWords(preview: Preview | undefined, zone: string): string {
  const day = (moment: string) => formatDay(dayOf(moment, zone), "long");
  const from = preview?.shown_from ? day(preview.shown_from) : `${feedWindow.back} days back`;
  if (preview?.shown_to) {
    return `From ${from} to ${day(preview.shown_to)}: more would be too much for some apps. What is later comes by itself as it draws near.`;
  }
  const reach = `From ${from} to ${feedWindow.ahead} days ahead`;
  return preview?.shown_from
    ? `${reach}: more would be too much for some apps. What chapters plan later comes by itself.`
    : `${reach}. What chapters plan later comes by itself.`;
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
  return coming === 0 ? `${events}, none of them still to come.` : `${events}. Next:`;
}
