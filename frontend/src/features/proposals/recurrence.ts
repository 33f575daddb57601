/** A series in words and as its dates, for showing. Whether it can stand is the server's to say. */
import { addDays, formatDay, isPlainDate, type PlainDate } from "@/ui/dates";

export type Frequency = "daily" | "weekly" | "monthly_by_day" | "monthly_by_weekday" | "yearly";
export type Moved = { date: string | null; starts_at: string | null; ends_at: string | null };

export type Recurrence = {
  frequency: Frequency | null;
  interval: number | null;
  weekdays: string[];
  until: string | null;
  count: number | null;
  except_dates: string[];
  moved: Moved[];
};

export const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
const dayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const mostShown = 400;

export function weekdayName(code: string): string {
  return dayNames[weekdays.indexOf(code as (typeof weekdays)[number])] ?? code;
}

/** The weekday of a plain date, as iCalendar writes it. */
export function weekdayOf(day: PlainDate): (typeof weekdays)[number] {
  return weekdays[(dateOf(day).getUTCDay() + 6) % 7] as (typeof weekdays)[number];
}

/** "Every second week on Tuesday, until 14 December 2026, without 1 date." */
export function sentenceOf(series: Recurrence, startsAt: string | null): string {
  const start = dayIn(startsAt);
  if (!series.frequency || !start) {
    return "";
  }
  const parts = [rhythmOf(series, start), endOf(series)].filter(Boolean);
  if (series.except_dates.length > 0) {
    parts.push(`without ${counted(series.except_dates.length, "date")}`);
  }
  if (series.moved.length > 0) {
    parts.push(`${counted(series.moved.length, "date")} moved`);
  }
  return `${parts.join(", ")}.`;
}

/** Every date the rule gives from the start on, before dates are left out or moved; empty while there is no end. */
export function datesOf(series: Recurrence, startsAt: string | null): PlainDate[] {
  const start = dayIn(startsAt);
  const most = Math.min(series.count ?? mostShown, mostShown);
  const last = series.until;
  if (!start || !series.frequency || (series.count === null && !isPlainDate(last ?? undefined))) {
    return [];
  }
  const found: PlainDate[] = [];
  for (const day of rule(series, start)) {
    if (found.length >= most || (last && day > last) || day > "2199-12-31") {
      break;
    }
    found.push(day);
  }
  return found;
}

/** Which weekday of its month a date is: "the second Thursday", or the last where it is a fifth. */
export function nthOf(day: PlainDate): string {
  const nth = Math.ceil(Number(day.slice(8)) / 7);
  return `the ${ordinals[nth - 1] ?? "last"} ${weekdayName(weekdayOf(day))}`;
}

function* rule(series: Recurrence, start: PlainDate): Generator<PlainDate> {
  const step = Math.max(series.interval ?? 1, 1);
  if (series.frequency === "daily") {
    for (let day = start; ; day = addDays(day, step)) {
      yield day;
    }
  }
  if (series.frequency === "weekly") {
    const days = daysOf(series, start);
    const monday = addDays(start, -weekdays.indexOf(weekdayOf(start)));
    for (let week = monday; ; week = addDays(week, 7 * step)) {
      for (const [index, code] of weekdays.entries()) {
        const day = addDays(week, index);
        if (days.includes(code) && day >= start) {
          yield day;
        }
      }
    }
  }
  const months = series.frequency === "yearly" ? 12 * step : step;
  const [year, month] = start.split("-").map(Number) as [number, number];
  for (let index = 0; index < mostShown * 12; index++) {
    const day = dayInMonth(series.frequency as Frequency, start, year, month - 1 + index * months);
    if (day && day >= start) {
      yield day;
    }
  }
}

/** The date of a series in one month, where that month has it: there is no 31 April. */
function dayInMonth(
  frequency: Frequency,
  start: PlainDate,
  year: number,
  month: number,
): PlainDate | undefined {
  const first = new Date(Date.UTC(year, month, 1, 12));
  if (frequency !== "monthly_by_weekday") {
    const day = new Date(Date.UTC(year, month, Number(start.slice(8)), 12));
    return day.getUTCMonth() === first.getUTCMonth() ? plain(day) : undefined;
  }
  const nth = Math.ceil(Number(start.slice(8)) / 7);
  const offset = (dateOf(start).getUTCDay() - first.getUTCDay() + 7) % 7;
  const candidates = [1, 8, 15, 22, 29]
    .map((each) => new Date(Date.UTC(year, month, each + offset, 12)))
    .filter((day) => day.getUTCMonth() === first.getUTCMonth());
  const day = nth > 4 ? candidates.at(-1) : candidates[nth - 1];
  return day && plain(day);
}

function rhythmOf(series: Recurrence, start: PlainDate): string {
  const step = Math.max(series.interval ?? 1, 1);
  const every = (one: string) =>
    step === 1 ? `Every ${one}` : step === 2 ? `Every second ${one}` : `Every ${step} ${one}s`;
  switch (series.frequency) {
    case "daily":
      return every("day");
    case "weekly": {
      const names = listed(daysOf(series, start).map(weekdayName));
      return step === 1 ? `Every ${names}` : `${every("week")} on ${names}`;
    }
    case "monthly_by_day":
      return `${every("month")} on day ${Number(start.slice(8))}`;
    case "monthly_by_weekday":
      return `${every("month")} on ${nthOf(start)}`;
    default:
      return `${every("year")} on ${formatDay(start, "long").replace(/,? \d{4}$/, "")}`;
  }
}

function endOf(series: Recurrence): string {
  if (series.until && isPlainDate(series.until)) {
    return `until ${formatDay(series.until, "long")}`;
  }
  return series.count ? counted(series.count, "time") : "";
}

/** The weekdays of a weekly series, in the order of the week; the day it starts on where none is named. */
function daysOf(series: Recurrence, start: PlainDate): (typeof weekdays)[number][] {
  const named = weekdays.filter((code) => series.weekdays.includes(code));
  return named.length > 0 ? named : [weekdayOf(start)];
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function listed(words: string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function dayIn(local: string | null): PlainDate | undefined {
  const day = local?.slice(0, 10);
  return isPlainDate(day) ? day : undefined;
}

function dateOf(day: PlainDate): Date {
  return new Date(`${day}T12:00:00Z`);
}

function plain(date: Date): PlainDate {
  return date.toISOString().slice(0, 10);
}

const ordinals = ["first", "second", "third", "fourth"];
