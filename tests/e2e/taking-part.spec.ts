/** Taking part: a place or a role, the place that is told only then, and what the hosts see and say. */
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectToFit, test } from "./fixtures";

const title = "Clearing a record: what relief laws do and miss";
const secret = "Alder Library";

test("the place is told to who has signed up, and to nobody before or after", async ({ page, signInAs }) => {
  const address = await addressOf(page);
  await page.goto(address);
  await expect(page.getByRole("link", { name: "Sign in to come" })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText(secret);

  await signInAs("dev");
  await page.goto(address);
  const part = page.getByRole("region", { name: "Taking part" });
  await expect(part.getByText(/of 60 places are free\.$/)).toBeVisible();
  await expectAccessible(page);
  await part.getByRole("button", { name: "Come" }).click();
  const dialog = page.getByRole("dialog", { name: "Take part" });
  await expect(dialog.getByLabel(/^What shall the hosts call you/)).toHaveValue("Dev Raghunathan");
  await dialog.getByLabel(/^What shall the hosts call you/).fill("Fox");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Sign me up" }).click();

  await expect(part.getByText("You have a place.")).toBeVisible();
  await expect(part.getByRole("heading", { name: "Taking part" })).toBeFocused();
  await expect(part).toContainText(`${secret}, Reading room`);
  await expect(part).toContainText("The hosts see you as Fox.");
  await expectAccessible(page);
  await expectToFit(page);

  await page.goto("/account");
  const mine = page.getByRole("region", { name: "What you signed up for" });
  await expect(mine.getByRole("listitem").filter({ hasText: title })).toContainText("You have a place");
  await expectAccessible(page);
  const file = await page.request.get(`${address}.ics`);
  expect(await file.text()).not.toContain(secret);

  await mine.getByRole("link", { name: title }).click();
  await part.getByRole("button", { name: "Withdraw" }).click();
  await page.getByRole("dialog", { name: "Withdraw?" }).getByRole("button", { name: "Withdraw" }).click();
  await expect(part.getByText("You have withdrawn. Thank you for saying so.")).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText(secret);
});

test("a role is taken with the keyboard alone, and the page counts one fewer", async ({ page, signInAs }) => {
  await signInAs("finn");
  await page.goto(await addressOf(page));
  const roles = page.getByRole("region", { name: "Student roles" });
  const before = Number((await roles.getByText(/^\d+ open$/).innerText()).split(" ")[0]);
  const part = page.getByRole("region", { name: "Taking part" });

  await part.getByRole("button", { name: "Take a role" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Take part" });
  await dialog.getByRole("radio", { name: /^A place/ }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(dialog.getByRole("radio", { name: /^Stewards/ })).toBeChecked();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");

  await expect(part.getByText("Your role: Stewards.")).toBeVisible();
  await expect(roles.getByText(before === 1 ? "Open" : `${before - 1} open`)).toBeVisible();
  await leave(page);
});

test("who is a moment too late for the last of a role is told so, and can still come", async ({
  page,
  signInAs,
  openAs,
  offences,
}) => {
  offences.allow(/status of 409/);
  const address = await addressOf(page);
  await signInAs("dev");
  await page.goto(address);
  const part = page.getByRole("region", { name: "Taking part" });
  await part.getByRole("button", { name: "Take a role" }).click();
  const dialog = page.getByRole("dialog", { name: "Take part" });
  await dialog.getByRole("radio", { name: /^Stewards/ }).check();

  const faster = await Promise.all(["sol", "finn"].map((name) => openAs(name)));
  for (const other of faster) {
    await other.goto(address);
    await other.getByRole("button", { name: "Take a role" }).click();
    await other.getByRole("radio", { name: /^Stewards/ }).check();
    await other.getByRole("button", { name: "Sign me up" }).click();
    await expect(other.getByText("Your role: Stewards.")).toBeVisible();
  }
  await dialog.getByRole("button", { name: "Sign me up" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Someone has just taken the last “Stewards”.");
  await expect(dialog.getByRole("radio", { name: /^Stewards/ })).toHaveCount(0);
  await dialog.getByRole("radio", { name: /^A place/ }).check();
  await dialog.getByRole("button", { name: "Sign me up" }).click();

  await expect(part.getByText("You have a place.")).toBeVisible();
  await Promise.all([page, ...faster].map(leave));
});

test("the hosts see nicknames, say no and take it back; somebody from elsewhere sees no list", async ({
  page,
  signInAs,
  openAs,
  offences,
}) => {
  offences.allow(/status of 403/);
  const address = await addressOf(page);
  await signInAs("sol");
  await page.goto(address);
  const part = page.getByRole("region", { name: "Taking part" });
  await part.getByRole("button", { name: "Come" }).click();
  await page.getByLabel(/^What shall the hosts call you/).fill("Quiet Owl");
  await page.getByRole("button", { name: "Sign me up" }).click();
  await expect(part.getByText("You have a place.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Who is coming" })).toHaveCount(0);
  expect((await page.request.get(`/api${address}/sign-ups`)).status()).toBe(403);

  const ada = await openAs("ada");
  await ada.goto(address);
  await ada.getByRole("link", { name: "See who is coming" }).click();
  const list = ada.getByRole("region", { name: "Who is coming" });
  const owl = list.getByRole("row").filter({ hasText: "Quiet Owl" });
  await expect(owl).toContainText("A place");
  await expect(list).not.toContainText("example.org");
  await expect(list).not.toContainText("Sol Amadi");
  await expectAccessible(ada);
  await expectToFit(ada);
  await list.getByRole("button", { name: "Say no to Quiet Owl" }).click();
  await ada
    .getByRole("dialog", { name: "Say no to Quiet Owl?" })
    .getByRole("button", { name: "Say no" })
    .click();
  await expect(owl).toHaveCount(0);

  await page.reload();
  await expect(part.getByText(/^The hosts could not take you this time\./)).toBeVisible();
  await expect(part.getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("main")).not.toContainText(secret);

  await list.getByRole("button", { name: "Let them sign up again (Quiet Owl)" }).click();
  await expect(list.getByText("You said no to")).toHaveCount(0);
  await page.reload();
  await expect(part.getByRole("button", { name: "Come" })).toBeVisible();
});

test("where the hosts decide, their yes tells the place, and their no takes it back", async ({
  page,
  signInAs,
  openAs,
}) => {
  await signInAs("yara");
  const address = await addressOf(page, "Planning evening: what do we do in spring?");
  const room = "Pier Hall, Small room";
  await page.goto(address);
  const part = page.getByRole("region", { name: "Taking part" });
  await part.getByRole("button", { name: "Come" }).click();
  await page.getByLabel(/^What shall the hosts call you/).fill("Early Wren");
  await page.getByRole("button", { name: "Sign me up" }).click();
  await expect(part).toContainText("You are told more once they have said yes.");
  await expect(page.getByRole("main")).not.toContainText("Pier Hall");

  const casper = await openAs("casper");
  await casper.goto(address);
  const list = casper.getByRole("region", { name: "Who is coming" });
  const wren = list.getByRole("row").filter({ hasText: "Early Wren" });
  await expect(wren).toContainText("Waits for your yes");
  await expectAccessible(casper);
  await wren.getByRole("button", { name: "Say yes to Early Wren" }).click();
  await expect(wren).toContainText("You said yes");
  await expect(list.getByRole("button", { name: "Say yes to Early Wren" })).toHaveCount(0);

  await page.reload();
  await expect(part).toContainText("They have said yes.");
  await expect(part).toContainText(room);

  await list.getByRole("button", { name: "Say no to Early Wren" }).click();
  await casper
    .getByRole("dialog", { name: "Say no to Early Wren?" })
    .getByRole("button", { name: "Say no" })
    .click();
  await expect(wren).toHaveCount(0);
  await page.reload();
  await expect(part.getByText(/^The hosts could not take you this time\./)).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("Pier Hall");

  await list.getByRole("button", { name: "Let them sign up again (Early Wren)" }).click();
  await expect(list.getByText("You said no to")).toHaveCount(0);
});

/** The event's address, as any reader finds it. */
async function addressOf(page: Page, called = title): Promise<string> {
  const { results } = await (await page.request.get("/api/events?page_size=200")).json();
  return `/events/${results.find((line: { title: string }) => line.title === called).slug}`;
}

async function leave(page: Page): Promise<void> {
  const part = page.getByRole("region", { name: "Taking part" });
  await part.getByRole("button", { name: "Withdraw" }).click();
  await page.getByRole("dialog", { name: "Withdraw?" }).getByRole("button", { name: "Withdraw" }).click();
  await expect(part.getByText("You have withdrawn. Thank you for saying so.")).toBeVisible();
}
