import { expect, test } from "vitest";
import type { ChecklistReport, ItemReport, Report } from "@/features/checklists/types";
import { fieldId, idOfGap, idOfPath } from "./fieldIds";
import { hostsOf, stepOfGap, stepsOf } from "./steps";

const item = (id: string, part: Partial<ItemReport> = {}): ItemReport =>
  ({
    id,
    question: `${id}?`,
    required: true,
    applies: true,
    section: "answers",
    state: "open",
    evidence: { type: "text" },
    gaps: [{ section: "answers", field: null, row: id, message: "Write an answer." }],
    ...part,
  }) as ItemReport;

const checklist = (id: string, items: ItemReport[]): ChecklistReport =>
  ({ id, title: id, items, applies: true }) as ChecklistReport;

const report = (checklists: ChecklistReport[], missing: string[] = []): Report => ({
  complete: false,
  done: 0,
  total: 0,
  facts_missing: missing,
  checklists,
});

test("a short answer is asked where its checklist is, a record where the records are", () => {
  const found = report([
    checklist("harm-reduction", [
      item("hr.who"),
      item("hr.note", {
        section: "listing",
        gaps: [{ section: "listing", field: "content_note", row: null, message: "" }],
      }),
    ]),
  ]);

  expect(stepOfGap({ section: "answers", field: null, row: "hr.who", message: "" }, found)).toBe("care");
  expect(stepOfGap({ section: "listing", field: "content_note", row: null, message: "" }, found)).toBe(
    "listing",
  );
  expect(stepOfGap({ section: "facts", field: "visibility", row: null, message: "" }, found)).toBe("facts");
});

test("a chapter's own checklist has a place too", () => {
  const found = report([checklist("larkmoor-own", [item("lk.bikes")])]);

  expect(stepsOf(found, 17).map((step) => step.id)).toEqual(["facts", "listing", "values", "check"]);
});

test("a step in which nothing applies is left out, and counts only what is required", () => {
  const found = report(
    [
      checklist("student-roles", [
        item("sr.roles", { section: "roles", state: "answered", gaps: [] }),
        item("sr.decide"),
        item("sr.care", { required: false }),
      ]),
      checklist("sound-statistics", [item("st.list", { section: "figures", applies: false })]),
    ],
    ["audience", "alcohol"],
  );

  const steps = stepsOf(found, 17);

  expect(steps.map(({ id, done, total }) => [id, done, total])).toEqual([
    ["facts", 15, 17],
    ["listing", 0, 0],
    ["people", 1, 2],
    ["check", 0, 0],
  ]);
  expect(steps.find((step) => step.id === "people")?.gaps.map((gap) => gap.row)).toEqual(["sr.decide"]);
});

test("an honest 'not yet' and an accepted 'does not apply' are done", () => {
  const found = report([
    checklist("values", [
      item("va.views", { state: "not_yet" }),
      item("va.systems", { state: "not_applicable" }),
    ]),
  ]);

  expect(stepsOf(found, 17).find((step) => step.id === "values")).toMatchObject({
    done: 2,
    total: 2,
    gaps: [],
  });
});

test("records are edited under the first question they answer, and under the next when that one is set aside", () => {
  const found = report([
    checklist("local-action", [
      item("la.partner", {
        section: "partners",
        evidence: { type: "partner_list" } as ItemReport["evidence"],
      }),
    ]),
    checklist("open-working", [
      item("ow.partners", {
        section: "partners",
        evidence: { type: "partner_list" } as ItemReport["evidence"],
      }),
    ]),
  ]);

  expect(hostsOf(found, () => true).get("partners")).toBe("la.partner");
  expect(hostsOf(found, ({ id }) => id !== "la.partner").get("partners")).toBe("ow.partners");
});

test("access and the content note are two records of the listing", () => {
  const found = report([
    checklist("diverse-leadership", [
      item("dl.access", { section: "listing", evidence: { type: "access_plan" } as ItemReport["evidence"] }),
    ]),
    checklist("harm-reduction", [
      item("hr.note", { section: "listing", evidence: { type: "content_note" } as ItemReport["evidence"] }),
    ]),
  ]);

  expect([...hostsOf(found, () => true)]).toEqual([
    ["access_plan", "dl.access"],
    ["content_note", "hr.note"],
  ]);
});

test("every gap names its field on the page", () => {
  expect(idOfGap({ section: "roles", field: "hours", row: "abc123", message: "" })).toBe(
    "roles-abc123-hours",
  );
  expect(idOfGap({ section: "roles", field: null, row: null, message: "" })).toBe("roles");
  expect(idOfGap({ section: "answers", field: "by", row: "sr.prepare", message: "" })).toBe(
    "answers-sr.prepare-by",
  );
  expect(idOfGap({ section: "answers", field: null, row: "sr.decide", message: "" })).toBe(
    "answers-sr.decide",
  );
  expect(idOfGap({ section: "listing", field: "recurrence.until", row: null, message: "" })).toBe(
    fieldId("listing", "recurrence.until"),
  );
});

test("what the server names by its number is found by the id of its row", () => {
  expect(idOfPath("roles", "1.hours", [{ id: "aaaa" }, { id: "bbbb" }])).toBe("roles-bbbb-hours");
  expect(idOfPath("support", "services.0.name", { services: [{ id: "cccc" }] })).toBe("support-cccc-name");
  expect(
    idOfGap({ section: "figures", field: "0.source_link", row: null, message: "" }, [{ id: "ffff" }]),
  ).toBe("figures-ffff-source_link");
});
