import { expect, test } from "vitest";
import { byDay, comingWeeks, daysOf, monthGrid, neighbour, spanOf, spanOfWeeks, startOfWeek } from "./grid";

const sunday = 7;
const monday = 1;

test("a month is its whole weeks, from the reader's first weekday", () => {
  const weeks = monthGrid("2026-11-23", sunday);

  expect(weeks).toHaveLength(5);
  expect(weeks[0]?.[0]).toBe("2026-11-01");
  expect(weeks.at(-1)?.at(-1)).toBe("2026-12-05");
});

test("the coming five weeks begin with this one, also at the end of a month", () => {
  const weeks = comingWeeks("2026-11-30", sunday);

  expect(weeks).toHaveLength(5);
  expect(spanOfWeeks(weeks)).toEqual({ first: "2026-11-29", last: "2027-01-02" });
});

test.each([
  ["2026-02-10", sunday, 4, "2026-02-01", "2026-02-28"],
  ["2026-02-10", monday, 5, "2026-01-26", "2026-03-01"],
  ["2026-08-31", sunday, 6, "2026-07-26", "2026-09-05"],
] as const)("the month of %s has as many weeks as it needs", (day, first, count, start, end) => {
  const weeks = monthGrid(day, first);

  expect([weeks.length, weeks[0]?.[0], weeks.at(-1)?.at(-1)]).toEqual([count, start, end]);
});

test("weeks begin on the day the reader is used to", () => {
  expect(startOfWeek("2026-11-22", sunday)).toBe("2026-11-22");
  expect(startOfWeek("2026-11-22", monday)).toBe("2026-11-16");
});

test("next month starts on its first day, whatever day was chosen", () => {
  expect(neighbour("month", "2027-01-31", 1)).toBe("2027-02-01");
  expect(neighbour("month", "2026-03-31", -1)).toBe("2026-02-01");
});

test("what the agenda shows next begins where it ended", () => {
  const span = spanOf("agenda", "2026-11-23", sunday);

  expect(span.last).toBe("2026-12-27");
  expect(neighbour("agenda", "2026-11-23", 1)).toBe("2026-12-28");
});

const late = {
  starts_at: "2026-11-24T02:00:00Z",
  ends_at: "2026-11-24T04:30:00Z",
  event: { all_day: false, time_zone: "America/Chicago" },
};

test("a timed event stands on the reader's day", () => {
  expect(daysOf(late, "America/Chicago")).toEqual(["2026-11-23"]);
  expect(daysOf(late, "Europe/London")).toEqual(["2026-11-24"]);
});

test("an event that ends at midnight does not touch the next day", () => {
  const untilMidnight = { ...late, ends_at: "2026-11-24T06:00:00Z" };

  expect(daysOf(untilMidnight, "America/Chicago")).toEqual(["2026-11-23"]);
});

test("an all-day event keeps the days of its own place wherever it is read", () => {
  const threeDays = {
    starts_at: "2026-11-24T06:00:00Z",
    ends_at: "2026-11-27T06:00:00Z",
    event: { all_day: true, time_zone: "America/Chicago" },
  };

  expect(daysOf(threeDays, "Asia/Tokyo")).toEqual(["2026-11-24", "2026-11-25", "2026-11-26"]);
});

test("a day lists what lasts all day first, then by start, and nothing from outside the span", () => {
  const early = { ...late, starts_at: "2026-11-23T15:00:00Z", ends_at: "2026-11-23T16:00:00Z" };
  const allDay = {
    starts_at: "2026-11-23T06:00:00Z",
    ends_at: "2026-11-25T06:00:00Z",
    event: { all_day: true, time_zone: "America/Chicago" },
  };

  const days = byDay([late, early, allDay], { first: "2026-11-23", last: "2026-11-23" }, "America/Chicago");

  expect([...days]).toEqual([["2026-11-23", [allDay, early, late]]]);
});
