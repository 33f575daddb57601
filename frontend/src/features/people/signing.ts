/** Signing up, in and out: the doors under /_allauth/, told in our words. */
import { send } from "@/api/client";
import { ApiError, bareEnvelope } from "@/api/errors";

const door = "/_allauth/browser/v1";

type Flow = { id: string; is_pending?: boolean };
type Answer = {
  status: number;
  /** Ours, where the request was refused before it reached the sign-in. */
  detail?: string;
  data?: { flows?: Flow[] };
  errors?: { message: string; code: string; param?: string }[];
};

/** What came of a request: done; or a mail must be answered first. Anything else is thrown as an ApiError. */
export type Signed = "in" | "check_mail" | "done";

export async function signIn(email: string, password: string): Promise<Signed> {
  return outcomeOf(await send("POST", `${door}/auth/login`, { email, password }));
}

export async function signUp(name: string, email: string, password: string): Promise<Signed> {
  return outcomeOf(await send("POST", `${door}/auth/signup`, { name, email, password }));
}

export async function verifyEmail(key: string): Promise<Signed> {
  return outcomeOf(await send("POST", `${door}/auth/email/verify`, { key }));
}

export async function askForNewPassword(email: string): Promise<Signed> {
  return outcomeOf(await send("POST", `${door}/auth/password/request`, { email }));
}

export async function setNewPassword(key: string, password: string): Promise<Signed> {
  return outcomeOf(await send("POST", `${door}/auth/password/reset`, { key, password }));
}

export async function changePassword(current: string, wanted: string): Promise<Signed> {
  const body = { current_password: current, new_password: wanted };
  return outcomeOf(await send("POST", `${door}/account/password/change`, body));
}

/** Where to go after signing in: a page of ours, never another site's address. */
export function nextOf(search: { next?: unknown }): string | null {
  const next = typeof search.next === "string" ? search.next : "";
  return /^\/(?![/\\])/.test(next) ? next : null;
}

/**
 * allauth says 401 for "done so far, and not signed in": with a verification pending where mail was sent, and without
 * one after a reset. 409 means that somebody is signed in already, which is what was wanted.
 */
export async function outcomeOf(response: Response): Promise<Signed> {
  const answer: Answer | null = await response
    .clone()
    .json()
    .catch(() => null);
  if (response.ok || response.status === 409) {
    return response.ok ? "done" : "in";
  }
  if (response.status === 401 && answer?.data?.flows) {
    return answer.data.flows.some((flow) => flow.id === "verify_email" && flow.is_pending)
      ? "check_mail"
      : "done";
  }
  throw refusalOf(response.status, answer);
}

function refusalOf(status: number, answer: Answer | null): ApiError {
  const bare = bareEnvelope(status);
  const errors = answer?.errors ?? [];
  const fields: Record<string, string[]> = {};
  for (const error of errors) {
    const field = ourName[error.param ?? ""] ?? error.param ?? "";
    fields[field] = [...(fields[field] ?? []), inOurWords[error.code] ?? error.message];
  }
  const [first] = Object.values(fields).flat();
  return new ApiError(status, {
    code: errors[0]?.code ?? bare.code,
    detail: first ?? answer?.detail ?? bare.detail,
    fields,
  });
}

const ourName: Record<string, string> = { new_password: "password", current_password: "current", key: "" };

const inOurWords: Record<string, string> = {
  email_password_mismatch:
    "This address and password do not belong together. Check both, or choose a new password.",
  too_many_login_attempts: "That was too many tries. Wait a few minutes, or choose a new password.",
  invalid_or_expired_key: "This link has been used or is too old. Ask for a new one.",
  invalid_password_reset: "This link has been used or is too old. Ask for a new one.",
  enter_current_password: "This is not your current password.",
  password_too_short: "Use at least 12 characters. A few unrelated words work well.",
  password_too_common: "This password is on lists that attackers try first. Choose another.",
  password_too_similar: "This is too much like your name or address. Choose something else.",
  invalid: "This is not an address we can write to. Check for a missing part, such as the end of it.",
};
