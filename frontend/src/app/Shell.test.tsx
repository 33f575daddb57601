import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { signedOutEvent } from "@/api/client";
import { ada, brackenfield, cai, larkmoor, nobody, oz } from "@/testing/people";
import { open } from "@/testing/render";
import { serve } from "@/testing/server";
import { linksFor } from "./Shell";

const chapters = [brackenfield, larkmoor];

test.each([
  ["a stranger", nobody, ["Calendar", "Chapters", "About"]],
  ["Oz, signed in and of no chapter", oz, ["Calendar", "Chapters", "Proposals", "About"]],
  ["Ada, an organizer", ada, ["Calendar", "Chapters", "Proposals", "About"]],
  [
    "Cai, who reviews and coordinates",
    cai,
    ["Calendar", "Chapters", "Proposals", "Reviews", "Coordination", "About"],
  ],
] as const)("%s finds what is theirs in the header", (_, me, labels) => {
  expect(linksFor(me).map((link) => link.label)).toEqual(labels);
});

test("after a change of page, focus stands on its heading and the tab has its name", async () => {
  serve({ "GET /api/me": nobody, "GET /api/chapters": chapters });

  const { user } = open("/about");
  await user.click(
    within(await screen.findByRole("navigation", { name: "Main" })).getByRole("link", { name: "Chapters" }),
  );

  const heading = await screen.findByRole("heading", { level: 1, name: "Chapters" });
  await waitFor(() => expect(heading).toHaveFocus());
  expect(document.title).toMatch(/^Chapters · /);
});

test("the foot of every page leads to the way of each app, not to a file one would import once", async () => {
  serve({ "GET /api/me": nobody, "GET /api/chapters": chapters });

  open("/chapters");

  const foot = within(await screen.findByRole("contentinfo"));
  expect(foot.getByRole("link", { name: "Subscribe to the calendar" })).toHaveAttribute("href", "/subscribe");
});

test("a lost sign-in is said without losing the page", async () => {
  serve({ "GET /api/me": ada, "GET /api/chapters": chapters });

  open("/chapters");
  await screen.findByText("Ada");
  const page = await screen.findByText("Brackenfield Chapter");
  window.dispatchEvent(new Event(signedOutEvent));

  expect(await screen.findByRole("dialog", { name: "Your sign-in has ended" })).toBeVisible();
  expect(page).toBeInTheDocument();
});

test("an address that leads nowhere says so", async () => {
  serve({ "GET /api/me": nobody });

  open("/nowhere/at/all");

  expect(
    await screen.findByRole("heading", { level: 1, name: "There is nothing at this address" }),
  ).toBeVisible();
});

test("signing out asks before unsent text is taken off the device", async () => {
  const at = `commonhour.unsent/${ada.user?.id}/p1/listing/tab9`;
  localStorage.setItem(at, JSON.stringify({ value: { title: "A list of phones" }, version: 1 }));
  serve({ "GET /api/me": ada, "GET /api/chapters": chapters });

  const { user } = open("/chapters");
  await user.click(await screen.findByText("Ada"));
  await user.click(screen.getByRole("button", { name: "Sign out" }));
  const dialog = await screen.findByRole("dialog", { name: "Some of your text is not sent yet" });
  await user.click(within(dialog).getByRole("button", { name: "Stay signed in" }));

  expect(localStorage.getItem(at)).not.toBeNull();

  await user.click(screen.getByText("Ada"));
  await user.click(screen.getByRole("button", { name: "Sign out" }));
  await user.click(await screen.findByRole("button", { name: "Delete it and sign out" }));

  await waitFor(() => expect(localStorage.getItem(at)).toBeNull());
});
