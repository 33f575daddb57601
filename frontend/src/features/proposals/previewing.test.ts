import { expect, test } from "vitest";
import { eventOf, instantOf, unsaidIn } from "./previewing";
import type { Proposal } from "./types";

test.each([
  ["2027-02-03T18:30", "America/New_York", "2027-02-03T23:30:00.000Z"],
  ["2027-07-03T18:30", "America/New_York", "2027-07-03T22:30:00.000Z"],
  ["2026-11-01T01:30", "America/Chicago", "2026-11-01T06:30:00.000Z"],
  ["2027-03-28T00:30", "Europe/London", "2027-03-28T00:30:00.000Z"],
  ["2027-01-01T09:00", "Australia/Lord_Howe", "2026-12-31T22:00:00.000Z"],
])("%s in %s is one instant", (local, zone, instant) => {
  expect(instantOf(local, zone)).toBe(instant);
});

const proposal = {
  title: "Breakfast",
  time_zone: "America/New_York",
  chapter: { id: "1", slug: "larkmoor", name: "Larkmoor", colour: "teal", time_zone: "America/New_York" },
  cohosts: [
    { chapter: { slug: "wexcombe", name: "Wexcombe" }, confirmed_at: null },
    { chapter: { slug: "quillon", name: "Quillon" }, confirmed_at: "2026-11-01T00:00:00Z" },
  ],
} as unknown as Proposal;

test("a preview without dates, place or anything is a page all the same", () => {
  const event = eventOf({ schedule: null }, proposal, []);

  expect(event.starts_at).toBe("");
  expect(event.title).toBe("Breakfast");
  expect(event.hosts.map((each) => each.slug)).toEqual(["larkmoor", "quillon"]);
});

test("a series shows its dates, without those left out and with the moved ones in their place", () => {
  const event = eventOf(
    {
      schedule: {
        starts_at: "2027-02-02T18:00",
        ends_at: "2027-02-02T19:30",
        time_zone: "America/New_York",
        recurrence: {
          frequency: "weekly",
          interval: 1,
          weekdays: ["TU"],
          until: null,
          count: 3,
          except_dates: ["2027-02-09"],
          moved: [{ date: "2027-02-16", starts_at: "2027-02-17T10:00", ends_at: "2027-02-17T11:00" }],
        },
      },
    },
    proposal,
    [],
  );

  expect(
    event.occurrences.map(({ date, starts_at, ends_at, moved }) => [date, starts_at, ends_at, moved]),
  ).toEqual([
    ["2027-02-02", "2027-02-02T23:00:00.000Z", "2027-02-03T00:30:00.000Z", false],
    ["2027-02-16", "2027-02-17T15:00:00.000Z", "2027-02-17T16:00:00.000Z", true],
  ]);
});

test("what nobody has said is open in a preview, and what the program says is not", () => {
  const document = { facts: { format: "in_person", recording: null }, listing: { language: "en" } };
  const pinned = { id: "p1" } as unknown as Proposal["program"];

  expect([...unsaidIn({ document, program: null })].sort()).toEqual([
    "audience",
    "cost",
    "photos",
    "recording",
  ]);
  expect(unsaidIn({ document, program: pinned })).toEqual(new Set());
});
