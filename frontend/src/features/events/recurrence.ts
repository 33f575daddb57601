/** A recurrence in one sentence. The dates themselves stand beside it; this only says the rhythm. */
import { formatDay, type PlainDate } from "@/ui/dates";
import type { Schedule } from "./types";

type Recurrence = NonNullable<Schedule["recurrence"]>;

export function recurrenceWords(recurrence: Recurrence, first: PlainDate): string {
  const rhythm = rhythmOf(recurrence, first);
  if (recurrence.until) {
    return `${rhythm}, until ${formatDay(recurrence.until, "long")}`;
  }
  return recurrence.count ? `${rhythm}, ${recurrence.count} times` : rhythm;
}

function rhythmOf({ frequency, interval, weekdays }: Recurrence, first: PlainDate): string {
  const every = interval === 1 ? "Every" : `Every ${ordinal(interval)}`;
  switch (frequency) {
    case "daily":
      return `${every} day`;
    case "weekly": {
      const names = (weekdays.length > 0 ? weekdays : [codeOf(first)]).map((code) => dayNames[code] ?? code);
      return `${interval === 1 ? "Every" : `Every ${ordinal(interval)} week on`} ${listOf(names)}`;
    }
    case "monthly_by_day":
      return `${every} month on day ${Number(first.slice(8))}`;
    case "monthly_by_weekday":
      return `${every} month on the ${nthOf(first)} ${dayNames[codeOf(first)]}`;
    case "yearly":
      return `${every} year on ${formatDay(first, "long").replace(/,? \d{4}$/, "")}`;
  }
}

const dayNames: Record<string, string> = {
  MO: "Monday",
  TU: "Tuesday",
  WE: "Wednesday",
  TH: "Thursday",
  FR: "Friday",
  SA: "Saturday",
  SU: "Sunday",
};

function codeOf(day: PlainDate): string {
  return ["SU", "MO", "TU", "WE", "TH", "FR", "SA"][new Date(`${day}T12:00:00Z`).getUTCDay()] ?? "MO";
}

function nthOf(day: PlainDate): string {
  const nth = Math.ceil(Number(day.slice(8)) / 7);
  return nth === 5 ? "last" : ordinal(nth);
}

function ordinal(number: number): string {
  return ["first", "second", "third", "fourth", "fifth", "sixth"][number - 1] ?? `${number}th`;
}

function listOf(names: string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
