/** The calendar and its dialogs by keyboard alone: a way in, a way through, and focus never lost. */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures";

test("the first stop of a page leads past its header", async ({ page }) => {
  await page.goto("/chapters");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.keyboard.press("Tab");

  const first = page.getByRole("main").getByRole("link").first();
  await expect(first).toBeFocused();
});

test("a new page is announced by its heading", async ({ page }) => {
  await page.goto("/about");
  await reach(page, page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Chapters" }));
  await page.keyboard.press("Enter");

  await expect(page).toHaveTitle(/^Chapters/);
  await expect(page.getByRole("heading", { level: 1, name: "Chapters" })).toBeFocused();

  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await expect(page).toHaveURL(/\/about$/);
});

test("arrow keys walk through the month, and Enter opens the day", async ({ page }) => {
  await page.goto("/?view=month&on=2027-01-13");
  const days = page.getByRole("table");
  await expect(days).toBeVisible();
  const day = (name: string) => days.getByRole("link", { name: new RegExp(`^\\w+, January ${name}, 2027`) });

  // One stop for all the days; from there the arrows lead on.
  await reach(page, day("13"));
  for (const [key, next] of [
    ["ArrowRight", "14"],
    ["ArrowDown", "21"],
    ["ArrowLeft", "20"],
    ["ArrowUp", "13"],
  ] as const) {
    await page.keyboard.press(key);
    await expect(day(next)).toBeFocused();
  }
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");

  await expect(page).toHaveURL(/view=week.*on=2027-01-12|on=2027-01-12.*view=week/);
});

test("an event in the month is within reach of Tab, and opens", async ({ page }) => {
  const { results } = await (await page.request.get("/api/events?chapter=larkmoor&text=record")).json();
  const [{ title, local_starts_at }] = results;
  await page.goto(`/?view=month&on=${local_starts_at.slice(0, 10)}`);
  const event = page.getByRole("table").getByRole("link", { name: title });
  await expect(event).toBeVisible();

  await reach(page, event);
  await page.keyboard.press("Enter");

  await expect(page.getByRole("heading", { level: 1, name: title })).toBeFocused();
});

test("one subscribes by keyboard, and Escape leads back to where one was", async ({
  page,
  context,
  baseURL,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/");
  const opener = page.getByRole("button", { name: "Subscribe" });
  await reach(page, opener);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Subscribe from your own calendar" });
  await expect(dialog).toBeVisible();

  await reach(page, dialog.getByRole("radio", { name: "Everything in the network" }));
  await page.keyboard.press("ArrowDown");
  await expect(dialog.getByRole("radio", { name: "One chapter" })).toBeChecked();
  await reach(page, dialog.getByLabel("Which chapter?"));
  await page.keyboard.type("Larkmoor");
  await reach(page, dialog.locator("summary", { hasText: "Google Calendar" }));
  await page.keyboard.press("Enter");
  await reach(page, dialog.getByRole("button", { name: "Copy the address" }));
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("status").filter({ hasText: "Copied" })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(`${baseURL}/feeds/chapters/larkmoor.ics`);

  // Focus stays inside while it is open: past the last stop comes the first again, or the browser's own bar.
  for (let stops = 0; stops < 12; stops++) {
    await page.keyboard.press("Tab");
    await expect(page.getByRole("main").getByRole("navigation").getByRole("link").first()).not.toBeFocused();
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
});

test("a dialog that is closed by its button gives focus back too", async ({ page, signInAs }) => {
  await signInAs("ada");
  await page.goto("/proposals");
  const opener = page.getByRole("button", { name: "Start a proposal" });
  await reach(page, opener);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Start a proposal" });

  await reach(page, dialog.getByRole("button", { name: "Not now" }));
  await page.keyboard.press("Enter");

  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
});

test("the account menu opens, closes on Escape, and keeps focus on its button", async ({
  page,
  signInAs,
}) => {
  await signInAs("ada");
  await page.goto("/chapters");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await reach(page, page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "About" }));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Your account" })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Your account" })).toBeFocused();

  await page.keyboard.press("Escape");

  await expect(page.getByRole("link", { name: "Your account" })).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Your account" })).toBeVisible();
});

/** Press Tab until it is there, as someone without a mouse would; never more often than such a person would bear. */
async function reach(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stops = 0; stops < 60; stops++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) {
      return;
    }
  }
  await expect(target, "it cannot be reached with Tab").toBeFocused();
}
