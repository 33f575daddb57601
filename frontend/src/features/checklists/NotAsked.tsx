import { Disclosure } from "@/ui/Disclosure";
import { reasonOf } from "./factWords";
import type { Fact, ItemReport } from "./types";

/** What is not asked, and which answer decided it: one quiet line for each reason. */
export function NotAsked({ items, facts }: { items: readonly ItemReport[]; facts: readonly Fact[] }) {
  const groups = new Map<string, ItemReport[]>();
  for (const item of items) {
    const reason = sentenceOf(item, facts);
    groups.set(reason, [...(groups.get(reason) ?? []), item]);
  }

  return [...groups].map(([sentence, hidden]) => (
    <Disclosure
      key={sentence}
      summary={`${hidden.length === 1 ? "1 question" : `${hidden.length} questions`} ${sentence.replace("DO", hidden.length === 1 ? "does" : "do")}`}
    >
      <ul>
        {hidden.map((item) => (
          <li key={item.id}>{item.question}</li>
        ))}
      </ul>
    </Disclosure>
  ));
}

/** A fact that is not answered yet may still bring the question up. */
function sentenceOf(item: ItemReport, facts: readonly Fact[]): string {
  const open = item.because.filter(({ value }) => value === null);
  if (open.length > 0) {
    const questions = open.map(({ fact }) => facts.find((each) => each.id === fact)?.question ?? fact);
    return `may follow once you have answered “${[...new Set(questions)].join("” and “")}”`;
  }
  const reason = reasonOf(item.because, facts);
  return `DO not apply${reason && ` because ${reason}`}`;
}
