/** Two versions of one section that grew from the same one: what fits together by itself, and what a person must choose. */
import type { Json } from "@/features/checklists/types";

type Fields = { [key: string]: Json };
type Row = Fields & { id: string };

/** Both changed the same thing. `path` leads to it: a field, or a row's id and a field. `undefined` is a row that was removed. */
export type Clash = { path: string[]; mine: Json | undefined; theirs: Json | undefined };

/** `merged` holds everything that fits together; where the two clash it holds mine until someone chooses. */
export type Merge = { merged: Json; clashes: Clash[] };

export function merge(base: Json | undefined, mine: Json, theirs: Json): Merge {
  if (isRows(mine) && isRows(theirs)) {
    return mergeRows(isRows(base) ? base : [], mine, theirs);
  }
  if (isFields(mine) && isFields(theirs)) {
    return mergeFields(isFields(base) ? base : {}, mine, theirs, []);
  }
  return mergeOne(base, mine, theirs, []);
}

/** The merged section with their version put in at one place. */
export function take(merged: Json, clash: Clash, value: Json | undefined): Json {
  return put(merged, clash.path, value);
}

/** A section with what stands at these paths ("title", "2.hours") put back to what it was. */
export function without(value: Json, base: Json | undefined, paths: readonly string[]): Json {
  return paths.reduce<Json>((into, path) => putBack(into, base, path.split(".")), value);
}

function putBack(into: Json, base: Json | undefined, [step, ...rest]: string[]): Json {
  if (step === undefined) {
    return base ?? null;
  }
  if (Array.isArray(into)) {
    const rows = into;
    const old = isRows(base) ? byId(base).get((rows[Number(step)] as Row | undefined)?.id ?? "") : undefined;
    return rows.map((row, index) => (index === Number(step) ? putBack(row, old, rest) : row));
  }
  const [fields, before] = [isFields(into) ? into : {}, isFields(base) ? base : {}];
  return { ...fields, [step]: putBack(fields[step] ?? null, before[step], rest) };
}

export function same(one: unknown, other: unknown): boolean {
  if (one === other) {
    return true;
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, index) => same(each, other[index]));
  }
  if (isFields(one) && isFields(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].every((key) => same(one[key] ?? null, other[key] ?? null));
  }
  return false;
}

function mergeOne(base: Json | undefined, mine: Json, theirs: Json, path: string[]): Merge {
  if (same(mine, theirs) || same(base ?? null, theirs)) {
    return { merged: mine, clashes: [] };
  }
  if (same(base ?? null, mine)) {
    return { merged: theirs, clashes: [] };
  }
  return { merged: mine, clashes: [{ path, mine, theirs }] };
}

function mergeFields(base: Fields, mine: Fields, theirs: Fields, path: string[]): Merge {
  const merged: Fields = {};
  const clashes: Clash[] = [];
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const [was, my, their] = [base[name], mine[name] ?? null, theirs[name] ?? null];
    const rows = isRows(my) && isRows(their) && (my.length > 0 || their.length > 0);
    const one = rows
      ? mergeRows(isRows(was) ? was : [], my, their, [...path, name])
      : mergeOne(was, my, their, [...path, name]);
    merged[name] = one.merged;
    clashes.push(...one.clashes);
  }
  return { merged, clashes };
}

function mergeRows(base: Row[], mine: Row[], theirs: Row[], path: string[] = []): Merge {
  const [before, their] = [byId(base), byId(theirs)];
  const merged: Row[] = [];
  const clashes: Clash[] = [];
  for (const row of mine) {
    const [was, other] = [before.get(row.id), their.get(row.id)];
    if (other) {
      const one = mergeFields(was ?? {}, row, other, [...path, row.id]);
      merged.push(one.merged as Row);
      clashes.push(...one.clashes);
    } else if (!was) {
      merged.push(row);
    } else if (!same(was, row)) {
      merged.push(row);
      clashes.push({ path: [...path, row.id], mine: row, theirs: undefined });
    }
  }
  const my = byId(mine);
  for (const row of theirs.filter((each) => !my.has(each.id))) {
    const was = before.get(row.id);
    if (!was) {
      merged.push(row);
    } else if (!same(was, row)) {
      // I removed what they went on writing: mine stands (it is gone) until someone chooses.
      clashes.push({ path: [...path, row.id], mine: undefined, theirs: row });
    }
  }
  return { merged, clashes };
}

function put(into: Json, [step, ...rest]: string[], value: Json | undefined): Json {
  if (step === undefined) {
    return value ?? null;
  }
  if (isRows(into)) {
    if (rest.length > 0) {
      return into.map((row) => (row.id === step ? (put(row, rest, value) as Row) : row));
    }
    const others = into.filter((row) => row.id !== step);
    if (value === undefined) {
      return others;
    }
    const at = into.findIndex((row) => row.id === step);
    return at < 0 ? [...into, value] : into.map((row) => (row.id === step ? value : row));
  }
  const fields = isFields(into) ? into : {};
  return { ...fields, [step]: put(fields[step] ?? null, rest, value) };
}

function byId(rows: Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRows(value: unknown): value is Row[] {
  return Array.isArray(value) && value.every((each) => isFields(each) && typeof each.id === "string");
}
