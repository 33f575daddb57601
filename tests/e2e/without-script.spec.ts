/** What a public page says before any script runs, and to what reads no script at all. */
import { expect, test } from "./fixtures";

test.use({ javaScriptEnabled: false });

test("an event can be read without script", async ({ page, request, baseURL }) => {
  const listed = await (await request.get("/api/events?chapter=larkmoor&text=record")).json();
  const event = await (await request.get(`/api/events/${listed.results[0].slug}`)).json();

  await page.goto(`/events/${event.slug}`);

  const main = page.getByRole("main");
  await expect(page.getByRole("heading", { level: 1, name: event.title })).toBeVisible();
  await expect(page).toHaveTitle(new RegExp(event.title));
  await expect(main).toContainText(event.summary);
  await expect(main.getByRole("time")).toContainText("18:30 to 20:00 (EST, America/New_York)");
  await expect(main).toContainText("Place: shown after you sign up");
  await expect(main).toContainText(event.access_contact);
  await expect(main).toContainText("How it meets the principles");
  for (const { title } of event.principles.checklists) {
    await expect(main).toContainText(title);
  }

  await expect(main).toContainText("verified on");

  // What search engines, messengers and calendars read.
  const html = await (await request.get(`/events/${event.slug}`)).text();
  expect(html).toContain(`<link rel="canonical" href="${baseURL}/events/${event.slug}"`);
  expect(html).toMatch(/<meta name="description" content="[^"]+"/);
  expect(html).toContain(`<meta property="og:title" content="${event.title}`);
  const said = JSON.parse(
    html.match(/<script type="application\/ld\+json"[^>]*>(.*?)<\/script>/s)?.[1] ?? "{}",
  );
  expect(said).toMatchObject({
    "@type": "Event",
    name: event.title,
    startDate: expect.stringContaining(event.local_starts_at.slice(0, 16)),
    eventStatus: "https://schema.org/EventScheduled",
  });
});

test("an unlisted event asks search engines to stay away, and tells them nothing", async ({
  page,
  openAs,
}) => {
  const { results } = await (await (await openAs("ada")).request.get("/api/proposals")).json();
  const unlisted = results.find((each: { event: { slug: string } | null }) =>
    each.event?.slug.startsWith("u-"),
  );

  await page.goto(`/events/${unlisted.event.slug}`);
  await expect(page.getByRole("heading", { level: 1, name: unlisted.title })).toBeVisible();

  const html = await (await page.request.get(`/events/${unlisted.event.slug}`)).text();
  expect(html).toContain('<meta name="robots" content="noindex');
  expect(html).not.toContain("application/ld+json");
  expect(html).not.toContain('rel="canonical"');
});
