/**
 * What a first visit to a page transfers in JavaScript and CSS, compressed by Brotli as the server sends it.
 * Reads the manifest of the last build and fails when a page is over its budget.
 */
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const kilobyte = 1000;
const start = "src/main.tsx";
const budgets = [
  { page: "calendar", entry: "src/features/events/CalendarPage.tsx", most: 250 },
  { page: "event", entry: "src/features/participation/EventPage.tsx", most: 150 },
  { page: "program", entry: "src/features/events/ProgramPage.tsx", most: 150 },
  { page: "chapter", entry: "src/features/events/ChapterPage.tsx", most: 150 },
  // What a poster's code opens, on a phone and a mobile network.
  { page: "subscribe", entry: "src/features/events/SubscribePage.tsx", most: 150 },
];

const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));
const sizes = new Map();
let failed = false;

for (const { page, entry, most } of budgets) {
  const files = [...new Set([...filesOf("src/app/theme.ts"), ...filesOf(start), ...filesOf(entry)])];
  const total = files.reduce((sum, file) => sum + sizeOf(file), 0) / kilobyte;
  const over = total > most;
  failed ||= over;
  console.log(
    `${over ? "OVER" : "ok  "} ${page}: ${total.toFixed(1)} kB of ${most} kB in ${files.length} files`,
  );
}
process.exitCode = failed ? 1 : 0;

/** The file of an entry, its styles, and those of everything it imports at once. */
function filesOf(name, seen = new Set()) {
  if (seen.has(name)) {
    return [];
  }
  seen.add(name);
  const chunk = manifest[name];
  if (!chunk) {
    throw new Error(`The manifest has no ${name}. Run npm run build first, or mend budget/check.mjs.`);
  }
  const imported = (chunk.imports ?? []).flatMap((each) => filesOf(each, seen));
  return [...imported, ...(chunk.css ?? []), chunk.file];
}

function sizeOf(file) {
  if (!sizes.has(file)) {
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    sizes.set(file, brotliCompressSync(readFileSync(`dist/${file}`), options).length);
  }
  return sizes.get(file);
}
