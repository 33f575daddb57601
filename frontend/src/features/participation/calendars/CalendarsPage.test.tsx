import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { offered } from "@/testing/calendar";
import { ada, nobody } from "@/testing/people";
import { open } from "@/testing/render";
import { refusal, serve } from "@/testing/server";
import type { Subscription } from "./queries";

const quiet = { "GET /api/me": ada, "GET /api/filters": offered };

const phone: Subscription = {
  id: "0198c1a0-0000-7000-8000-000000000f01",
  name: "my phone",
  made_at: "2026-11-02T15:00:00Z",
  has_address: true,
  address_ended: null,
  last_used_on: "2026-11-20",
  ends_on: "2027-12-25",
  parts: [
    { kind: "sign_ups", key: "", label: "What I signed up for" },
    { kind: "topic", key: "labour", label: "Labour rights" },
  ],
};

const secret = "https://calendar.example.org/feeds/my/sesame.ics";

test("a stranger is asked to sign in, and comes back to what they wanted to follow", async () => {
  serve({ "GET /api/me": nobody });

  open("/account/calendars?kind=chapter&key=larkmoor");

  const main = within(await screen.findByRole("main"));
  expect(await main.findByRole("heading", { name: "Sign in to see this page" })).toBeVisible();
  expect(main.getByRole("link", { name: "Sign in" })).toHaveAttribute(
    "href",
    `/sign-in?${new URLSearchParams({ next: "/account/calendars?kind=chapter&key=larkmoor" })}`,
  );
});

test("a calendar is made of what is ticked, and its address is shown this once", async () => {
  const calendars: Subscription[] = [];
  const asked = serve({
    ...quiet,
    "GET /api/subscriptions": () => calendars,
    "POST /api/subscriptions": () => {
      calendars.push(phone);
      return Response.json({ ...phone, address: secret }, { status: 201 });
    },
  });

  const { user } = open("/account/calendars");
  await user.click(await screen.findByRole("button", { name: "Make a calendar" }));
  const dialog = within(screen.getByRole("dialog", { name: "Make a calendar" }));
  await user.type(dialog.getByRole("textbox", { name: "What do you call it?" }), "my phone");
  await user.click(dialog.getByText("Topics", { selector: "summary" }));
  await user.click(dialog.getByRole("checkbox", { name: "Labour rights" }));
  await user.click(dialog.getByRole("button", { name: "Make it" }));

  expect(await screen.findByRole("heading", { name: "The address of “my phone”" })).toHaveFocus();
  expect(screen.getByRole("textbox", { name: "Address" })).toHaveValue(secret);
  expect(asked.find(({ method }) => method === "POST")?.body).toEqual({
    name: "my phone",
    parts: [
      { kind: "sign_ups", key: "" },
      { kind: "topic", key: "labour" },
    ],
  });

  await user.click(screen.getByRole("button", { name: "It is in my app" }));
  expect(screen.queryByRole("textbox", { name: "Address" })).toBeNull();
  expect(screen.getByRole("heading", { level: 1 })).toHaveFocus();
  expect(screen.getByText(/Last fetched on November 20, 2026/)).toBeVisible();
});

test("a secret address is in no link, and never webcal", async () => {
  serve({
    ...quiet,
    "GET /api/subscriptions": [phone],
    "POST /api/subscriptions/:id/address": { address: secret },
  });

  const { user, container } = open("/account/calendars");
  await user.click(await screen.findByRole("button", { name: "New address for my phone" }));
  await user.click(screen.getByRole("button", { name: "Make a new address" }));
  await screen.findByRole("heading", { name: "The address of “my phone”" });
  for (const summary of container.querySelectorAll("summary")) {
    await user.click(summary);
  }

  const links = [...container.querySelectorAll("a")].map(({ href }) => decodeURIComponent(href));
  expect(links.filter((href) => href.includes("sesame") || href.startsWith("webcal"))).toEqual([]);
  expect(screen.getAllByRole("textbox", { name: "Address" })[0]).toHaveValue(secret);
});

