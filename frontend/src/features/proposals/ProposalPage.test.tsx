import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { ada } from "@/testing/people";
import { open } from "@/testing/render";
import { refusal, serve } from "@/testing/server";

const id = "0198c1a0-0000-7000-8000-0000000000f1";
const chapter = {
  id: "c1",
  slug: "brackenfield",
  name: "Brackenfield Chapter",
  colour: "brick",
  time_zone: "UTC",
};
const line = {
  type: "line",
  help: "",
  most: 120,
  least: null,
  choices: [],
  reach: "public",
  public_when: null,
};
const field = (name: string, label: string, more: object = {}) => ({
  ...line,
  id: name,
  label,
  personal: false,
  kinds: ["event", "program"],
  fields: [],
  ...more,
});
const form = {
  sections: [
    {
      id: "facts",
      label: "The facts",
      shape: "record",
      fields: [
        field("has_speakers", "Will anyone speak?", {
          type: "yes_no",
          choices: [
            { value: true, label: "Yes" },
            { value: false, label: "No" },
          ],
        }),
      ],
    },
    { id: "listing", label: "The listing", shape: "record", fields: [field("title", "Title")] },
  ],
  reaches: [],
};

const gap = {
  section: "answers",
  field: null,
  row: "sr.decide",
  message: "Write an answer: What do students decide?",
};
const decide = {
  id: "sr.decide",
  question: "What do students decide?",
  why: "Else students are labour for someone else's plan.",
  required: true,
  section: "answers",
  evidence: {
    type: "text",
    stored: true,
    options: [],
    fields: [],
    remark: null,
    instead: null,
    rubric: null,
  },
  good_evidence: "Two real decisions.",
  good: "Students chose the topic.",
  weak: "Students can give input.",
  applies: true,
  because: [],
  severity: "concern",
  may_be_condition: true,
  may_be_not_applicable: false,
  inherited: false,
  state: "open",
  gaps: [gap],
};
const text = {
  ...decide,
  id: "listing.text",
  question: "What is it called, and what is it?",
  section: "listing",
  evidence: null,
  state: "answered",
  gaps: [],
};
const checklist = {
  version: 1,
  kind: "gate",
  minutes: 3,
  ground_rule: "",
  not_applicable: "",
  applies: true,
  because: [],
};
const report = {
  complete: false,
  done: 1,
  total: 2,
  facts_missing: [],
  checklists: [
    { ...checklist, id: "listing", title: "The listing", items: [text] },
    { ...checklist, id: "student-roles", title: "Student roles", items: [decide] },
  ],
};
const submit = { name: "submit", label: "Submit for review", does: "", needs_reason: false, inputs: [] };
const proposal = {
  id,
  kind: "event",
  title: "Clinic",
  state: "draft",
  public_status: null,
  event: null,
  chapter,
  cohosts: [],
  may_confirm_for: [],
  starts: null,
  time_zone: "UTC",
  complete: false,
  done: 1,
  total: 2,
  next_step: "",
  promised_answer: null,
  changed_at: "2026-11-05T12:00:00Z",
  level: { name: "standard", reviewers: 1, trained: 0, days: 5 },
  may_write: true,
  writable: true,
  reach: "reviewers",
  program: null,
  versions: { facts: 1, listing: 4 },
  document: { facts: { has_speakers: false }, listing: { title: "Clinic" }, answers: {} },
  problems: {},
  withdrawn: [],
  report,
  moves: [
    {
      ...submit,
      allowed: false,
      why_not: "1 answer is still missing.",
      why_not_code: "incomplete",
      why_not_status: 422,
    },
  ],
  newer_checklists: [],
  revision: null,
  approved_revision: null,
};
const saved = (section: string, version: number, value: object) => ({
  section,
  version,
  value,
  problems: {},
  report,
  moves: [],
});

const answers = {
  "GET /api/me": ada,
  "GET /api/document-form": form,
  [`GET /api/proposals/${id}`]: proposal,
  [`GET /api/proposals/${id}/preview`]: { schedule: null },
  "GET /api/proposals": { results: [], next: null },
  "GET /api/chapters": [],
  "GET /api/topics": [],
  "POST /api/language-hints": { hints: [] },
};

// The page waits a moment before it saves, and so must who watches it.
vi.setConfig({ testTimeout: 20_000 });
beforeEach(() => localStorage.clear());

