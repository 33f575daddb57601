import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError, NoAnswer } from "@/api/errors";
import type { Json } from "@/features/checklists/types";
import { type Kept, type Key, Outbox, type Send, type Unsent } from "./outbox";
import { Shelf } from "./shelf";

/** A server with versions, as the real one: it refuses what did not grow from what it has. */
class Server {
  sections = new Map<Key, Kept>([
    ["listing", { version: 1, value: { title: "Rights at work", summary: "" } }],
  ]);
  asked: Key[] = [];
  trouble: Error | null = null;

  send: Send = async (key, { version, value }) => {
    this.asked.push(key);
    if (this.trouble) {
      throw this.trouble;
    }
    const before = this.sections.get(key) ?? { version: 0, value: {} };
    if (before.version !== version) {
      throw new ApiError(409, {
        code: "section_changed",
        detail: "Lin saved this part while you were writing.",
        theirs: { ...before, by: "Lin", at: "2026-11-05T12:00:00Z" },
      });
    }
    const kept = { version: version + 1, value };
    this.sections.set(key, kept);
    return kept;
  };

  /** Lin writes from elsewhere. */
  linWrites(key: Key, value: Json): void {
    this.sections.set(key, { version: (this.sections.get(key)?.version ?? 0) + 1, value });
  }
}

const signedOut = () => new ApiError(401, { code: "sign_in_first", detail: "Sign in first." });
const refused = () =>
  new ApiError(400, {
    code: "bad_input",
    detail: "Too long.",
    fields: { title: ["At most 120 characters fit here."] },
  });

let server: Server;
const opened = (tab = "tab1", user = "ada") => {
  const shelf = new Shelf(user, "p1", tab, localStorage);
  const outbox = new Outbox(server.send, shelf, {}, () => new Date("2026-11-05T14:02:00Z"));
  outbox.accept(server.sections);
  return { outbox, shelf };
};
const later = () => vi.advanceTimersByTimeAsync(1000);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  server = new Server();
});
afterEach(() => vi.useRealTimers());

test("what is typed is sent a moment later, once", async () => {
  const { outbox } = opened();

  outbox.change("listing", { title: "Rights at wor", summary: "" });
  outbox.change("listing", { title: "Rights at work night", summary: "" });
  expect(outbox.status).toEqual({ kind: "waiting" });
  await later();

  expect(server.asked).toEqual(["listing"]);
  expect(server.sections.get("listing")?.value).toEqual({ title: "Rights at work night", summary: "" });
  expect(outbox.status).toEqual({ kind: "saved", at: new Date("2026-11-05T14:02:00Z") });
  expect(localStorage.length).toBe(0);
});

test("what is typed and taken back is not sent", async () => {
  const { outbox } = opened();

  outbox.change("listing", { title: "Rights at work!", summary: "" });
  outbox.change("listing", { title: "Rights at work", summary: "" });
  await later();

  expect(server.asked).toEqual([]);
  expect(outbox.hasUnsent).toBe(false);
});

test("without a network it waits on this device and goes when the network is back", async () => {
  const { outbox } = opened();
  server.trouble = new NoAnswer(new TypeError("Failed to fetch"));

  outbox.change("listing", { title: "Written in the train", summary: "" });
  await later();
  expect(outbox.status).toEqual({ kind: "unsent", why: "offline" });
  expect(localStorage.length).toBe(1);

  server.trouble = null;
  await outbox.flush();

  expect(server.sections.get("listing")?.value).toEqual({ title: "Written in the train", summary: "" });
  expect(outbox.status.kind).toBe("saved");
});

test("a page closed without a network loses nothing: the next one takes it up", async () => {
  const first = opened("tab1");
  server.trouble = new NoAnswer(new TypeError("Failed to fetch"));
  first.outbox.change("listing", { title: "Written in the train", summary: "" });
  await later();

  server.trouble = null;
  const second = opened("tab2");
  await second.shelf.look();
  second.outbox.accept([]);
  expect(second.outbox.valueOf("listing")).toEqual({ title: "Written in the train", summary: "" });
  await later();

  expect(server.sections.get("listing")?.value).toEqual({ title: "Written in the train", summary: "" });
});

test("what one person left is not shown or sent for another", async () => {
  const ada = opened("tab1", "ada");
  server.trouble = signedOut();
  ada.outbox.change("listing", { title: "Ada's words", summary: "" });
  await later();

  server.trouble = null;
  server.asked = [];
  const oz = opened("tab2", "oz");
  await oz.shelf.look();
  oz.outbox.accept([]);
  await later();

  expect(oz.outbox.valueOf("listing")).toEqual({ title: "Rights at work", summary: "" });
  expect(server.asked).toEqual([]);
});

