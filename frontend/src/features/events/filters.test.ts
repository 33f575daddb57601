import { expect, test } from "vitest";
import { parseSearch, stringifySearch } from "@/app/search";
import {
  calendarParams,
  chosenOf,
  filterParams,
  isFiltered,
  noFilters,
  readDay,
  readFilters,
  readView,
} from "./filters";

test("filters come back from the address as they were written", () => {
  const filters = {
    ...noFilters,
    chapter: ["brackenfield", "larkmoor"],
    topic: ["labour"],
    access: ["captions", "step_free"],
    open_roles: true,
    text: "pay slip & more",
  };

  const address = filterParams(filters).toString();

  expect(readFilters(parseSearch(address))).toEqual(filters);
});

test("the same choice in another order is the same address", () => {
  const one = readFilters(parseSearch("?chapter=larkmoor&chapter=brackenfield&type=panel"));
  const other = readFilters(
    parseSearch("?type=panel&chapter=brackenfield&chapter=larkmoor&chapter=larkmoor"),
  );

  expect(filterParams(one).toString()).toBe(filterParams(other).toString());
});

test("the bare page has a bare address", () => {
  expect(calendarParams({ filters: noFilters }).toString()).toBe("");
  expect(isFiltered(noFilters)).toBe(false);
});

test("an address that means nothing shows the calendar as usual", () => {
  const search = parseSearch("?view=year&on=2026-02-31&colour=blue&chapter=");

  expect(readView(search, "agenda")).toBe("agenda");
  expect(readDay(search, "2026-11-23")).toBe("2026-11-23");
  expect(readFilters(search)).toEqual(noFilters);
});

test("each chosen value can be let go of by itself", () => {
  const filters = { ...noFilters, chapter: ["brackenfield", "larkmoor"], text: "film" };

  const left = chosenOf(filters).map((each) => filterParams(each.without).toString());

  expect(left).toEqual([
    "chapter=larkmoor&text=film",
    "chapter=brackenfield&text=film",
    "chapter=brackenfield&chapter=larkmoor",
  ]);
});

test("an address has plain keys and repeats a key for each value", () => {
  expect(stringifySearch({ chapter: ["a", "b"], on: "2026-11-23", view: undefined, text: "" })).toBe(
    "?chapter=a&chapter=b&on=2026-11-23",
  );
});
