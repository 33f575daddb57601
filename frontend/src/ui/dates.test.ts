import { expect, test } from "vitest";
import {
  addDays,
  addMonths,
  clocksAgree,
  dayOf,
  englishAmong,
  formatDays,
  formatRelative,
  formatTimes,
  isPlainDate,
  zoneName,
} from "./dates";

test("the day of an instant is read from the wall calendar of the zone", () => {
  const instant = "2026-11-24T03:30:00Z";

  expect(dayOf(instant, "America/Chicago")).toBe("2026-11-23");
  expect(dayOf(instant, "Europe/London")).toBe("2026-11-24");
});

test("days and months are counted on the calendar, across the change of the clocks", () => {
  expect(addDays("2026-10-31", 2)).toBe("2026-11-02");
  expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
  expect(addMonths("2027-01-31", 1)).toBe("2027-02-28");
  expect(addMonths("2026-12-15", -12)).toBe("2025-12-15");
});

test("times of one day share it; across midnight each end says its day", () => {
  expect(formatTimes("2026-11-24T00:00:00Z", "2026-11-24T01:30:00Z", "America/Chicago")).toBe(
    "6:00 – 7:30\u00a0PM",
  );
  expect(formatTimes("2026-11-24T04:00:00Z", "2026-11-24T08:00:00Z", "America/Chicago")).toMatch(
    /Mon, Nov 23.* – .*Tue, Nov 24/,
  );
});

test("the last day of several is named with the first", () => {
  expect(formatDays("2026-11-23", "2026-11-26")).toBe("November 23 – 26, 2026");
  expect(formatDays("2026-11-23", "2026-11-23")).toBe("Monday, November 23, 2026");
});

test("a zone is named by its clock and its city", () => {
  expect(zoneName("America/Chicago", "2026-11-24T00:00:00Z")).toBe("Central Time (Chicago)");
});

test("two zones agree only when their clocks show the same at that instant", () => {
  const winter = "2026-12-01T18:00:00Z";
  const summer = "2026-07-01T18:00:00Z";

  expect(clocksAgree(winter, "America/Chicago", "America/Winnipeg")).toBe(true);
  expect(clocksAgree(winter, "America/Denver", "America/Phoenix")).toBe(true);
  expect(clocksAgree(summer, "America/Denver", "America/Phoenix")).toBe(false);
});

test("a distance in time is said in the largest unit that fits", () => {
  const now = new Date("2026-11-23T12:00:00Z");

  expect(formatRelative("2026-11-26T12:00:00Z", now)).toBe("in 3 days");
  expect(formatRelative("2026-11-22T12:00:00Z", now)).toBe("yesterday");
  expect(formatRelative("2026-11-23T09:00:00Z", now)).toBe("3 hours ago");
});

test("only real dates are dates", () => {
  expect(["2026-11-23", "2026-02-30", "2026-13-01", "soon", undefined].map(isPlainDate)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

test.each([
  [["de", "en-GB", "en"], "en-GB"],
  [["en-US@posix"], "en-US"],
  [["fr"], "en-US"],
  [[], "en-US"],
])("of %j a reader gets the English of %s", (languages, english) => {
  expect(englishAmong(languages)).toBe(english);
});
