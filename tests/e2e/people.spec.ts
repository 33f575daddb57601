/** From no account to the first proposal, with every mail opened; and back in after a forgotten password. */
import type { Page } from "@playwright/test";
import { expect, linkMailedTo, test } from "./fixtures";
import { startProposal } from "./writing";

/** Someone else each time, so that the story can be told again to the same server. */
const mark = Date.now().toString(36);
const email = `june-${mark}@example.org`;
const name = `June ${mark}`;
const password = "lantern orchard thimble";
const newPassword = "thimble orchard lantern";

test("someone new signs up, is let in by a lead, and starts a proposal", async ({
  page,
  openAs,
  offences,
}) => {
  // allauth answers 401 while a sign-up waits for its mail.
  offences.allow(/status of 401/);

  await test.step("an account waits for its address to be confirmed", async () => {
    await page.goto("/sign-up");
    await page.getByLabel("What should we call you?").fill(name);
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Make my account" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "One more step" })).toBeFocused();

    await page.goto("/sign-in");
    await signIn(page, password);
    await expect(page.getByText("Confirm your address first")).toBeVisible();
  });

  await test.step("the link in the mail confirms it, at one press", async () => {
    await page.goto(await linkMailedTo(email));
    await page.getByRole("button", { name: "Confirm my address" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
    await signIn(page, password);
    await expect(page.getByRole("banner")).toContainText(name);
  });

  await test.step("she asks to join a chapter, and cannot propose anything yet", async () => {
    await page.goto("/proposals");
    await expect(page.getByRole("button", { name: "Start a proposal" })).toHaveCount(0);
    await page.goto("/chapters/larkmoor");
    await page.getByRole("button", { name: "Ask to join" }).click();
    const dialog = page.getByRole("dialog", { name: "Ask to join Larkmoor Chapter" });
    await dialog.getByLabel(/^A line about you/).fill("I work at the library desk.");
    await dialog.getByRole("button", { name: "Send my request" }).click();
    await expect(page.getByRole("button", { name: "Ask to join" })).toHaveAttribute("aria-disabled", "true");
  });

  await test.step("a lead reads her line, lets her in and makes her an organizer", async () => {
    const lin = await openAs("lin");
    await lin.goto("/chapters/larkmoor/people");
    const requests = lin.getByRole("region", { name: "Asking to join" });
    await expect(requests.getByRole("listitem").filter({ hasText: name })).toContainText(
      "I work at the library desk.",
    );
    await requests.getByRole("button", { name: `Let ${name} in` }).click();
    await lin.getByLabel(`Role of ${name}`).selectOption({ label: "Organizer" });
    await expect(lin.getByText(`${name} is now an organizer.`)).toBeVisible();
  });

  await test.step("she starts a proposal", async () => {
    await startProposal(page, `An idea of ${name}`);
    await expect(page.getByRole("heading", { level: 2, name: "Facts" })).toBeVisible();
  });
});

test("a forgotten password is replaced through the mail, and the old one opens nothing any more", async ({
  page,
  offences,
}) => {
  offences.allow(/status of (400|401)/);
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "I forgot my password" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Choose a new password" })).toBeFocused();
  const before = await linkMailedTo(email);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Send me the link" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Look at your mail" })).toBeVisible();

  await expect.poll(() => linkMailedTo(email)).not.toBe(before);
  const link = await linkMailedTo(email);
  await page.goto(link);
  await page.getByLabel("New password").fill(newPassword);
  await page.getByRole("button", { name: "Set my password" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await signIn(page, password);
  await expect(page.getByRole("alert")).toContainText("do not belong together");
  await signIn(page, newPassword);
  await expect(page.getByRole("banner")).toContainText(name);

  // The link worked once.
  await page.context().clearCookies();
  await page.goto(link);
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Set my password" }).click();
  await expect(page.getByRole("alert")).toContainText("This link has been used or is too old.");
});

test("asking for a new password tells nobody who has an account", async ({ page }) => {
  const told: string[] = [];
  for (const address of ["ada@example.org", "nobody-here@example.org"]) {
    await page.goto("/reset-password");
    await page.getByLabel("E-mail address").fill(address);
    await page.getByRole("button", { name: "Send me the link" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Look at your mail" })).toBeVisible();
    told.push((await page.getByRole("main").ariaSnapshot()).replaceAll(address, "the address"));
  }

  expect(told[0]).toEqual(told[1]);
});

async function signIn(page: Page, word: string): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(word);
  await page.getByRole("button", { name: "Sign in" }).click();
}
