import { Disclosure } from "@/ui/Disclosure";
import { reasonOf } from "./factWords";
import type { Fact, ItemReport } from "./types";

/** What is not asked, and which answer decided it: one quiet line for each reason. */
export function NotAsked({ items, facts }: { items: readonly ItemReport[]; facts: readonly Fact[] }) {
  const groups = new Map<string, ItemReport[]>();
  for (const item of items) {
    const reason = reasonOf(item.because, facts);
    groups.set(reason, [...(groups.get(reason) ?? []), item]);
  }

  return [...groups].map(([reason, hidden]) => (
    <Disclosure
      key={reason}
      summary={`${hidden.length === 1 ? "1 question does" : `${hidden.length} questions do`} not apply${reason && ` because ${reason}`}`}
    >
      <ul>
        {hidden.map((item) => (
          <li key={item.id}>{item.question}</li>
        ))}
      </ul>
    </Disclosure>
  ));
}
