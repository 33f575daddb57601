/// <reference types="node" />
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync("src/ui/tokens.css", "utf8");
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));/g)].map(
    ([, name, light, dark, both]) => [name as string, [light ?? both, dark ?? both] as [string, string]],
  ),
);

const papers = ["paper", "paper-2", "paper-3"];
const inks = ["ink", "ink-2", "brand", "brand-strong", "good", "warn", "error", "info"];
const chapters = [...tokens.keys()].filter((name) => name.startsWith("chapter-"));
const pairs = [
  ...[...inks, ...chapters].flatMap((word) => papers.map((paper) => [word, paper])),
  ...["good", "warn", "error", "info"].flatMap((word) => [
    [word, `${word}-wash`],
    ["ink", `${word}-wash`],
  ]),
  ["brand", "brand-wash"],
  ["brand-strong", "brand-wash"],
  ["on-brand", "brand"],
  ["on-brand", "brand-strong"],
  ["on-noon", "noon"],
] as [string, string][];

test("there is a tone for each of the ten chapter colours", () => {
  expect(chapters).toHaveLength(10);
});

test.each(pairs)("%s can be read on %s in both schemes", (word, paper) => {
  for (const scheme of [0, 1] as const) {
    expect(contrast(tokenOf(word)[scheme], tokenOf(paper)[scheme])).toBeGreaterThanOrEqual(4.5);
  }
});

test.each(papers)("the edge of a field shows on %s", (paper) => {
  for (const scheme of [0, 1] as const) {
    expect(contrast(tokenOf("line-strong")[scheme], tokenOf(paper)[scheme])).toBeGreaterThanOrEqual(3);
  }
});

function tokenOf(name: string): [string, string] {
  const token = tokens.get(name);
  if (!token) {
    throw new Error(`tokens.css has no --${name}`);
  }
  return token;
}

function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
