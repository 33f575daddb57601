/** The id of an item's answer, and of each part of it, on the page. */
export function answerId(item: string, part?: string | null): string {
  return ["answers", item, part].filter(Boolean).join("-");
}

/** Where a whole item begins, when there is no field of its own to go to. */
export function itemId(item: string): string {
  return `item-${item}`;
}
