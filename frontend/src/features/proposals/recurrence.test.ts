import { expect, test } from "vitest";
import { datesOf, type Recurrence, sentenceOf } from "./recurrence";

const series = (part: Partial<Recurrence>): Recurrence => ({
  frequency: "weekly",
  interval: 1,
  weekdays: [],
  until: null,
  count: null,
  except_dates: [],
  moved: [],
  ...part,
});

test.each([
  [{ weekdays: ["TU"], count: 5 }, "Every Tuesday, 5 times."],
  [
    { weekdays: ["TH", "TU"], interval: 2, until: "2026-12-15" },
    "Every second week on Tuesday and Thursday, until December 15, 2026.",
  ],
  [{ frequency: "daily", interval: 3, count: 4 }, "Every 3 days, 4 times."],
  [{ frequency: "monthly_by_day", count: 3 }, "Every month on day 3, 3 times."],
  [{ frequency: "monthly_by_weekday", count: 3 }, "Every month on the first Tuesday, 3 times."],
  [{ frequency: "yearly", count: 2 }, "Every year on November 3, 2 times."],
  [{ weekdays: ["TU"], count: 5, except_dates: ["2026-11-24"] }, "Every Tuesday, 5 times, without 1 date."],
] as const)("%j reads as a sentence", (part, sentence) => {
  expect(sentenceOf(series(part as unknown as Partial<Recurrence>), "2026-11-03T18:30")).toBe(sentence);
});

test("there is no sentence and no date before there is a start, and no date before there is an end", () => {
  expect(sentenceOf(series({ count: 3 }), null)).toBe("");
  expect(datesOf(series({ count: 3 }), null)).toEqual([]);
  expect(datesOf(series({}), "2026-11-03T18:30")).toEqual([]);
});

test("weekly dates begin with the start and keep to the weeks counted from it", () => {
  expect(datesOf(series({ weekdays: ["MO", "WE"], interval: 2, count: 4 }), "2026-11-04T18:30")).toEqual([
    "2026-11-04",
    "2026-11-16",
    "2026-11-18",
    "2026-11-30",
  ]);
});

test("a month without the day is passed over", () => {
  expect(datesOf(series({ frequency: "monthly_by_day", count: 3 }), "2026-10-31T18:30")).toEqual([
    "2026-10-31",
    "2026-12-31",
    "2027-01-31",
  ]);
});

test("a fifth weekday of its month stands for the last one", () => {
  expect(datesOf(series({ frequency: "monthly_by_weekday", count: 3 }), "2026-09-30T18:30")).toEqual([
    "2026-09-30",
    "2026-10-28",
    "2026-11-25",
  ]);
});

test("the last day is part of the series", () => {
  expect(datesOf(series({ weekdays: ["TU"], until: "2026-11-17" }), "2026-11-03T18:30")).toEqual([
    "2026-11-03",
    "2026-11-10",
    "2026-11-17",
  ]);
});

test("29 February comes back in leap years", () => {
  expect(datesOf(series({ frequency: "yearly", count: 2 }), "2028-02-29T18:30")).toEqual([
    "2028-02-29",
    "2032-02-29",
  ]);
});

test("an unreasonable series is cut, not computed for ever", () => {
  expect(datesOf(series({ frequency: "daily", count: 100_000 }), "2026-11-03T18:30").length).toBe(400);
});
