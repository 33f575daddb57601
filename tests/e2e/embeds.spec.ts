/** The calendar in somebody else's page, and on paper: what a campus web site shows, and what comes out of a printer. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectToFit, test } from "./fixtures";

type Listed = { slug: string; title: string; starts_at: string; status: string };

async function events(page: Page, filters = ""): Promise<Listed[]> {
  return (await (await page.request.get(`/api/events?page_size=200&${filters}`)).json()).results;
}

/** The month of the first event still to come. */
async function month(page: Page): Promise<string> {
  return (await events(page))[0]?.starts_at.slice(0, 7) ?? "";
}

test.describe("in a page of another origin", () => {
  let campus: Server;
  let origin: string;
  let framed: string;

  test.beforeAll(async () => {
    campus = createServer((_, response) => {
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end(`<!doctype html><html lang="en"><title>Student life</title><link rel="icon" href="data:,">
        <main><h1>Student life</h1>
        <iframe title="Events" width="900" height="700" src="${framed}"></iframe>
        </main></html>`);
    });
    await new Promise<void>((listening) => campus.listen(0, "127.0.0.1", listening));
    // Another site too, not only another origin: the names differ, so that no cookie could come along.
    origin = `http://localhost:${(campus.address() as AddressInfo).port}`;
  });

  test.afterAll(async () => {
    await new Promise((closed) => campus.close(closed));
  });

  test.beforeEach(({ offences }) => {
    offences.allow(/A request left for http:\/\/localhost:\d+/);
  });

  test("a month can be paged through and leads to the events, without script or cookie", async ({
    page,
    baseURL,
    context,
  }) => {
    const on = await month(page);
    const first = (await events(page))[0];
    await context.clearCookies();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(`${request.resourceType()} ${new URL(request.url()).origin}`));
    framed = `${baseURL}/embed?on=${on}`;

    await page.goto(origin);
    const frame = page.frameLocator("iframe");

    await expect(frame.getByRole("heading", { level: 1, name: "Commonhour network" })).toBeVisible();
    await expect(frame.getByRole("table", { name: /^Events in / })).toBeVisible();
    await expect(frame.getByRole("columnheader")).toHaveCount(7);
    expect([...new Set(asked)].sort()).toEqual(
      [`document ${baseURL}`, `document ${origin}`, `font ${baseURL}`, `stylesheet ${baseURL}`].sort(),
    );
    expect(await context.cookies()).toEqual([]);

    const opened = context.waitForEvent("page");
    await frame.getByRole("link", { name: first?.title }).first().click();
    const outside = await opened;
    await expect(outside.getByRole("heading", { level: 1, name: first?.title })).toBeVisible();
    expect(await outside.evaluate(() => [window.opener, document.referrer])).toEqual([null, ""]);

    await frame.getByRole("navigation", { name: "Months" }).getByRole("link").first().click();
    await expect(frame.getByRole("link", { name: "This month" })).toBeVisible();
    expect(page.url()).toBe(`${origin}/`);
  });

  test("what cannot be read is said where the calendar would stand", async ({ page, baseURL, offences }) => {
    offences.allow(/status of 400/);
    framed = `${baseURL}/embed?colour=loud`;

    await page.goto(origin);

    const frame = page.frameLocator("iframe");
    await expect(frame.getByRole("heading", { name: "This calendar cannot be shown" })).toBeVisible();
    await expect(frame.getByText("“loud” is not among them")).toBeVisible();
  });

  test("nothing else of ours can be framed", async ({ page, baseURL, offences }) => {
    offences.allow(/frame-ancestors|X-Frame-Options/);
    const slug = (await events(page))[0]?.slug;

    for (const address of ["/", `/events/${slug}`, `/events/${slug}/poster`, "/sign-in", "/embed/more"]) {
      framed = `${baseURL}${address}`;
      const refused = page.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
      await page.goto(origin);
      await refused;
    }
    offences.allow(/status of 404/);
  });
});

for (const [what, query] of [
  ["a month", "on="],
  ["a month under a chapter's colour, in large letters", "chapter=quillon&size=large&on="],
  ["a list", "view=list"],
  ["an empty month", "topic=law&on=2030-02"],
  ["an address that cannot be read", "theme=loud"],
] as const) {
  test(`${what} in a frame can be used by everyone, at any width`, async ({ page, offences }) => {
    offences.allow(/status of 400/);

    await page.goto(`/embed?${query.endsWith("on=") ? query + (await month(page)) : query}`);

    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
    await expectToFit(page);
  });
}

test("a frame follows the theme it was given, whatever the reader's system says", async ({ page }) => {
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const seen: Record<string, string> = {};
  for (const theme of ["light", "dark", "auto"]) {
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto(`/embed?theme=${theme}`);
    seen[theme] = await paper();
  }

  expect(seen.auto).toBe(seen.dark);
  expect(seen.light).not.toBe(seen.dark);
});

test("every poster of the demo is one page, on both papers", async ({ page }) => {
  test.slow();
  const addresses = ["/poster", "/poster?chapter=quillon", "/poster?format=online&type=talk"];
  for (const { slug } of await events(page)) {
    addresses.push(`/events/${slug}/poster`);
  }

  const pages: Record<string, number> = {};
  for (const address of addresses) {
    for (const paper of ["a4", "letter"]) {
      await page.goto(`${address}${address.includes("?") ? "&" : "?"}paper=${paper}`);
      pages[`${address} on ${paper}`] = pagesOf(await page.pdf({ preferCSSPageSize: true }));
    }
  }

  expect(addresses.length).toBeGreaterThan(10);
  expect(Object.entries(pages).filter(([, count]) => count !== 1)).toEqual([]);
});

function pagesOf(pdf: Buffer): number {
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

test("a poster prints on the paper that was chosen, without the hint around it", async ({ page }) => {
  const [event] = await events(page);
  const sizes: string[] = [];
  for (const paper of ["a4", "letter"]) {
    await page.goto(`/events/${event?.slug}/poster?paper=${paper}`);
    await expect(page.getByText("Print this page:")).toBeVisible();
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    sizes.push(
      pdf
        .match(/\/MediaBox\s*\[([^\]]*)\]/)?.[1]
        ?.split(" ")
        .map(Number)
        .map(Math.round)
        .join(" ") ?? "",
    );
  }
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText("Print this page:")).toBeHidden();
  await expect(page.getByRole("heading", { level: 1, name: event?.title })).toBeVisible();
  await expect(page.getByRole("img", { name: `QR code of ${event?.title}` })).toBeVisible();

  expect(sizes).toEqual(["0 0 595 842", "0 0 612 792"]);
});

for (const at of ["/poster", "an event"]) {
  test(`the poster of ${at === "/poster" ? "a calendar" : at} can be read by everyone on a screen`, async ({
    page,
  }) => {
    await page.goto(at === "/poster" ? at : `/events/${(await events(page))[0]?.slug}/poster`);

    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
    await expectToFit(page);
  });
}

test("an organizer finds the poster and the code on the event's page", async ({ page }) => {
  const [event] = await events(page);
  await page.goto(`/events/${event?.slug}`);

  await expect(page.getByRole("link", { name: "its QR code alone" })).toHaveAttribute(
    "href",
    `/events/${event?.slug}/code.svg`,
  );
  await page.getByRole("link", { name: "a poster" }).click();
  await expect(page.getByText("Print this page:")).toBeVisible();
});
