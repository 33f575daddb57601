/** Rows of the document: each has an id of its own that outlives editing and reordering. */

const letters = "abcdefghijklmnopqrstuvwxyz0123456789";

export function newRowId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => letters[byte % 36]).join("");
}
