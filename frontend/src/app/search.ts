/** The part of an address after the question mark, as plain form parameters: one key, several values, no JSON. */

export type SearchValues = Record<string, string | string[]>;

export function parseSearch(text: string): SearchValues {
  const values: SearchValues = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const before = values[key];
    values[key] = before === undefined ? value : [before, value].flat();
  }
  return values;
}

export function stringifySearch(values: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    for (const each of [value].flat()) {
      if (each !== undefined && each !== null && each !== "") {
        search.append(key, String(each));
      }
    }
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}
