/** The words of a review, said once. */
import { formatDay, isPlainDate } from "@/ui/dates";
import type { Level, Result, VerdictWord } from "./types";

export const verdictNames: Record<VerdictWord, string> = {
  met: "Met",
  met_with_condition: "Met with a condition",
  ask: "Ask",
  not_met: "Not met",
  not_applicable_accepted: "Accept that it does not apply",
};

export const verdictTones: Record<VerdictWord, "good" | "warn" | "info" | "error"> = {
  met: "good",
  met_with_condition: "warn",
  ask: "info",
  not_met: "error",
  not_applicable_accepted: "good",
};

export const verdictHints: Partial<Record<VerdictWord, { label: string; hint: string }>> = {
  met_with_condition: {
    label: "What must still happen?",
    hint: "It can be published, if this is done by the day you set. These words become public on the event's page: name nobody, and nothing private.",
  },
  ask: {
    label: "What do you ask?",
    hint: "An explanation is enough; nothing needs to be rewritten. Your promised date waits for the answer, once.",
  },
  not_met: {
    label: "What would meet it?",
    hint: "Name the way to yes, about arrangements and not about persons.",
  },
};

export const resultNames: Record<Result, string> = {
  publish: "Publish",
  publish_with_conditions: "Publish with conditions",
  changes_needed: "Changes needed",
};

export const resultTones: Record<Result, "good" | "warn" | "error"> = {
  publish: "good",
  publish_with_conditions: "warn",
  changes_needed: "error",
};

export const levelNames: Record<Level, string> = { light: "Light", standard: "Standard", careful: "Careful" };

export const levelTones: Record<Level, "neutral" | "info" | "brand"> = {
  light: "neutral",
  standard: "info",
  careful: "brand",
};

/** "today", "2 days left", "3 days late". */
export function daysLeftWords(days: number): string {
  if (days === 0) {
    return "due today";
  }
  const count = Math.abs(days);
  const unit = count === 1 ? "day" : "days";
  return days < 0 ? `${count} ${unit} late` : `${count} ${unit} left`;
}

/** A local time or day of the document, as a day. */
export function startDay(starts: string | null): string {
  const day = starts?.slice(0, 10);
  return day && isPlainDate(day) ? formatDay(day, "long") : "no date yet";
}
