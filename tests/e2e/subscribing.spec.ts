/** From the calendar into one's own: what is promised, what then arrives, and how a personal address ends. */
import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { demoPassword, expect, expectAccessible, expectToFit, onAPhone, test } from "./fixtures";

test("a stranger filters, subscribes to just that, and is shown beforehand what the feed holds", async ({
  page,
  request,
  baseURL,
}) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Filters" }).click();
  await page.getByText("Topic", { exact: true }).first().click();
  await page.getByRole("checkbox", { name: "Rights at work" }).check();
  await page.getByRole("button", { name: "Subscribe" }).click();
  const dialog = page.getByRole("dialog", { name: "Subscribe from your own calendar" });

  await expect(dialog.getByRole("radio", { name: /^What I am looking at now/ })).toBeChecked();
  const address = await addressOf(dialog);
  expect(address).toBe(`${baseURL}/feeds/topics/labour-rights.ics`);
  const feed = await feedAt(request, address);
  await expect(dialog.getByText(`${feed.count} events. Next:`)).toBeVisible();
  const titles = await dialog.getByRole("list", { name: "The next dates" }).locator("span").allInnerTexts();
  expect(titles.length).toBeGreaterThan(1);
  expect(titles.filter((title) => !feed.titles.includes(title))).toEqual([]);

  await dialog.getByRole("radio", { name: "One chapter" }).check();
  await expect(dialog.getByText("Choose what to follow first")).toBeVisible();
  await dialog.getByLabel("Which chapter?").selectOption({ label: "Quillon Chapter" });
  const ofChapter = await feedAt(request, await addressOf(dialog));
  await expect(dialog.getByText(new RegExp(`^${ofChapter.count} events?[.,]`))).toBeVisible();

  await expectAccessible(page);
});

test("every app has its way, and only those that take it are handed webcal", async ({ page, baseURL }) => {
  await page.goto("/subscribe?chapter=larkmoor");
  const apps = page.getByRole("region", { name: "Where do you read your calendar?" });
  const host = new URL(baseURL ?? "").host;

  await apps.getByText(/^Apple Calendar/).click();
  await expect(apps.getByRole("link", { name: "Open in Apple Calendar" })).toHaveAttribute(
    "href",
    `webcal://${host}/feeds/chapters/larkmoor.ics`,
  );
  await apps.getByText(/^Outlook on the web/).click();
  // The browser keeps one way open.
  await expect(apps.getByRole("link", { name: "Open in Apple Calendar" })).toBeHidden();
  await expect(apps.getByRole("link", { name: "Open school or work Outlook" })).toHaveAttribute(
    "href",
    /^https:\/\/outlook\.office\.com\/.*url=http/,
  );
  await apps.getByText("Google Calendar", { exact: true }).click();
  await expect(apps.getByRole("link")).toHaveCount(1);
  await expect(apps.getByLabel("Address")).toHaveValue(`${baseURL}/feeds/chapters/larkmoor.ics`);

  await expectAccessible(page);
  await expectToFit(page);
});

test("on an iPhone, what a poster's code opens begins with the one press that is needed", async ({
  browser,
  offences,
}) => {
  const context = await browser.newContext({
    userAgent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1",
    viewport: { width: 390, height: 844 },
  });
  const phone = await context.newPage();
  offences.watch(phone);
  await phone.goto("/subscribe?chapter=larkmoor");

  const press = phone.getByRole("link", { name: "Open in Apple Calendar" });
  await expect(press).toBeInViewport();
  await context.close();
});

test("on a phone, the way one presses stays in sight when the one above it closes", async ({ page }) => {
  await onAPhone(page);
  await page.goto("/subscribe");
  const apps = page.getByRole("region", { name: "Where do you read your calendar?" });
  await apps.getByText(/^Outlook on the web/).click();
  await expect(apps.getByRole("link", { name: "Open school or work Outlook" })).toBeInViewport();

  for (const app of [/^Proton/, /^Outlook for Windows/, /^Another app/, /^Apple/]) {
    await apps.getByText(app).click();
    await expect(apps.getByText(app)).toBeInViewport({ ratio: 1 });
  }
});

test("without a script the same address still gives the way in", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/subscribe?chapter=larkmoor");

  await expect(page).toHaveTitle(/^Subscribe/);
  const address = `${baseURL}/feeds/chapters/larkmoor.ics`;
  await expect(page.getByRole("link", { name: address })).toBeVisible();
  await expect(page.getByRole("link", { name: "Open in Apple Calendar" })).toHaveAttribute(
    "href",
    address.replace(/^https?/, "webcal"),
  );
  await context.close();
});

