import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { ada, brackenfield, oz } from "@/testing/people";
import { open } from "@/testing/render";
import { serve } from "@/testing/server";
import type { FeedRoom } from "./types";

const room: FeedRoom = {
  size: 845_000,
  limit: 1_000_000,
  nearly_full: true,
  starts_late: false,
  ends_early: false,
  brief: false,
};

function openChapter(me: typeof ada, feed: FeedRoom) {
  serve({
    "GET /api/me": me,
    "GET /api/chapters/brackenfield": brackenfield,
    "GET /api/chapters/brackenfield/feed": feed,
    "GET /api/occurrences": { results: [] },
  });
  return open("/chapters/brackenfield");
}

test("organizers learn that the feed is nearly full, what happens next and what to do", async () => {
  await openChapter(ada, room);

  expect(await screen.findByText("The calendar feed of this chapter is 84% full")).toBeVisible();
  expect(screen.getByText(/past events are left out first, then those far ahead/)).toBeVisible();
  expect(screen.getByText(/shortening long descriptions/)).toBeVisible();
});

test("organizers of a full feed learn what it leaves out", async () => {
  await openChapter(ada, { ...room, size: 1_240_000, starts_late: true, ends_early: true });

  expect(await screen.findByText("The calendar feed of this chapter is full")).toBeVisible();
  expect(
    screen.getByText(/older past events are left out, and events far ahead are left out for now/),
  ).toBeVisible();
});

test("nothing is said while there is room", async () => {
  await openChapter(ada, { ...room, size: 12_000, nearly_full: false });

  expect(await screen.findByRole("heading", { name: "Brackenfield Chapter" })).toBeVisible();
  expect(screen.queryByText(/calendar feed of this chapter/)).toBeNull();
});

test("someone from elsewhere is told nothing of it", async () => {
  await openChapter(oz, room);

  expect(await screen.findByRole("heading", { name: "Brackenfield Chapter" })).toBeVisible();
  expect(screen.queryByText(/calendar feed of this chapter/)).toBeNull();
});
