import { expect, test } from "vitest";
import { byFate, bytesOf, type Preview, type ReadEvent, usualChoice } from "./importing";
import { whenOf } from "./ReadEventLine";

const event: ReadEvent = {
  number: 0,
  title: "Film screening",
  starts_at: "2026-11-05T18:30",
  ends_at: "2026-11-05T20:30",
  all_day: false,
  time_zone: "America/New_York",
  repeats: "",
  dates_left_out: [],
  dates_moved: 0,
  place: "",
  online_link: "",
  summary: "",
  description: "",
  topics: [],
  event_type: null,
  format: null,
  cancelled: false,
  over: false,
  known: null,
  notes: [],
};

test.each([
  ["one evening", {}, "Thursday, November 5, 2026, 6:30 – 8:30 PM, Eastern Time (New York)"],
  [
    "a place far from the reader keeps its own clocks",
    { time_zone: "Asia/Tokyo" },
    "Thursday, November 5, 2026, 6:30 – 8:30 PM, Japan Standard Time (Tokyo)",
  ],
  [
    "over midnight",
    { ends_at: "2026-11-06T01:30" },
    "Thursday, November 5, 2026, 6:30 PM – Friday, November 6, 2026, 1:30 AM, Eastern Time (New York)",
  ],
  [
    "no end in the file",
    { ends_at: null },
    "Thursday, November 5, 2026, from 6:30 PM, Eastern Time (New York)",
  ],
  [
    "whole days",
    { all_day: true, starts_at: "2026-10-12T00:00", ends_at: "2026-10-16T00:00" },
    "October 12 – 16, 2026, all day",
  ],
  ["no start in the file", { starts_at: null }, "No date yet"],
])("%s", (_name, changes, words) => {
  expect(whenOf({ ...event, ...changes }).replaceAll("\u00a0", " ")).toBe(words);
});

test("what is over, called off or imported before is not chosen beforehand, and never more than can be started", () => {
  const events = [
    event,
    { ...event, number: 1, over: true },
    { ...event, number: 2, cancelled: true },
    { ...event, number: 3, known: { id: "x", title: "Film" } },
    { ...event, number: 4 },
    { ...event, number: 5 },
  ];
  const preview: Preview = { name: "", events, not_shown: 0, most_drafts: 2, notes: [] };

  expect([...usualChoice(preview)]).toEqual([0, 4]);
});

test("what someone must look at stands before what was left out", () => {
  const notes = [
    { fate: "left_out", sentence: "A reminder.", rest: "" },
    { fate: "check", sentence: "A zone.", rest: "" },
  ] as const;

  expect(byFate(notes).map((group) => group.fate)).toEqual(["check", "left_out"]);
});

test("a file is sent as its bytes, whatever letters are in it", async () => {
  const bytes = new Uint8Array(20_000).map((_, place) => place % 256);

  const sent = atob(await bytesOf(new Blob([bytes])));

  expect(Uint8Array.from(sent, (letter) => letter.charCodeAt(0))).toEqual(bytes);
});