test("the calendar is put on another web site by lines that were looked at first", async ({
  page,
  context,
  baseURL,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/subscribe/web-site?chapter=quillon");
  await page.getByRole("radio", { name: "A month" }).check();
  await page.getByRole("radio", { name: "Dark" }).check();
  await page.getByLabel("Colour").selectOption({ label: "Moss" });

  const frame = page.frameLocator("iframe[title='Events: Quillon Chapter']");
  await expect(frame.getByRole("heading", { level: 1 })).toContainText("Quillon Chapter");
  await expect(frame.getByRole("table")).toBeVisible();
  await page.getByRole("button", { name: "Copy the lines" }).click();
  const lines = await page.evaluate(() => navigator.clipboard.readText());
  expect(lines).toContain(
    `src="${baseURL}/embed?view=month&amp;chapter=quillon&amp;theme=dark&amp;colour=moss"`,
  );

  await expectAccessible(page);
  await expectToFit(page);
});

test("a personal calendar is made, fetched, given a new address, and deleted", async ({
  page,
  request,
  signInAs,
  baseURL,
}) => {
  await signInAs("nell");
  await page.goto("/chapters/quillon");
  await page.getByRole("link", { name: "Follow in my calendar" }).click();
  await expect(page.getByRole("heading", { name: "Follow Quillon Chapter" })).toBeVisible();
  await page.getByRole("button", { name: "Make a new calendar" }).click();
  const dialog = page.getByRole("dialog", { name: "Make a calendar" });
  await dialog.getByLabel("What do you call it?").fill("my phone");
  await dialog.getByRole("button", { name: "Make it" }).click();

  const shown = page.getByRole("region", { name: "The address of “my phone”" });
  await expect(shown.getByRole("heading", { level: 2 })).toBeFocused();
  const first = await addressOf(shown);
  expect(first).toMatch(new RegExp(`^${baseURL}/feeds/my/[\\w-]{43,}\\.ics$`));
  const open = await feedAt(request, `${baseURL}/feeds/chapters/quillon.ics`);
  const mine = await feedAt(request, first);
  expect(open.titles.filter((title) => !mine.titles.includes(title))).toEqual([]);
  expect(await shown.locator("a[href^='webcal']").count()).toBe(0);
  await expectAccessible(page);
  await expectToFit(page);

  await page.reload();
  await expect(page.getByRole("article", { name: "my phone" })).toContainText("Quillon Chapter");
  await expect(page.getByLabel("Address")).toHaveCount(0);
  await expect(page.getByRole("main")).not.toContainText(first.slice(-20));

  await page.getByRole("button", { name: "New address for my phone" }).click();
  await page.getByRole("button", { name: "Make a new address" }).click();
  const second = await addressOf(page.getByRole("region", { name: "The address of “my phone”" }));
  expect(second).not.toBe(first);
  expect((await feedAt(request, first)).count).toBe(0);
  expect((await feedAt(request, second)).titles).toEqual(mine.titles);

  await page.getByRole("button", { name: "Delete my phone" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Delete it" }).click();
  await expect(page.getByRole("heading", { name: "You have no calendar of your own yet" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "My calendars" })).toBeFocused();
  expect((await feedAt(request, second)).count).toBe(0);
});

test("a stranger's choice is still there after the sign-in", async ({ page }) => {
  await page.goto("/subscribe?topic=labour-rights&format=in_person");
  await page.getByRole("link", { name: "Sign in and put this into a calendar of mine" }).click();
  await page.getByLabel("E-mail address").fill("oz@example.org");
  await page.getByLabel("Password", { exact: true }).fill(demoPassword);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();

  await expect(page.getByRole("heading", { name: "Follow Rights at work, In person" })).toBeVisible();
  await expectToFit(page);
});

test("what one follows is put together and taken apart again, at one address", async ({
  page,
  request,
  signInAs,
}) => {
  await signInAs("dev");
  await page.goto("/account/calendars");
  await page.getByRole("button", { name: "Make a calendar" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What do you call it?").fill("laptop");
  await dialog.getByRole("checkbox", { name: "What I signed up for" }).uncheck();
  await dialog.getByText("Topics", { exact: true }).first().click();
  await dialog.getByRole("checkbox", { name: "Rights at work" }).check();
  await dialog.getByRole("button", { name: "Make it" }).click();
  const address = await addressOf(page.getByRole("region", { name: "The address of “laptop”" }));
  const topic = await feedAt(request, address);
  await page.getByRole("button", { name: "It is in my app" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();

  await page.goto("/?chapter=quillon&format=in_person");
  await page.getByRole("link", { name: "Follow in my calendar" }).click();
  await page.getByRole("button", { name: "Put it there" }).click();
  await expect(
    page.getByText("“laptop” now shows Quillon Chapter, In person.", { exact: false }),
  ).toBeVisible();
  const both = await feedAt(request, address);
  expect(both.count).toBeGreaterThan(topic.count);

  await page.getByRole("button", { name: "Change laptop" }).click();
  await onAPhone(page);
  await expectAccessible(page);
  await page.getByRole("checkbox", { name: "Rights at work" }).uncheck();
  await page.getByLabel("What do you call it?").fill("the laptop");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("article", { name: "the laptop" })).not.toContainText("Rights at work");
  expect((await feedAt(request, address)).count).toBeLessThan(both.count);
});

async function addressOf(area: Locator | Page): Promise<string> {
  const field = area.getByLabel("Address", { exact: true });
  await expect(field).toBeVisible();
  return field.inputValue();
}

/** A feed as a calendar app gets it: without a cookie. Its events by their titles, each once, without emptied ones. */
async function feedAt(
  request: APIRequestContext,
  address: string,
): Promise<{ count: number; titles: string[] }> {
  const answer = await request.get(address);
  expect([answer.status(), answer.headers()["content-type"]]).toEqual([200, "text/calendar; charset=utf-8"]);
  const text = (await answer.text()).replaceAll("\r\n ", "");
  const events = new Map(
    text
      .split("BEGIN:VEVENT")
      .slice(1)
      .map((event) => [valueIn(event, "UID"), valueIn(event, "SUMMARY")] as const)
      .filter(([, title]) => title !== "Cancelled event"),
  );
  return { count: events.size, titles: [...new Set(events.values())].sort() };
}

function valueIn(event: string, name: string): string {
  const value = new RegExp(`^${name}:(.*)$`, "m").exec(event)?.[1] ?? "";
  return value.trim().replaceAll(/\\([,;\\])/g, "$1");
}
