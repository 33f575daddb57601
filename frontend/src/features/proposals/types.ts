/** A proposal as the API sends it to people who may see it. */
import type { Api, Narrowed } from "@/api/types";
import type { Standing } from "@/features/checklists/standing";
import type { Json, Report } from "@/features/checklists/types";

export type ProposalState = Api["ProposalState"];
export type Kind = Api["ProposalKind"];
export type Fields = { [key: string]: Json };
export type Row = Fields & { id: string };

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

export type Proposal = Narrowed<Api["ProposalOut"], { document: Fields; report: Report | null }>;

export type SavedSection = Narrowed<Api["SectionOut"], { value: Json; report: Standing }>;

export type HistoryLine = Api["HistoryLine"];

export type Hint = Api["HintOut"];

/** What the reviewers said, for the people who wrote the proposal: chapters instead of names. */
export type Feedback = Api["FeedbackOut"];
export type ItemWords = Api["FeedbackItemOut"];
export type Question = Api["FeedbackQuestionOut"];
