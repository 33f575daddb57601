/** Names of what can be edited, and the addresses of its fields. */
import { paths } from "@/app/paths";
import { answerId } from "@/features/checklists/ids";
import type { Gap } from "@/features/checklists/types";
import { idOfGap, idOfPath } from "./fieldIds";
import type { Key, Outbox } from "./outbox";
import { type StepId, stepOfGap, stepOfItemId, stepOfSection } from "./steps";
import type { DocumentForm, Proposal, Report } from "./types";

export function stepHref(id: string, step: StepId, field?: string): string {
  return `${paths.proposal(id, new URLSearchParams({ step }))}${field ? `#${field}` : ""}`;
}

export function hrefOfGap(proposalId: string, gap: Gap, report: Report, outbox: Outbox): string {
  return stepHref(proposalId, stepOfGap(gap, report), idOfGap(gap, outbox.valueOf(gap.section)));
}

/** Where the server would not take what was typed: the field, or else the question it belongs to. */
export function hrefOfFault(
  proposalId: string,
  key: Key,
  path: string,
  report: Report,
  outbox: Outbox,
): string {
  if (!key.startsWith("answers:")) {
    return stepHref(proposalId, stepOfSection(key), idOfPath(key, path, outbox.valueOf(key)));
  }
  const item = key.slice("answers:".length);
  const part = path.replace(/^value\.?/, "");
  return stepHref(proposalId, stepOfItemId(item, report), answerId(item, part));
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