test("what was met elsewhere goes into a calendar one has, once", async () => {
  const asked = serve({
    ...quiet,
    "GET /api/subscriptions": [phone],
    "PATCH /api/subscriptions/:id": phone,
  });

  const { user } = open("/account/calendars?kind=filter&key=chapter%3Dlarkmoor%26format%3Donline");
  expect(await screen.findByRole("heading", { name: "Follow Larkmoor Chapter, online" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Put it there" }));

  await waitFor(() => expect(window.location.search).toBe(""));
  expect(asked.find(({ method }) => method === "PATCH")?.body).toEqual({
    parts: [
      { kind: "sign_ups", key: "" },
      { kind: "topic", key: "labour" },
      { kind: "filter", key: "chapter=larkmoor&format=online" },
    ],
  });
  expect(screen.queryByRole("heading", { name: /^Follow/ })).toBeNull();
});

test("where a calendar shows it already, putting it there is not offered", async () => {
  const asked = serve({ ...quiet, "GET /api/subscriptions": [phone] });

  const { user } = open("/account/calendars?kind=topic&key=labour");
  await user.click(await screen.findByRole("radio", { name: /^my phone/ }));
  await user.click(screen.getByRole("button", { name: /Put it there/ }));

  expect(screen.getByText("“my phone” shows it already.")).toBeVisible();
  expect(asked.filter(({ method }) => method !== "GET")).toEqual([]);
});

test("a part that there cannot be is not asked about", async () => {
  serve({ ...quiet, "GET /api/subscriptions": [phone] });

  open("/account/calendars?kind=network&key=everything");

  expect(await screen.findByRole("heading", { name: "my phone" })).toBeVisible();
  expect(screen.queryByRole("heading", { name: /^Follow/ })).toBeNull();
});

test("what is deleted leaves the page, and focus goes to its title", async () => {
  const calendars = [phone];
  serve({
    ...quiet,
    "GET /api/subscriptions": () => calendars,
    "DELETE /api/subscriptions/:id": () => {
      calendars.pop();
      return new Response(null, { status: 204 });
    },
  });

  const { user } = open("/account/calendars");
  await user.click(await screen.findByRole("button", { name: "Delete my phone" }));
  await user.click(screen.getByRole("button", { name: "Delete it" }));

  expect(await screen.findByRole("heading", { name: "You have no calendar of your own yet" })).toBeVisible();
  await waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveFocus());
});

test("what is not there any more can be let go of, and the rest kept", async () => {
  const gone = {
    kind: "program" as const,
    key: "night-school",
    label: "Something that is not there any more",
  };
  const asked = serve({
    ...quiet,
    "GET /api/subscriptions": [{ ...phone, parts: [...phone.parts, gone] }],
    "PATCH /api/subscriptions/:id": phone,
  });

  const { user } = open("/account/calendars");
  await user.click(await screen.findByRole("button", { name: "Change my phone" }));
  const dialog = within(screen.getByRole("dialog", { name: "Change “my phone”" }));
  await user.click(await dialog.findByRole("checkbox", { name: gone.label }));
  await user.click(dialog.getByRole("button", { name: "Save" }));

  await waitFor(() => expect(asked.some(({ method }) => method === "PATCH")).toBe(true));
  expect(asked.find(({ method }) => method === "PATCH")?.body).toEqual({
    name: "my phone",
    parts: [
      { kind: "sign_ups", key: "" },
      { kind: "topic", key: "labour" },
    ],
  });
});

test("what is wrong with a calendar takes focus, and leads to its field", async () => {
  const sentence = "Give the calendar a name of at most 60 characters, such as “my phone”.";
  serve({
    ...quiet,
    "GET /api/subscriptions": [],
    "POST /api/subscriptions": refusal(400, "bad_calendar", sentence, { fields: { name: [sentence] } }),
  });

  const { user } = open("/account/calendars");
  await user.click(await screen.findByRole("button", { name: "Make a calendar" }));
  await user.click(screen.getByRole("button", { name: "Make it" }));
  expect(await screen.findByRole("alert", { name: "There is a problem" })).toHaveFocus();
  await user.click(screen.getByRole("link", { name: sentence }));

  expect(screen.getByRole("textbox", { name: "What do you call it?" })).toHaveFocus();
});

test.each([
  ["no_https", /^Made on .* An app asked for its address without https, so that others could read it/],
  ["unused", /Nobody used its address for a long time, so it ended\. Make a new one\.$/],
  ["account_closed", /Its address ended while your account was closed\. Make a new one\.$/],
  [null, /Its address has ended\. Make a new one\.$/],
] satisfies [Subscription["address_ended"], RegExp][])(
  "a calendar without an address says why it has none: %s",
  async (address_ended, words) => {
    const calendar = { ...phone, has_address: false, address_ended, last_used_on: null, ends_on: null };
    serve({ ...quiet, "GET /api/subscriptions": [calendar] });

    open("/account/calendars");

    expect(await screen.findByText(words)).toBeVisible();
  },
);

test("deleting asks once, and says what the server refuses", async () => {
  serve({
    ...quiet,
    "GET /api/subscriptions": [phone],
    "DELETE /api/subscriptions/:id": refusal(409, "busy", "Try again in a moment."),
  });

  const { user } = open("/account/calendars");
  await user.click(await screen.findByRole("button", { name: "Delete my phone" }));
  const dialog = within(screen.getByRole("dialog", { name: "Delete “my phone”?" }));
  await user.click(dialog.getByRole("button", { name: "Delete it" }));

  expect(await dialog.findByText("Try again in a moment.")).toBeVisible();
});
