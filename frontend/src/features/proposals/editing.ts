/** Names of what can be edited, and the addresses of its fields. */
import { paths } from "@/app/paths";
import type { Gap } from "@/features/checklists/types";
import { idOfGap } from "./fieldIds";
import type { Key, Outbox } from "./outbox";
import { type StepId, stepOfGap } from "./steps";
import type { DocumentForm, Proposal, Report } from "./types";

export function stepHref(id: string, step: StepId, field?: string): string {
  return `${paths.proposal(id, new URLSearchParams({ step }))}${field ? `#${field}` : ""}`;
}

export function hrefOfGap(proposalId: string, gap: Gap, report: Report, outbox: Outbox): string {
  return stepHref(proposalId, stepOfGap(gap, report), idOfGap(gap, outbox.valueOf(gap.section)));
}

/** What a section, or the question behind an answer, is called. */
export function labelOfKey(key: Key, form: DocumentForm, proposal: Proposal): string {
  if (key.startsWith("answers:")) {
    const id = key.slice("answers:".length);
    const items = proposal.report?.checklists.flatMap((checklist) => checklist.items) ?? [];
    return items.find((item) => item.id === id)?.question ?? "an answer";
  }
  return form.sections.find((section) => section.id === key)?.label ?? key;
}
