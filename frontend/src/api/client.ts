/** The one door to the server: adds the CSRF token, turns every refusal into an ApiError and every silence into NoAnswer. */
import createClient, { type Middleware } from "openapi-fetch";
import { ApiError, bareEnvelope, type Envelope, NoAnswer } from "./errors";
import type { paths } from "./schema";

/** Fired on window when the server says that the person is no longer signed in; the shell answers it. */
export const signedOutEvent = "commonhour:signed-out";

const reading = new Set(["GET", "HEAD", "OPTIONS"]);
/** The token of the session, as the cookie has it. */
export function csrf(): string {
  return /(?:^|;\s*)(?:__Host-)?csrf=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

/** The token, fetched first where a form is sent before the page has got its cookie. */
async function token(): Promise<string> {
  if (csrf() === "") {
    await fetch("/api/me", { headers: { Accept: "application/json" } });
  }
  return csrf();
}

const refusals: Middleware = {
  async onRequest({ request }) {
    if (!reading.has(request.method)) {
      request.headers.set("X-CSRFToken", await token());
    }
    return request;
  },
  async onResponse({ response }) {
    if (response.ok) {
      return;
    }
    const envelope = await envelopeOf(response);
    if (response.status === 401) {
      window.dispatchEvent(new Event(signedOutEvent));
    }
    throw new ApiError(response.status, envelope);
  },
  onError({ error }) {
    // A cancelled request is nobody's fault and nobody's news.
    if (error instanceof DOMException && error.name === "AbortError") {
      return error;
    }
    return error instanceof ApiError ? error : new NoAnswer(error);
  },
};

export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  headers: { Accept: "application/json" },
  // Looked up at each call, so that a test can put its own server in place.
  fetch: (request) => globalThis.fetch(request),
  // The calendar's filters repeat a key for each value, as Django reads them.
  querySerializer: { array: { style: "form", explode: true } },
});
api.use(refusals);

/** The body of an answer. `api` throws on every refusal, so what is left has one. */
export async function bodyOf<Body>(call: Promise<{ data?: Body }>): Promise<Body> {
  const { data } = await call;
  return data as Body;
}

/** The same, where the API calls a part free JSON and the feature knows its form more closely. */
export async function bodyAs<Body>(call: Promise<{ data?: unknown }>): Promise<Body> {
  return (await call).data as Body;
}

/** The same door for addresses outside the described API: signing in and out under /_allauth/. */
export async function send(method: string, path: string, body?: unknown): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      headers: {
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(reading.has(method) ? {} : { "X-CSRFToken": await token() }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    throw new NoAnswer(error);
  }
}

async function envelopeOf(response: Response): Promise<Envelope> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const whole = typeof body === "object" && body !== null && "code" in body && "detail" in body;
  return whole ? (body as Envelope) : bareEnvelope(response.status);
}
