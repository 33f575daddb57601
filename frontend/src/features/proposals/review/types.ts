/** A review as the API sends it: the queue, the one page, and what coordinators watch. */
import type { Evidence, Json } from "@/features/checklists/types";
import type { EventDetail } from "@/features/events/types";
import type { Fields, Kind, Move, ProposalState, Row } from "../types";

export type Level = "light" | "standard" | "careful";
export type VerdictWord = "met" | "met_with_condition" | "ask" | "not_met" | "not_applicable_accepted";
export type Result = "publish" | "publish_with_conditions" | "changes_needed";
export type Host = { slug: string; name: string; colour: string };

export type QueueLine = {
  id: string;
  kind: Kind;
  title: string;
  chapter: Host;
  event_type: string | null;
  starts: string | null;
  level: Level;
  revision: number;
  submitted_at: string;
  due_at: string;
  days_left: number;
  overdue: boolean;
  paused: boolean;
  recommended: Result | null;
  round: number;
};

export type DoneLine = { id: string; title: string; chapter: Host; state: ProposalState; ended_at: string };
export type Queue = { waiting: QueueLine[]; done: DoneLine[] };

export type Holder = {
  id: string;
  name: string;
  chapters: string[];
  due_at: string;
  paused: boolean;
  overdue: boolean;
  recommended: Result | null;
  me: boolean;
};

export type Verdict = {
  word: VerdictWord;
  words: string;
  rethink: boolean;
  owner: string;
  due: string | null;
  name: string;
  mine: boolean;
  revision: number;
  at: string;
};

export type Question = {
  id: string;
  item: string;
  words: string;
  asked_at: string;
  answer: string;
  answered_at: string | null;
  answered_by: string | null;
};

/** What an item reads of the document. */
export type Reads = { facts?: Fields; answer?: Json; sections?: Record<string, Json> };

export type ReviewItem = {
  id: string;
  checklist: { id: string; title: string } | null;
  question: string;
  why: string;
  severity: "blocker" | "concern" | "advice";
  state: string;
  inherited: boolean;
  may_be_condition: boolean;
  evidence: Evidence | null;
  section: string;
  good: string;
  weak: string;
  good_evidence: string;
  review: string;
  needed: boolean;
  open: boolean;
  settled: boolean;
  reads: Reads;
  changed: boolean;
  read_before: Reads | null;
  words: VerdictWord[];
  mine: Verdict | null;
  verdicts: Verdict[];
  questions: Question[];
};

export type Change = { section: string; row: string; field: string; before: Json; after: Json };

export type Public = Partial<
  Pick<
    EventDetail,
    | "title"
    | "summary"
    | "description_html"
    | "content_note"
    | "place_rule"
    | "place_name"
    | "room"
    | "place_address"
    | "link_rule"
    | "online_link"
    | "cost"
    | "cost_note"
    | "visibility"
    | "format"
    | "audience"
    | "event_type"
    | "recording"
    | "photos"
    | "access_features"
    | "access_contact"
    | "access_request_by"
    | "speakers"
    | "actions"
    | "partners"
  >
>;

export type Speaker = {
  id: string;
  display_name: string;
  self_description: string;
  topic: string;
  why_invited: string;
  ticks: Record<string, boolean | string | null>;
  amounts: { pay_offered: string; costs_covered: string };
};

export type Figure = Row & { total: number; most: number; band: { id: string; means: string } | null };

export type KeptCondition = {
  id: string;
  proposal: string;
  item: string;
  words: string;
  owner: string;
  due: string;
  kept: "kept" | "missed" | "open";
};

export type Round = { revision: number; result: Result; reason: string; at: string };

export type Decision = {
  digest: string;
  verdicts_left: string[];
  result: Result;
  open: { item: string; severity: string; why: string; sentence: string; words: string }[];
  conditions: { item: string; words: string; owner: string; due: string }[];
  unanswered: string[];
  needed: number;
  recommended: Result | null;
  recommendations: { name: string; result: Result; reason: string; at: string }[];
  disagreed: boolean;
  moves: Move[];
  decided: (Round & { by_nobody: boolean }) | null;
};

export type Review = {
  header: {
    id: string;
    kind: Kind;
    title: string;
    state: ProposalState;
    public_status: string | null;
    chapter: Host;
    cohosts: Host[];
    program: string | null;
    event_type: string | null;
    starts: string | null;
    ends: string | null;
    time_zone: string | null;
    revision: number;
    digest: string;
    submitted_at: string;
    level: {
      name: Level;
      reviewers: number;
      trained: number;
      days: number | null;
      because: { fact: string; value: Json; question: string; label: string }[];
    };
    due_at: string | null;
    days_left: number | null;
    paused: boolean;
    conflict_check: string;
    reading_as: "reviewer" | "settling" | "looking";
    reviewers: Holder[];
  };
  public: Public;
  facts: { id: string; question: string; value: Json; label: string }[];
  open: ReviewItem[];
  fine: ReviewItem[];
  document: Fields;
  people: { roles: Row[]; speakers: Speaker[] };
  figures: Figure[];
  language_hints: { field: string; words: string; why: string; instead: string; soft: boolean }[];
  before: { conditions_elsewhere: KeptCondition[]; conditions_here: KeptCondition[]; rounds: Round[] };
  changes: Change[];
  ready_phrases: string[];
  decision: Decision;
};

export type Waiting = {
  id: string;
  kind: Kind;
  title: string;
  chapter: Host;
  starts: string | null;
  level: Level;
  revision: number;
  submitted_at: string;
  days_waiting: number;
  needed: number;
  empty_places: number;
  trained_missing: boolean;
  overdue: boolean;
  disagreed: boolean;
  questions_open: number;
  may_assign: boolean;
  reviewers: Holder[];
};

export type Load = {
  id: string;
  name: string;
  chapters: string[];
  trained: boolean;
  open: number;
  overdue: number;
  decided: number;
  recused: number;
  passed_on: number;
  last_assigned_at: string | null;
};

export type Candidate = { id: string; name: string; chapters: string[]; trained: boolean; open: number };
export type Assignments = { holding: Holder[]; candidates: Candidate[] };
