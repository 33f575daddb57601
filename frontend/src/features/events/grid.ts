/** Weeks, months and which day an occurrence stands on: arithmetic on plain dates, no clock and no locale. */
import { addDays, addMonths, dayOf, type PlainDate } from "@/ui/dates";
import type { View } from "./filters";

/** 1 is Monday, 7 is Sunday, as in ISO 8601. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** First and last day shown, both included. */
export type Span = { first: PlainDate; last: PlainDate };

const agendaDays = 35;

export function weekdayOf(day: PlainDate): Weekday {
  return (new Date(`${day}T12:00:00Z`).getUTCDay() || 7) as Weekday;
}

export function startOfWeek(day: PlainDate, firstWeekday: Weekday): PlainDate {
  return addDays(day, -((weekdayOf(day) - firstWeekday + 7) % 7));
}

function weekOf(day: PlainDate, firstWeekday: Weekday): PlainDate[] {
  const start = startOfWeek(day, firstWeekday);
  return Array.from({ length: 7 }, (_, index) => addDays(start, index));
}

/** The weeks that hold any day of the month, each whole. */
export function monthGrid(day: PlainDate, firstWeekday: Weekday): PlainDate[][] {
  const last = lastOfMonth(day);
  const weeks: PlainDate[][] = [];
  for (let start = startOfWeek(firstOfMonth(day), firstWeekday); start <= last; start = addDays(start, 7)) {
    weeks.push(weekOf(start, firstWeekday));
  }
  return weeks;
}

/** Five weeks from this one on: what a reader who chose no month came to see. At the end of a month it is still full. */
export function comingWeeks(today: PlainDate, firstWeekday: Weekday): PlainDate[][] {
  const start = startOfWeek(today, firstWeekday);
  return Array.from({ length: 5 }, (_, index) => weekOf(addDays(start, index * 7), firstWeekday));
}

/** The first and the last day of some weeks. */
export function spanOfWeeks(weeks: readonly PlainDate[][]): Span {
  const days = weeks.flat();
  return { first: days.at(0) ?? "", last: days.at(-1) ?? "" };
}

export function firstOfMonth(day: PlainDate): PlainDate {
  return `${day.slice(0, 8)}01`;
}

function lastOfMonth(day: PlainDate): PlainDate {
  return addDays(addMonths(firstOfMonth(day), 1), -1);
}

export function spanOf(view: View, on: PlainDate, firstWeekday: Weekday): Span {
  if (view === "agenda") {
    return { first: on, last: addDays(on, agendaDays - 1) };
  }
  if (view === "week") {
    const first = startOfWeek(on, firstWeekday);
    return { first, last: addDays(first, 6) };
  }
  return spanOfWeeks(monthGrid(on, firstWeekday));
}

/** Where "previous" and "next" lead. */
export function neighbour(view: View, on: PlainDate, direction: 1 | -1): PlainDate {
  if (view === "agenda") {
    return addDays(on, direction * agendaDays);
  }
  return view === "week" ? addDays(on, direction * 7) : addMonths(firstOfMonth(on), direction);
}

type Timed = { starts_at: string; ends_at: string; event: { all_day: boolean; time_zone: string } };

/**
 * The days an occurrence touches. A timed one is read on the reader's own clock; an all-day one belongs to the
 * days of its own place, wherever it is read. One that ends at midnight does not touch the next day.
 */
export function daysOf(occurrence: Timed, zone: string): PlainDate[] {
  const where = occurrence.event.all_day ? occurrence.event.time_zone : zone;
  const first = dayOf(occurrence.starts_at, where);
  const last = dayOf(new Date(Date.parse(occurrence.ends_at) - 1), where);
  const days = [first];
  for (let day = addDays(first, 1); day <= last && days.length < 100; day = addDays(day, 1)) {
    days.push(day);
  }
  return days;
}

/** What stands on each day of a span, in order of start; days with nothing are left out. */
export function byDay<Item extends Timed>(
  occurrences: readonly Item[],
  span: Span,
  zone: string,
): Map<PlainDate, Item[]> {
  const days = new Map<PlainDate, Item[]>();
  for (const occurrence of occurrences) {
    for (const day of daysOf(occurrence, zone)) {
      if (day >= span.first && day <= span.last) {
        days.set(day, [...(days.get(day) ?? []), occurrence]);
      }
    }
  }
  for (const list of days.values()) {
    list.sort(
      (a, b) => Number(b.event.all_day) - Number(a.event.all_day) || a.starts_at.localeCompare(b.starts_at),
    );
  }
  return new Map([...days].sort(([a], [b]) => a.localeCompare(b)));
}
