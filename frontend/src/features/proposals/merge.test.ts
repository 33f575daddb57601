import { expect, test } from "vitest";
import { merge, take, without } from "./merge";

const host = { id: "r1", name: "Host", hours: 3 };

test("rows that each added are both kept", () => {
  const mine = [host, { id: "r2", name: "Access", hours: 4 }];
  const theirs = [host, { id: "r3", name: "Kitchen", hours: 2 }];

  expect(merge([host], mine, theirs)).toEqual({ merged: [...mine, theirs[1]], clashes: [] });
});

test("two fields of one row fit together", () => {
  const { merged, clashes } = merge([host], [{ ...host, name: "Table host" }], [{ ...host, hours: 4 }]);

  expect(merged).toEqual([{ id: "r1", name: "Table host", hours: 4 }]);
  expect(clashes).toEqual([]);
});

test("a row removed here and changed there is for a person to decide, either way", () => {
  const changed = { ...host, hours: 5 };

  const here = merge([host], [], [changed]);
  expect(here.clashes).toEqual([{ path: ["r1"], mine: undefined, theirs: changed }]);
  expect(take(here.merged, here.clashes[0] as never, changed)).toEqual([changed]);

  const there = merge([host], [changed], []);
  expect(there.clashes).toEqual([{ path: ["r1"], mine: changed, theirs: undefined }]);
  expect(take(there.merged, there.clashes[0] as never, undefined)).toEqual([]);
});

test("a row removed on one side and untouched on the other is gone", () => {
  expect(merge([host], [], [host])).toEqual({ merged: [], clashes: [] });
  expect(merge([host], [host], [])).toEqual({ merged: [], clashes: [] });
});

test("rows inside a record are joined too", () => {
  const base = { training: "", services: [{ id: "s1", name: "Line", languages: "" }] };
  const mine = { training: "40 hours", services: [{ id: "s1", name: "Line", languages: "English" }] };
  const theirs = { training: "", services: [{ id: "s1", name: "Night line", languages: "" }] };

  expect(merge(base, mine, theirs)).toEqual({
    merged: { training: "40 hours", services: [{ id: "s1", name: "Night line", languages: "English" }] },
    clashes: [],
  });
});

test("the same change on both sides is no clash", () => {
  expect(merge({ title: "" }, { title: "Night" }, { title: "Night" })).toEqual({
    merged: { title: "Night" },
    clashes: [],
  });
});

test("taking their words at a place puts them there and nowhere else", () => {
  const { merged, clashes } = merge(
    { title: "a", summary: "a" },
    { title: "mine", summary: "mine" },
    { title: "theirs", summary: "a" },
  );

  expect(clashes).toEqual([{ path: ["title"], mine: "mine", theirs: "theirs" }]);
  expect(take(merged, clashes[0] as never, "theirs")).toEqual({ title: "theirs", summary: "mine" });
});

test("what cannot be kept is put back where it stands, and nothing else", () => {
  const base = [{ id: "r1", name: "Host", hours: 3 }];
  const mine = [
    { id: "r2", name: "Access", hours: 4 },
    { id: "r1", name: "x".repeat(300), hours: 5 },
  ];

  expect(without(mine, base, ["1.name"])).toEqual([mine[0], { id: "r1", name: "Host", hours: 5 }]);
  expect(without(mine, base, ["0.name"])).toEqual([{ id: "r2", name: null, hours: 4 }, mine[1]]);
  expect(without({ title: "x", summary: "y" }, { title: "" }, ["title"])).toEqual({
    title: "",
    summary: "y",
  });
  expect(without({ value: { a: 1, b: 2 } }, undefined, ["value.a"])).toEqual({ value: { a: null, b: 2 } });
});
