import { expect, test } from "vitest";
import { paths } from "@/app/paths";
import { doorsOf, feedAddress, likelyApp, secretDoorsOf, ways, waysFor, webcalAddress } from "./subscribing";

const origin = "https://calendar.example.org";

test("a feed is named by the address the page came from", () => {
  expect(feedAddress(paths.chapterFeed("larkmoor"), origin)).toBe(
    "https://calendar.example.org/feeds/chapters/larkmoor.ics",
  );
});

test.each([
  ["https://calendar.example.org", "webcal://calendar.example.org/feeds/network.ics"],
  ["http://127.0.0.1:8001", "webcal://127.0.0.1:8001/feeds/network.ics"],
])("webcal replaces the scheme of %s and nothing else", (from, expected) => {
  expect(webcalAddress(paths.networkFeed(), from)).toBe(expected);
});

test("only apps that take webcal as it is meant are handed it", () => {
  const schemes = Object.fromEntries(
    ways.map(({ app }) => [
      app,
      doorsOf(app, paths.networkFeed(), origin, "Everything").map(({ href }) => href.split(":")[0]),
    ]),
  );

  expect(schemes).toEqual({
    apple: ["webcal"],
    google: ["https"],
    android: [],
    outlook: ["https", "https"],
    outlook_desktop: ["webcal"],
    thunderbird: [],
    gnome: [],
    nextcloud: [],
    proton: [],
    fastmail: [],
    other: [],
  });
});

test("Outlook on the web is given the plain address of a filter, whole, for either kind of account", () => {
  const path = paths.filterFeed(new URLSearchParams({ chapter: "larkmoor", text: "pay & rest" }));

  const doors = doorsOf("outlook", path, origin, "Larkmoor").map(({ href }) => new URL(href));

  expect(doors.map((door) => [door.hostname, door.searchParams.get("url")])).toEqual(
    ["outlook.office.com", "outlook.live.com"].map((host) => [
      host,
      "https://calendar.example.org/feeds/events.ics?chapter=larkmoor&text=pay+%26+rest",
    ]),
  );
});

test("no link holds a secret address: what leads out leads to a page of the app, and nothing is webcal", () => {
  const doors = ways.flatMap(({ app }) => secretDoorsOf(app));

  expect(doors.map(({ href }) => href)).toEqual(["https://calendar.google.com/calendar/r/settings/addbyurl"]);
});

test("where one press opens the app, the way says what to answer there", () => {
  const pressed = ways.filter(
    ({ app }) => app !== "google" && doorsOf(app, paths.networkFeed(), origin, "Everything").length > 0,
  );

  expect(pressed.map(({ app, confirm }) => [app, confirm !== undefined])).toEqual([
    ["apple", true],
    ["outlook", true],
    ["outlook_desktop", true],
  ]);
});

test("every app has its steps and each sketch marks a line that it shows", () => {
  expect(ways.filter(({ steps }) => steps.length === 0)).toEqual([]);
  expect(
    ways.flatMap(({ sketches = [] }) => sketches).filter(({ shows, press }) => !shows.includes(press)),
  ).toEqual([]);
});

test("the table of habits promises nothing instant", () => {
  expect(ways.filter(({ asks }) => asks && /instant|immediate|at once/i.test(asks))).toEqual([]);
  expect(ways.filter(({ asks }) => asks).length).toBeGreaterThan(7);
});

test.each([
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile",
    "apple",
  ],
  ["Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 CriOS/126 Mobile", "apple"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/150.0 Safari/537.36", "apple"],
  ["Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/150.0 Mobile", "android"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0 Edg/150.0", "outlook"],
  ["Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/150.0", "google"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "thunderbird"],
  ["something nobody has heard of", "google"],
])("%s is guessed, first in the list, and hides no other", (userAgent, app) => {
  expect(likelyApp(userAgent)).toBe(app);
  expect(waysFor(userAgent)[0]?.app).toBe(app);
  expect(new Set(waysFor(userAgent))).toEqual(new Set(ways));
});
