import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { defineConfig } from "@playwright/test";

const address = process.env.COMMONHOUR_ADDRESS;
if (!address) {
  throw new Error("The browser tests need a server of their own around them: run them with `make e2e`.");
}

/** Chromium as `make setup` unpacks it, with the libraries and fonts a plain machine lacks; or the one you name. */
const unpacked = resolve(__dirname, "../../.cache/browser");
const executablePath = process.env.COMMONHOUR_BROWSER ?? join(unpacked, "chromium");
if (!existsSync(executablePath)) {
  throw new Error(
    `There is no browser at ${executablePath}. Run \`make setup\`, or name one in COMMONHOUR_BROWSER.`,
  );
}
const libraries = { LD_LIBRARY_PATH: join(unpacked, "al2023/lib"), FONTCONFIG_PATH: join(unpacked, "fonts") };

export default defineConfig({
  testMatch: "*.spec.ts",
  outputDir: "results/output",
  // One server, one database: specs run one after the other so that a failure has one story.
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["junit", { outputFile: process.env.PLAYWRIGHT_JUNIT_OUTPUT_FILE }]],
  use: {
    baseURL: address,
    actionTimeout: 10_000,
    locale: "en-US",
    timezoneId: "America/New_York",
    contextOptions: { reducedMotion: "reduce" },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath,
      // The package's own list also switches off the web's security, which would hide the faults we look for.
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage"],
      env: { ...process.env, ...(process.env.COMMONHOUR_BROWSER ? {} : libraries) } as Record<string, string>,
    },
  },
});
