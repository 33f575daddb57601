import { screen, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { cai } from "@/testing/people";
import { open } from "@/testing/render";
import { serve } from "@/testing/server";
import type { FeedHealth } from "./types";

const network: FeedHealth = {
  kind: "network",
  name: "Commonhour network",
  path: "/feeds/network.ics",
  page: "/",
  events: 214,
  size: 840_200,
  limit: 1_000_000,
  nearly_full: true,
  starts_late: true,
  ends_early: false,
  brief: false,
  changed_at: "2026-12-08T14:00:00Z",
  asked: 1240,
  share_unchanged: 0.934,
  checked_at: "2026-12-08T14:30:00Z",
  check_is_fresh: true,
  findings: [],
};

function openWith(feeds: FeedHealth[]) {
  serve({ "GET /api/me": cai, "GET /api/coordination/waiting": [], "GET /api/feeds": feeds });
  return open("/coordination?show=feeds");
}

beforeEach(() => {
  vi.setSystemTime("2026-12-08T15:00:00Z");
});

test("a feed's line says how full it is, what was done about it, and how it is asked for", async () => {
  openWith([network]);

  const line = (await screen.findByRole("rowheader", { name: /Commonhour network/ })).closest("tr");
  const cells = within(line as HTMLElement);
  expect(cells.getByText("To fit, the past is shortened.")).toBeVisible();
  expect(cells.getByText("Nearly full")).toBeVisible();
  expect(cells.getByRole("meter", { name: "84% of what calendars take" })).toBeVisible();
  expect(cells.getByText("1,240")).toBeVisible();
  expect(cells.getByText("93%")).toBeVisible();
  expect(cells.getByText("Nothing found")).toBeVisible();
  expect(screen.getByText("Strict readers found nothing wrong in any feed.")).toBeVisible();
});

test("a feed whose window holds more than fits is called full, and says what it leaves out", async () => {
  openWith([{ ...network, size: 1_992_738, starts_late: false, ends_early: true }]);

  expect(await screen.findByText("Full")).toBeVisible();
  expect(screen.getByText("1,993 kB")).toBeVisible();
  expect(screen.getByText("To fit, the far future is left out for now.")).toBeVisible();
});

test("what kind of feed it is stands apart from its name", async () => {
  openWith([{ ...network, kind: "chapter", name: "Larkmoor Chapter" }]);

  expect(await screen.findByText("Chapter", { exact: true })).toBeVisible();
  expect(screen.queryByText(/Larkmoor Chapter chapter/)).toBeNull();
});

test("what strict readers found stands below its feed", async () => {
  const sentence = "Event 7c1: A row is longer than 75 octets.";
  const { user } = openWith([{ ...network, findings: [sentence] }]);

  await user.click(await screen.findByText("1 finding"));

  expect(screen.getByText(sentence)).toBeVisible();
  expect(screen.getByText(/found something in one feed/)).toBeVisible();
});

const unread: FeedHealth = {
  ...network,
  asked: 0,
  share_unchanged: null,
  checked_at: null,
  check_is_fresh: false,
};

test("what was never asked for or read says so instead of a figure", async () => {
  openWith([unread]);

  expect(await screen.findByText("Not read yet")).toBeVisible();
  expect(screen.getByText("–")).toBeVisible();
  expect(screen.getByText(/^Strict readers have read none of these feeds yet\./)).toBeVisible();
});

test("where some feeds were not read yet, nothing good is said of them", async () => {
  const filters = { ...unread, kind: "filters", path: "/feeds/events.ics" } satisfies FeedHealth;
  openWith([network, { ...unread, kind: "topic", path: "/feeds/topics/labour.ics" }, filters]);

  expect(
    await screen.findByText(
      "Strict readers found nothing wrong so far, and read one more feed within the hour.",
    ),
  ).toBeVisible();
});

test("before the first event the page says what feeds begin with", async () => {
  openWith([]);

  expect(await screen.findByText("Feeds begin with the first event on the calendar.")).toBeVisible();
});
