import { screen, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { clinic, film, offered } from "@/testing/calendar";
import { ada, nobody } from "@/testing/people";
import { open } from "@/testing/render";
import { refusal, serve } from "@/testing/server";
import type { FeedPreview } from "./types";

const iPhone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1";

const held = {
  count: 2,
  next: [clinic, film],
  shown_from: null,
  shown_to: null,
  brief: false,
} satisfies FeedPreview;

const calendar = {
  "GET /api/me": nobody,
  "GET /api/filters": offered,
  "GET /api/feeds/preview": held,
};

beforeEach(() => {
  vi.setSystemTime("2026-12-08T15:00:00Z");
});

test("what a code opens on an iPhone begins with the one press that is needed there", async () => {
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue(iPhone);
  serve(calendar);

  open("/subscribe?chapter=larkmoor");

  expect(await screen.findByRole("heading", { name: "Subscribe: Larkmoor Chapter" })).toBeVisible();
  const [first] = within(
    screen.getByRole("region", { name: "Where do you read your calendar?" }),
  ).getAllByRole("link");
  expect(first).toHaveAccessibleName("Open in Apple Calendar");
  expect(first).toHaveAttribute("href", `webcal://${location.host}/feeds/chapters/larkmoor.ics`);
  expect(screen.queryByRole("img", { name: /^QR code/ })).toBeNull();
});

test("at a desk, the way to a phone is a code to point its camera at", async () => {
  serve(calendar);

  const { user } = open("/subscribe?chapter=larkmoor");
  await user.click(await screen.findByText(/^Apple Calendar/, { selector: "summary" }));

  expect(screen.getByRole("img", { name: "QR code that opens this choice on a phone" })).toHaveAttribute(
    "src",
    "/code.svg?chapter=larkmoor",
  );
});

test("how much the feed holds is read out when it comes", async () => {
  serve(calendar);

  open("/subscribe?topic=labour");

  const preview = within(await screen.findByRole("region", { name: "What you will get" }));
  const [said] = preview.getAllByRole("status");
  expect(await preview.findByText("2 events. Next:")).toBeVisible();
  expect(said).toHaveTextContent("2 events. Next:");
});

test("the preview tells of the feed's whole window, cancelled ones by their prefix", async () => {
  const asked = serve(calendar);

  open("/subscribe?topic=labour");

  const dates = await screen.findByRole("list", { name: "The next dates" });
  expect(
    within(dates)
      .getAllByRole("listitem")
      .map(({ textContent }) => textContent),
  ).toEqual([
    "Thu, Dec 10, 11:30 PMWage-theft clinic night",
    "Sat, Dec 12, 11:00 PMCancelled: Who catches our fish?",
  ]);
  expect(screen.getByText("2 events. Next:")).toBeVisible();
  expect(
    screen.getByText("From 30 days back to 400 days ahead. What chapters plan later comes by itself."),
  ).toBeVisible();
  expect(asked.find(({ path }) => path === "/api/feeds/preview")?.search.toString()).toBe("topic=labour");
});

test("of a feed that is too large for its whole window, the preview says how far it reaches", async () => {
  serve({
    ...calendar,
    "GET /api/feeds/preview": {
      count: 980,
      next: [],
      shown_from: "2026-12-01T03:00:00.000001Z",
      shown_to: "2027-06-28T22:29:59.999999Z",
      brief: true,
    } satisfies FeedPreview,
  });

  open("/subscribe");

  expect(await screen.findByText("980 events, none of them still to come.")).toBeVisible();
  expect(
    screen.getByText(/^From December 1, 2026 to June 28, 2027: more would be too much for some apps\./),
  ).toBeVisible();
  expect(screen.getByText(/^Descriptions are links to the events’ own pages/)).toBeVisible();
});

test("a choice without an open feed says so in the server's words, and gives no address that fails", async () => {
  const sentence = "The filter “program” cannot be read. There is no program “members-only”.";
  serve({
    ...calendar,
    "GET /api/me": ada,
    "GET /api/feeds/preview": () => refusal(400, "bad_filter", sentence),
  });

  open("/subscribe?program=members-only");

  expect(await screen.findByText(sentence)).toBeVisible();
  expect(screen.queryByRole("region", { name: "Where do you read your calendar?" })).toBeNull();
  expect(screen.queryByLabelText("Address")).toBeNull();
  expect(screen.getByRole("link", { name: "Put this into a calendar of mine" })).toHaveAttribute(
    "href",
    "/account/calendars?kind=program&key=members-only",
  );
});

test("a stranger's way into a calendar of their own keeps the choice through the sign-in", async () => {
  serve(calendar);

  open("/subscribe?topic=labour&text=pay");

  const door = await screen.findByRole("link", { name: "Sign in and put this into a calendar of mine" });
  const next = new URL((door as HTMLAnchorElement).href).searchParams.get("next");
  expect(next).toBe("/account/calendars?kind=filter&key=topic%3Dlabour%26text%3Dpay");
});