test("what is typed is saved over the version last seen, and the page says so", async () => {
  const asked = serve({
    ...answers,
    [`PATCH /api/proposals/${id}/sections/listing`]: saved("listing", 5, { title: "Clinic night" }),
  });
  const { user } = open(`/proposals/${id}?step=listing`);

  await user.type(await screen.findByLabelText("Title"), " night");

  expect(await screen.findByText(/^Saved \d\d:\d\d$/, {}, { timeout: 3000 })).toBeVisible();
  expect(asked.filter(({ method }) => method === "PATCH").map(({ body }) => body)).toEqual([
    { version: 4, value: { title: "Clinic night" } },
  ]);
});

test("a clash shows both versions, and what is chosen goes on top of theirs", async () => {
  const theirs = { version: 9, value: { title: "Rights clinic" }, by: "Lin", at: "2026-11-05T12:00:00Z" };
  const bodies: unknown[] = [];
  serve({
    ...answers,
    // Another proposal than before: an outbox outlives its page.
    "GET /api/proposals/clash": { ...proposal, id: "clash" },
    "PATCH /api/proposals/clash/sections/listing": ({ body }: { body: unknown }) => {
      bodies.push(body);
      return (body as { version: number }).version === 9
        ? saved("listing", 10, (body as { value: object }).value)
        : refusal(409, "section_changed", "Lin saved this part while you were writing.", { theirs });
    },
  });
  const { user } = open("/proposals/clash?step=listing");

  await user.type(await screen.findByLabelText("Title"), " night");
  const dialog = within(await screen.findByRole("dialog", { name: /^Lin changed/ }, { timeout: 3000 }));
  expect(dialog.getByText("Clinic night")).toBeInTheDocument();
  expect(dialog.getByText("Rights clinic")).toBeInTheDocument();
  await user.click(dialog.getByLabelText("Let me join them"));
  await user.clear(dialog.getByLabelText("What it shall say"));
  await user.type(dialog.getByLabelText("What it shall say"), "Rights clinic night");
  await user.click(dialog.getByText("Keep what I chose"));

  await waitFor(() => expect(bodies.at(-1)).toEqual({ version: 9, value: { title: "Rights clinic night" } }));
  expect(screen.getByLabelText("Title")).toHaveValue("Rights clinic night");
});

test("what is missing leads to its field, also on another step", async () => {
  serve({ ...answers, "GET /api/proposals/gaps": { ...proposal, id: "gaps" } });
  const { user } = open("/proposals/gaps?step=check");

  await user.click(await screen.findByRole("link", { name: gap.message }));

  await waitFor(() => expect(document.activeElement?.id).toBe("answers-sr.decide"));
  expect(screen.getByRole("heading", { level: 2, name: "People" })).toBeVisible();
});

test("a move that is not ready stands there with what it waits for", async () => {
  serve({ ...answers, "GET /api/proposals/moves": { ...proposal, id: "moves" } });
  open("/proposals/moves?step=check");

  const button = await screen.findByRole("button", { name: "Submit for review" });

  expect(button).toHaveAttribute("aria-disabled", "true");
  expect(button).toHaveAccessibleDescription("1 answer is still missing.");
});

test("an answer may be an honest 'not yet', and goes back to what was written before", async () => {
  const bodies: unknown[] = [];
  serve({
    ...answers,
    "GET /api/proposals/honest": { ...proposal, id: "honest" },
    "PATCH /api/proposals/honest/sections/:section": ({
      body,
    }: {
      body: { version: number; value: object };
    }) => {
      bodies.push(body.value);
      return saved("answers:sr.decide", body.version + 1, body.value);
    },
  });
  const { user } = open("/proposals/honest?step=people");

  await user.type(await screen.findByRole("textbox", { name: decide.question }), "The topic.");
  await user.click(screen.getByRole("button", { name: "Not yet: we say by when" }));
  await user.type(screen.getByLabelText("Who sees to it"), "Mika");
  await waitFor(() => expect(bodies.at(-1)).toEqual({ state: "not_yet", who: "Mika" }), { timeout: 3000 });
  await user.click(screen.getByRole("button", { name: "Answer it instead" }));

  expect(screen.getByRole("textbox", { name: decide.question })).toHaveValue("The topic.");
});
