/** The parts of a personal calendar as one ticks them, and in words. */
import { readFilters } from "@/features/events/filters";
import { nameOf } from "@/features/events/following";
import type { Filter } from "@/features/events/types";
import type { Option } from "@/ui/Select";
import type { Part } from "./queries";

/** Those that need no name of something. */
export const wholes: readonly (Option & { value: Part["kind"] })[] = [
  {
    value: "sign_ups",
    label: "What I signed up for",
    hint: "An event that only those with its link may see stands in it as a neutral block, without its place.",
  },
  {
    value: "my_chapters",
    label: "My chapters",
    hint: "All chapters you belong to, also ones you join later.",
  },
  { value: "network", label: "Everything in the network" },
];

const kinds: readonly Part["kind"][] = [
  "sign_ups",
  "my_chapters",
  "network",
  "chapter",
  "program",
  "topic",
  "filter",
];

/** A part in one word, for ticks and keys. */
export function idOf({ kind, key }: Part): string {
  return `${kind}:${key}`;
}

export function partOfId(id: string): Part {
  const colon = id.indexOf(":");
  return { kind: id.slice(0, colon) as Part["kind"], key: id.slice(colon + 1) };
}

/** The part that the address of the page asks to put somewhere; nothing where it names none that there could be. */
export function wantedPart(search: Record<string, unknown>): Part | null {
  const kind = kinds.find((each) => each === search.kind);
  const key = typeof search.key === "string" ? search.key : "";
  const named = kind !== undefined && !wholes.some(({ value }) => value === kind);
  return kind !== undefined && named === (key !== "") ? { kind, key } : null;
}

export function wordsOf({ kind, key }: Part, offered: Filter[]): string {
  const whole = wholes.find(({ value }) => value === kind);
  if (whole) {
    return whole.label;
  }
  const params = kind === "filter" ? new URLSearchParams(key) : new URLSearchParams({ [kind]: key });
  const search = Object.fromEntries([...new Set(params.keys())].map((name) => [name, params.getAll(name)]));
  return nameOf(readFilters(search), offered);
}
