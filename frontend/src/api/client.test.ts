import { afterEach, expect, test, vi } from "vitest";
import { refusal, serve } from "@/testing/server";
import { api, bodyOf, send, signedOutEvent } from "./client";
import { ApiError, NoAnswer, sentenceOf } from "./errors";

afterEach(() => {
  // biome-ignore lint/suspicious/noDocumentCookie: jsdom has no cookie store
  document.cookie = "csrf=; max-age=0";
});

test("a refusal becomes an error with its code, sentence, fields and facts", async () => {
  serve({
    "GET /api/events/:slug": refusal(422, "not_ready", "Three answers are missing.", {
      fields: { "listing.title": ["Give it a title."] },
      missing: 3,
    }),
  });

  const error = await bodyOf(api.GET("/api/events/{slug}", { params: { path: { slug: "x" } } })).catch(
    (e) => e,
  );

  expect(error).toBeInstanceOf(ApiError);
  expect([error.status, error.code, sentenceOf(error), error.fields, error.envelope.missing]).toEqual([
    422,
    "not_ready",
    "Three answers are missing.",
    { "listing.title": ["Give it a title."] },
    3,
  ]);
});

test("an answer without our envelope still gets a sentence", async () => {
  serve({ "GET /api/me": () => new Response("<h1>Bad gateway</h1>", { status: 502 }) });

  await expect(bodyOf(api.GET("/api/me"))).rejects.toThrow(
    "Commonhour is restarting. Try again in a moment.",
  );
});

test("silence is not a refusal", async () => {
  serve({
    "GET /api/me": () => {
      throw new TypeError("Failed to fetch");
    },
  });

  await expect(bodyOf(api.GET("/api/me"))).rejects.toBeInstanceOf(NoAnswer);
});

test("what is written carries the token of the session; what is read does not", async () => {
  // biome-ignore lint/suspicious/noDocumentCookie: jsdom has no cookie store
  document.cookie = "csrf=abc123";
  const asked = serve({ "GET /api/me": {}, "PATCH /api/me": {} });

  await api.GET("/api/me");
  await api.PATCH("/api/me", { body: { name: "Ada" } });

  expect(asked.map((call) => call.headers.get("X-CSRFToken"))).toEqual([null, "abc123"]);
});

test("a lost sign-in is announced", async () => {
  serve({ "GET /api/me": refusal(401, "sign_in_first", "Sign in first.") });
  const heard = vi.fn();
  window.addEventListener(signedOutEvent, heard);

  await bodyOf(api.GET("/api/me")).catch(() => undefined);

  expect(heard).toHaveBeenCalledOnce();
});

test("a form that is sent before the page has its cookie fetches the token first", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const path = typeof input === "string" ? input : new URL(input.url).pathname;
    if (path === "/api/me") {
      // biome-ignore lint/suspicious/noDocumentCookie: what the server's answer does in a browser
      document.cookie = "csrf=fresh";
    }
    asked.push(`${path} ${new Headers(init?.headers).get("X-CSRFToken") ?? ""}`.trim());
    return new Response("{}", { status: 200 });
  });
  // biome-ignore lint/suspicious/noDocumentCookie: as before the first answer
  document.cookie = "csrf=; max-age=0";

  await send("POST", "/_allauth/browser/v1/auth/login", {});

  expect(asked).toEqual(["/api/me", "/_allauth/browser/v1/auth/login fresh"]);
});
