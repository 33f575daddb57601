/** Every page, in both schemes, at a desk and on a phone: no axe finding, and nothing wider than the screen. */
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectToFit, test } from "./fixtures";
import { fill } from "./writing";

type Sight = {
  /** What is looked at, as the report says it. */
  what: string;
  as?: string | ((openAs: (name: string) => Promise<Page>) => Promise<string>);
  at: string | ((page: Page) => Promise<string>);
  /** What to open, choose or fill in first. */
  first?: (page: Page) => Promise<void>;
};

const sights: Sight[] = [
  { what: "the month", at: "/?view=month" },
  {
    what: "the week of an event",
    at: async (page) => `/?view=week&on=${(await event(page)).starts_at.slice(0, 10)}`,
  },
  {
    what: "the agenda, with all filters open",
    at: "/?view=agenda&format=in_person",
    first: async (page) => {
      await page.getByRole("button", { name: /^Filters/ }).click();
      for (const name of ["Chapter", "Topic"]) {
        // Each is folded; its name stands once to be pressed, and once for those who hear the group of ticks.
        await page.getByText(name, { exact: true }).first().click();
      }
    },
  },
  {
    what: "a search without result",
    at: "/?text=zzz",
    first: async (page) => {
      await expect(page.getByText("Nothing fits all of these filters here")).toBeVisible();
    },
  },
  {
    what: "the subscribe dialog",
    at: "/",
    first: async (page) => {
      await page.getByRole("button", { name: "Subscribe" }).click();
      await page.getByRole("radio", { name: "One topic" }).check();
      await fill(page.getByRole("dialog"), "Which topic?", "Housing");
      await page.getByRole("dialog").getByText("Google Calendar", { exact: true }).first().click();
      await page.getByText("How soon will I see a change?").click();
    },
  },
  {
    what: "what a poster's code opens",
    at: "/subscribe?chapter=quillon",
    first: async (page) => {
      await expect(page.getByRole("list", { name: "The next dates" })).toBeVisible();
      await page.getByText("Other formats, a web site, a poster").click();
    },
  },
  {
    what: "the calendar for another web site",
    at: "/subscribe/web-site?chapter=quillon",
    first: async (page) => {
      await expect(page.frameLocator("iframe").getByRole("heading", { level: 1 })).toBeVisible();
    },
  },
  { what: "an event", at: async (page) => `/events/${(await event(page)).slug}` },
  {
    what: "an event on several dates",
    at: async (page) => `/events/${(await event(page, (each) => each.recurring)).slug}`,
    first: (page) => page.getByText(/^All \d+ dates$/).click(),
  },
  {
    what: "a cancelled event",
    at: async (page) => `/events/${(await event(page, (each) => each.status === "cancelled")).slug}`,
  },
  {
    what: "a postponed event",
    at: async (page) => `/events/${(await event(page, (each) => each.status === "postponed")).slug}`,
  },
  {
    what: "a program",
    at: async (page) =>
      `/programs/${(await (await page.request.get("/api/programs")).json()).results[0].slug}`,
  },
  { what: "the chapters", at: "/chapters" },
  { what: "a chapter", at: "/chapters/quillon" },
  { what: "about", at: "/about" },
  { what: "signing in", at: "/sign-in" },
  {
    what: "signing up, with everything forgotten",
    at: "/sign-up",
    first: async (page) => {
      await page.getByRole("button", { name: "Make my account" }).click();
      await expect(page.getByRole("alert")).toBeVisible();
    },
  },
  { what: "asking for a new password", at: "/reset-password" },
  { what: "choosing a new password", at: "/reset-password/a-key" },
  { what: "confirming an address", at: "/verify-email/a-key" },
  { what: "an address that never was", at: "/events/never-was" },
  { what: "a page that asks for a sign-in", at: "/proposals" },

  {
    what: "the account",
    as: "rae",
    at: "/account",
    first: (page) => page.getByText("Change my password").first().click(),
  },
  { what: "no calendars of one's own yet", as: "oz", at: "/account/calendars" },
  {
    what: "making a calendar, of something met elsewhere",
    as: "oz",
    at: "/account/calendars?kind=topic&key=housing",
    first: async (page) => {
      await page.getByRole("button", { name: "Make a new calendar" }).click();
      await page.getByRole("button", { name: "Make it" }).click();
      await expect(page.getByRole("alert")).toBeVisible();
    },
  },
  {
    what: "leaving a chapter",
    as: "ada",
    at: "/account",
    first: (page) => page.getByRole("button", { name: "Leave Larkmoor Chapter" }).click(),
  },
  {
    what: "asking to join",
    as: "ada",
    at: "/chapters/quillon",
    first: (page) => page.getByRole("button", { name: "Ask to join" }).click(),
  },
  { what: "the people of a chapter, as its lead", as: "lin", at: "/chapters/larkmoor/people" },

  { what: "my proposals", as: "tavi", at: "/proposals" },
  { what: "no proposals yet", as: "nell", at: "/proposals" },
  {
    what: "starting a proposal",
    as: "dev",
    at: "/proposals",
    first: (page) => page.getByRole("button", { name: "Start a proposal" }).click(),
  },
  ...[
    "facts",
    "listing",
    "people",
    "action",
    "numbers",
    "materials",
    "care",
    "working",
    "values",
    "check",
  ].map((step) => ({
    what: `the editor: ${step}`,
    as: "tavi",
    at: async (page: Page) => `${await proposal(page, "Human Trafficking 101")}?step=${step}`,
  })),
  {
    what: "what reviewers ask to change",
    as: "tavi",
    at: (page) => proposal(page, "Movie night: The Last Ransom"),
  },
  {
    what: "a proposal in review",
    as: "ada",
    at: (page) => proposal(page, "Open kitchen: recipes and rights with home-care workers"),
  },
  {
    what: "giving the reason for a move",
    as: "ada",
    at: (page) => proposal(page, "Clearing a record: what relief laws do and miss"),
    first: (page) => page.getByRole("button", { name: "Cancel", exact: true }).click(),
  },
  {
    what: "a program's proposal",
    as: "dev",
    at: (page) => proposal(page, "Fair rides: evening buses for farm and plant workers"),
  },
  {
    what: "the history of a proposal",
    as: "ada",
    at: async (page) => `${await proposal(page, "Clearing a record: what relief laws do and miss")}/history`,
  },

  { what: "the reviews one holds", as: "rae", at: "/reviews" },
  {
    what: "a review, with a verdict being given",
    as: whoReviews,
    at: review,
    first: async (page) => {
      await page.getByRole("button", { name: "Met with a condition" }).first().click();
      await page.getByText("What to look for").first().click();
    },
  },
  {
    what: "handing a review on",
    as: whoReviews,
    at: review,
    first: (page) => page.getByRole("button", { name: "I should not review this" }).click(),
  },
  { what: "what waits in the network", as: "marit", at: "/coordination" },
  {
    what: "assigning a reviewer",
    as: "marit",
    at: "/coordination",
    first: async (page) => {
      await page.getByRole("button", { name: "Assign" }).first().click();
      await expect(page.getByLabel("Whom?")).toBeVisible();
    },
  },
  { what: "who reviews how much", as: "marit", at: "/coordination?show=reviewers" },
];

