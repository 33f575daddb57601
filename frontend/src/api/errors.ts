/** What a refusal from the server, or no answer at all, looks like in the browser. */

export type Envelope = { code: string; detail: string; fields?: Record<string, string[]> } & Record<
  string,
  unknown
>;

/** Every "no" the server gives: a code for us, a sentence for people, and the facts that came with it. */
export class ApiError extends Error {
  override name = "ApiError";

  constructor(
    readonly status: number,
    readonly envelope: Envelope,
  ) {
    super(envelope.detail);
  }

  get code(): string {
    return this.envelope.code;
  }

  /** Sentences by path of the field: {"listing.title": ["Give it a title."]}. */
  get fields(): Record<string, string[]> {
    return this.envelope.fields ?? {};
  }
}

/** The request never got an answer: no network, or the server is down. */
export class NoAnswer extends Error {
  override name = "NoAnswer";

  constructor(cause: unknown) {
    super("Commonhour cannot be reached. Check your connection; what you typed is still here.", { cause });
  }
}

/** The sentence to show a person for anything that was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiError || error instanceof NoAnswer) {
    return error.message;
  }
  return "Something went wrong on our side. Try again in a moment.";
}

/** What to say when the server refused without our envelope, as a proxy in front of it may do. */
export function bareEnvelope(status: number): Envelope {
  return { code: bareCodes[status] ?? "unexpected", detail: bareSentences[status] ?? unexpected };
}

const unexpected = "The server could not do this. Try again in a moment.";
const bareCodes: Record<number, string> = {
  401: "signed_out",
  403: "forbidden",
  404: "not_here",
  413: "too_large",
  429: "too_many",
};
const bareSentences: Record<number, string> = {
  401: "Your sign-in has ended. Sign in again.",
  403: "You may not do this.",
  404: "There is nothing at this address.",
  413: "This is too large to send. Shorten it and try again.",
  429: "That was too many tries in a short time. Wait a minute and try again.",
  502: "Commonhour is restarting. Try again in a moment.",
  503: "Commonhour is restarting. Try again in a moment.",
};
