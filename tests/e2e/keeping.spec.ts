/** Nothing typed is ever lost: not without a network, without a sign-in, in a second tab, or beside a second person. */
import type { Page } from "@playwright/test";
import { demoPassword, expect, expectAccessible, expectToFit, test } from "./fixtures";
import { draft, expectSaved, fill, stored } from "./writing";

const summary = "In one or two sentences";
const description = "Description";

test.beforeEach(async ({ signInAs }) => {
  await signInAs("ada");
});

test("what is typed without a network is kept here and sent when the network is back", async ({
  page,
  context,
  offences,
}) => {
  offences.allow(/ERR_INTERNET_DISCONNECTED/);
  const id = await openListing(page, "Written on a train");

  await context.setOffline(true);
  await fill(page, summary, "Written in a tunnel.");
  await expectUnsaved(page, "Not saved: no connection. It is kept on this device");
  expect(await listingOf(page, id)).not.toHaveProperty("summary", "Written in a tunnel.");

  await context.setOffline(false);
  await expectSaved(page);
  expect(await listingOf(page, id)).toHaveProperty("summary", "Written in a tunnel.");
});

test("what was typed without a network survives closing the page", async ({ page, context, offences }) => {
  offences.allow(/ERR_INTERNET_DISCONNECTED/);
  const id = await openListing(page, "Closed too early");
  await context.setOffline(true);
  await fill(page, summary, "Written before the lid was shut.");
  await expectUnsaved(page, "Not saved: no connection");

  await page.close();
  await context.setOffline(false);
  const later = await context.newPage();
  offences.watch(later);
  expect(await listingOf(later, id)).not.toHaveProperty("summary", "Written before the lid was shut.");
  await later.goto(`/proposals/${id}?step=listing`);

  await expect(later.getByLabel(summary)).toHaveValue("Written before the lid was shut.");
  await expect.poll(() => listingOf(later, id)).toHaveProperty("summary", "Written before the lid was shut.");
});

test("leaving with something unsent is asked about first", async ({ page, context, offences }) => {
  offences.allow(/ERR_INTERNET_DISCONNECTED/);
  await openListing(page, "Almost left");
  await context.setOffline(true);
  await fill(page, summary, "Not sent yet.");
  await expectUnsaved(page, "Not saved: no connection");

  const asked = page.waitForEvent("dialog");
  const closing = page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await closing;

  await expect(page.getByLabel(summary)).toHaveValue("Not sent yet.");
});

test("what is typed after the sign-in has ended is sent once the same person is back", async ({
  page,
  context,
  offences,
}) => {
  offences.allow(/status of 401/);
  const id = await openListing(page, "Left open over night");

  await context.clearCookies({ name: "session" });
  await fill(page, summary, "Written the morning after.");
  const dialog = page.getByRole("dialog", { name: "Your sign-in has ended" });
  await expect(dialog).toBeVisible();
  await expectUnsaved(page, "Not saved: your sign-in has ended. It is kept on this device");

  const opening = page.waitForEvent("popup");
  await dialog.getByRole("link", { name: "Sign in in a new tab" }).click();
  const beside = await opening;
  await beside.getByLabel("E-mail address").fill("ada@example.org");
  await beside.getByLabel("Password", { exact: true }).fill(demoPassword);
  await beside.getByRole("button", { name: "Sign in" }).click();
  await expect(beside.getByRole("banner")).toContainText("Ada");
  await dialog.getByRole("button", { name: "I have signed in" }).click();

  await expectSaved(page);
  await expect(dialog).toBeHidden();
  await expect(page.getByLabel(summary)).toHaveValue("Written the morning after.");
  expect(await listingOf(page, id)).toHaveProperty("summary", "Written the morning after.");
});

test("two tabs of one person keep what is written in each", async ({ page, context, offences }) => {
  offences.allow(/status of 409/);
  const id = await openListing(page, "In two tabs");
  const second = await context.newPage();
  offences.watch(second);
  await second.goto(`/proposals/${id}?step=facts`);

  // Different sections, at the same time.
  await fill(second, "How do people take part?", "Online");
  await fill(page, summary, "From the first tab.");
  await expectSaved(page);
  await expectSaved(second);
  const { document } = await stored(page, id);
  expect(document.facts).toHaveProperty("format", "online");
  expect(document.listing).toHaveProperty("summary", "From the first tab.");

  // The same section, at the same time.
  await second.goto(`/proposals/${id}?step=listing`);
  await expect(second.getByLabel(summary)).toHaveValue("From the first tab.");
  await Promise.all([
    fill(page, summary, "Again from the first."),
    fill(second, description, "From the second."),
  ]);
  await expect
    .poll(() => listingOf(page, id))
    .toMatchObject({ summary: "Again from the first.", description: "From the second." });
  await expect(page.getByLabel(/^Description/)).toHaveValue("From the second.");
  await expect(second.getByLabel(summary)).toHaveValue("Again from the first.");
});

