/** Nothing on a page moves while it loads: who is about to press something presses that. */
import { expect, test } from "./fixtures";

/** What browsers call good, of what moved times how far. */
const most = 0.1;

for (const [place, width] of [
  ["a desk", 1280],
  ["a phone", 390],
] as const) {
  test(`what people open first stands still while it loads, on ${place}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.addInitScript(() => {
      window.moved = 0;
      new PerformanceObserver((list) => {
        for (const each of list.getEntries() as LayoutShift[]) {
          window.moved += each.hadRecentInput ? 0 : each.value;
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    const { results } = await (await page.request.get("/api/events")).json();

    const moved: Record<string, number> = {};
    for (const address of [
      "/",
      `/events/${results[0].slug}`,
      "/chapters/quillon",
      "/subscribe?chapter=quillon",
      "/subscribe/web-site",
      "/embed",
      "/poster",
    ]) {
      await page.goto(address, { waitUntil: "networkidle" });
      moved[address] = await page.evaluate(() => window.moved);
    }

    expect(Object.entries(moved).filter(([, share]) => share > most)).toEqual([]);
  });
}

type LayoutShift = PerformanceEntry & { value: number; hadRecentInput: boolean };

declare global {
  interface Window {
    moved: number;
  }
}
