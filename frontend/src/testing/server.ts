/** A server for tests: answers by "METHOD /path", remembers what it was asked, and refuses in the real envelope. */
import { vi } from "vitest";

export type Asked = {
  method: string;
  path: string;
  search: URLSearchParams;
  body: unknown;
  headers: Headers;
};
type Answer = unknown | ((asked: Asked) => unknown);

/** An answer that is a no. */
export function refusal(status: number, code: string, detail: string, facts: object = {}): Response {
  return Response.json({ code, detail, ...facts }, { status });
}

/** A path may hold `:name` parts. What is not listed is the 404 that hides and misses alike. */
export function serve(answers: Record<string, Answer>): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(new URL(input, location.origin), init);
    const url = new URL(request.url);
    const text = await request.text();
    const call: Asked = {
      method: request.method,
      path: url.pathname,
      search: url.searchParams,
      body: text === "" ? undefined : JSON.parse(text),
      headers: request.headers,
    };
    asked.push(call);
    const key = Object.keys(answers).find((each) => matches(each, call));
    if (key === undefined) {
      return refusal(404, "not_here", "There is nothing at this address.");
    }
    const answer = answers[key];
    const value = typeof answer === "function" ? await answer(call) : answer;
    return value instanceof Response ? value : Response.json(value);
  });
  return asked;
}

function matches(key: string, { method, path }: Asked): boolean {
  const [wantedMethod, wantedPath = ""] = key.split(" ");
  const pattern = wantedPath.replaceAll(/:[a-z_]+/g, "[^/]+");
  return wantedMethod === method && new RegExp(`^${pattern}$`).test(path);
}