test("two organizers in one section: what fits together is joined", async ({ page, openAs, offences }) => {
  offences.allow(/status of 409/);
  const id = await openListing(page, "Joined by itself");
  const lin = await openAs("lin");
  await lin.goto(`/proposals/${id}?step=listing`);
  await expect(lin.getByLabel(summary)).toBeVisible();

  await fill(page, summary, "Ada writes the summary.");
  await expectSaved(page);
  await fill(lin, description, "Lin writes the description.");

  await expect(
    lin.getByText("Ada Whitlock wrote in “The listing” too. Both changes are kept."),
  ).toBeVisible();
  await expect(lin.getByLabel(summary)).toHaveValue("Ada writes the summary.");
  await expect
    .poll(() => listingOf(page, id))
    .toMatchObject({ summary: "Ada writes the summary.", description: "Lin writes the description." });
});

test("two organizers on the same words: both versions are shown, and the chosen one is kept", async ({
  page,
  openAs,
  offences,
}) => {
  offences.allow(/status of 409/);
  const id = await openListing(page, "Two versions");
  const lin = await openAs("lin");
  await lin.goto(`/proposals/${id}?step=listing`);
  await expect(lin.getByLabel(summary)).toBeVisible();
  await fill(page, summary, "Ada's words.");
  await expectSaved(page);

  await fill(lin, summary, "Lin's words.");
  const dialog = lin.getByRole("dialog", { name: /^Ada Whitlock changed/ });
  await expect(dialog.getByText("Lin's words.")).toBeVisible();
  await expect(dialog.getByText("Ada's words.")).toBeVisible();
  await expectAccessible(lin);
  await expectToFit(lin);
  await dialog.getByRole("button", { name: "Decide later" }).click();
  await expectUnsaved(lin, "Not saved: someone else changed the same words.");
  expect(await listingOf(page, id)).toHaveProperty("summary", "Ada's words.");
  await lin.getByRole("button", { name: "Compare the versions" }).click();
  await dialog.getByRole("radio", { name: "Yours" }).check();
  await dialog.getByRole("button", { name: "Keep what I chose" }).click();
  await expectSaved(lin);
  expect(await listingOf(page, id)).toHaveProperty("summary", "Lin's words.");

  // The other way round: Ada has not seen what Lin kept, and gives way.
  await fill(page, summary, "Ada's second thought.");
  const hers = page.getByRole("dialog", { name: /^Lin Abara changed/ });
  await expect(hers.getByText("Lin's words.")).toBeVisible();
  await hers.getByRole("radio", { name: "Theirs" }).check();
  await hers.getByRole("button", { name: "Keep what I chose" }).click();
  await expectSaved(page);
  await expect(page.getByLabel(summary)).toHaveValue("Lin's words.");
  expect(await listingOf(page, id)).toHaveProperty("summary", "Lin's words.");
});

test("the same words in two tabs are joined by hand, and neither is lost", async ({
  page,
  context,
  offences,
}) => {
  offences.allow(/status of 409|ERR_FAILED/);
  const id = await openListing(page, "Twice myself");
  const second = await context.newPage();
  offences.watch(second);
  await second.goto(`/proposals/${id}?step=listing`);
  await second.route("**/sections/**", (route) => route.abort());
  await fill(second, summary, "From the second tab.");
  await expectUnsaved(second, "Not saved: no connection");
  await fill(page, summary, "From the first tab.");
  await expectSaved(page);

  await second.unroute("**/sections/**");
  const dialog = second.getByRole("dialog", { name: /^Ada Whitlock changed/ });
  // The page tries again by itself too, and whoever comes first opens the dialog over the button.
  await expect(async () => {
    if (!(await dialog.isVisible())) {
      await second.getByRole("button", { name: "Try now" }).click({ timeout: 1_000 });
    }
    await expect(dialog).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await dialog.getByRole("radio", { name: "Let me join them" }).check();
  const joined = dialog.getByLabel("What it shall say");
  await expect(joined).toHaveValue("From the second tab.\n\nFrom the first tab.");
  await joined.fill("From both tabs.");
  await dialog.getByRole("button", { name: "Keep what I chose" }).click();

  await expectSaved(second);
  expect(await listingOf(page, id)).toHaveProperty("summary", "From both tabs.");
});

async function openListing(page: Page, title: string): Promise<string> {
  const id = await draft(page, "larkmoor", title);
  await page.goto(`/proposals/${id}?step=listing`);
  await expect(page.getByLabel(summary)).toBeVisible();
  return id;
}

async function expectUnsaved(page: Page, words: string): Promise<void> {
  // It stands there to be seen and once more, unseen, to be read out.
  await expect(page.getByText(words).first()).toBeVisible();
}

async function listingOf(page: Page, id: string): Promise<Record<string, unknown>> {
  return (await stored(page, id)).document.listing ?? {};
}
