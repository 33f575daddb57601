import { paths } from "@/app/paths";
import { ChapterMark } from "@/ui/ChapterMark";
import { clocksAgree, formatDay, formatTime, formatTimes, type PlainDate } from "@/ui/dates";
import { Tag } from "@/ui/Tag";
import styles from "./EventLine.module.css";
import type { Occurrence } from "./types";
import { costWords, formatWords, typeWords } from "./words";

/** One event as a line of a list: when, what, who, where. */
export function EventLine({
  occurrence,
  zone,
  lastDay = null,
  withDay = false,
  heading: Heading = "h4",
}: {
  occurrence: Occurrence;
  zone: string;
  /** The last of several days. */
  lastDay?: PlainDate | null;
  /** Say the day too, where the list is not by days. */
  withDay?: boolean;
  /** The level that follows the heading above the list. */
  heading?: "h3" | "h4";
}) {
  const standing = standingOf(occurrence);
  const place =
    occurrence.place_name || (occurrence.format === "online" ? "" : placeWords[occurrence.place_rule]);

  return (
    <article className={styles.line} data-colour={occurrence.chapter.colour}>
      <p className={styles.time}>
        {withDay && <DayOf occurrence={occurrence} zone={zone} />}
        {occurrence.all_day ? (
          "All day"
        ) : (
          <time dateTime={occurrence.starts_at}>
            {lastDay
              ? formatTime(occurrence.starts_at, zone)
              : formatTimes(occurrence.starts_at, occurrence.ends_at, zone)}
          </time>
        )}
        {lastDay && <span className={styles.until}> to {formatDay(lastDay, "short")}</span>}
        {!occurrence.all_day && !clocksAgree(occurrence.starts_at, zone, occurrence.time_zone) && (
          <span className={styles.there}>
            {formatTime(occurrence.starts_at, occurrence.time_zone)} in {cityOf(occurrence.time_zone)}
          </span>
        )}
      </p>
      <div className={styles.body}>
        <Heading className={standing === "cancelled" ? `${styles.title} ${styles.struck}` : styles.title}>
          <a href={paths.event(occurrence.slug)}>{occurrence.title}</a>
        </Heading>
        <p className={styles.summary}>{occurrence.summary}</p>
        <p className={styles.facts}>
          <ChapterMark
            name={occurrence.chapter.name}
            colour={occurrence.chapter.colour}
            href={paths.chapter(occurrence.chapter.slug)}
          />
          <span>{typeWords[occurrence.event_type]}</span>
          <span>{formatWords[occurrence.format]}</span>
          {place && <span>{place}</span>}
          <span>{costWords[occurrence.cost]}</span>
        </p>
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
          {standing === null && occurrence.open_roles > 0 && (
            <Tag tone="brand" icon="people">
              {occurrence.open_roles === 1 ? "1 role open" : `${occurrence.open_roles} roles open`}
            </Tag>
          )}
        </p>
      </div>
    </article>
  );
}

/** Cancelled or postponed, whether the whole event or this one date; null while it stands. */
export function standingOf(
  occurrence: Pick<Occurrence, "status" | "cancelled">,
): "cancelled" | "postponed" | null {
  if (occurrence.cancelled || occurrence.status === "cancelled") {
    return "cancelled";
  }
  return occurrence.status === "postponed" ? "postponed" : null;
}

function DayOf({ occurrence, zone }: { occurrence: Occurrence; zone: string }) {
  const where = occurrence.all_day ? occurrence.time_zone : zone;
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: where }).format(new Date(occurrence.starts_at));
  return <span className={styles.on}>{formatDay(day, "short")}</span>;
}

function cityOf(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

const placeWords = {
  public: "",
  after_sign_up: "Place after sign-up",
  after_host_yes: "Place from the host",
  from_host: "Place from the host",
};
