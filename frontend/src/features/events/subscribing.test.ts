import { expect, test } from "vitest";
import { paths } from "@/app/paths";
import { apps, feedAddress, refreshing, shortcut, steps, webcalAddress } from "./subscribing";

const origin = "https://calendar.example.org";

test("a feed is named by the address the page came from", () => {
  expect(feedAddress(paths.chapterFeed("larkmoor"), origin)).toBe(
    "https://calendar.example.org/feeds/chapters/larkmoor.ics",
  );
});

test.each([
  ["https://calendar.example.org", "webcal://calendar.example.org/feeds/network.ics"],
  ["http://127.0.0.1:8001", "webcal://127.0.0.1:8001/feeds/network.ics"],
])("webcal replaces the scheme of %s and nothing else", (from, expected) => {
  expect(webcalAddress(paths.networkFeed(), from)).toBe(expected);
});

test("only apps on the device are handed webcal; web calendars get https", () => {
  const schemes = Object.fromEntries(
    apps.map(({ value }) => [
      value,
      shortcut(value, paths.networkFeed(), origin, "Everything")?.href.split(":")[0] ?? null,
    ]),
  );

  expect(schemes).toEqual({
    apple: "webcal",
    google: "https",
    outlook: "https",
    outlook_desktop: "webcal",
    thunderbird: "webcal",
    other: null,
  });
});

test("Outlook on the web is given the plain address of a filter, whole", () => {
  const path = paths.filterFeed(new URLSearchParams({ chapter: "larkmoor", text: "pay & rest" }));

  const href = shortcut("outlook", path, origin, "Larkmoor")?.href ?? "";

  expect(new URL(href).searchParams.get("url")).toBe(
    "https://calendar.example.org/feeds/events.ics?chapter=larkmoor&text=pay+%26+rest",
  );
});

test("every app has its steps, and the table promises nothing instant", () => {
  expect(apps.every(({ value }) => steps[value].length > 0)).toBe(true);
  expect(refreshing.every((row) => !/instant|immediate/i.test(row.often))).toBe(true);
});
