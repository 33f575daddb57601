/** The short queue of messages waiting to be read out; ToastRegion draws it. */
import type { Tone } from "./Notice";

export type Toast = {
  id: number;
  tone: Tone;
  message: string;
  action?: { label: string; run: () => void };
};

const lasting = 8000;
let nextId = 1;
let waiting: readonly Toast[] = [];
const listeners = new Set<() => void>();

/**
 * Say that something happened ("Saved.", "Link copied."). An action is the way back, such as Undo.
 * Problems and messages with an action stay until they are closed: nobody should have to be quick.
 */
export function toast(message: string, options: { tone?: Tone; action?: Toast["action"] } = {}): void {
  const added: Toast = { id: nextId++, tone: options.tone ?? "good", message, action: options.action };
  change([...waiting.filter((each) => each.message !== message), added].slice(-3));
  if (added.tone !== "error" && !added.action) {
    setTimeout(() => dismiss(added.id), lasting);
  }
}

export function dismiss(id: number): void {
  change(waiting.filter((each) => each.id !== id));
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function current(): readonly Toast[] {
  return waiting;
}

function change(next: readonly Toast[]): void {
  waiting = next;
  for (const listener of listeners) {
    listener();
  }
}
