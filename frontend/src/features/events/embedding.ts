/** What a web site of somebody else's is given to show the calendar: an address, and the lines to paste. */
import { paths } from "@/app/paths";
import { type Filters, filterParams } from "./filters";

export type Embed = {
  view: "list" | "month";
  theme: "auto" | "light" | "dark";
  /** One of the colours a chapter may choose; "" is Commonhour's own. */
  colour: string;
  /** Of the letters, and what follows from them. */
  size: "small" | "medium" | "large";
  height: number;
};

export const heights = [420, 640, 860] as const;

/** What each takes where it has the width of a page: a month, all its weeks. */
const usualHeights = { list: heights[1], month: heights[2] } as const;

/** The same frame showing the other; its height follows, unless somebody chose one themselves. */
export function showing(view: Embed["view"], embed: Embed): Embed {
  const untouched = embed.height === usualHeights[embed.view];
  return { ...embed, view, height: untouched ? usualHeights[view] : embed.height };
}

export const colours = [
  "brick",
  "amber",
  "moss",
  "teal",
  "sky",
  "iris",
  "plum",
  "rose",
  "clay",
  "slate",
] as const;

/** Only what differs from the plain embed is written, so that the address stays short enough to read. */
export function embedAddress(embed: Embed, filters: Filters): string {
  const params = new URLSearchParams({ view: embed.view });
  for (const [name, value] of filterParams(filters)) {
    params.append(name, value);
  }
  if (embed.theme !== "auto") {
    params.set("theme", embed.theme);
  }
  if (embed.colour) {
    params.set("colour", embed.colour);
  }
  if (embed.size !== "medium") {
    params.set("size", embed.size);
  }
  return paths.embed(params);
}

/** The lines to paste. A title names the frame to those who listen; without one it is "frame". */
export function embedCode(embed: Embed, filters: Filters, name: string, origin: string): string {
  const src = `${origin}${embedAddress(embed, filters)}`;
  return `<iframe src="${inAttribute(src)}" title="${inAttribute(`Events: ${name}`)}" width="100%" height="${embed.height}" style="border: 0" loading="lazy"></iframe>`;
}

function inAttribute(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