for (const { what, as, at, first } of sights) {
  test(what, async ({ page, signInAs, openAs, offences }) => {
    // Some of these addresses lead nowhere on purpose.
    offences.allow(/status of (400|401|404)/);
    if (as) {
      await signInAs(typeof as === "string" ? as : await as(openAs));
    }
    await page.goto(typeof at === "string" ? at : await at(page));
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByText("Loading events")).toHaveCount(0);
    await first?.(page);

    await expectAccessible(page);
    await expectToFit(page);
  });
}

type Listed = { slug: string; title: string; status: string; recurring: boolean; starts_at: string };

async function event(page: Page, fits: (event: Listed) => boolean = () => true): Promise<Listed> {
  const { results }: { results: Listed[] } = await (await page.request.get("/api/events")).json();
  return found(results.find(fits));
}

async function proposal(page: Page, title: string): Promise<string> {
  const { results } = await (await page.request.get("/api/proposals")).json();
  return `/proposals/${found<{ id: string }>(results.find((each: Listed) => each.title === title)).id}`;
}

/** Reviews are given out evenly, so who holds one is asked of the coordinator. */
async function whoReviews(openAs: (name: string) => Promise<Page>): Promise<string> {
  type Holder = { name: string; recommended: string | null; paused: boolean };
  const answer = await (await openAs("marit")).request.get("/api/coordination/waiting");
  const waiting: { reviewers: Holder[] }[] = await answer.json();
  const holders = waiting.flatMap(({ reviewers }) => reviewers);
  const free = found(holders.find((each) => each.recommended === null && !each.paused));
  return free.name.split(" ")[0]?.toLowerCase() ?? "";
}

async function review(page: Page): Promise<string> {
  const { waiting } = await (await page.request.get("/api/reviews")).json();
  return `/reviews/${found<{ id: string }>(waiting[0]).id}`;
}

function found<Thing>(thing: Thing | undefined): Thing {
  if (!thing) {
    throw new Error("The demo data no longer has what this test looks at.");
  }
  return thing;
}