test("signed out, it asks once and not at every key, and goes on when told", async () => {
  const { outbox } = opened();
  server.trouble = signedOut();

  outbox.change("listing", { title: "One", summary: "" });
  await later();
  outbox.change("listing", { title: "One two", summary: "" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(outbox.status).toEqual({ kind: "unsent", why: "signed_out" });
  expect(server.asked.length).toBe(1);

  server.trouble = null;
  await outbox.flush();
  expect(server.sections.get("listing")?.value).toEqual({ title: "One two", summary: "" });
});

test("two people in different fields of a section are joined", async () => {
  const { outbox } = opened();
  server.linWrites("listing", { title: "Rights at work", summary: "Bring a pay slip." });

  outbox.change("listing", { title: "Know your rights", summary: "" });
  await later();

  expect(server.sections.get("listing")?.value).toEqual({
    title: "Know your rights",
    summary: "Bring a pay slip.",
  });
  expect(outbox.clashes.size).toBe(0);
});

test("two people in the same field: both versions stand, nothing is sent until someone chooses", async () => {
  const { outbox } = opened();
  server.linWrites("listing", { title: "Wages night", summary: "" });

  outbox.change("listing", { title: "Know your rights", summary: "" });
  await later();

  expect(outbox.status).toEqual({ kind: "unsent", why: "clash" });
  expect(outbox.clashes.get("listing")?.clashes).toEqual([
    { path: ["title"], mine: "Know your rights", theirs: "Wages night" },
  ]);
  expect(server.sections.get("listing")?.value).toEqual({ title: "Wages night", summary: "" });

  outbox.settle("listing", { title: "Know your rights at work", summary: "" });
  await later();

  expect(server.sections.get("listing")).toEqual({
    version: 3,
    value: { title: "Know your rights at work", summary: "" },
  });
  expect(localStorage.length).toBe(0);
});

test("two tabs of one person clash like two people, and neither writes over the other's shelf", async () => {
  const one = opened("tab1");
  const two = opened("tab2");
  server.trouble = new NoAnswer(new TypeError("Failed to fetch"));
  one.outbox.change("listing", { title: "From the first", summary: "" });
  two.outbox.change("listing", { title: "From the second", summary: "" });
  await later();
  expect(localStorage.length).toBe(2);

  server.trouble = null;
  await one.outbox.flush();
  await two.outbox.flush();

  expect(server.sections.get("listing")?.value).toEqual({ title: "From the first", summary: "" });
  expect(two.outbox.clashes.get("listing")?.clashes[0]).toEqual({
    path: ["title"],
    mine: "From the second",
    theirs: "From the first",
  });
});

test("a tab takes in what another has saved, where it has typed nothing itself", () => {
  const { outbox } = opened();

  outbox.accept([["listing", { version: 2, value: { title: "From the other tab", summary: "" } }]]);
  outbox.accept([["listing", { version: 1, value: { title: "Late and old", summary: "" } }]]);

  expect(outbox.valueOf("listing")).toEqual({ title: "From the other tab", summary: "" });
});

test("what the server will not take is kept, marked, and not sent again until it is changed", async () => {
  const { outbox } = opened();
  server.trouble = refused();

  outbox.change("listing", { title: "x".repeat(121), summary: "" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.asked.length).toBe(1);
  expect(outbox.refusalOf("listing")?.fields).toEqual({ title: ["At most 120 characters fit here."] });
  expect(outbox.hasUnsent).toBe(true);

  server.trouble = null;
  outbox.change("listing", { title: "x".repeat(100), summary: "" });
  await later();
  expect(outbox.status.kind).toBe("saved");
});

test("one field that cannot be kept does not hold up the others of its section", async () => {
  const { send } = server;
  const { outbox } = opened();
  server.send = send;
  const strict = new Outbox(
    (key, body) =>
      (body.value as { title: string }).title.length > 120 ? Promise.reject(refused()) : send(key, body),
    new Shelf("ada", "p1", "tab8", localStorage),
  );
  strict.accept(server.sections);

  strict.change("listing", { title: "x".repeat(121), summary: "Bring a pay slip." });
  await later();

  expect(server.sections.get("listing")?.value).toEqual({
    title: "Rights at work",
    summary: "Bring a pay slip.",
  });
  expect(strict.valueOf("listing")).toEqual({ title: "x".repeat(121), summary: "Bring a pay slip." });
  expect(strict.status).toMatchObject({ kind: "unsent", why: "refused", key: "listing" });

  strict.change("listing", { title: "Short", summary: "Bring a pay slip." });
  await later();

  expect(server.sections.get("listing")?.value).toEqual({ title: "Short", summary: "Bring a pay slip." });
  expect(strict.status.kind).toBe("saved");
  expect(outbox.hasUnsent).toBe(false);
});

test("one refused section does not hold up the others", async () => {
  const { outbox } = opened();
  const send = server.send;
  server.send = async (key, body) => {
    if (key === "listing") {
      throw refused();
    }
    return send(key, body);
  };
  const shelf = new Shelf("ada", "p1", "tab9", localStorage);
  const both = new Outbox(server.send, shelf);
  both.accept(server.sections);

  both.change("listing", { title: "", summary: "" });
  both.change("answers:sr.decide", { state: "answered", value: "The topic." });
  await later();

  expect(server.sections.get("answers:sr.decide")?.version).toBe(1);
  expect(both.status).toMatchObject({ kind: "unsent", why: "refused" });
  expect(outbox.hasUnsent).toBe(false);
});

test("what is typed while a section travels is sent after it, over the new version", async () => {
  const { outbox } = opened();
  let arrive: (kept: Kept) => void = () => undefined;
  const slow = new Outbox(
    () => new Promise((resolve) => (arrive = resolve)),
    new Shelf("ada", "p2", "t", localStorage),
  );
  slow.accept(server.sections);

  slow.change("listing", { title: "First", summary: "" });
  await later();
  slow.change("listing", { title: "First and second", summary: "" });
  arrive({ version: 2, value: { title: "First", summary: "" } });
  await vi.advanceTimersByTimeAsync(0);

  expect(slow.valueOf("listing")).toEqual({ title: "First and second", summary: "" });
  const left = JSON.parse(localStorage.getItem("commonhour.unsent/ada/p2/listing/t") ?? "null") as Unsent;
  expect(left.version).toBe(2);
  expect(outbox.hasUnsent).toBe(false);
});
