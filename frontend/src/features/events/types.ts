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
export type TopicName = { slug: string; name: string };

/** What a list shows of an event. */
export type EventLine = {
  slug: string;
  title: string;
  summary: string;
  event_type: EventType;
  format: Format;
  audience: Audience;
  visibility: "public" | "network" | "unlisted";
  language: string;
  status: Status;
  status_note: string;
  over: boolean;
  starts_at: string;
  ends_at: string;
  time_zone: string;
  all_day: boolean;
  recurring: boolean;
  chapter: ChapterName;
  /** The leading chapter first. */
  hosts: ChapterName[];
  program: { slug: string; title: string } | null;
  topics: TopicName[];
  /** One line, or how one learns it. */
  place: string;
  cost: Cost;
  access_features: AccessFeature[];
  content_note: string;
  open_roles: number;
};

/** One instance of an event. `date` names it for good, also when it is moved. */
export type Dated = {
  date: string;
  starts_at: string;
  ends_at: string;
  moved: boolean;
  cancelled: boolean;
  cancelled_note: string;
  over: boolean;
};

export type Occurrence = Dated & { event: EventLine };

export type Filter = {
  name: string;
  label: string;
  choices: { value: string; label: string; colour?: string }[];
};

export type Role = {
  id: string;
  name: string;
  duties: string;
  kind: RoleKind;
  how_many: number;
  hours: number | null;
  open: boolean;
  /** How many are still looked for; a program's roles do not say it. */
  still_wanted?: number;
};

export type Principles = {
  checklists?: {
    id: string;
    title: string;
    version: number;
    verified_on: string | null;
    result: "met" | "met_with_condition" | "not_yet_verified";
  }[];
  conditions?: { checklist: string; words: string; due: string }[];
};

type Evidence = {
  roles: Role[];
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
  principles: Principles;
};

export type EventDetail = EventLine &
  Evidence & {
    description_html: string;
    /** How it repeats, as a sentence, or "". */
    repeats: string;
    occurrences: Dated[];
    place_rule: Shown;
    place_name: string;
    room: string;
    place_address: string;
    directions: string;
    link_rule: Shown;
    online_link: string;
    cost_note: string;
    capacity: number | null;
    access_contact: string;
    access_request_by: string | null;
    picture_link: string;
    picture_alt: string;
    recording: Recording;
    photos: Photos;
    /** The sentence, or "". */
    views_line: string;
    speakers: { display_name: string; self_description: string; topic: string }[];
    calendar_file: string | null;
  };

export type ProgramDetail = Evidence & {
  slug: string;
  title: string;
  summary: string;
  description_html: string;
  audience: Audience;
  visibility: EventLine["visibility"];
  language: string;
  status: Status;
  status_note: string;
  period_starts_on: string;
  period_ends_on: string;
  over: boolean;
  chapter: ChapterName;
  hosts: ChapterName[];
  topics: TopicName[];
  views_line: string;
  events: EventLine[];
  /** The address of its feed; null where not everyone may have it. */
  calendar_file: string | null;
};

/** How much of what calendar apps take a chapter's feed would fill, in octets, and what it leaves out to fit. */
export type FeedRoom = {
  size: number;
  limit: number;
  nearly_full: boolean;
  starts_late: boolean;
  ends_early: boolean;
  brief: boolean;
};

/** One public feed, as those who answer for it see it. Sizes are octets. */
export type FeedHealth = {
  kind: "network" | "chapter" | "program" | "topic" | "filters";
  name: string;
  path: string;
  page: string;
  events: number;
  size: number;
  limit: number;
  nearly_full: boolean;
  starts_late: boolean;
  ends_early: boolean;
  brief: boolean;
  changed_at: string;
  asked: number;
  /** The part of a week's answers that were "nothing new"; null where nobody asked. */
  share_unchanged: number | null;
  checked_at: string | null;
  check_is_fresh: boolean;
  findings: string[];
};
