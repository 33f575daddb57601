/** What people read for the words the server uses. Exhaustive by type: a new word on the server stops the build here. */
import type {
  AccessFeature,
  Audience,
  Cost,
  EventType,
  Format,
  Photos,
  Recording,
  RoleKind,
  Shown,
} from "./types";

export const typeWords: Record<EventType, string> = {
  film_screening: "Film screening",
  panel: "Panel",
  talk: "Talk",
  tabling: "Tabling",
  training: "Training",
  fundraiser: "Fundraiser",
  service_day: "Service day",
  conference: "Conference",
  campaign_week: "Campaign week",
  book_club: "Book club",
  vigil: "Vigil",
  advocacy_day: "Advocacy day",
  support_space: "Support space",
  team_meeting: "Team meeting",
  other: "Event",
};

export const formatWords: Record<Format, string> = {
  in_person: "In person",
  online: "Online",
  hybrid: "In person and online",
  asynchronous: "In your own time",
};

export const audienceWords: Record<Audience, string> = {
  chapter_members: "Members of the chapter",
  invited: "People who were invited",
  campus: "Everyone on the campus",
  network: "Everyone in the network",
  public: "Everyone",
};

export const costWords: Record<Cost, string> = {
  free: "Free",
  pay_what_you_can: "Pay what you can",
  fixed: "There is a price",
};

export const accessWords: Record<AccessFeature, string> = {
  step_free: "Step-free way in",
  captions: "Captions",
  interpreter_on_request: "Interpreter on request",
  microphone: "Microphone used by everyone who speaks",
  quiet_room: "Quiet room",
  online_option: "Can be joined online",
  free_or_pay_what_you_can: "Free, or pay what you can",
  children_welcome: "Children welcome",
  plain_language: "Plain language",
  other_languages: "Other languages",
};

export const placeSentences: Record<Shown, string> = {
  public: "",
  after_sign_up: "You learn the place after you sign up.",
  after_host_yes: "You learn the place once the host has said yes to you.",
  from_host: "The host tells people the place directly. It is not entered here.",
};

export const linkSentences: Record<Shown, string> = {
  public: "",
  after_sign_up: "You get the link after you sign up.",
  after_host_yes: "You get the link once the host has said yes to you.",
  from_host: "The host sends people the link directly. It is not entered here.",
};

export const recordingSentences: Record<Recording, string> = {
  none: "Nothing is recorded.",
  photos: "Pictures are taken; no sound or film.",
  audio: "Sound is recorded.",
  video: "It is filmed.",
  livestream: "It is streamed live.",
};

export const photoSentences: Record<Photos, string> = {
  none: "No photos are taken.",
  by_consent: "Photos only of people who say yes.",
  open: "Photos are taken.",
};

export const roleKindWords: Record<RoleKind, string> = {
  leadership: "Leading",
  participation: "Taking part",
  support: "Supporting",
};

export const resultWords = {
  met: "Met",
  met_with_condition: "Met, with a condition",
  not_yet_verified: "Not yet verified",
} as const;

/** "English" for "en", in the reader's English; the tag itself for one that nobody knows. */
export function languageWords(tag: string): string {
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
