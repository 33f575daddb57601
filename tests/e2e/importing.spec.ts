/** From somebody's calendar file to drafts: by file, by drop and by paste; what was left out is said; nothing is lost. */
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectToFit, test } from "./fixtures";
import { dayFromNow } from "./writing";

const chosenFile = "Choose a calendar file, or drop it here";
const stamp = dayFromNow(40).replaceAll("-", "");

const film = `BEGIN:VEVENT
UID:e2e-film-${Date.now()}@campus.example
DTSTART;TZID="Eastern Standard Time":${stamp}T183000
DTEND;TZID="Eastern Standard Time":${stamp}T203000
SUMMARY:Film screening: Nightlight
DESCRIPTION:Stay for tea. Questions: mo@campus.example
LOCATION:Student Union\\, 12 College Street\\, Larkmoor
ORGANIZER;CN=Mo:mailto:mo@campus.example
BEGIN:VALARM
TRIGGER:-PT15M
ACTION:DISPLAY
END:VALARM
END:VEVENT
`;
const circle = `BEGIN:VEVENT
UID:e2e-circle-${Date.now()}@campus.example
DTSTART;TZID=America/New_York:${stamp}T170000
DTEND;TZID=America/New_York:${stamp}T180000
RRULE:FREQ=WEEKLY;COUNT=4
SUMMARY:Study circle
END:VEVENT
`;
const past = `BEGIN:VEVENT
UID:e2e-past@campus.example
DTSTART;TZID=America/New_York:20240104T170000
DTEND;TZID=America/New_York:20240104T180000
SUMMARY:Long ago
END:VEVENT
`;

function calendar(...events: string[]): string {
  return `BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-CALNAME:Campus\n${events.join("")}END:VCALENDAR\n`;
}

async function choose(page: Page, text: string, name = "campus.ics"): Promise<void> {
  await page
    .getByLabel(chosenFile)
    .setInputFiles({ name, mimeType: "text/calendar", buffer: Buffer.from(text.replaceAll("\n", "\r\n")) });
}

test.beforeEach(async ({ signInAs }) => {
  await signInAs("ada");
});

test("a calendar file becomes drafts, and what was left out is said", async ({ page }) => {
  await page.goto("/proposals");
  await page.getByRole("link", { name: "Import from a calendar file" }).click();
  await expect(page.getByRole("heading", { name: "Import from a calendar file" })).toBeFocused();
  await expectAccessible(page);

  await choose(page, calendar(film, circle, past));

  const found = page.getByRole("heading", { name: "3 events read from “Campus”" });
  await expect(found).toBeFocused();
  await expect(page.getByRole("checkbox", { name: "Film screening: Nightlight" })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Long ago" })).not.toBeChecked();
  await expect(page.getByText(/6:30 – 8:30.PM, Eastern Time \(New York\)/)).toBeVisible();
  await expect(page.getByText(/^Every week on .*, 4 times\.$/)).toBeVisible();
  await expect(
    page.getByText("The reminder 15 minutes before was left out: calendars set their own."),
  ).toBeVisible();
  await expect(
    page.getByText("The organizer was left out: names and addresses of people are never imported."),
  ).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);

  await page.getByRole("button", { name: "Start 2 drafts" }).click();

  await expect(page.getByRole("heading", { name: "2 drafts were started" })).toBeFocused();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Film screening: Nightlight" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Film screening: Nightlight" })).toBeVisible();
});

test("the same file is pointed out when it comes again", async ({ page }) => {
  const event = film.replace("e2e-film", "e2e-again");
  await page.goto("/proposals/import");
  await choose(page, calendar(event));
  await page.getByRole("button", { name: "Start 1 draft" }).click();
  await page.getByRole("button", { name: "Import another file" }).click();

  await choose(page, calendar(event));

  await expect(page.getByText("Imported before")).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "Film screening: Nightlight" })).not.toBeChecked();
  await expect(page.getByText("Choose at least one event.")).toBeVisible();
});

test("pasted text survives a mistake and a reload", async ({ page, offences }) => {
  offences.allow(/status of 400/);
  await page.goto("/proposals/import");
  await page.getByText("Or paste its text").click();
  const area = page.getByLabel("The text of a calendar file");

  await area.fill("Dear all, the film is on Thursday.");
  await page.getByRole("button", { name: "Read the text" }).click();
  await expect(page.getByRole("alert")).toContainText("it has no line BEGIN:VCALENDAR");
  await page.reload();
  await expect(area).toHaveValue("Dear all, the film is on Thursday.");

  await area.fill(calendar(circle.replace("e2e-circle", "e2e-pasted")));
  await page.getByRole("button", { name: "Read the text" }).click();
  await expect(page.getByRole("checkbox", { name: "Study circle" })).toBeChecked();
});

test("a file is read when it is dropped, and by the keyboard alone events are chosen", async ({ page }) => {
  await page.goto("/proposals/import");
  const text = calendar(film, circle);
  const drop = await page.evaluateHandle((words) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([words], "dropped.ics", { type: "text/calendar" }));
    return transfer;
  }, text);
  await page.getByText(chosenFile).dispatchEvent("drop", { dataTransfer: drop });
  await expect(page.getByRole("heading", { name: "2 events read from “Campus”" })).toBeFocused();

  await page.getByRole("checkbox", { name: "Study circle" }).focus();
  await page.keyboard.press("Space");

  await expect(page.getByRole("button", { name: "Start 1 draft" })).toBeVisible();
});

test("Oz imports for his own chapter alone, and a member is told how to become an organizer", async ({
  openAs,
  offences,
}) => {
  offences.allow(/status of 403/);
  const nell = await openAs("nell");
  await nell.goto("/proposals/import");
  await expect(nell.getByRole("heading", { name: "You do not organize for a chapter yet" })).toBeVisible();

  const oz = await openAs("oz");
  await oz.goto("/proposals/import");
  const refused = await oz.evaluate(async (text) => {
    const token = /(?:^|;\s*)(?:__Host-)?csrf=([^;]+)/.exec(document.cookie)?.[1] ?? "";
    const answer = await fetch("/api/proposals/imports", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ chapter: "larkmoor", text }),
    });
    return answer.status;
  }, calendar(film));
  expect(refused).toBe(403);
});

test("the page fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/proposals/import");
  await choose(page, calendar(film, circle, past));
  await expect(page.getByRole("heading", { name: "3 events read from “Campus”" })).toBeVisible();

  await expectToFit(page);
  await expectAccessible(page);
});
