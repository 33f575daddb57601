/** What every browser test starts from: a page that is watched, people to sign in as, and axe. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, test as base, type Cookie, expect, type Page } from "@playwright/test";

/** Everyone in the demo data has this one; `manage.py demo --sign-ins` prints it, and who there is. */
export const demoPassword = "common-hour-demo";

type Fixtures = {
  /** What no page may do. Checked after each test; `allow` names what a test provokes on purpose. */
  offences: Offences;
  /** Sign the page in, without the form, as one of the demo's people: `await signInAs("ada")`. */
  signInAs: (name: string) => Promise<void>;
  /** A second person at a browser of their own, watched as well: `const rae = await openAs("rae")`. */
  openAs: (name: string) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  offences: [
    async ({ page, baseURL }, use) => {
      const offences = new Offences(new URL(baseURL ?? "").origin);
      offences.watch(page);
      await use(offences);
      expect(offences.list(), "the page broke a rule that holds for every page").toEqual([]);
    },
    { auto: true },
  ],

  signInAs: async ({ page }, use) => {
    await use((name) => signIn(page, `${name}@example.org`, demoPassword));
  },

  openAs: async ({ browser, offences }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (name) => {
      const context = await browser.newContext();
      contexts.push(context);
      const page = await context.newPage();
      offences.watch(page);
      await signIn(page, `${name}@example.org`, demoPassword);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

export { expect };

class Offences {
  private readonly seen: string[] = [];
  private readonly allowed: RegExp[] = [];

  constructor(private readonly origin: string) {}

  watch(page: Page): void {
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.origin !== this.origin && url.protocol.startsWith("http")) {
        this.seen.push(`A request left for ${url.origin}.`);
      }
    });
    // Violations of the Content-Security-Policy are reported here too.
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") {
        this.seen.push(`${message.type()}: ${message.text()}`);
      }
    });
    page.on("pageerror", (error) => this.seen.push(`Uncaught: ${error.message}`));
    page.on("response", (response) => {
      if (response.status() >= 500) {
        this.seen.push(`${response.status()} from ${new URL(response.url()).pathname}`);
      }
    });
  }

  /** A refusal the test asks for, such as `allow(/status of 404/)`. */
  allow(...patterns: RegExp[]): void {
    this.allowed.push(...patterns);
  }

  list(): string[] {
    return this.seen.filter((offence) => !this.allowed.some((pattern) => pattern.test(offence)));
  }

  /** Forget what was seen; for the test of the watching itself. */
  take(): string[] {
    return this.seen.splice(0);
  }
}

const widths = { desk: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

/** The page has no accessibility finding: at a desk and on a phone, in the light scheme and in the dark one. */
export async function expectAccessible(page: Page): Promise<void> {
  // The first look also brings axe into the page; the others find it there, and take a fifth of the time.
  let look = async (): Promise<Finding[]> =>
    (await new AxeBuilder({ page }).setLegacyMode().analyze()).violations;
  for (const [place, size] of Object.entries(widths)) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await twoFrames(page);
      const findings = (await look()).map(({ id, help, nodes }) => ({
        [`${id}: ${help}`]: nodes.map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`),
      }));
      expect(findings, `axe at a ${place}, in the ${colorScheme} scheme`).toEqual([]);
      look = () =>
        page.evaluate(async () => (await window.axe.run({ resultTypes: ["violations"] })).violations);
    }
  }
  await page.setViewportSize(widths.desk);
  await page.emulateMedia({ colorScheme: null });
}

/** With motion reduced, colours still change a frame after the scheme. */
async function twoFrames(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
}

type Finding = { id: string; help: string; nodes: { target: unknown[]; any: { message: string }[] }[] };

declare global {
  interface Window {
    axe: { run: (options: object) => Promise<{ violations: Finding[] }> };
  }
}

/** Nothing makes the page wider than the screen, down to the narrowest phone. */
export async function expectToFit(page: Page): Promise<void> {
  for (const width of [1280, 390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    const needed = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(needed, `at ${width} pixels the page needs ${needed}`).toBeLessThanOrEqual(width);
  }
  await page.setViewportSize(widths.desk);
}

/** Keep what the page looks like, at a desk and on a phone, in both schemes, under results/pictures/. */
export async function picture(page: Page, name: string): Promise<void> {
  for (const [place, size] of Object.entries(widths)) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({
        path: join(__dirname, "results/pictures", `${name}-${place}-${colorScheme}.png`),
      });
    }
  }
  await page.setViewportSize(widths.desk);
  await page.emulateMedia({ colorScheme: null });
}

export async function onAPhone(page: Page): Promise<void> {
  await page.setViewportSize(widths.phone);
}

/** The newest link that was mailed to this address; the server under test prints its mail. */
export async function linkMailedTo(email: string): Promise<string> {
  const folder = process.env.COMMONHOUR_LOGS ?? "";
  let link = "";
  await expect(() => {
    const mails = ["server", "worker"]
      .map((name) => readFileSync(join(folder, `${name}.log`), "utf8"))
      .join("\n");
    const mail = mails.split(/^Content-Type: text\/plain/m).findLast((part) => part.includes(`To: ${email}`));
    link = mail?.match(/https?:\/\/\S+/)?.[0] ?? "";
    expect(link, `no link was mailed to ${email}`).not.toBe("");
  }).toPass();
  return link;
}

/** Cookies of people who signed in before: a suite may sign in more often than the door lets one machine in. */
const sessions = new Map<string, Cookie[]>();

async function signIn(page: Page, email: string, password: string): Promise<void> {
  const context = page.context();
  // Whoever was signed in here before is not any more.
  await context.clearCookies();
  await context.addCookies(sessions.get(email) ?? []);
  const me = await (await context.request.get("/api/me")).json();
  if (me.user) {
    return;
  }
  const token = (await context.cookies()).find((cookie) => cookie.name === "csrf")?.value ?? "";
  const answer = await context.request.post("/_allauth/browser/v1/auth/login", {
    data: { email, password },
    headers: { "X-CSRFToken": token },
  });
  expect(answer.status(), `${email} cannot sign in: ${await answer.text()}`).toBe(200);
  sessions.set(email, await context.cookies());
}
