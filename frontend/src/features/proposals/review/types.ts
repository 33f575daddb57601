/** A review as the API sends it: the queue, the one page, and what coordinators watch. */
import type { Api, Narrowed } from "@/api/types";
import type { Evidence, Json } from "@/features/checklists/types";
import type { EventDetail } from "@/features/events/types";
import type { Fields, Move, Row } from "../types";

export type Level = "light" | "standard" | "careful";
export type VerdictWord = Api["VerdictWord"];
export type Result = Api["Result"];

export type QueueLine = Narrowed<Api["QueueLineOut"], { level: Level }>;
export type DoneLine = Api["DoneLineOut"];
export type Queue = { waiting: QueueLine[]; done: DoneLine[] };

export type Verdict = Api["VerdictOut"];
export type Question = Api["QuestionOut"];

/** What an item reads of the document. */
export type Reads = { facts?: Fields; answer?: Json; sections?: Record<string, Json> };

export type ReviewItem = Narrowed<
  Api["ReviewItemOut"],
  { evidence: Evidence | null; reads: Reads; read_before: Reads | null }
>;

export type Change = Narrowed<Api["ChangeOut"], { before: Json; after: Json }>;

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

export type Round = Api["RoundOut"];
export type Decision = Narrowed<Api["DecisionStateOut"], { moves: Move[] }>;

export type Review = Narrowed<
  Api["ReviewPageOut"],
  {
    header: Narrowed<
      Api["ReviewHeaderOut"],
      {
        level: Narrowed<
          Api["ReviewLevelOut"],
          { name: Level; because: Narrowed<Api["BecauseOut"], { value: Json }>[] }
        >;
      }
    >;
    public: Public;
    facts: Narrowed<Api["FactOut"], { value: Json }>[];
    open: ReviewItem[];
    fine: ReviewItem[];
    document: Fields;
    people: { roles: Row[]; speakers: Speaker[] };
    figures: Figure[];
    language_hints: { field: string; words: string; why: string; instead: string; soft: boolean }[];
    changes: Change[];
    decision: Decision;
  }
>;

export type Waiting = Narrowed<Api["WaitingOut"], { level: Level }>;
export type Load = Api["ReviewLoadOut"];
export type Assignments = Api["AssignmentsOut"];
