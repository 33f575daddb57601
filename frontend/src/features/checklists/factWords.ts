/** Facts as reasons: "because nobody speaks". What has no phrase here is said with the question's own words. */
import type { Fact } from "./types";

type Because = { fact: string; value: string | boolean | null }[];

export function reasonOf(because: Because, facts: readonly Fact[]): string {
  const reasons = because.map(({ fact, value }) => phraseOf(fact, value, facts));
  return [...new Set(reasons)].join(", and ");
}

function phraseOf(name: string, value: string | boolean | null, facts: readonly Fact[]): string {
  const [yes, no] = phrases[name] ?? [];
  if (value === true && yes) {
    return yes;
  }
  if (value === false && no) {
    return no;
  }
  const fact = facts.find((each) => each.id === name);
  const question = fact?.question ?? name.replaceAll("_", " ");
  if (value === null) {
    return `“${question}” is not answered yet`;
  }
  const chosen = fact?.options.find((option) => option.value === value)?.label ?? String(value);
  return `the answer to “${question}” is “${chosen}”`;
}

const phrases: Record<string, [yes: string, no: string]> = {
  has_speakers: ["somebody speaks", "nobody speaks"],
  uses_survivor_story: ["a real person’s story is told", "no real person’s story is told"],
  uses_statistics: ["figures are used", "no figures are used"],
  uses_media: ["posters, pictures or films are used", "no posters, pictures or films are used"],
  international_focus: ["it is mainly about places far away", "it is not mainly about places far away"],
  raises_money: ["money or goods are collected", "no money or goods are collected"],
  has_external_partner: ["a group from outside takes part", "no group from outside takes part"],
  refers_to_services: ["people are pointed to a service", "nobody is pointed to a service"],
  alcohol: ["there is alcohol", "there is no alcohol"],
  asks_public_to_report: ["people are told to report or look out", "nobody is told to report or look out"],
  contact_with_affected_people: [
    "students meet people who may have been exploited",
    "students meet nobody who may have been exploited because of it",
  ],
  live: ["it happens at a set time", "people take part at any time"],
};
