/** Where the clocks change, the editor says so beside the time, and what to do: an hour that is skipped, or comes twice. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { draft, expectSaved, fill } from "./writing";

// Larkmoor's clocks go forward on the second Sunday of March, and back on the first of November.
const year = new Date().getUTCFullYear() + 1;
const forward = sunday(2, 2);
const back = sunday(10, 1);

test.beforeEach(async ({ signInAs }) => {
  await signInAs("ada");
});

test("a series that would start in a skipped hour is refused in words, until that date is left out", async ({
  page,
}) => {
  await openListing(page, "Night watch in spring");
  await fill(page, "Starts", `${day(forward, -2)}T02:30`);
  await fill(page, "Ends", `${day(forward, -2)}T02:50`);
  await fill(page, "Does it repeat?", "Every day, or every few days");
  await page.getByRole("radio", { name: "After a number of times" }).check();
  await fill(page, "How many times in all", "5");
  await expectSaved(page);

  const starts = page.getByLabel("Starts", { exact: true });
  await expect(starts).toHaveAccessibleDescription(
    /On \d+ March \d{4} the clocks change and 02:30 does not exist; choose another time for the series, or leave that date out\.$/,
  );
  await expect(starts).toHaveAttribute("aria-invalid", "true");

  await page.getByText("All 5 dates: leave one out, or move it").click();
  await page
    .getByRole("button", { name: /^Leave out .*March/ })
    .nth(2)
    .click();
  await expectSaved(page);
  await expect(starts).not.toHaveAttribute("aria-invalid", "true");
});

test("one event in an hour that comes twice is asked which of the two is meant", async ({ page }) => {
  await openListing(page, "Night watch in autumn");
  await fill(page, "Starts", `${day(back, 0)}T01:30`);
  await fill(page, "Ends", `${day(back, 0)}T04:00`);

  const asked = page.getByRole("group", { name: "In which of the two hours does it start?" });
  await expect(asked).toContainText("01:30 comes twice; say whether it is the first (EDT, UTC-0400)");
  await asked.getByRole("radio", { name: "The second, after the clocks have gone back" }).check();

  await expectSaved(page);
  await expect(asked).not.toContainText("comes twice");
});

async function openListing(page: Page, title: string): Promise<void> {
  const id = await draft(page, "larkmoor", title);
  await page.goto(`/proposals/${id}?step=listing`);
  await expect(page.getByLabel("Starts", { exact: true })).toBeVisible();
}

function sunday(month: number, nth: number): Date {
  const first = new Date(Date.UTC(year, month, 1));
  return new Date(Date.UTC(year, month, 1 + ((7 - first.getUTCDay()) % 7) + (nth - 1) * 7));
}

function day(from: Date, later: number): string {
  return new Date(from.getTime() + later * 86_400_000).toISOString().slice(0, 10);
}
