import { paths } from "@/app/paths";
import { ChapterMark } from "@/ui/ChapterMark";
import { clocksAgree, dayOf, formatDay, formatTime, formatTimes, type PlainDate } from "@/ui/dates";
import { Tag } from "@/ui/Tag";
import styles from "./EventLine.module.css";
import { daysOf } from "./grid";
import type { Occurrence } from "./types";
import { costWords, formatWords, typeWords } from "./words";

type Instance = Pick<Occurrence, "starts_at" | "ends_at" | "cancelled" | "event">;

/** One event as a line of a list: when, what, who, where. */
export function EventLine({
  occurrence,
  zone,
  withDay = false,
  heading: Heading = "h4",
}: {
  occurrence: Instance;
  zone: string;
  /** Say the day too, where the list is not by days. */
  withDay?: boolean;
  /** The level that follows the heading above the list. */
  heading?: "h3" | "h4";
}) {
  const { event } = occurrence;
  const standing = standingOf(occurrence);

  return (
    <article className={styles.line}>
      <Times occurrence={occurrence} zone={zone} withDay={withDay} />
      <div>
        <Heading className={standing === "cancelled" ? `${styles.title} ${styles.struck}` : styles.title}>
          <a href={paths.event(event.slug)}>{event.title}</a>
        </Heading>
        <p className={styles.summary}>{event.summary}</p>
        <p className={styles.facts}>
          <ChapterMark
            name={event.chapter.name}
            colour={event.chapter.colour}
            href={paths.chapter(event.chapter.slug)}
          />
          <span>{typeWords[event.event_type]}</span>
          <span>{formatWords[event.format]}</span>
          {event.format !== "online" && event.place && <span>{event.place}</span>}
          <span>{costWords[event.cost]}</span>
        </p>
        <Standing standing={standing} openRoles={event.over ? 0 : event.open_roles} />
      </div>
    </article>
  );
}

/** Cancelled or postponed, whether the whole event or this one date; null while it stands. */
export function standingOf(
  occurrence: Pick<Instance, "cancelled" | "event">,
): "cancelled" | "postponed" | null {
  if (occurrence.cancelled || occurrence.event.status === "cancelled") {
    return "cancelled";
  }
  return occurrence.event.status === "postponed" ? "postponed" : null;
}

function Times({ occurrence, zone, withDay }: { occurrence: Instance; zone: string; withDay: boolean }) {
  const { event, starts_at, ends_at } = occurrence;
  const days = daysOf(occurrence, zone);
  const first = days[0] as PlainDate;
  const last = days.length > 1 ? (days.at(-1) ?? dayOf(ends_at, zone)) : null;

  return (
    <p className={styles.time}>
      {withDay && <span className={styles.on}>{formatDay(first, "short")}</span>}
      {event.all_day ? (
        "All day"
      ) : (
        <time dateTime={starts_at}>
          {last ? formatTime(starts_at, zone) : formatTimes(starts_at, ends_at, zone)}
        </time>
      )}
      {last && <span className={styles.until}> to {formatDay(last, "short")}</span>}
      {!event.all_day && !clocksAgree(starts_at, zone, event.time_zone) && (
        <span className={styles.there}>
          {formatTime(starts_at, event.time_zone)} in {cityOf(event.time_zone)}
        </span>
      )}
    </p>
  );
}

function Standing({ standing, openRoles }: { standing: ReturnType<typeof standingOf>; openRoles: number }) {
  if (standing === null && openRoles === 0) {
    return null;
  }
  return (
    <p className={styles.tags}>
      {standing === "cancelled" && (
        <Tag tone="error" icon="stop">
          Cancelled
        </Tag>
      )}
      {standing === "postponed" && (
        <Tag tone="warn" icon="clock">
          Postponed
        </Tag>
      )}
      {standing === null && (
        <Tag tone="brand" icon="people">
          {openRoles === 1 ? "1 role open" : `${openRoles} roles open`}
        </Tag>
      )}
    </p>
  );
}

function cityOf(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}
