/** My proposals by what they need next. Pure. */
import type { IconName } from "@/ui/Icon";
import type { ProposalLine } from "./types";

export type Group = { id: "mine" | "waiting" | "calendar" | "closed"; title: string; lines: ProposalLine[] };

export function groupsOf(lines: readonly ProposalLine[]): Group[] {
  return groups
    .map((group) => ({ ...group, lines: lines.filter((line) => groupOf(line) === group.id) }))
    .filter((group) => group.lines.length > 0);
}

function groupOf(line: ProposalLine): Group["id"] {
  switch (line.state) {
    case "draft":
    case "changes_needed":
      return "mine";
    case "submitted":
      return "waiting";
    case "withdrawn":
      return "closed";
    case "approved":
      return line.public_status === "cancelled" ? "closed" : "calendar";
  }
}

type Words = {
  words: string;
  tone: "neutral" | "brand" | "info" | "good" | "warn" | "error";
  icon?: IconName;
};

/** Where it stands, in two words. */
export function standingOf(line: ProposalLine): Words {
  switch (line.state) {
    case "draft":
      return line.event
        ? { words: "Amendment", tone: "brand", icon: "edit" }
        : { words: "Draft", tone: "neutral" };
    case "changes_needed":
      return { words: "Changes needed", tone: "warn", icon: "warning" };
    case "submitted":
      return { words: "In review", tone: "info", icon: "clock" };
    case "withdrawn":
      return { words: "Withdrawn", tone: "neutral" };
    case "approved":
      return publicWords[line.public_status ?? "scheduled"];
  }
}

const groups: { id: Group["id"]; title: string }[] = [
  { id: "mine", title: "Needs you" },
  { id: "waiting", title: "Waiting for reviewers" },
  { id: "calendar", title: "On the calendar" },
  { id: "closed", title: "Closed" },
];

const publicWords: Record<NonNullable<ProposalLine["public_status"]>, Words> = {
  scheduled: { words: "On the calendar", tone: "good", icon: "check" },
  postponed: { words: "Postponed", tone: "warn", icon: "clock" },
  cancelled: { words: "Cancelled", tone: "error", icon: "stop" },
  held: { words: "Out of view", tone: "warn", icon: "warning" },
};
