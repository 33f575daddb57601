import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { clinicPage } from "@/testing/calendar";
import { ada, brackenfield, cai, nobody, oz } from "@/testing/people";
import { open } from "@/testing/render";
import { type Asked, refusal, serve } from "@/testing/server";
import type { SignUp, TakingPart, WhoComes } from "./queries";

const address = "/events/wage-theft-clinic";
const own = "/api/events/:slug/sign-up";

const free: TakingPart = {
  mine: null,
  places: { wanted: 40, left: 12, waiting: 0 },
  openings: [
    {
      id: "r1",
      name: "Interpreter",
      duties: "interpret at tables",
      kind: "participation",
      hours: 4,
      how_many: 4,
      left: 3,
    },
    { id: "r2", name: "Door", duties: "", kind: "support", hours: null, how_many: 1, left: 0 },
  ],
  hosts_decide: false,
  hosting: false,
  why_not: "",
  deleted_on: "2027-01-10",
  briefing: null,
};
const place: SignUp = {
  place_or_role: "place",
  role: null,
  role_name: "",
  nickname: "Fox",
  waiting: false,
  position: null,
  host_yes: false,
  made_at: "2026-11-20T10:00:00Z",
};
const room = {
  place_name: "Town library",
  room: "Room 12",
  place_address: "1 Main Street",
  directions: "Ring twice.",
  online_link: "https://meet.example/12",
};

/** A server where the answer changes with what was asked for. */
function serveOwn(before: TakingPart, after: TakingPart | Response = before): Asked[] {
  let now = before;
  return serve({
    "GET /api/me": oz,
    "GET /api/events/:slug": clinicPage,
    [`GET ${own}`]: () => now,
    [`PUT ${own}`]: () => {
      if (after instanceof Response) {
        return after.clone();
      }
      now = after;
      return now;
    },
    [`DELETE ${own}`]: () => {
      now = free;
      return new Response(null, { status: 204 });
    },
  });
}

async function panel() {
  return within(await screen.findByRole("region", { name: "Taking part" }));
}

test("a stranger is asked to sign in, and is told that a nickname is enough", async () => {
  serve({ "GET /api/me": nobody, "GET /api/events/:slug": clinicPage });

  open(address);

  const part = await panel();
  expect(part.getByRole("link", { name: "Sign in to come" })).toHaveAttribute(
    "href",
    "/sign-in?next=%2Fevents%2Fwage-theft-clinic",
  );
  expect(part.getByText(/A nickname is enough/)).toBeVisible();
});

test("one signs up with a nickname, learns the place, and stands on the news of it", async () => {
  const asked = serveOwn(free, { ...free, mine: place, briefing: room });
  const { user } = open(address);
  const part = await panel();
  expect(await part.findByText("12 of 40 places are free.")).toBeVisible();

  await user.click(part.getByRole("button", { name: "Come" }));
  const name = screen.getByRole("textbox", { name: /What shall the hosts call you/ });
  expect(name).toHaveValue("Oz");
  await user.clear(name);
  await user.type(name, "Fox");
  await user.click(screen.getByRole("button", { name: "Sign me up" }));

  expect(await part.findByText("You have a place.")).toBeVisible();
  expect(part.getByText("Town library, Room 12")).toBeVisible();
  expect(part.getByRole("link", { name: "Join online" })).toHaveAttribute("href", room.online_link);
  expect(part.getByRole("link", { name: /all you signed up for/ })).toHaveAttribute(
    "href",
    "/account/calendars?kind=sign_ups",
  );
  expect(part.getByText(/deleted on January 10, 2027/)).toBeVisible();
  expect(part.getByRole("heading", { name: "Taking part" })).toHaveFocus();
  expect(asked.find((call) => call.method === "PUT")?.body).toEqual({
    place_or_role: "place",
    role: null,
    nickname: "Fox",
  });
});

