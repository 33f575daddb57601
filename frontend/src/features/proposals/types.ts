/** A proposal as the API sends it to people who may see it. */
import type { components } from "@/api/schema";
import type { Standing } from "@/features/checklists/standing";
import type { Json, Report } from "@/features/checklists/types";

export type Api = components["schemas"];

/** The generated type, with what the API calls free JSON said more closely. */
export type Narrowed<Whole, Parts> = Omit<Whole, keyof Parts> & Parts;

export type ProposalState = Api["ProposalState"];
export type Kind = Api["ProposalKind"];
export type Fields = { [key: string]: Json };
export type Row = Fields & { id: string };

export type ChapterRef = Api["HostOut"];
export type MoveInput = Api["MoveInputOut"];
export type Move = Api["MoveOut"];

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

export type Cohost = Api["CohostOut"];

/** A proposal in a list. `starts` is a local time in `time_zone`, or the first day of a program. */
export type ProposalLine = Api["ProposalLine"];

export type RevisionRef = Api["RevisionLine"];

export type Proposal = Narrowed<Api["ProposalOut"], { document: Fields; report: Report | null }>;

export type SavedSection = Narrowed<Api["SectionOut"], { value: Json; report: Standing }>;

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
