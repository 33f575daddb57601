/** A report on a document, as the server evaluates it: what applies, what is answered, what is missing. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type Gap = { section: string; field: string | null; row: string | null; message: string };

export type Option = { value: string; label: string };

export type FormField = {
  name: string;
  asks: string;
  kind: string;
  /** Fields of a short form have options and conditions; fields of a record name the section they stand in. */
  options?: Option[];
  optional?: boolean;
  only_when?: Record<string, string[]>;
  section?: string;
};

export type Remark = {
  asks: string;
  required: "never" | "always" | "for_a_single_choice" | "for";
  required_for: string[];
};

export type Criterion = { id: string; name: string; ask: string; zero: string; one: string; two: string };

export type Rubric = {
  id: string;
  title: string;
  max: number;
  criteria: Criterion[];
  bands: { id: string; least: number; means: string }[];
  stop_signs: Record<string, string>;
};

export type Evidence = {
  type: string;
  /** Whether its value lives in `answers`; otherwise it reads records that the proposal holds anyway. */
  stored: boolean;
  options: Option[];
  fields: FormField[];
  field: string | null;
  max_chars: number | null;
  remark: Remark | null;
  instead: { name: string; asks: string } | null;
  rubric: Rubric | null;
};

export type ItemState = "answered" | "not_applicable" | "not_yet" | "open" | "refused" | "hidden";

export type ItemReport = {
  id: string;
  question: string;
  why: string;
  required: boolean;
  section: string;
  evidence: Evidence;
  good_evidence: string;
  good: string;
  weak: string;
  applies: boolean;
  because: { fact: string; value: string | boolean | null }[];
  severity: "blocker" | "concern" | "advice";
  may_be_condition: boolean;
  may_be_not_applicable: boolean;
  inherited: boolean;
  state: ItemState;
  gaps: Gap[];
};

export type ChecklistReport = {
  id: string;
  version: number;
  title: string;
  kind: "gate" | "gate_when_it_applies" | "conversation";
  minutes: number;
  ground_rule: string;
  not_applicable: string;
  applies: boolean;
  because: { fact: string; value: string | boolean | null }[];
  items: ItemReport[];
};

export type Report = {
  complete: boolean;
  done: number;
  total: number;
  facts_missing: string[];
  checklists: ChecklistReport[];
};

/** What an organizer says to one item: one of three honest answers. Records stand in their own sections. */
export type Answer = {
  state?: "answered" | "not_applicable" | "not_yet";
  value?: Json;
  note?: string;
  because?: string;
  by?: string | null;
  who?: string;
  plan?: string;
};

export type Fact = {
  id: string;
  question: string;
  help: string;
  kind: "yes_no" | "choice";
  options: { value: string | boolean; label: string }[];
};
