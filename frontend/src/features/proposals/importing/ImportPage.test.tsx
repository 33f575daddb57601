import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { ada, nobody } from "@/testing/people";
import { open } from "@/testing/render";
import { serve } from "@/testing/server";

test("a stranger is asked to sign in, and comes back to import", async () => {
  serve({ "GET /api/me": nobody });

  open("/proposals/import");

  const main = within(await screen.findByRole("main"));
  expect(await main.findByRole("heading", { name: "Sign in to see this page" })).toBeVisible();
  expect(main.getByRole("link", { name: "Sign in" })).toHaveAttribute(
    "href",
    `/sign-in?${new URLSearchParams({ next: "/proposals/import" })}`,
  );
});

test("who only belongs to a chapter is told how one comes to organize", async () => {
  serve({
    "GET /api/me": { ...ada, memberships: ada.memberships.map((each) => ({ ...each, role: "member" })) },
  });

  open("/proposals/import");

  expect(await screen.findByText("You do not organize for a chapter yet")).toBeVisible();
});
