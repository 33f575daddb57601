import { expect, test } from "vitest";
import { offered } from "@/testing/calendar";
import { readFilters } from "./filters";
import { feedPath, nameOf, partOf } from "./following";

test.each([
  [{}, { kind: "network", key: "" }, "/feeds/network.ics", "Everything in the network"],
  [
    { chapter: "larkmoor" },
    { kind: "chapter", key: "larkmoor" },
    "/feeds/chapters/larkmoor.ics",
    "Larkmoor Chapter",
  ],
  [
    { program: "fair-rides" },
    { kind: "program", key: "fair-rides" },
    "/feeds/programs/fair-rides.ics",
    "fair-rides",
  ],
  [{ topic: "labour" }, { kind: "topic", key: "labour" }, "/feeds/topics/labour.ics", "Labour rights"],
  [
    { chapter: ["larkmoor", "brackenfield"] },
    { kind: "filter", key: "chapter=brackenfield&chapter=larkmoor" },
    "/feeds/events.ics?chapter=brackenfield&chapter=larkmoor",
    "Brackenfield Chapter, Larkmoor Chapter",
  ],
  [
    { text: "a.ics", topic: "labour" },
    { kind: "filter", key: "topic=labour&text=a.ics" },
    "/feeds/events.ics?topic=labour&text=a.ics",
    "Labour rights, “a.ics”",
  ],
])("%j is one thing to follow, by name where it has one", (search, part, path, name) => {
  const filters = readFilters(search);

  expect(partOf(filters)).toEqual(part);
  expect(feedPath(filters)).toBe(path);
  expect(nameOf(filters, offered)).toBe(name);
});

test("feed readers get the same choice by the same address, but for its ending", () => {
  const filters = readFilters({ text: "a.ics", topic: "labour" });

  expect([feedPath(filters, "atom"), feedPath(readFilters({}), "json")]).toEqual([
    "/feeds/events.atom?topic=labour&text=a.ics",
    "/feeds/network.json",
  ]);
});
