/** A proposal as the API sends it to people who may see it. */
import type { Standing } from "@/features/checklists/standing";
import type { Json, Report } from "@/features/checklists/types";

export type ProposalState = "draft" | "submitted" | "changes_needed" | "approved" | "withdrawn";
export type Kind = "event" | "program";
export type Fields = { [key: string]: Json };
export type Row = Fields & { id: string };

export type ChapterRef = { id: string; slug: string; name: string; colour: string; time_zone: string };

export type MoveInput = { name: string; label: string; type: string; required: boolean };

export type Move = {
  name: string;
  label: string;
  does: string;
  allowed: boolean;
  why_not: string;
  why_not_code: string;
  why_not_status: number | null;
  needs_reason: boolean;
  inputs: MoveInput[];
};

/** One field of the document, as the server declares it. */
export type FieldForm = {
  id: string;
  label: string;
  help: string;
  type: string;
  most: number | null;
  least: number | null;
  choices: { value: string | boolean; label: string }[];
  reach: "public" | "network" | "participants" | "reviewers";
  public_when: { field: string; value: string | boolean; otherwise: string } | null;
  personal: boolean;
  kinds: string[];
  fields: FieldForm[];
};

export type SectionForm = {
  id: string;
  label: string;
  help: string;
  shape: "rows" | "record";
  most_rows: number | null;
  public_given: string | null;
  fields: FieldForm[];
};

export type DocumentForm = { sections: SectionForm[]; reaches: { value: string; label: string }[] };

/** Sentences by section and by path inside it. */
export type Problems = Record<string, Record<string, string[]>>;

export type { Json, Report };

export type Cohost = { chapter: ChapterRef; confirmed_at: string | null };

/** A proposal in a list. `starts` is a local time in `time_zone`, or the first day of a program. */
export type ProposalLine = {
  id: string;
  kind: Kind;
  title: string;
  state: ProposalState;
  public_status: "scheduled" | "postponed" | "cancelled" | "held" | null;
  event: { slug: string; status: string } | null;
  chapter: ChapterRef;
  cohosts: Cohost[];
  /** Slugs of the chapters for which this person may say that they co-host. */
  may_confirm_for: string[];
  starts: string | null;
  time_zone: string;
  complete: boolean;
  done: number;
  total: number;
  next_step: string;
  promised_answer: string | null;
  changed_at: string;
};

export type RevisionRef = { number: number; digest: string; submitted_at: string };

export type Proposal = ProposalLine & {
  created_at: string;
  level: { name: "light" | "standard" | "careful"; reviewers: number; trained: number; days: number };
  may_write: boolean;
  writable: boolean;
  reach: string;
  program: { id: string; title: string; revision: number; amended_since: boolean } | null;
  copied_from: string | null;
  versions: Record<string, number>;
  document: Fields;
  problems: Problems;
  withdrawn: { section: string; row: string }[];
  report: Report | null;
  moves: Move[];
  newer_checklists: { id: string; title: string; version_here: number; version_now: number }[];
  revision: RevisionRef | null;
  approved_revision: RevisionRef | null;
};

export type SavedSection = {
  section: string;
  version: number;
  value: Json;
  problems: Record<string, string[]>;
  report: Standing;
  moves: Move[];
};

export type HistoryLine = {
  at: string;
  who: string | null;
  did: string;
  reason: string;
  revision: number | null;
  state: string | null;
};

export type Hint = {
  entry: string;
  start: number;
  end: number;
  words: string;
  why: string;
  instead: string;
  soft: boolean;
};

/** What the reviewers said, for the people who wrote the proposal: chapters instead of names. */
export type Feedback = {
  revision: number | null;
  due_at: string | null;
  reviewers: { chapter: string; due_at: string; paused: boolean; done: boolean }[];
  items: ItemWords[];
  questions: Question[];
  conditions: {
    id: string;
    item: string;
    words: string;
    owner: string;
    due: string;
    met_at: string | null;
  }[];
  decision: { revision: number; result: string; reason: string; at: string; by_nobody: boolean } | null;
};

export type ItemWords = {
  item: string;
  word: "met" | "met_with_condition" | "ask" | "not_met" | "not_applicable_accepted";
  words: string;
  rethink: boolean;
  owner: string;
  due: string | null;
  chapter: string;
  revision: number;
  changed_since: boolean;
};

export type Question = {
  id: string;
  item: string;
  words: string;
  asked_at: string;
  answer: string;
  answered_at: string | null;
  answered_by: string | null;
  chapter: string;
};