test("a role is chosen among those still open", async () => {
  const asked = serveOwn(free, {
    ...free,
    mine: { ...place, place_or_role: "role", role: "r1", role_name: "Interpreter" },
  });
  const { user } = open(address);
  const part = await panel();

  await user.click(await part.findByRole("button", { name: "Take a role" }));
  expect(screen.queryByRole("radio", { name: /Door/ })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Sign me up" }));
  expect(screen.getByText("Choose a role, or a place.")).toBeVisible();
  await user.click(screen.getByRole("radio", { name: /Interpreter/ }));
  await user.click(screen.getByRole("button", { name: "Sign me up" }));

  expect(await part.findByText("Your role: Interpreter.")).toBeVisible();
  expect(asked.find((call) => call.method === "PUT")?.body).toMatchObject({
    place_or_role: "role",
    role: "r1",
  });
});

test("who wanted the last place a moment too late is told so, and their number", async () => {
  const last = { ...free, places: { wanted: 40, left: 1, waiting: 0 } };
  serveOwn(last, {
    ...free,
    places: { wanted: 40, left: 0, waiting: 1 },
    mine: { ...place, waiting: true, position: 1 },
  });
  const { user } = open(address);
  const part = await panel();

  await user.click(await part.findByRole("button", { name: "Come" }));
  await user.click(screen.getByRole("button", { name: "Sign me up" }));

  expect(
    await part.findByText(/The last place went to somebody else a moment ago\. You are number 1/),
  ).toBeVisible();
});

test("a role that somebody was faster to take is said in a sentence, and nothing is lost", async () => {
  serveOwn(free, refusal(409, "role_taken", "Someone has just taken the last “Interpreter”."));
  const { user } = open(address);
  const part = await panel();

  await user.click(await part.findByRole("button", { name: "Take a role" }));
  await user.click(screen.getByRole("radio", { name: /Interpreter/ }));
  await user.click(screen.getByRole("button", { name: "Sign me up" }));

  expect(await screen.findByRole("alert")).toHaveTextContent(
    "Someone has just taken the last “Interpreter”.",
  );
  expect(screen.getByRole("textbox", { name: /What shall the hosts call you/ })).toHaveValue("Oz");
});

test("when every place is taken one waits knowingly", async () => {
  serveOwn({ ...free, places: { wanted: 2, left: 0, waiting: 3 } });

  open(address);

  const part = await panel();
  expect(await part.findByText("All 2 places are taken. 3 wait.")).toBeVisible();
  expect(part.getByRole("button", { name: "Wait for a place" })).toBeVisible();
});

test("of a single place it is said that there is one", async () => {
  serveOwn({ ...free, places: { wanted: 1, left: 0, waiting: 1 } });

  open(address);

  expect(await (await panel()).findByText("The one place is taken. 1 waits.")).toBeVisible();
});

test("who waits reads whenever they come back how they move up", async () => {
  serveOwn({ ...free, mine: { ...place, waiting: true, position: 2 } });

  open(address);

  const part = await panel();
  expect(await part.findByText("You are number 2 on the waiting list")).toBeVisible();
  expect(part.getByText("You move up by yourself when a place becomes free.")).toBeVisible();
});

test("one withdraws after being asked, and what was told is gone", async () => {
  serveOwn({ ...free, mine: place, briefing: room });
  const { user } = open(address);
  const part = await panel();

  await user.click(await part.findByRole("button", { name: "Withdraw" }));
  await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Withdraw" }));

  expect(await part.findByText("You have withdrawn. Thank you for saying so.")).toBeVisible();
  expect(part.queryByText("Town library, Room 12")).toBeNull();
  expect(part.getByRole("button", { name: "Come" })).toBeVisible();
});

test("who cannot sign up reads why, and has no button that would refuse", async () => {
  serveOwn({ ...free, why_not: "This event is for members of the chapters that host it." });

  open(address);

  const part = await panel();
  expect(await part.findByText("This event is for members of the chapters that host it.")).toBeVisible();
  expect(part.queryByRole("button")).toBeNull();
});

test("until the hosts say yes one knows that they have not", async () => {
  serveOwn({ ...free, hosts_decide: true, mine: place });

  open(address);

  const part = await panel();
  expect(await part.findByText(/You are told more once they have said yes\./)).toBeVisible();
});

const coming: WhoComes = {
  hosts_decide: true,
  deleted_on: "2027-01-10",
  turned_down: [],
  coming: [
    {
      id: "s1",
      nickname: "Fox",
      place_or_role: "place",
      role_name: "",
      waiting: false,
      position: null,
      host_yes: false,
    },
    {
      id: "s2",
      nickname: "Owl",
      place_or_role: "place",
      role_name: "",
      waiting: true,
      position: 1,
      host_yes: false,
    },
  ],
};

test("an organizer of the hosts sees who comes and answers each", async () => {
  let now = coming;
  const asked = serve({
    "GET /api/me": ada,
    "GET /api/events/:slug": clinicPage,
    [`GET ${own}`]: { ...free, hosting: true },
    [`GET ${own}s`]: () => now,
    [`POST ${own}s`]: (call: Asked) => {
      const [fox, owl] = coming.coming as [WhoComes["coming"][0], WhoComes["coming"][0]];
      const isYes = (call.body as { answer: string }).answer === "yes";
      now = isYes
        ? { ...coming, coming: [{ ...fox, host_yes: true }, owl] }
        : { ...coming, coming: [fox], turned_down: [{ id: "s2", nickname: "Owl" }] };
      return now;
    },
  });
  const { user } = open(address);
  const list = within(await screen.findByRole("region", { name: "Who is coming" }));
  expect(await list.findByText("1 place · 0 roles · 1 waiting")).toBeVisible();

  await user.click(list.getByRole("button", { name: "Say yes to Fox" }));
  expect(await list.findByText("You said yes")).toBeVisible();
  await user.click(list.getByRole("button", { name: "Say no to Owl" }));
  await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Say no" }));

  expect(await list.findByRole("button", { name: "Let them sign up again (Owl)" })).toBeVisible();
  expect(asked.filter((call) => call.method === "POST").map((call) => call.body)).toEqual([
    { id: "s1", answer: "yes" },
    { id: "s2", answer: "no" },
  ]);
});

test.each([
  ["somebody from elsewhere", oz],
  ["a lead of another chapter", cai],
  ["a member of the chapter", { ...ada, memberships: [{ chapter: brackenfield, role: "member" }] }],
])("%s is not shown the list, and it is not asked for", async (_who, me) => {
  const asked = serve({ "GET /api/me": me, "GET /api/events/:slug": clinicPage, [`GET ${own}`]: free });

  open(address);
  await (await panel()).findByRole("button", { name: "Come" });

  expect(screen.queryByRole("region", { name: "Who is coming" })).toBeNull();
  expect(asked.some((call) => call.path.endsWith("/sign-ups"))).toBe(false);
});

test("one's account lists what one signed up for, and lets go of what is out of view", async () => {
  let lines: unknown[] = [
    { ...place, slug: clinicPage.slug, event: clinicPage },
    { ...place, slug: "hidden-1", event: null },
  ];
  const asked = serve({
    "GET /api/me": oz,
    "GET /api/sign-ups": () => ({ results: lines }),
    [`DELETE ${own}`]: () => {
      lines = lines.slice(0, 1);
      return new Response(null, { status: 204 });
    },
  });
  const { user } = open("/account");
  const part = within(await screen.findByRole("region", { name: "What you signed up for" }));

  expect(await part.findByRole("link", { name: "Wage-theft clinic night" })).toHaveAttribute("href", address);
  await user.click(part.getByRole("button", { name: "Withdraw" }));

  await waitFor(() => expect(part.queryByText("An event that is not shown at the moment")).toBeNull());
  expect(asked.find((call) => call.method === "DELETE")?.path).toBe("/api/events/hidden-1/sign-up");
});
