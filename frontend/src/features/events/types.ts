/** The public calendar as the API sends it. */
import type { Api, Narrowed } from "@/api/types";

export type EventType = Api["EventType"];
export type Format = Api["Format"];
export type Audience = Api["Audience"];
export type Cost = Api["Cost"];
export type Shown = Api["Shown"];
export type AccessFeature = Api["AccessFeature"];
export type Recording = Api["Recording"];
export type Photos = Api["Photos"];
export type RoleKind = Api["RoleKind"];

/** What the API tells other readers, and no page of ours draws; the preview of a draft has none of it. */
type Undrawn =
  | "id"
  | "local_starts_at"
  | "local_ends_at"
  | "schedule"
  | "place_rule_label"
  | "link_rule_label"
  | "published_at"
  | "changed_at";
type Drawn<Whole> = Omit<Whole, Undrawn>;

/** What a list shows of an event; of its hosts the leading chapter first, of its place one line, or how one learns it. */
export type EventLine = Drawn<Api["EventLine"]>;

/** One instance of an event. `date` names it for good, also when it is moved. */
export type Dated = Drawn<Api["Dated"]>;
export type Occurrence = Dated & { event: EventLine };

export type Filter = Api["FilterOut"];

/** A program's roles do not say how many are still wanted. */
export type Role = Api["PlainRoleOut"] & Partial<Pick<Api["RoleOut"], "still_wanted">>;

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

/** `repeats` and `views_line` are sentences, or ""; `calendar_file` is null where not everyone may have it. */
export type EventDetail = Narrowed<Drawn<Api["EventPage"]>, { occurrences: Dated[]; principles: Principles }>;
export type ProgramDetail = Narrowed<
  Drawn<Api["ProgramPage"]>,
  { events: EventLine[]; principles: Principles }
>;

/** How much of what calendar apps take a chapter's feed would fill, in octets, and what it leaves out to fit. */
export type FeedRoom = Api["FeedRoomOut"];

/** What a public feed holds; `shown_from` and `shown_to` where its size leaves something of its window out. */
export type FeedPreview = Narrowed<Api["FeedPreviewOut"], { next: Occurrence[] }>;

/** One public feed, as those who answer for it see it; `share_unchanged` is of a week's answers, null where nobody asked. */
export type FeedHealth = Api["FeedHealthOut"];
