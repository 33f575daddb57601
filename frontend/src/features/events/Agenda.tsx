import { addDays, formatDay, type PlainDate } from "@/ui/dates";
import styles from "./Agenda.module.css";
import { EventLine } from "./EventLine";
import type { Occurrence } from "./types";

/** Day after day, as a printed programme sets it: the date hangs left, hairlines between the lines. */
export function Agenda({
  days,
  today,
  zone,
}: {
  days: Map<PlainDate, Occurrence[]>;
  today: PlainDate;
  zone: string;
}) {
  // What lasts several days stands once, on the first of them that is shown.
  const seen = new Set<string>();
  const firsts = [...days].map(([day, list]) => {
    const fresh = list.filter((each) => !seen.has(keyOf(each)));
    for (const each of fresh) {
      seen.add(keyOf(each));
    }
    return [day, fresh] as const;
  });

  return (
    <ol className={styles.agenda}>
      {firsts
        .filter(([, list]) => list.length > 0)
        .map(([day, list]) => (
          <li key={day} className={styles.day}>
            <h3 className={styles.date}>
              <span className={styles.number}>{formatDay(day, "day")}</span>{" "}
              <span className={styles.names}>
                <span>{formatDay(day, "weekday")}</span>{" "}
                <span className={styles.month}>{formatDay(day, "month_name")}</span>
                {nearWord(day, today) && <span className={styles.near}>{nearWord(day, today)}</span>}
              </span>
            </h3>
            <ul className={styles.list}>
              {list.map((each) => (
                <li key={keyOf(each)}>
                  <EventLine occurrence={each} zone={zone} />
                </li>
              ))}
            </ul>
          </li>
        ))}
    </ol>
  );
}

export function keyOf(occurrence: Occurrence): string {
  return `${occurrence.event.slug} ${occurrence.date}`;
}

function nearWord(day: PlainDate, today: PlainDate): string | null {
  if (day === today) {
    return "Today";
  }
  return day === addDays(today, 1) ? "Tomorrow" : null;
}
