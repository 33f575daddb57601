/**
 * What was typed and is not yet on the server. Every change goes on the shelf (this device) first and to the server a
 * moment later, with the version it grew from. Nothing leaves the shelf before the server has said that it has it.
 */
import { ApiError, sentenceOf } from "@/api/errors";
import type { Json } from "@/features/checklists/types";
import { type Clash, merge, same, without } from "./merge";
import type { Shelf } from "./shelf";

/** A section's name, or "answers:<item id>" for one answer. */
export type Key = string;

export type Kept = { version: number; value: Json };
export type Theirs = Kept & { by: string | null; at: string | null };
export type Unsent = { value: Json; version: number; base: Json | undefined };
export type SectionClash = { merged: Json; clashes: Clash[]; theirs: Theirs };
export type Refused = { sentence: string; fields: Record<string, string[]> };

export type Status =
  | { kind: "idle" }
  | { kind: "waiting" }
  | { kind: "saving" }
  | { kind: "saved"; at: Date }
  | { kind: "unsent"; why: "offline" | "signed_out" | "clash" }
  | { kind: "unsent"; why: "refused"; key: Key; refused: Refused };

export type Send = (key: Key, body: Kept) => Promise<Kept>;

const moment = 800;
const patience = [3_000, 6_000, 12_000, 30_000];

export class Outbox {
  private kept = new Map<Key, Kept>();
  private readonly unsent = new Map<Key, Unsent>();
  private readonly clashing = new Map<Key, SectionClash>();
  private readonly refusals = new Map<Key, Refused>();
  private readonly listeners = new Set<() => void>();
  private sending: Key | null = null;
  private running: Promise<void> | null = null;
  private savedAt: Date | null = null;
  private trouble: "offline" | "signed_out" | null = null;
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private state: Status = { kind: "idle" };

