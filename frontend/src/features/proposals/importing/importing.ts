/** Somebody's calendar file on its way to drafts: read by the server, which keeps nothing until drafts are started. */
import { api, bodyOf } from "@/api/client";
import type { Api } from "@/api/types";

export type Preview = Api["PreviewOut"];
export type ReadEvent = Api["ReadEventOut"];
export type Note = Api["NoteOut"];
export type Draft = Api["DraftOut"];

/** What was given: a file's bytes in base 64, or the text that someone pasted. */
export type Given = { file: string } | { text: string };

export const readCalendarFile = (chapter: string, given: Given): Promise<Preview> =>
  bodyOf(api.POST("/api/proposals/imports", { body: { chapter, ...given } }));

export async function startDrafts(chapter: string, given: Given, numbers: number[]): Promise<Draft[]> {
  const { drafts } = await bodyOf(
    api.POST("/api/proposals/imports/drafts", { body: { chapter, ...given, numbers } }),
  );
  return drafts;
}

/** Larger files the server would not even take; how much it reads, it says itself. */
export const largest = 1_700_000;

/** A file's bytes, whatever its encoding: the server finds out which it is. */
export async function bytesOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let letters = "";
  for (let start = 0; start < bytes.length; start += 8192) {
    letters += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(letters);
}

/** Chosen beforehand: what is still to come, takes place and was not imported before. */
export function usualChoice(preview: Preview): Set<number> {
  const usual = preview.events.filter((event) => !(event.cancelled || event.over || event.known));
  return new Set(usual.slice(0, preview.most_drafts).map((event) => event.number));
}

/** What became of the parts of one event, those first that someone must look at. */
export function byFate(notes: readonly Note[]): { fate: Note["fate"]; notes: Note[] }[] {
  return fates
    .map((fate) => ({ fate, notes: notes.filter((note) => note.fate === fate) }))
    .filter((group) => group.notes.length > 0);
}

const fates = ["check", "changed", "left_out"] as const satisfies readonly Note["fate"][];

/** Pasted text, kept for this tab alone: neither a reload nor signing in again loses it. */
export const pasted = {
  read: (): string => storage()?.getItem(place) ?? "",
  keep(text: string): void {
    try {
      storage()?.setItem(place, text);
    } catch {
      // Too much for the browser's shelf: it still stands in the page.
    }
  },
  drop: (): void => storage()?.removeItem(place),
};

const place = "commonhour.import";

function storage(): Storage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}
