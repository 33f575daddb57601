/** Instants and plain dates in words, in any zone. A plain date is "YYYY-MM-DD"; an instant is an ISO string with its offset. */

export type PlainDate = string;

/** The interface is in English; a reader whose browser is set to some English gets that English's dates. */
export const locale: string = englishAmong(globalThis.navigator?.languages ?? []);

/** Some browsers name a language in a way that no formatter takes, such as "en-US@posix" on a bare Linux. */
export function englishAmong(languages: readonly string[]): string {
  return languages.find((language) => /^en(-[a-z0-9]+)*$/i.test(language)) ?? "en-US";
}

export function viewerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The day on which an instant falls, as read from a wall calendar in that zone. */
export function dayOf(instant: string | Date, zone: string): PlainDate {
  return partsIn("en-CA", new Date(instant), {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
}

export function formatDay(
  day: PlainDate,
  style: "full" | "long" | "short" | "month" | "month_name" | "weekday" | "day" = "full",
): string {
  return partsIn(locale, new Date(`${day}T12:00:00Z`), { timeZone: "UTC", ...dayStyles[style] });
}

export function formatTime(instant: string, zone: string): string {
  return partsIn(locale, new Date(instant), { timeZone: zone, hour: "numeric", minute: "2-digit" });
}

/** "12:00 – 1:30 PM", or with days when it crosses midnight. */
export function formatTimes(startsAt: string, endsAt: string, zone: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    hour: "numeric",
    minute: "2-digit",
    ...(dayOf(startsAt, zone) === dayOf(endsAt, zone)
      ? {}
      : { weekday: "short", day: "numeric", month: "short" }),
  });
  return tidy(format.formatRange(new Date(startsAt), new Date(endsAt)));
}

/** "Wednesday, November 23, 2026", or "March 2 – 4, 2027" when an all-day event lasts several days. */
export function formatDays(first: PlainDate, last: PlainDate, months: "long" | "medium" = "long"): string {
  if (first === last) {
    return formatDay(first);
  }
  const format = new Intl.DateTimeFormat(locale, { timeZone: "UTC", dateStyle: months });
  return tidy(format.formatRange(new Date(`${first}T12:00:00Z`), new Date(`${last}T12:00:00Z`)));
}

/** "Central Time (Chicago)". */
export function zoneName(zone: string, at: string): string {
  const city = (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
  const name = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longGeneric" })
    .formatToParts(new Date(at))
    .find((part) => part.type === "timeZoneName")?.value;
  return !name || name.includes(city) ? `${city} time` : `${name} (${city})`;
}

/** Whether clocks in both zones show the same at that instant. */
export function clocksAgree(instant: string, one: string, other: string): boolean {
  const shown = [one, other].map((zone) =>
    partsIn("en-CA", new Date(instant), { timeZone: zone, dateStyle: "short", timeStyle: "short" }),
  );
  return shown[0] === shown[1];
}

/** "in 3 days", "yesterday", "2 hours ago". */
export function formatRelative(instant: string | Date, now: Date): string {
  const minutes = Math.round((new Date(instant).getTime() - now.getTime()) / 60_000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const size = Math.abs(minutes);
  if (size < 60) {
    return format.format(minutes, "minute");
  }
  if (size < 60 * 24) {
    return format.format(Math.round(minutes / 60), "hour");
  }
  return format.format(Math.round(minutes / (60 * 24)), "day");
}

export function addDays(day: PlainDate, count: number): PlainDate {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/** The same day of another month, or that month's last day where it has fewer. */
export function addMonths(day: PlainDate, count: number): PlainDate {
  const [year, month, dayOfMonth] = day.split("-").map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year, month - 1 + count, 1, 12));
  const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0, 12)).getUTCDate();
  first.setUTCDate(Math.min(dayOfMonth, length));
  return first.toISOString().slice(0, 10);
}

export function isPlainDate(text: string | undefined): text is PlainDate {
  return (
    text !== undefined &&
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(`${text}T12:00:00Z`)) &&
    new Date(`${text}T12:00:00Z`).toISOString().startsWith(text)
  );
}

const dayStyles = {
  full: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  long: { day: "numeric", month: "long", year: "numeric" },
  short: { weekday: "short", day: "numeric", month: "short" },
  month: { month: "long", year: "numeric" },
  month_name: { month: "long" },
  weekday: { weekday: "long" },
  day: { day: "numeric" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

function partsIn(language: string, date: Date, options: Intl.DateTimeFormatOptions): string {
  return tidy(new Intl.DateTimeFormat(language, options).format(date));
}

/** Some browsers put a narrow no-break space before AM and PM and others a plain one; one look everywhere. */
function tidy(text: string): string {
  return text.replaceAll("\u202f", "\u00a0").replaceAll("\u2009", " ");
}
