/** Saving answers with what writing can change of a report; its words are on the page already. */
import type { ChecklistReport, ItemReport, Report } from "./types";

type StandingItem = Pick<ItemReport, "id"> & Partial<ItemReport>;
type StandingChecklist = { id: string; applies: boolean; items: StandingItem[] };
export type Standing = Pick<Report, "complete" | "done" | "total" | "facts_missing"> & {
  checklists: StandingChecklist[];
};

export function withStanding(report: Report, standing: Standing): Report {
  const news = new Map(standing.checklists.map((checklist) => [checklist.id, checklist]));
  return {
    ...report,
    complete: standing.complete,
    done: standing.done,
    total: standing.total,
    facts_missing: standing.facts_missing,
    checklists: report.checklists.map((checklist) => joined(checklist, news.get(checklist.id))),
  };
}

function joined(checklist: ChecklistReport, news: StandingChecklist | undefined): ChecklistReport {
  if (!news) {
    return checklist;
  }
  const items = new Map(news.items.map((item) => [item.id, item]));
  return {
    ...checklist,
    applies: news.applies,
    items: checklist.items
      .filter((item) => items.has(item.id))
      .map((item) => ({ ...item, ...items.get(item.id) })),
  };
}
