/** Writing a proposal as an organizer does it: step by step, by the words on the page; and what the server then has. */
import { expect, type Locator, type Page } from "@playwright/test";

/** A line, the one choice, or every tick. */
export type Words = string | readonly string[];

export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Put these words under this label, whatever control stands there. */
export async function fill(area: Page | Locator, label: string, words: Words): Promise<void> {
  const name = new RegExp(`^${escaped(label)}( \\(optional\\))?$`);
  const control = area.getByRole("group", { name }).or(area.getByLabel(name)).first();
  const kind = await control.evaluate((element) => element.tagName);
  if (typeof words !== "string") {
    for (const each of words) {
      await control.getByRole("checkbox", { name: each, exact: true }).check();
    }
  } else if (kind === "FIELDSET") {
    await control.getByRole("radio", { name: words, exact: true }).check();
  } else if (kind === "SELECT") {
    await control.selectOption({ label: words });
  } else {
    await control.fill(words);
  }
}

export async function fillAll(area: Page | Locator, fields: Record<string, Words>): Promise<void> {
  for (const [label, words] of Object.entries(fields)) {
    await fill(area, label, words);
  }
}

/** One question of a checklist, with its answer or its records. */
export function question(page: Page, asks: string): Locator {
  return page.getByRole("region", { name: asks, exact: true });
}

/** The short answer to a question, and what is asked beside it. */
export async function answer(
  page: Page,
  asks: string,
  words: Words | Record<string, Words>,
  beside: Record<string, Words> = {},
): Promise<void> {
  const place = question(page, asks);
  if (typeof words === "string" || Array.isArray(words)) {
    await fill(place, asks, words);
  } else {
    await fillAll(place, words as Record<string, Words>);
  }
  await fillAll(place, beside);
}

/** A new row in the records of a question. */
export async function addRow(
  page: Page,
  asks: string,
  noun: string,
  fields: Record<string, Words>,
): Promise<void> {
  const place = question(page, asks);
  await place.getByRole("button", { name: new RegExp(`^Add (a|another) ${noun}$`) }).click();
  // The new row stands last, open, and below the rows before it.
  for (const [label, words] of Object.entries(fields)) {
    await fill(await lastRow(place), label, words);
  }
}

async function lastRow(place: Locator): Promise<Locator> {
  return place
    .getByRole("group")
    .filter({ has: place.page().getByRole("button", { name: /^Remove this/ }) })
    .last();
}

export async function goToStep(page: Page, step: string): Promise<void> {
  await page
    .getByRole("navigation", { name: "Steps of this proposal" })
    .getByRole("link", { name: step })
    .click();
  await expect(page.getByRole("heading", { level: 2, name: step, exact: true })).toBeFocused();
}

/** Nothing typed is on its way any more. */
export async function expectSaved(page: Page): Promise<void> {
  await expect(page.getByText(/^(Everything is saved|Saved \d\d:\d\d)$/)).toBeVisible();
}

export async function startProposal(page: Page, title: string, type?: string): Promise<string> {
  await page.goto("/proposals");
  await page.getByRole("button", { name: "Start a proposal" }).click();
  const dialog = page.getByRole("dialog", { name: "Start a proposal" });
  await fill(dialog, "Working title", title);
  if (type) {
    await fill(dialog, "What kind of event?", type);
  }
  await dialog.getByRole("button", { name: "Start", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeFocused();
  return idIn(page);
}

/** A draft that is there already, for a test about something else. The page must be signed in. */
export async function draft(page: Page, chapter: string, title: string): Promise<string> {
  const token = (await page.context().cookies()).find((cookie) => cookie.name === "csrf")?.value ?? "";
  const answer = await page.request.post("/api/proposals", {
    data: { chapter, kind: "event", title, event_type: "talk" },
    headers: { "X-CSRFToken": token },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()).id;
}

export function idIn(page: Page): string {
  return new URL(page.url()).pathname.split("/")[2] ?? "";
}

/** What the server holds of a proposal, for this person. */
export async function stored(page: Page, id: string): Promise<Stored> {
  const answer = await page.request.get(`/api/proposals/${id}`);
  expect(answer.status(), await answer.text()).toBe(200);
  return answer.json();
}

export type Stored = {
  document: Record<string, Record<string, unknown>> & { roles: Record<string, unknown>[] };
  state: string;
  done: number;
  total: number;
  report: { complete: boolean };
  event: { slug: string } | null;
};

function escaped(words: string): string {
  return words.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
