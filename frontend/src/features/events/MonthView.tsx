import { type KeyboardEvent, useRef } from "react";
import { paths } from "@/app/paths";
import { addDays, formatDay, formatTime, type PlainDate } from "@/ui/dates";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import { keyOf } from "./Agenda";
import { EventLine, standingOf } from "./EventLine";
import type { View } from "./filters";
import styles from "./MonthView.module.css";
import type { Occurrence } from "./types";

const fitting = 3;

/**
 * Weeks as a table. Arrow keys walk from day to day, and every event is a link within reach of Tab.
 * On a phone a day shows a dot for each event, and the chosen day's events stand below.
 */
export function MonthView({
  weeks,
  title,
  isAside,
  days,
  on,
  today,
  zone,
  narrow,
  hrefOf,
}: {
  weeks: readonly PlainDate[][];
  title: string;
  /** Whether a day stands back: of another month, or past. */
  isAside: (day: PlainDate) => boolean;
  days: Map<PlainDate, Occurrence[]>;
  on: PlainDate;
  today: PlainDate;
  zone: string;
  narrow: boolean;
  hrefOf: (change: { view?: View; on?: PlainDate }) => string;
}) {
  const table = useRef<HTMLTableElement>(null);
  const reachable = on;

  function walk(event: KeyboardEvent): void {
    const day = (event.target as HTMLElement).closest<HTMLElement>("[data-day]")?.dataset.day;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    if (!day || !step) {
      return;
    }
    const target = table.current?.querySelector<HTMLElement>(`[data-day="${addDays(day, step)}"]`);
    if (target) {
      event.preventDefault();
      target.focus();
    }
  }

  return (
    <>
      <table ref={table} className={styles.month} onKeyDown={walk}>
        <caption>
          <VisuallyHidden>{title}. Arrow keys move from day to day.</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day} scope="col" abbr={formatDay(day, "weekday")}>
                <span aria-hidden="true">{formatDay(day, "weekday").slice(0, 3)}</span>
                <VisuallyHidden>{formatDay(day, "weekday")}</VisuallyHidden>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => {
                const list = days.get(day) ?? [];
                const newMonth = day.endsWith("-01") && day !== weeks[0]?.[0] ? `${shortMonth(day)} 1` : "";
                return (
                  <td
                    key={day}
                    className={[
                      styles.cell,
                      isAside(day) && styles.outside,
                      day === today && styles.today,
                      narrow && day === on && styles.chosen,
                    ]
                      .filter(Boolean)
                      .join(" ")}
                  >
                    <a
                      className={styles.number}
                      href={narrow ? hrefOf({ view: "month", on: day }) : hrefOf({ view: "week", on: day })}
                      data-day={day}
                      tabIndex={day === reachable ? 0 : -1}
                      aria-current={day === today ? "date" : undefined}
                      // Who speaks to the page says what stands there, so the name holds it as it stands.
                      aria-label={`${newMonth && `${newMonth}: `}${formatDay(day)}, ${countWords(list.length)}`}
                    >
                      <span>{newMonth || formatDay(day, "day")}</span>
                      {narrow && <Dots list={list} />}
                    </a>
                    {!narrow && list.length > 0 && (
                      <ul className={styles.list}>
                        {list.slice(0, list.length > fitting ? fitting - 1 : fitting).map((each) => (
                          <li key={keyOf(each)} data-colour={each.event.chapter.colour}>
                            <MonthEvent occurrence={each} zone={zone} />
                          </li>
                        ))}
                        {list.length > fitting && (
                          <li className={styles.more}>
                            <a href={hrefOf({ view: "week", on: day })}>
                              {list.length - fitting + 1} more{" "}
                              <VisuallyHidden>on {formatDay(day, "short")}</VisuallyHidden>
                            </a>
                          </li>
                        )}
                      </ul>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {narrow && (
        <section className={styles.below} aria-labelledby="chosen-day">
          <h3 id="chosen-day">{formatDay(on)}</h3>
          {(days.get(on) ?? []).map((each) => (
            <EventLine key={keyOf(each)} occurrence={each} zone={zone} />
          ))}
          {!days.has(on) && <p>Nothing on this day.</p>}
        </section>
      )}
    </>
  );
}

function MonthEvent({ occurrence, zone }: { occurrence: Occurrence; zone: string }) {
  const standing = standingOf(occurrence);
  return (
    <a
      href={paths.event(occurrence.event.slug)}
      className={standing === "cancelled" ? `${styles.event} ${styles.struck}` : styles.event}
    >
      {!(occurrence.event.all_day || standing === "postponed") && (
        <span className={styles.time}>{formatTime(occurrence.starts_at, zone)}</span>
      )}{" "}
      {standing === "cancelled" && <VisuallyHidden>Cancelled:</VisuallyHidden>}
      {standing === "postponed" && <strong>Postponed:</strong>} {occurrence.event.title}
      <VisuallyHidden>, {occurrence.event.chapter.name}</VisuallyHidden>
    </a>
  );
}

function Dots({ list }: { list: Occurrence[] }) {
  return (
    <span className={styles.dots} aria-hidden="true">
      {list.slice(0, 3).map((each) => (
        <span key={keyOf(each)} data-colour={each.event.chapter.colour} />
      ))}
      {list.length > 3 && "+"}
    </span>
  );
}

function shortMonth(day: PlainDate): string {
  return formatDay(day, "month").slice(0, 3);
}

function countWords(count: number): string {
  return count === 0 ? "no events" : count === 1 ? "1 event" : `${count} events`;
}
