import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { clinicPage } from "@/testing/calendar";
import { nobody } from "@/testing/people";
import { open } from "@/testing/render";
import { serve } from "@/testing/server";

const address = "/events/wage-theft-clinic";

function serveEvent(change: Partial<typeof clinicPage> = {}): void {
  serve({ "GET /api/me": nobody, "GET /api/events/:slug": { ...clinicPage, ...change } });
}

test("an event says when it is, in its own zone and in the reader's", async () => {
  serveEvent();

  open(address);

  expect(await screen.findByText(/5:30 – 8:00 PM, Central Time \(Chicago\)/)).toBeVisible();
  expect(screen.getByText(/For you: .*11:30 PM/)).toBeVisible();
});

test("a place that is not public is told by how one learns it", async () => {
  serveEvent();

  open(address);

  expect(await screen.findByText("You learn the place after you sign up.")).toBeVisible();
});

test("the principles are shown with version, day and condition, and name no person", async () => {
  serveEvent();

  open(address);

  const principles = within(await screen.findByRole("region", { name: "How it meets the principles" }));
  expect(principles.getByText("Version 2, verified on November 2, 2026")).toBeVisible();
  expect(principles.getByText("Met, with a condition")).toBeVisible();
  expect(principles.getByText(/A second support person is named\./)).toBeVisible();
});

test("roles still looked for are counted", async () => {
  serveEvent();

  open(address);

  expect(await screen.findByText("3 open")).toBeVisible();
});

test("a cancelled event says so first and is not added to anyone's calendar", async () => {
  serveEvent({ status: "cancelled", status_note: "The hall is flooded." });

  open(address);

  expect(await screen.findByText("This event is cancelled")).toBeVisible();
  expect(screen.getByText("The hall is flooded.")).toBeVisible();
  expect(screen.queryByRole("link", { name: "Add to my calendar" })).toBeNull();
});

test("a scheduled event can be added to a calendar", async () => {
  serveEvent();

  open(address);

  expect(await screen.findByRole("link", { name: "Add to my calendar" })).toHaveAttribute(
    "href",
    "/events/wage-theft-clinic.ics",
  );
});

test.each(["network", "unlisted"] as const)(
  "what is not public (%s) is not offered for a wall, nor to be followed in public",
  async (visibility) => {
    serveEvent({ visibility });

    open(address);

    expect(await screen.findByRole("link", { name: "Add to my calendar" })).toBeVisible();
    expect(screen.queryByText(/^To put up on a wall/)).toBeNull();
    expect(screen.getByRole("link", { name: "a calendar of your own" })).toHaveAttribute(
      "href",
      "/account/calendars",
    );
  },
);

test("an event that is hidden looks like one that never was", async () => {
  serve({ "GET /api/me": nobody });

  open("/events/hidden");

  expect(
    await screen.findByRole("heading", { level: 1, name: "There is nothing at this address" }),
  ).toBeVisible();
});
