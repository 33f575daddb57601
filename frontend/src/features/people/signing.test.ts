import { describe, expect, it } from "vitest";
import { nextOf, outcomeOf } from "./signing";

const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

describe("what came of signing", () => {
  it.each([
    ["signed in", 200, {}, "done"],
    ["somebody is signed in already", 409, {}, "in"],
    [
      "a mail must be answered",
      401,
      { data: { flows: [{ id: "verify_email", is_pending: true }] } },
      "check_mail",
    ],
    ["done, and not signed in", 401, { data: { flows: [{ id: "login" }, { id: "signup" }] } }, "done"],
  ])("%s", async (_, status, body, outcome) => {
    expect(await outcomeOf(answer(status, body))).toBe(outcome);
  });

  it("says each fault in our words, at our field", async () => {
    const refused = answer(400, {
      errors: [
        {
          code: "enter_current_password",
          message: "Please type your current password.",
          param: "current_password",
        },
      ],
    });

    await expect(outcomeOf(refused)).rejects.toMatchObject({
      status: 400,
      fields: { current: ["This is not your current password."] },
    });
  });

  it("has a sentence where the server gave none", async () => {
    await expect(outcomeOf(new Response("busy", { status: 429 }))).rejects.toThrow(
      "Wait a minute and try again.",
    );
  });
});

describe("where to go after signing in", () => {
  it.each([
    ["/proposals?state=draft", "/proposals?state=draft"],
    ["//evil.example/", null],
    ["/\\evil.example", null],
    ["https://evil.example/", null],
    [undefined, null],
  ])("%s", (next, expected) => {
    expect(nextOf({ next })).toBe(expected);
  });
});
