import { expect, test } from "vitest";
import { withStanding } from "./standing";
import type { Report } from "./types";

test("saving changes where an item stands and leaves its words alone", () => {
  const report = {
    complete: false,
    done: 0,
    total: 1,
    facts_missing: ["alcohol"],
    checklists: [
      {
        id: "values",
        title: "Values",
        applies: false,
        items: [{ id: "va.views", question: "Whose views?", state: "open" }],
      },
      { id: "own", title: "Our own", applies: true, items: [] },
    ],
  } as unknown as Report;

  const after = withStanding(report, {
    complete: true,
    done: 1,
    total: 1,
    facts_missing: [],
    checklists: [{ id: "values", applies: true, items: [{ id: "va.views", state: "answered", gaps: [] }] }],
  });

  expect(after).toEqual({
    complete: true,
    done: 1,
    total: 1,
    facts_missing: [],
    checklists: [
      {
        id: "values",
        title: "Values",
        applies: true,
        items: [{ id: "va.views", question: "Whose views?", state: "answered", gaps: [] }],
      },
      { id: "own", title: "Our own", applies: true, items: [] },
    ],
  });
});
