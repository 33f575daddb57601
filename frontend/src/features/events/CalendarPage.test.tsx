import { screen, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { clinic, film, offered } from "@/testing/calendar";
import { nobody } from "@/testing/people";
import { open } from "@/testing/render";
import { refusal, serve } from "@/testing/server";

const quiet = { "GET /api/me": nobody, "GET /api/filters": offered };

beforeEach(() => {
  vi.setSystemTime("2026-12-08T15:00:00Z");
});

test("the agenda lists what is planned, day by day, and says what is cancelled", async () => {
  serve({ ...quiet, "GET /api/occurrences": { results: [clinic, film] } });

  open("/?view=agenda");

  expect(await screen.findByRole("heading", { name: /10 Thursday December/ })).toBeVisible();
  expect(screen.getByRole("link", { name: "Wage-theft clinic night" })).toHaveAttribute(
    "href",
    "/events/wage-theft-clinic",
  );
  const [, second] = screen.getAllByRole("article");
  expect(within(second as HTMLElement).getByText("Cancelled")).toBeVisible();
});

test("the month says of a postponed event that it is, and names no hour that no longer holds", async () => {
  const postponed = { ...clinic, event: { ...clinic.event, status: "postponed" as const } };
  serve({ ...quiet, "GET /api/occurrences": { results: [postponed, film] } });

  open("/?view=month");

  const [link] = await screen.findAllByRole("link", { name: /Wage-theft clinic night/ });
  expect(link).toHaveAccessibleName(/^Postponed: Wage-theft clinic night/);
  expect(link?.querySelector("strong")).toBeVisible();
  const [struck] = screen.getAllByRole("link", { name: /Who catches our fish/ });
  expect(struck).toHaveAccessibleName(/^11:00 PM Cancelled:/);
});

test("the filters of the address are asked of the server and can be let go of one by one", async () => {
  const asked = serve({ ...quiet, "GET /api/occurrences": { results: [clinic] } });

  const { user } = open("/?view=agenda&chapter=brackenfield&text=pay");
  await user.click(await screen.findByRole("button", { name: /Brackenfield Chapter/ }));

  expect(await screen.findByText("1 event with these filters")).toBeVisible();
  expect(window.location.search).toBe("?text=pay&view=agenda");
  const last = asked.filter((each) => each.path === "/api/occurrences").at(-1);
  expect([last?.search.getAll("chapter"), last?.search.get("text")]).toEqual([[], "pay"]);
});

test("choosing a filter writes it into the address", async () => {
  serve({ ...quiet, "GET /api/occurrences": { results: [clinic] } });

  const { user } = open("/?view=agenda");
  await user.click(await screen.findByRole("button", { name: "Filters" }));
  await user.click(screen.getAllByText("Topic")[0] as HTMLElement);
  await user.click(screen.getByRole("checkbox", { name: "Labour rights" }));

  expect(window.location.search).toBe("?topic=labour&view=agenda");
});

test("a filter that the server refuses is said in its words, with a way out", async () => {
  const sentence = "The filter “chapter” cannot be read. There is no chapter “nowhere”.";
  serve({
    ...quiet,
    "GET /api/occurrences": ({ search }: { search: URLSearchParams }) =>
      search.has("chapter") ? refusal(400, "bad_filter", sentence) : { results: [clinic] },
  });

  const { user } = open("/?view=agenda&chapter=nowhere");
  expect(await screen.findByText(sentence)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Take all filters off" }));

  expect(await screen.findByText("1 event")).toBeVisible();
});

test("an empty stretch says what to do next", async () => {
  serve({ ...quiet, "GET /api/occurrences": { results: [] } });

  open("/?view=agenda&topic=labour");

  expect(
    await screen.findByRole("heading", { name: "Nothing fits all of these filters here" }),
  ).toBeVisible();
  expect(screen.getByRole("link", { name: "Look at the weeks after" })).toHaveAttribute(
    "href",
    "/?topic=labour&view=agenda&on=2027-01-12",
  );
});

test("arrow keys walk the days of the month", async () => {
  serve({ ...quiet, "GET /api/occurrences": { results: [clinic] } });

  const { user } = open("/?view=month");
  const today = await screen.findByRole("link", { name: "Tuesday, December 8, 2026, no events" });
  today.focus();
  await user.keyboard("{ArrowDown}{ArrowLeft}{ArrowUp}{ArrowRight}{ArrowRight}{ArrowRight}");

  expect(document.activeElement).toHaveAccessibleName("Thursday, December 10, 2026, 1 event");
});

test("without a connection the page says so and offers to try again", async () => {
  serve({
    ...quiet,
    "GET /api/occurrences": () => {
      throw new TypeError("Failed to fetch");
    },
  });

  open("/?view=agenda");

  expect(await screen.findByText(/cannot be reached/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Try again" })).toBeVisible();
});

test("one can subscribe to exactly what one is looking at", async () => {
  serve({
    ...quiet,
    "GET /api/occurrences": { results: [clinic] },
    "GET /api/events": { count: 1, results: [] },
  });

  const { user } = open("/?view=week&topic=labour&text=pay");
  await user.click(await screen.findByRole("button", { name: "Subscribe" }));
  const dialog = within(screen.getByRole("dialog", { name: "Subscribe from your own calendar" }));
  await user.click(await dialog.findByText("Thunderbird", { selector: "summary" }));

  expect(dialog.getByRole("radio", { name: /What I am looking at now/ })).toBeChecked();
  expect(addresses(dialog)).toContain(`${location.origin}/feeds/events.ics?topic=labour&text=pay`);
});

/** The addresses in the ways that are open; jsdom, unlike a browser, keeps every opened one open. */
function addresses(dialog: { getAllByRole: typeof screen.getAllByRole }): string[] {
  return dialog.getAllByRole<HTMLInputElement>("textbox", { name: "Address" }).map((field) => field.value);
}
