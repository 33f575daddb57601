import { createMemoryHistory, createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { expect, test } from "vitest";
import { isPage } from "./links";

const root = createRootRoute();
const routeTree = root.addChildren(
  ["/", "/chapters", "/events/$slug"].map((path) => createRoute({ getParentRoute: () => root, path })),
);
const router = createRouter({ routeTree, history: createMemoryHistory() });

test.each(["/", "/?view=month", "/chapters", "/events/vigil-0a1b2c", "/events/vigil-0a1b2c?a=b#when"])(
  "%s is drawn here",
  (address) => {
    expect(isPage(router, address)).toBe(true);
  },
);

test.each([
  "/events/vigil-0a1b2c.ics",
  "/events/vigil-0a1b2c/poster",
  "/events/vigil-0a1b2c/code.svg",
  "/poster?chapter=larkmoor",
  "/embed",
  "/api/docs",
  "/feeds/network.ics",
])("%s is the server's", (address) => {
  expect(isPage(router, address)).toBe(false);
});
