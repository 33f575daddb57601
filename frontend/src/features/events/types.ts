/** The public calendar as the API sends it. */

export type EventType =
  | "film_screening"
  | "panel"
  | "talk"
  | "tabling"
  | "training"
  | "fundraiser"
  | "service_day"
  | "conference"
  | "campaign_week"
  | "book_club"
  | "vigil"
  | "advocacy_day"
  | "support_space"
  | "team_meeting"
  | "other";
export type Format = "in_person" | "online" | "hybrid" | "asynchronous";
export type Audience = "chapter_members" | "invited" | "campus" | "network" | "public";
export type Cost = "free" | "pay_what_you_can" | "fixed";
export type Shown = "public" | "after_sign_up" | "after_host_yes" | "from_host";
export type AccessFeature =
  | "step_free"
  | "captions"
  | "interpreter_on_request"
  | "microphone"
  | "quiet_room"
  | "online_option"
  | "free_or_pay_what_you_can"
  | "children_welcome"
  | "plain_language"
  | "other_languages";
export type Recording = "none" | "photos" | "audio" | "video" | "livestream";
export type Photos = "none" | "by_consent" | "open";
export type RoleKind = "leadership" | "participation" | "support";
export type Status = "scheduled" | "postponed" | "cancelled" | "held";

export type ChapterName = { slug: string; name: string; colour: string };
export type Named = { slug: string; name: string };

/** One dated instance, with what a list shows of its event. */
export type Occurrence = {
  date: string;
  starts_at: string;
  ends_at: string;
  all_day: boolean;
  time_zone: string;
  moved: boolean;
  cancelled: boolean;
  slug: string;
  title: string;
  summary: string;
  chapter: ChapterName;
  event_type: EventType;
  format: Format;
  place_name: string;
  place_rule: Shown;
  cost: Cost;
  status: Status;
  open_roles: number;
};

export type Choice = { value: string; label: string };
export type FilterChoices = Record<
  "chapter" | "topic" | "type" | "program" | "format" | "audience" | "language" | "cost" | "access",
  Choice[]
>;

export type Role = {
  id: string;
  name: string;
  duties: string;
  kind: RoleKind;
  how_many: number;
  hours: number | null;
  open: boolean;
  open_places: number | null;
};

export type PrincipleCheck = {
  id: string;
  title: string;
  version: number;
  verified_on: string;
  result: string;
};

export type EventDetail = {
  slug: string;
  title: string;
  summary: string;
  description_html: string;
  chapter: ChapterName & { campus: string; town: string };
  cohosts: ChapterName[];
  program: { slug: string; title: string } | null;
  topics: Named[];
  event_type: EventType;
  format: Format;
  audience: Audience;
  visibility: "public" | "network" | "unlisted";
  language: string;
  time_zone: string;
  all_day: boolean;
  starts_at: string;
  ends_at: string;
  schedule: Schedule;
  occurrences: { date: string; starts_at: string; ends_at: string; moved: boolean; cancelled: boolean }[];
  place_rule: Shown;
  place_name: string;
  room: string;
  place_address: string;
  directions: string;
  link_rule: Shown;
  online_link: string;
  cost: Cost;
  cost_note: string;
  capacity: number | null;
  access_features: AccessFeature[];
  access_contact: string;
  access_request_by: string | null;
  content_note: string;
  picture_link: string;
  picture_alt: string;
  recording: Recording;
  photos: Photos;
  views_line: boolean;
  roles: Role[];
  speakers: { display_name: string; self_description: string; topic: string }[];
  actions: { act: string; where: string; on: string; expected: number | null }[];
  partners: { name: string; does: string }[];
  figures: {
    text: string;
    source_title: string;
    source_link: string;
    year_of_data: string;
    limits: string;
    score: number | null;
  }[];
  principles: { checklists?: PrincipleCheck[]; conditions?: string[] };
  status: Status;
  status_note: string;
};

export type Frequency = "daily" | "weekly" | "monthly_by_day" | "monthly_by_weekday" | "yearly";

export type Schedule = {
  recurrence: {
    frequency: Frequency;
    interval: number;
    weekdays: string[];
    until: string | null;
    count: number | null;
  } | null;
};

export type ProgramDetail = {
  slug: string;
  title: string;
  summary: string;
  description_html: string;
  chapter: ChapterName;
  cohosts: ChapterName[];
  topics: Named[];
  audience: Audience;
  language: string;
  period_starts_on: string;
  period_ends_on: string;
  views_line: boolean;
  actions: EventDetail["actions"];
  partners: EventDetail["partners"];
  figures: EventDetail["figures"];
  roles: Role[];
  principles: EventDetail["principles"];
  status: Status;
  status_note: string;
};
