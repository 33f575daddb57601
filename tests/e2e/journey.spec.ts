/** One event, from an organizer's idea to a member's calendar, and what subscribers read when it is cancelled. */
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import {
  addRow,
  answer,
  dayFromNow,
  expectSaved,
  fillAll,
  goToStep,
  question,
  startProposal,
  stored,
} from "./writing";

/** Another one each time, so that the story can be told again to the same server. */
const title = `Letters for the night cleaners, ${Date.now().toString(36)}`;
const happens = dayFromNow(41);

test("an idea becomes an event that other people have in their calendars", async ({
  page,
  signInAs,
  openAs,
  browser,
  baseURL,
}) => {
  test.slow();
  let id = "";
  let address = "";

  await test.step("an organizer writes it and answers every question", async () => {
    await signInAs("ada");
    id = await startProposal(page, title, "Policy advocacy day");
    await writeFacts(page);
    await goToStep(page, "Check and send");
    await expect(page.getByRole("heading", { name: "Still missing" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Submit" })).toHaveAttribute("aria-disabled", "true");
    await writeListing(page);
    await writePeople(page);
    await writeAction(page);
    await writeCare(page);
    await writeWorking(page);
    await writeValues(page);
    await expectSaved(page);
  });

  await test.step("nothing is missing any more, and the preview shows what the calendar will", async () => {
    await goToStep(page, "Check and send");
    await expect(page.getByText("Nothing is missing")).toBeVisible();
    const preview = page.getByRole("article", { name: "Preview" });
    await expect(preview).toContainText(title);
    await expect(preview).toContainText(/6:00\s–\s8:00\sPM, Eastern Time/);
    await expect(preview).toContainText("You learn the place after you sign up.");
    await expect(preview).not.toContainText("Room 12");
  });

  await test.step("she sends it to reviewers of other chapters", async () => {
    await page.getByRole("button", { name: "Submit" }).click();
    await expect(page.getByText("Reviewers of other chapters have it")).toBeVisible();
    expect((await stored(page, id)).state).toBe("submitted");
    expect(await events(page.request)).toEqual([]);
  });

  const coordinator = await openAs("marit");
  const reviewer = await test.step("a coordinator sees who has it", async () => {
    await coordinator.goto("/coordination");
    const line = coordinator.getByRole("listitem").filter({
      has: coordinator.getByRole("heading", { name: title }),
    });
    await expect(line.getByText("Standard")).toBeVisible();
    const [holder] = await line.getByRole("listitem").allInnerTexts();
    const name = holder?.split(" ")[0]?.toLowerCase() ?? "";
    expect(holder).not.toContain("Larkmoor");
    return openAs(name);
  });

  await test.step("the reviewer gives a word on every item and publishes it with a reason", async () => {
    await reviewer.goto("/reviews");
    await reviewer.getByRole("link", { name: title }).click();
    await expect(reviewer.getByRole("heading", { level: 1, name: title })).toBeFocused();
    const publish = reviewer.getByRole("button", { name: "Publish", exact: true });
    await expect(reviewer.getByText(/^\d+ of the open items still need your verdict\.$/)).toBeVisible();
    await question(reviewer, "What do students decide about this event?")
      .getByRole("button", { name: "Met", exact: true })
      .click();
    await reviewer.getByRole("button", { name: /^I have read the other \d+: all met$/ }).click();
    // What the public will read has its own words, beside the text.
    const listing = question(reviewer, "As the public will see it").getByRole("button", {
      name: "Met",
      exact: true,
    });
    for (let left = await listing.count(); left > 0; left--) {
      await listing.first().click();
      await expect(listing).toHaveCount(left - 1);
    }
    await expect(reviewer.getByText(/still needs? your verdict/)).toHaveCount(0);
    await reviewer.getByLabel("Why, in a sentence").fill("The cleaners asked for the letters themselves.");
    await publish.click();
    await expect(reviewer.getByRole("heading", { level: 1, name: "Your reviews" })).toBeVisible();
  });

  await test.step("a stranger finds it on the calendar, and reads how it was checked", async () => {
    const context = await browser.newContext();
    const stranger = await context.newPage();
    for (const view of ["month", "agenda"]) {
      await stranger.goto(`/?view=${view}&on=${happens}`);
      await expect(stranger.getByRole("link", { name: title })).toBeVisible();
    }
    await stranger.getByRole("link", { name: title }).click();
    await expect(stranger.getByRole("heading", { level: 1, name: title })).toBeVisible();
    await expect(stranger.getByText(/6:00\s–\s8:00\sPM, Eastern Time/)).toBeVisible();
    const checked = stranger.getByRole("region", { name: "How it meets the principles" });
    await expect(checked.getByRole("listitem").filter({ hasText: "Met" })).not.toHaveCount(0);
    await expect(checked).toContainText("verified on");
    await expect(stranger.getByRole("main")).not.toContainText("Room 12");
    address = new URL(stranger.url()).pathname;

    await stranger.goto(`/?text=${encodeURIComponent("night cleaners")}`);
    await stranger.getByRole("button", { name: "Subscribe" }).click();
    const dialog = stranger.getByRole("dialog");
    await dialog.getByRole("radio", { name: "One chapter" }).check();
    await dialog.getByLabel("Which chapter?").selectOption({ label: "Larkmoor Chapter" });
    await dialog.getByText("Another app", { exact: true }).click();
    await expect(dialog.getByLabel("Address")).toHaveValue(`${baseURL}/feeds/chapters/larkmoor.ics`);
    await context.close();
  });

  const before = await test.step("the feeds carry it, the same in each", async () => {
    const [network, chapter] = await both(page.request);
    expect(network).toEqual(chapter);
    expect(network.get("SUMMARY")).toBe(title);
    expect(network.get("DTSTART;TZID=America/New_York")).toBe(`${happens.replaceAll("-", "")}T180000`);
    expect(network.get("STATUS")).toBe("CONFIRMED");
    return network;
  });

  await test.step("the organizer cancels it with a reason, and everyone who follows it learns why", async () => {
    await page.goto(`/proposals/${id}`);
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Why").fill("The library closes that week.");
    await dialog.getByRole("button", { name: "Cancel", exact: true }).click();
    await expect(page.getByText("It is cancelled")).toBeVisible();
    await page.goto(address);
    await expect(page.getByText("This event is cancelled")).toBeVisible();
    await expect(page.getByText("The library closes that week.")).toBeVisible();
    const [network, chapter] = await both(page.request);
    expect(network).toEqual(chapter);
    expect(network.get("STATUS")).toBe("CANCELLED");
    expect(network.get("UID")).toBe(before.get("UID"));
    expect(Number(network.get("SEQUENCE"))).toBeGreaterThan(Number(before.get("SEQUENCE")));
  });
});

/** The page opens here: facts are the first thing there is to do. */
async function writeFacts(page: Page): Promise<void> {
  await fillAll(page, {
    "How do people take part?": "In person",
    "Who may come?": "Anyone on our campus",
    "Who may see it on the calendar?": "Everyone",
    "Will anyone speak, teach, perform or answer questions?": "No",
    "Is a real person's experience of exploitation told or shown?": "No",
    "Will any figure about exploitation be used?": "No",
    "Will you use posters, pictures, films, displays or social posts?": "No",
    "Is it mainly about people or places far away?": "No",
    "Could anyone under 18 be there?": "No",
    "Will you collect or raise money or goods?": "No",
    "Does a group from outside the chapter take part?": "No",
    "Will you point people to a service or a helpline?": "No",
    "Will there be alcohol?": "No",
    "What will be recorded?": "Nothing",
    "Will people be told to report or look out for trafficking?": "No",
    "Will students meet people who may have been exploited, because of this event?": "No",
  });
}

async function writeListing(page: Page): Promise<void> {
  await goToStep(page, "Listing");
  await fillAll(page, {
    "In one or two sentences": "We write to the trustees about the hours of the people who clean at night.",
    Description: "We read two contracts, then each of us writes **one letter**.",
    Starts: `${happens}T18:00`,
    Ends: `${happens}T20:00`,
    "Who learns the place": "After you sign up",
    Place: "Larkmoor Library",
    Room: "Room 12",
    Cost: "Free",
    Language: "English",
    Topics: ["Rights at work"],
  });
  await answer(
    page,
    "What makes it possible to come and take part, and how does someone ask for what they need?",
    {
      "What is there": ["Step-free", "Captions"],
      "Whom to ask for what someone needs": "access@larkmoor.example",
      "Ask by": dayFromNow(30),
    },
  );
}

async function writePeople(page: Page): Promise<void> {
  await goToStep(page, "People");
  const roles = "Which roles will students hold, and what does each one do?";
  await addRow(page, roles, "role", {
    Role: "Lead",
    "What they do": "Chooses the contracts, runs two planning evenings",
    Kind: "Leading",
    "How many": "2",
    "Hours each": "8",
    "Still open": "No",
  });
  await addRow(page, roles, "role", {
    Role: "Table host",
    "What they do": "Welcomes people, explains the contract",
    Kind: "Taking part",
    "How many": "3",
    "Hours each": "3",
    "Still open": "Yes",
  });
  await answer(
    page,
    "What do students decide about this event?",
    "Students chose the topic in September, and whom to write to.",
  );
  await answer(
    page,
    "How can a student who has never come before join, and what might stop them?",
    "The table hosts are open to anyone; shifts are 90 minutes, after the last bus we drive people home.",
  );
  await answer(page, "Who prepares the people in each role, and by when?", {
    "Who briefs them?": "Ada",
    "What is covered (disclosure, privacy, stopping a question)?": "Disclosure, privacy, stopping a question",
    "On which day?": dayFromNow(34),
  });
  await answer(
    page,
    "Is any student asked to do work that belongs to a trained professional, or that puts them at risk?",
    "No",
  );
  await answer(
    page,
    "Who plans and decides, and how did they come to be in that group?",
    "Six students from an open meeting in September, two of whom clean offices.",
  );
  await answer(
    page,
    "Whose knowledge of this issue is in the room, whose is missing, and what did you do about that?",
    "Two students who clean; nobody of the night shift itself, so we asked three of them what to write.",
  );
  await answer(
    page,
    "Which forms of exploitation and which groups of people does the programme cover, and if only one, why?",
    ["Labour in building and cleaning", "Migration and debt"],
  );
}

async function writeAction(page: Page): Promise<void> {
  await goToStep(page, "Action");
  await addRow(page, "What will people do, where and when?", "action", {
    "What people will do": "Write letters to the trustees",
    Where: "In the room",
    When: happens,
    "How many people": "20",
    "What is counted": "letters handed over",
    Target: "20",
    "Counted on": dayFromNow(60),
    "Who counts": "Ada",
  });
  await answer(page, "Who locally asked for this or agreed to it?", {
    "If there is no partner: how was the local need found out?":
      "Three night cleaners told us in October, at their own break.",
  });
  await answer(
    page,
    "Who is better off afterwards, and how do you know they want it?",
    "The night cleaners: they read the letter first and asked for the question about hours.",
  );
}

async function writeCare(page: Page): Promise<void> {
  await goToStep(page, "Care");
  await answer(
    page,
    "Who could be hurt by this event, who of them has the least protection, and what did you change because of it?",
    "Cleaners on short contracts; so no letter names anyone, and no photos are taken.",
  );
  const support =
    "Who is there to support people, where can they step out, and who can keep what they hear private and who has to report it?";
  await fillAll(question(page, support), {
    "Who is there": "Lena, campus advocate",
    "Their training": "40 hours, last year",
    "Where one can step out": "Room 14",
    "Who can keep it private": "The campus advocate",
    "Who must report what they hear": "Table hosts are staff and must report; said at the start.",
  });
  await answer(
    page,
    "Does anything act out, imitate or surprise people with abuse, or send people to watch, photograph, map, follow, lure, expose or 'rescue' anyone?",
    "No",
  );
  await answer(
    page,
    "Will police, immigration officers, armed or uniformed security, or people who must report be there, why, and is it announced?",
    "None expected",
  );
  const privacy =
    "Who can see the listing, the place and the sign-ups; what is photographed or recorded; what is collected and when is it deleted?";
  await fillAll(question(page, privacy), {
    "Names asked for": "A nickname",
    Photos: "No photos",
    "What is collected": "A nickname and an e-mail address",
    "Deleted after days": "14",
  });
  await addRow(
    page,
    "Which campus rules apply and where does each stand - room, risk form, minors, alcohol, security, contracts?",
    "campus rule",
    { Rule: "Room booked", "Who sees to it": "Lin", Due: dayFromNow(20), Done: "Yes" },
  );
}

async function writeWorking(page: Page): Promise<void> {
  await goToStep(page, "Open working");
  const money = "What does it cost, who pays, and if money is raised, where does it go?";
  await addRow(page, money, "cost", { For: "Tea and stamps", Amount: "30" });
  await fillAll(question(page, money), { "Who pays": "The chapter" });
  await answer(
    page,
    "How can anyone raise a concern before or after, also without a name, and who answers in how many days?",
    {
      "How can a concern be raised?": "A form on the page",
      "Is it possible without a name?": "Yes",
      "Who answers?": "Lin",
      "Within how many days?": "5",
    },
  );
  await answer(page, "When and by whom will outcomes be published?", {
    "Who publishes the outcomes?": "Ada",
    "On which day?": dayFromNow(62),
  });
}

async function writeValues(page: Page): Promise<void> {
  await goToStep(page, "Values");
  await answer(
    page,
    "Where the event talks about selling sex, does it keep trafficking apart from people's own choices?",
    "Does not come up",
  );
  await answer(
    page,
    "Whose experience is treated as the one that counts, and who might feel they do not qualify?",
    "Anybody who is owed hours counts; we say so at the start.",
  );
  await answer(
    page,
    "How are people who cause harm described?",
    "Employers are described by what their contracts say.",
  );
  await answer(
    page,
    "Which conditions behind exploitation does the event name, and where?",
    ["Economic inequity", "Xenophobia and migration rules"],
    { "Where does it come up: minute, slide or question?": "In the second contract we read." },
  );
  await answer(
    page,
    "Does the listing say that views are the speakers' own, and is everything people are asked to do (pledge, prayer, sharing, signing) free to refuse?",
    "Yes",
  );
}

async function events(request: APIRequestContext): Promise<unknown[]> {
  const answer = await request.get(`/api/events?text=${encodeURIComponent(title)}`);
  return (await answer.json()).results;
}

/** What the network's feed and the chapter's feed say of the event: property to value, lines unfolded and commas unescaped. */
async function both(request: APIRequestContext): Promise<[Properties, Properties]> {
  const [network, chapter] = await Promise.all(
    ["/feeds/network.ics", "/feeds/chapters/larkmoor.ics"].map(async (address) => {
      const text = await (await request.get(address)).text();
      const unfolded = text.replaceAll("\r\n ", "").replaceAll("\\,", ",");
      const events = unfolded.split("BEGIN:VEVENT\r\n").slice(1);
      const lines = events.find((each) => each.includes(title))?.split("\r\n") ?? [];
      return new Map(
        lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]),
      );
    }),
  );
  return [network ?? new Map(), chapter ?? new Map()];
}

type Properties = Map<string, string>;
