/** What people may not see looks exactly like what never was; and nobody is shown a button that is not theirs. */
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "./fixtures";

const nowhere = "00000000-0000-4000-8000-000000000000";
const inReview = "Open kitchen: recipes and rights with home-care workers";
const unlisted = "Evening circle for students with experience of exploitation";
const members = "Sources desk: bring a number";

test("Oz meets the same page at Larkmoor's proposals as at an address that never was", async ({
  page,
  signInAs,
  openAs,
  offences,
}) => {
  offences.allow(/status of 404/);
  const { id } = await proposalOf((await openAs("ada")).request, inReview);
  await signInAs("oz");

  for (const address of ["/proposals/*", "/proposals/*/history", "/reviews/*"]) {
    const there = await whatStandsAt(page, address.replace("*", id));
    expect(there).toContain("There is nothing at this address");
    expect(there).not.toContain("kitchen");
    expect(await whatStandsAt(page, address.replace("*", nowhere)), address).toEqual(there);
  }
  for (const path of ["", "/history", "/preview", "/review", "/feedback"]) {
    const answers = await Promise.all(
      [id, nowhere].map(async (each) => {
        const answer = await page.request.get(`/api/proposals/${each}${path}`);
        return [answer.status(), await answer.text()];
      }),
    );
    expect(answers[0], path).toEqual(answers[1]);
    expect(answers[0]?.[0], path).toBe(404);
  }
});

test("a stranger is asked to sign in, and comes to where they wanted to go", async ({
  page,
  openAs,
  offences,
}) => {
  offences.allow(/status of (401|404)/);
  const { id } = await proposalOf((await openAs("ada")).request, inReview);

  for (const address of [
    "/proposals",
    "/proposals/import",
    "/reviews",
    "/coordination",
    "/account",
    "/account/calendars",
  ]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Sign in to see /);
  }
  expect(await whatStandsAt(page, `/proposals/${id}`)).toEqual(
    await whatStandsAt(page, `/proposals/${nowhere}`),
  );

  await page.goto("/account");
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("E-mail address").fill("nell@example.org");
  await page.getByLabel("Password", { exact: true }).fill("common-hour-demo");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your account" })).toBeVisible();
});

test("a member is offered nothing that only organizers, leads or reviewers may do", async ({
  page,
  signInAs,
  offences,
}) => {
  offences.allow(/status of (403|404)/);
  await signInAs("nell");

  await page.goto("/proposals");
  await expect(page.getByRole("heading", { name: "You do not organize for a chapter yet" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Start a proposal" })).toHaveCount(0);
  const links = await page.getByRole("navigation", { name: "Main" }).getByRole("link").allInnerTexts();
  expect(links).toEqual(["Calendar", "Chapters", "Proposals", "About"]);

  await page.goto("/chapters/larkmoor/people");
  await expect(page.getByText("Ada Whitlock")).toBeVisible();
  await expect(page.getByRole("main").getByRole("combobox")).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Let .* in$/ })).toHaveCount(0);

  for (const address of ["/reviews", "/coordination"]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1, name: "This is not open to you" })).toBeVisible();
  }
});

test("an unlisted event stands at its address and nowhere else", async ({ page, openAs }) => {
  const ada = await openAs("ada");
  const { event } = await proposalOf(ada.request, unlisted);
  const slug = event?.slug ?? "";

  await page.goto(`/events/${slug}`);
  await expect(page.getByRole("heading", { level: 1, name: unlisted })).toBeVisible();

  const { starts_at } = await (await page.request.get(`/api/events/${slug}`)).json();
  for (const person of [page, ada]) {
    await person.goto(`/?view=agenda&on=${starts_at.slice(0, 10)}`);
    await expect(person.getByRole("listitem").getByRole("article")).not.toHaveCount(0);
    await expect(person.getByText(unlisted)).toHaveCount(0);
    await person.goto(`/?view=agenda&on=${starts_at.slice(0, 10)}&text=circle`);
    await expect(person.getByRole("status").filter({ hasText: "with these filters" })).toBeVisible();
    await expect(person.getByText(unlisted)).toHaveCount(0);
    await person.goto("/chapters/larkmoor");
    await expect(person.getByRole("heading", { name: "What is coming" })).toBeVisible();
    await expect(person.getByRole("article").first()).toBeVisible();
    await expect(person.getByText(unlisted)).toHaveCount(0);
    await expectNowhere(person.request, unlisted, slug);
  }
});

test("an event for members is not there for a stranger, and is for a member", async ({
  page,
  openAs,
  offences,
}) => {
  offences.allow(/status of 404/);
  const nell = await openAs("nell");
  const found = await (
    await nell.request.get(`/api/events?text=${encodeURIComponent("bring a number")}`)
  ).json();
  const [{ slug, starts_at }] = found.results;
  const day = starts_at.slice(0, 10);

  await nell.goto(`/?view=agenda&on=${day}`);
  await nell.getByRole("link", { name: members }).first().click();
  await expect(nell.getByRole("heading", { level: 1, name: members })).toBeVisible();

  expect(await whatStandsAt(page, `/events/${slug}`)).toEqual(await whatStandsAt(page, "/events/never-was"));
  await page.goto(`/?view=agenda&on=${day}`);
  await expect(page.getByRole("listitem").getByRole("article")).not.toHaveCount(0);
  await expect(page.getByText(members)).toHaveCount(0);
  await expectNowhere(page.request, members, slug);
});

/** The page as a screen reader would tell it, and what the tab says. */
async function whatStandsAt(page: Page, address: string): Promise<string> {
  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const seen = `${await page.title()}\n${await page.getByRole("main").ariaSnapshot()}`;
  // The way to the sign-in names the address one came from, whatever it is.
  return seen.replace(encodeURIComponent(address), "");
}

async function proposalOf(
  request: APIRequestContext,
  title: string,
): Promise<{ id: string; event: { slug: string } | null }> {
  const { results } = await (await request.get("/api/proposals")).json();
  return results.find((each: { title: string }) => each.title === title);
}

/** In no list, search, feed or map of the site. */
async function expectNowhere(request: APIRequestContext, title: string, slug: string): Promise<void> {
  for (const address of [
    `/api/events?text=${encodeURIComponent(title)}`,
    "/feeds/network.ics",
    "/feeds/chapters/larkmoor.ics",
    `/feeds/events.ics?text=${encodeURIComponent(title)}`,
    "/sitemap.xml",
  ]) {
    const answer = await request.get(address);
    expect(answer.status(), address).toBe(200);
    const text = (await answer.text()).replaceAll("\r\n ", "");
    expect(text, address).not.toContain(title);
    expect(text, address).not.toContain(slug);
  }
}
