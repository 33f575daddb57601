/** A choice of filters as something to follow: its feeds by name where it has one, and its name in words. */
import { paths } from "@/app/paths";
import { labelOf } from "./FilterBar";
import { chosenOf, type Filters, filterParams } from "./filters";
import type { Filter } from "./types";

/** What a personal calendar can be told to show, as the server names it. */
export type Part = { kind: "network" | "chapter" | "program" | "topic" | "filter"; key: string };

/** One chapter, program or topic is that one's own feed; everything else is a filter, and nothing at all everything. */
export function partOf(filters: Filters): Part {
  const chosen = chosenOf(filters);
  const only = chosen.length === 1 ? chosen[0] : undefined;
  if (only?.name === "chapter" || only?.name === "program" || only?.name === "topic") {
    return { kind: only.name, key: only.value };
  }
  return chosen.length === 0
    ? { kind: "network", key: "" }
    : { kind: "filter", key: filterParams(filters).toString() };
}

export function feedPath(filters: Filters, form: "ics" | "atom" | "json" = "ics"): string {
  const { kind, key } = partOf(filters);
  const path = {
    network: () => paths.networkFeed(),
    chapter: () => paths.chapterFeed(key),
    program: () => paths.programFeed(key),
    topic: () => paths.topicFeed(key),
    filter: () => paths.filterFeed(key),
  }[kind]();
  return path.replace(/\.ics(?=$|\?)/, `.${form}`);
}

export function nameOf(filters: Filters, offered: Filter[]): string {
  return (
    chosenOf(filters)
      .map((each) => labelOf(each.name, each.value, offered))
      .join(", ") || "Everything in the network"
  );
}