  constructor(
    private readonly send: Send,
    private readonly shelf: Shelf,
    private readonly told: {
      /** The server has it now: other tabs want to know. */
      onSaved?: (key: Key, kept: Kept) => void;
      /** Someone else wrote in the same section, and both fitted together. */
      onMerged?: (key: Key, theirs: Theirs) => void;
    } = {},
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** What the server has. Newer versions are taken in wherever nothing of ours waits. */
  accept(kept: Iterable<[Key, Kept]>): void {
    let news = false;
    for (const [key, each] of kept) {
      const before = this.kept.get(key);
      if (before && before.version >= each.version) {
        continue;
      }
      this.kept.set(key, each);
      news = true;
    }
    for (const [key, entry] of this.shelf.takeUp()) {
      if (!this.unsent.has(key)) {
        this.take(key, entry);
        news = true;
      }
    }
    if (news) {
      this.tell();
    }
    if (this.unsent.size > 0) {
      this.later(0);
    }
  }

  valueOf(key: Key): Json | undefined {
    return this.unsent.get(key)?.value ?? this.kept.get(key)?.value;
  }

  change(key: Key, value: Json): void {
    const kept = this.kept.get(key);
    const before = this.unsent.get(key);
    const entry: Unsent = before
      ? { ...before, value }
      : { value, version: kept?.version ?? 0, base: kept?.value };
    this.refusals.delete(key);
    // Typed and taken back before it was sent: there is nothing to send.
    if (this.sending !== key && !this.clashing.has(key) && kept && same(kept.value, value)) {
      this.drop(key);
      this.tell();
      return;
    }
    this.unsent.set(key, entry);
    this.shelf.put(key, entry);
    this.tell();
    this.later(moment);
  }

  /** Send what waits, now: the network is back, the same person has signed in again, or they leave the page. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    // Who waits for it waits also for what is under way already.
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** A clash is settled: this is what it shall say, on top of what they wrote. */
  settle(key: Key, value: Json): void {
    const clash = this.clashing.get(key);
    if (!clash) {
      return;
    }
    this.clashing.delete(key);
    this.kept.set(key, { version: clash.theirs.version, value: clash.theirs.value });
    if (same(value, clash.theirs.value)) {
      this.drop(key);
      this.tell();
      return;
    }
    const entry = { value, version: clash.theirs.version, base: clash.theirs.value };
    this.unsent.set(key, entry);
    this.shelf.put(key, entry);
    this.tell();
    this.later(0);
  }

  get refused(): ReadonlyMap<Key, Refused> {
    return this.refusals;
  }

  /** Let go of a text that the server will not take, after the person has said so. */
  forget(key: Key): void {
    this.drop(key);
    this.tell();
  }

  /** The same for everything that waits: they leave this device and take nothing along. */
  forgetAll(): void {
    for (const key of [...this.unsent.keys()]) {
      this.drop(key);
    }
    clearTimeout(this.timer);
    this.tell();
  }

  get status(): Status {
    return this.state;
  }

  get clashes(): ReadonlyMap<Key, SectionClash> {
    return this.clashing;
  }

  refusalOf(key: Key): Refused | undefined {
    return this.refusals.get(key);
  }

  get hasUnsent(): boolean {
    return this.unsent.size > 0;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private async run(): Promise<void> {
    while (this.sending === null) {
      const next = [...this.unsent].find(([key]) => !this.clashing.has(key) && !this.refusals.has(key));
      if (!next) {
        return;
      }
      const goOn = await this.sendOne(...next);
      if (!goOn) {
        return;
      }
    }
  }

  /** Whether the next one may be tried at once. */
  private async sendOne(key: Key, entry: Unsent): Promise<boolean> {
    this.sending = key;
    this.tell();
    try {
      const kept = await this.send(key, { version: entry.version, value: entry.value });
      this.sending = null;
      this.arrived(key, entry, kept);
      return true;
    } catch (error) {
      this.sending = null;
      return await this.failed(key, entry, error);
    }
  }

  private arrived(key: Key, entry: Unsent, kept: Kept): void {
    this.trouble = null;
    this.tries = 0;
    this.savedAt = this.now();
    this.kept.set(key, kept);
    const newest = this.unsent.get(key);
    if (newest && newest.value !== entry.value) {
      // More was typed while it travelled.
      const rest = { value: newest.value, version: kept.version, base: kept.value };
      this.unsent.set(key, rest);
      this.shelf.put(key, rest);
    } else {
      this.drop(key);
    }
    this.told.onSaved?.(key, kept);
    this.tell();
  }

  private async failed(key: Key, entry: Unsent, error: unknown): Promise<boolean> {
    if (error instanceof ApiError && error.code === "section_changed") {
      this.met(key, entry, error.envelope.theirs as Theirs);
      return true;
    }
    const answered = error instanceof ApiError && error.status < 500 && error.status !== 429;
    if (answered && error.status !== 401 && error.code !== "page_too_old") {
      this.trouble = null;
      await this.keepTheRest(key, entry, error);
      this.tell();
      return true;
    }
    this.trouble = error instanceof ApiError && error.status === 401 ? "signed_out" : "offline";
    this.tell();
    this.later(patience[Math.min(this.tries++, patience.length - 1)] as number);
    return false;
  }

  /** One field cannot be kept as it is: the others of its section are saved all the same, and it waits, marked. */
  private async keepTheRest(key: Key, entry: Unsent, error: ApiError): Promise<void> {
    const rest = without(entry.value, entry.base, Object.keys(error.fields));
    const partly = Object.keys(error.fields).length > 0 && !same(rest, entry.base ?? null);
    const kept = partly && (await this.quietly(key, { version: entry.version, value: rest }));
    const mine = this.unsent.get(key) ?? entry;
    if (kept) {
      this.kept.set(key, kept);
      this.take(key, { value: mine.value, version: kept.version, base: kept.value });
      this.told.onSaved?.(key, kept);
    }
    // Typed over in the meantime: it is tried as it is now.
    if (mine.value === entry.value) {
      this.refusals.set(key, { sentence: sentenceOf(error), fields: error.fields });
    }
  }

  private async quietly(key: Key, body: Kept): Promise<Kept | false> {
    this.sending = key;
    try {
      return await this.send(key, body);
    } catch {
      return false;
    } finally {
      this.sending = null;
    }
  }

  /** Someone was faster. What fits together is joined and sent on; the rest waits for a person. */
  private met(key: Key, entry: Unsent, theirs: Theirs): void {
    const mine = this.unsent.get(key)?.value ?? entry.value;
    const { merged, clashes } = merge(entry.base, mine, theirs.value);
    if (clashes.length > 0) {
      this.clashing.set(key, { merged, clashes, theirs });
      this.tell();
      return;
    }
    this.kept.set(key, { version: theirs.version, value: theirs.value });
    if (same(merged, theirs.value)) {
      this.drop(key);
      this.savedAt = this.now();
    } else {
      this.take(key, { value: merged, version: theirs.version, base: theirs.value });
      this.told.onMerged?.(key, theirs);
    }
    this.tell();
  }

  private take(key: Key, entry: Unsent): void {
    this.unsent.set(key, entry);
    this.shelf.put(key, entry);
  }

  private drop(key: Key): void {
    this.unsent.delete(key);
    this.clashing.delete(key);
    this.refusals.delete(key);
    this.shelf.drop(key);
  }

  private later(wait: number): void {
    clearTimeout(this.timer);
    // Someone who is signed out is asked once, not at every key; `flush` goes on when they are back.
    if (this.trouble !== "signed_out") {
      this.timer = setTimeout(() => void this.flush(), wait);
    }
  }

  private tell(): void {
    this.state = this.currentStatus();
    for (const listener of this.listeners) {
      listener();
    }
  }

  private currentStatus(): Status {
    if (this.trouble) {
      return { kind: "unsent", why: this.trouble };
    }
    if (this.clashing.size > 0) {
      return { kind: "unsent", why: "clash" };
    }
    for (const [key, refused] of this.refusals) {
      return { kind: "unsent", why: "refused", key, refused };
    }
    if (this.sending !== null) {
      return { kind: "saving" };
    }
    if (this.unsent.size > 0) {
      return { kind: "waiting" };
    }
    return this.savedAt ? { kind: "saved", at: this.savedAt } : { kind: "idle" };
  }
}
