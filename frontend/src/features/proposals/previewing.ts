/** A preview as the event page reads events. Pure. */
import type { EventDetail } from "@/features/events/types";
import { type PlainDate, viewerZone } from "@/ui/dates";
import { datesOf, type Recurrence, sentenceOf } from "./recurrence";
import type { Proposal } from "./types";

/** What the server would put on the calendar, with local times; `missing` says what keeps it from there. */
export type Preview = Omit<
  Partial<EventDetail>,
  "topics" | "chapter" | "hosts" | "program" | "views_line"
> & {
  topics?: string[];
  views_line?: boolean;
  schedule?: {
    starts_at?: string;
    ends_at?: string;
    time_zone?: string;
    all_day?: boolean;
    recurrence?: Recurrence | null;
  } | null;
  period_starts_on?: string;
  period_ends_on?: string;
  missing?: Record<string, string[]>;
};

export function eventOf(preview: Preview, proposal: Proposal, topics: readonly Named[]): EventDetail {
  const { schedule, missing: _missing, topics: slugs = [], views_line, ...facts } = preview;
  const zone = schedule?.time_zone ?? proposal.time_zone ?? viewerZone();
  const { chapter } = proposal;
  const cohosts = proposal.cohosts.filter((each) => each.confirmed_at).map((each) => each.chapter);
  const known = Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== null && value !== undefined),
  );
  return {
    ...nothing,
    ...known,
    slug: "",
    title: proposal.title,
    chapter,
    hosts: [chapter, ...cohosts],
    program: null,
    topics: slugs.map((slug) => topics.find((topic) => topic.slug === slug) ?? { slug, name: slug }),
    views_line: views_line ? "The standard sentence that views are the speakers’ own stands here." : "",
    ...datesIn(schedule ?? {}, zone),
  };
}

/** What the document leaves open where a preview needs some word. Under a program, its answers stand in. */
export function unsaidIn({ document, program }: Pick<Proposal, "document" | "program">): ReadonlySet<string> {
  if (program) {
    return new Set();
  }
  const homes: [string, string[]][] = [
    ["facts", ["format", "audience", "recording"]],
    ["listing", ["cost", "language"]],
    ["privacy", ["photos"]],
  ];
  return new Set(
    homes.flatMap(([section, names]) =>
      names.filter((name) => !(document[section] as Record<string, unknown> | undefined)?.[name]),
    ),
  );
}

type Named = { slug: string; name: string };

function datesIn(
  {
    starts_at: starts,
    ends_at: ends,
    all_day: allDay = false,
    recurrence = null,
  }: NonNullable<Preview["schedule"]>,
  zone: string,
): Pick<
  EventDetail,
  "starts_at" | "ends_at" | "time_zone" | "all_day" | "recurring" | "repeats" | "occurrences" | "over"
> {
  const none = {
    starts_at: "",
    ends_at: "",
    time_zone: zone,
    all_day: allDay,
    recurring: false,
    repeats: "",
  };
  if (!starts || !ends) {
    return { ...none, occurrences: [], over: false };
  }
  const span = (from: string, to: string) => ({
    starts_at: instantOf(from, zone),
    // An all-day event runs to the midnight after its last day.
    ends_at: instantOf(allDay ? dayAfter(to) : to, zone),
  });
  const dates = recurrence
    ? datesOf(recurrence, starts).filter((day) => !recurrence.except_dates.includes(day))
    : [];
  const length = Date.parse(`${ends}Z`) - Date.parse(`${starts}Z`);
  return {
    ...none,
    ...span(starts, ends),
    recurring: recurrence !== null,
    repeats: recurrence ? sentenceOf(recurrence, starts) : "",
    occurrences: dates.map((date) => {
      const moved = recurrence?.moved.find((each) => each.date === date);
      const from = moved?.starts_at ?? `${date}${starts.slice(10)}`;
      const to = moved?.ends_at ?? new Date(Date.parse(`${from}Z`) + length).toISOString().slice(0, 16);
      return {
        date,
        ...span(from, to),
        local_starts_at: from,
        local_ends_at: to,
        moved: moved !== undefined,
        cancelled: false,
        cancelled_note: "",
        over: false,
      };
    }),
    over: false,
  };
}

/** The instant at which a clock in that zone shows this; of a repeated hour the first, for a skipped one the next. */
export function instantOf(local: string, zone: string): string {
  const wall = Date.parse(`${local}Z`);
  const guesses = [wall - offsetAt(wall - 24 * hour, zone), wall - offsetAt(wall + 24 * hour, zone)];
  const right = guesses.filter((guess) => guess + offsetAt(guess, zone) === wall);
  return new Date(Math.min(...(right.length > 0 ? right : guesses))).toISOString();
}

const hour = 3_600_000;

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(instant);
  const at = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(at("year"), at("month") - 1, at("day"), at("hour"), at("minute")) - instant;
}

function dayAfter(local: string): string {
  const day: PlainDate = local.slice(0, 10);
  return new Date(Date.parse(`${day}T00:00Z`) + 24 * hour).toISOString().slice(0, 16);
}

/** An event of which nothing is known yet. */
const nothing: EventDetail = {
  slug: "",
  title: "",
  summary: "",
  event_type: "other",
  format: "in_person",
  audience: "public",
  visibility: "public",
  language: "en",
  status: "scheduled",
  status_note: "",
  over: false,
  starts_at: "",
  ends_at: "",
  time_zone: "UTC",
  all_day: false,
  recurring: false,
  chapter: { slug: "", name: "", colour: "" },
  hosts: [],
  program: null,
  topics: [],
  place: "",
  cost: "free",
  access_features: [],
  content_note: "",
  open_roles: 0,
  description_html: "",
  repeats: "",
  occurrences: [],
  place_rule: "from_host",
  place_name: "",
  room: "",
  place_address: "",
  directions: "",
  link_rule: "from_host",
  online_link: "",
  cost_note: "",
  capacity: null,
  access_contact: "",
  access_request_by: null,
  picture_link: "",
  picture_alt: "",
  recording: "none",
  photos: "none",
  views_line: "",
  speakers: [],
  actions: [],
  partners: [],
  figures: [],
  roles: [],
  principles: {},
  calendar_file: null,
};
