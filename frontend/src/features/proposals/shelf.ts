/**
 * Where unsent sections lie on this device: one entry per person, proposal, section and tab, so that two tabs never
 * write over each other. A tab that is gone leaves its entries behind; the next one takes them up.
 */

import type { Key, Unsent } from "./outbox";
import { newRowId } from "./rows";

const prefix = "commonhour.unsent";

export class Shelf {
  private readonly place: string;
  private readonly own = new Map<Key, string>();
  private alive: ReadonlySet<string> = new Set();
  private known = false;

  constructor(
    userId: string,
    proposalId: string,
    private readonly tab: string = thisTab,
    private readonly store: Storage | undefined = storage(),
  ) {
    this.place = `${prefix}/${userId}/${proposalId}/`;
  }

  /** Learn which other tabs are still open; before that, nothing of another tab is touched. */
  async look(): Promise<void> {
    this.alive = await openTabs();
    this.known = true;
  }

  put(key: Key, entry: Unsent): void {
    const at = `${this.place}${key}/${this.tab}`;
    this.own.set(key, at);
    try {
      this.store?.setItem(at, JSON.stringify(entry));
    } catch {
      // Full or forbidden: the entry still lives in this page.
    }
  }

  drop(key: Key): void {
    const at = this.own.get(key);
    if (at) {
      this.store?.removeItem(at);
      this.own.delete(key);
    }
  }

  /** What closed tabs left unsent, once after each look: at most one entry a section, the next one another time. */
  takeUp(): [Key, Unsent][] {
    if (!this.known || !this.store) {
      return [];
    }
    this.known = false;
    const found = new Map<Key, { at: string; entry: Unsent }>();
    for (const at of Object.keys(this.store)) {
      const [key, tab] = at.startsWith(this.place) ? at.slice(this.place.length).split("/") : [];
      if (!key || !tab || this.own.has(key) || (tab !== this.tab && this.alive.has(tab)) || found.has(key)) {
        continue;
      }
      const entry = read(this.store.getItem(at));
      if (entry) {
        found.set(key, { at, entry });
      }
    }
    return [...found].map(([key, { at, entry }]) => {
      this.store?.removeItem(at);
      this.put(key, entry);
      return [key, entry];
    });
  }
}

/** The proposals one person has unsent text of on this device, whichever tab wrote it. */
export function unsentProposals(userId: string, store: Storage | undefined = storage()): string[] {
  const place = `${prefix}/${userId}/`;
  const entries = Object.keys(store ?? {}).filter((at) => at.startsWith(place));
  return [...new Set(entries.map((at) => at.slice(place.length).split("/")[0] ?? ""))];
}

/** Take everything one person left unsent off this device. They have been asked. */
export function clearUnsent(userId: string, store: Storage | undefined = storage()): void {
  for (const at of Object.keys(store ?? {})) {
    if (at.startsWith(`${prefix}/${userId}/`)) {
      store?.removeItem(at);
    }
  }
}

function read(text: string | null): Unsent | null {
  try {
    const entry = JSON.parse(text ?? "null") as Unsent | null;
    return entry && typeof entry.version === "number" && "value" in entry ? entry : null;
  } catch {
    return null;
  }
}

function storage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

const thisTab = newRowId();
const lockOf = (tab: string) => `${prefix}/${tab}`;

// Held as long as this page lives, so that others can tell its entries from those of a closed tab.
globalThis.navigator?.locks?.request(lockOf(thisTab), () => new Promise<never>(() => undefined));

async function openTabs(): Promise<ReadonlySet<string>> {
  const held = (await globalThis.navigator?.locks?.query())?.held ?? [];
  return new Set(held.map((lock) => lock.name?.slice(prefix.length + 1) ?? ""));
}
