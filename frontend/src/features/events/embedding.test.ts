import { expect, test } from "vitest";
import { type Embed, embedAddress, embedCode, showing } from "./embedding";
import { noFilters, readFilters } from "./filters";

const plain: Embed = { view: "list", theme: "auto", colour: "", size: "medium", height: 640 };

test("the address says what was chosen and nothing else", () => {
  expect(embedAddress(plain, noFilters)).toBe("/embed?view=list");
  expect(
    embedAddress(
      { ...plain, view: "month", theme: "dark", colour: "moss", size: "large" },
      readFilters({ topic: "labour", chapter: ["larkmoor", "brackenfield"] }),
    ),
  ).toBe(
    "/embed?view=month&chapter=brackenfield&chapter=larkmoor&topic=labour&theme=dark&colour=moss&size=large",
  );
});

test("a month is given room for all its weeks, unless somebody chose a height themselves", () => {
  expect(showing("month", plain)).toEqual({ ...plain, view: "month", height: 860 });
  expect(showing("list", showing("month", plain))).toEqual(plain);
  expect(showing("month", { ...plain, height: 420 })).toEqual({ ...plain, view: "month", height: 420 });
});

test("what is pasted is one frame, whatever somebody searched for", () => {
  const filters = readFilters({ text: '"><script>alert(1)</script>' });

  const code = embedCode(plain, filters, '“"><script>alert(1)</script>”', "https://calendar.example.org");
  const page = new DOMParser().parseFromString(code, "text/html");
  const frame = page.querySelector("iframe");

  expect(page.body.children).toHaveLength(1);
  expect(new URL(frame?.src ?? "").searchParams.get("text")).toBe('"><script>alert(1)</script>');
  expect(frame?.title).toBe('Events: “"><script>alert(1)</script>”');
});
