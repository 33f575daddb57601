import { expect, expectAccessible, picture, test } from "./fixtures";

test("the calendar greets a stranger", async ({ page }) => {
  await page.goto("/");

  await expect(page.getByRole("main")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);
  await picture(page, "calendar");
});

test("the watch sees a foreign request, a broken policy and a fault", async ({ page, offences }) => {
  await page.goto("/");
  expect(offences.take()).toEqual([]);

  await page.evaluate(() => {
    document.body.append(Object.assign(new Image(), { src: "https://elsewhere.example/pixel.png" }));
    document.body.insertAdjacentHTML("beforeend", '<p style="color: red">red</p>');
    setTimeout(() => {
      throw new Error("a fault");
    });
  });

  for (const offence of ["img-src", "style-src", "Uncaught: a fault"]) {
    await expect.poll(() => offences.list().join("\n")).toContain(offence);
  }
  offences.take();
});

test("two people sign in, each at a browser of their own", async ({ page, signInAs, openAs }) => {
  await signInAs("ada");
  const other = await openAs("rae");
  await page.goto("/");
  await other.goto("/");

  await expect(page.getByRole("banner")).toContainText("Ada");
  await expect(other.getByRole("banner")).toContainText("Rae");
});
