/** The one id each field has on the page, so that a gap, a problem or a refusal finds it. */
import { answerId } from "@/features/checklists/ids";
import type { Gap, Json } from "@/features/checklists/types";

export function fieldId(section: string, field?: string | null, row?: string | null): string {
  return [section, row, field?.replaceAll(".", "-")].filter(Boolean).join("-");
}

/** A gap in an answer names its item as the row, and as the field the part of the answer. */
export function idOfGap(gap: Gap, value?: Json): string {
  if (gap.section === "answers") {
    return answerId(gap.row ?? "", gap.field);
  }
  return gap.row ? fieldId(gap.section, gap.field, gap.row) : idOfPath(gap.section, gap.field ?? "", value);
}

/** "2.hours" in a list of rows, or "services.0.name" in a record, as the id of that field on the page. */
export function idOfPath(section: string, path: string, value: Json | undefined): string {
  const steps = path.split(".");
  const at = steps.findIndex((step) => /^\d+$/.test(step));
  if (at < 0) {
    return fieldId(section, path);
  }
  const rows = steps.slice(0, at).reduce<Json | undefined>((into, step) => fieldOf(into, step), value);
  const row = fieldOf(Array.isArray(rows) ? rows[Number(steps[at])] : undefined, "id");
  return fieldId(section, steps.slice(at + 1).join("."), typeof row === "string" ? row : steps[at]);
}

function fieldOf(value: Json | undefined, name: string): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value[name] : undefined;
}

/** Go to a field, opening whatever it is folded into. */
export function goToField(id: string): boolean {
  const target = document.getElementById(id);
  if (!target) {
    return false;
  }
  for (let each: Element | null = target; each; each = each.parentElement) {
    if (each instanceof HTMLDetailsElement) {
      each.open = true;
    }
  }
  target.scrollIntoView({ block: "center" });
  target.focus({ preventScroll: true });
  return true;
}
