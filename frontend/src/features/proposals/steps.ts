/** The steps of the editor: which sections each holds, which questions it serves, and how far it is. Pure. */
import type { ChecklistReport, Gap, ItemReport, Report } from "@/features/checklists/types";

export type StepId =
  | "facts"
  | "listing"
  | "people"
  | "action"
  | "numbers"
  | "materials"
  | "care"
  | "working"
  | "values"
  | "check";

type StepPlan = { id: StepId; label: string; lede: string; sections: string[]; checklists: string[] };

export const plan: readonly StepPlan[] = [
  {
    id: "facts",
    label: "Facts",
    lede: "Plain questions first. Your answers decide what else is asked, and how much review there is.",
    sections: ["facts"],
    checklists: [],
  },
  {
    id: "listing",
    label: "Listing",
    lede: "What people read on the calendar: what it is, when, where, and what makes it possible to come.",
    sections: ["listing", "cohosts"],
    checklists: ["listing"],
  },
  {
    id: "people",
    label: "People",
    lede: "Who leads, who helps, who speaks, and how each of them came to be there.",
    sections: ["roles", "speakers"],
    checklists: ["student-roles", "diverse-leadership"],
  },
  {
    id: "action",
    label: "Action",
    lede: "What people do here, who asked for it, and what will be counted afterwards.",
    sections: ["actions", "partners"],
    checklists: ["local-action"],
  },
  {
    id: "numbers",
    label: "Numbers",
    lede: "Every figure people will see, with where it comes from and what it cannot tell.",
    sections: ["figures"],
    checklists: ["sound-statistics"],
  },
  {
    id: "materials",
    label: "Materials",
    lede: "Posters, pictures, films, displays, stories and posts. Drafts are fine.",
    sections: ["materials"],
    checklists: ["materials"],
  },
  {
    id: "care",
    label: "Care",
    lede: "Who could be hurt, who is there for them, what stays private, and which campus rules apply.",
    sections: ["support", "privacy", "campus_rules"],
    checklists: ["harm-reduction"],
  },
  {
    id: "working",
    label: "Open working",
    lede: "Money, how to raise a concern, and when you tell what came of it.",
    sections: ["budget"],
    checklists: ["open-working"],
  },
  {
    id: "values",
    label: "Values",
    lede: "How people are treated and described. This is not a test of belief.",
    sections: [],
    checklists: ["values"],
  },
  {
    id: "check",
    label: "Check and send",
    lede: "What is still missing, how it will look, and on to the reviewers.",
    sections: [],
    checklists: [],
  },
];

/** Where questions of a checklist we have no step for are asked, such as one of a chapter's own. */
const elsewhere: StepId = "values";

export type StepView = {
  id: StepId;
  label: string;
  lede: string;
  done: number;
  total: number;
  /** What stands between this step and the submission. */
  gaps: Gap[];
};

export function stepOfSection(section: string): StepId {
  return plan.find((step) => step.sections.includes(section))?.id ?? elsewhere;
}

/** An item that reads records is asked where the records are; a short answer, where its checklist is. */
function stepOfItem(checklist: Pick<ChecklistReport, "id">, item: Pick<ItemReport, "section">): StepId {
  if (item.section !== "answers") {
    return stepOfSection(item.section);
  }
  return plan.find((step) => step.checklists.includes(checklist.id))?.id ?? elsewhere;
}

export function stepOfGap(gap: Gap, report: Report): StepId {
  if (gap.section !== "answers") {
    return stepOfSection(gap.section);
  }
  for (const checklist of report.checklists) {
    const item = checklist.items.find((each) => each.id === gap.row);
    if (item) {
      return stepOfItem(checklist, item);
    }
  }
  return elsewhere;
}

/** The questions of one step by checklist, in the order of the checklists. */
export function itemsOf(step: StepId, report: Report): { checklist: ChecklistReport; items: ItemReport[] }[] {
  return report.checklists
    .map((checklist) => ({
      checklist,
      items: checklist.items.filter((item) => stepOfItem(checklist, item) === step),
    }))
    .filter(({ items }) => items.length > 0);
}

/** The steps this proposal goes through. One in which nothing is asked is left out. */
export function stepsOf(report: Report, factCount: number): StepView[] {
  return plan
    .map((step) => viewOf(step, report, factCount))
    .filter((step) => step.total > 0 || step.id === "facts" || step.id === "listing" || step.id === "check");
}

function viewOf({ id, label, lede }: StepPlan, report: Report, factCount: number): StepView {
  if (id === "facts") {
    const missing = report.facts_missing;
    const gaps = missing.map((field) => ({ section: "facts", field, row: null, message: "" }));
    return { id, label, lede, done: factCount - missing.length, total: factCount, gaps };
  }
  const asked = itemsOf(id, report)
    .flatMap(({ items }) => items)
    .filter((item) => item.applies && item.required);
  return {
    id,
    label,
    lede,
    done: asked.filter(isDone).length,
    total: asked.length,
    gaps: asked.filter((item) => !isDone(item)).flatMap((item) => item.gaps),
  };
}

function isDone(item: Pick<ItemReport, "state">): boolean {
  return item.state === "answered" || item.state === "not_applicable" || item.state === "not_yet";
}

/** How much reviewers still ask for in each step: what they did not find met, and what has not changed since. */
export function askedOf(
  items: readonly { item: string; word: string; changed_since: boolean }[],
  report: Report,
) {
  const asked = new Map<StepId, Set<string>>();
  for (const { item, word, changed_since } of items) {
    if ((word === "not_met" || word === "ask") && !changed_since) {
      const step = stepOfItemId(item, report);
      asked.set(step, (asked.get(step) ?? new Set()).add(item));
    }
  }
  return new Map([...asked].map(([step, found]) => [step, found.size]));
}

/** The words of the listing are an item of the review, and of no checklist. */
export function stepOfItemId(id: string, report: Report): StepId {
  const checklist = report.checklists.find((each) => each.items.some((item) => item.id === id));
  const item = checklist?.items.find((each) => each.id === id);
  return checklist && item ? stepOfItem(checklist, item) : "listing";
}

/** Which records an item reads: a section's, or one of the two parts of the listing that items read. */
export function recordsOf(item: Pick<ItemReport, "section" | "evidence">): string {
  return item.section === "listing" ? item.evidence.type : item.section;
}

/** By records, the item that holds their editor: each is drawn once, under the first question it serves. */
export function hostsOf(report: Report, isAnswered: (item: ItemReport) => boolean): Map<string, string> {
  const hosts = new Map<string, string>();
  for (const checklist of report.checklists) {
    for (const item of checklist.items) {
      const reads = item.applies && item.evidence && item.section !== "answers" ? recordsOf(item) : "";
      if (reads && !hosts.has(reads) && isAnswered(item)) {
        hosts.set(reads, item.id);
      }
    }
  }
  return hosts;
}
