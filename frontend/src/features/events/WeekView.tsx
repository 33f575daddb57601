import { paths } from "@/app/paths";
import { addDays, formatDay, formatTime, type PlainDate } from "@/ui/dates";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import { keyOf } from "./Agenda";
import { standingOf } from "./EventLine";
import type { Span } from "./grid";
import type { Occurrence } from "./types";
import styles from "./WeekView.module.css";
import { formatWords } from "./words";

/** Seven columns, each a day read from the top; one below the other on a phone. */
export function WeekView({
  days,
  span,
  today,
  zone,
}: {
  days: Map<PlainDate, Occurrence[]>;
  span: Span;
  today: PlainDate;
  zone: string;
}) {
  const week = Array.from({ length: 7 }, (_, index) => addDays(span.first, index));

  return (
    <ol className={styles.week}>
      {week.map((day) => (
        <li key={day} className={styles.day}>
          <h3 className={day === today ? `${styles.date} ${styles.today}` : styles.date}>
            <span className={styles.weekday}>{formatDay(day, "weekday")}</span>{" "}
            <span className={styles.number}>{formatDay(day, "day")}</span>
            {day === today && <VisuallyHidden>(today)</VisuallyHidden>}
          </h3>
          <ul className={styles.list}>
            {(days.get(day) ?? []).map((each) => (
              <li key={keyOf(each)} className={styles.event} data-colour={each.event.chapter.colour}>
                <span className={styles.time}>
                  {each.event.all_day ? "All day" : formatTime(each.starts_at, zone)}
                </span>
                <a
                  href={paths.event(each.event.slug)}
                  className={standingOf(each) === "cancelled" ? styles.struck : undefined}
                >
                  {each.event.title}
                </a>
                <span className={styles.more}>
                  {standingOf(each) && (
                    <strong>{standingOf(each) === "cancelled" ? "Cancelled. " : "Postponed. "}</strong>
                  )}
                  {each.event.chapter.name}, {formatWords[each.event.format].toLowerCase()}
                </span>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
