/** Proposals as organizers work on them. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, bodyAs, bodyOf } from "@/api/client";
import type { Api } from "@/api/types";
import { withStanding } from "@/features/checklists/standing";
import type { Fact } from "@/features/checklists/types";
import type { Kept, Key } from "./outbox";
import type { Preview } from "./previewing";
import type {
  DocumentForm,
  Feedback,
  Hint,
  HistoryLine,
  Move,
  Proposal,
  ProposalLine,
  SavedSection,
} from "./types";

export const proposalsQuery = () =>
  queryOptions({
    queryKey: ["proposals", "list"],
    queryFn: async ({ signal }): Promise<ProposalLine[]> => {
      const lines: ProposalLine[] = [];
      for (let page = 1; ; page++) {
        const found: { results: ProposalLine[]; next: string | null } = await bodyOf(
          api.GET("/api/proposals", { params: { query: { page, page_size: 200 } }, signal }),
        );
        lines.push(...found.results);
        if (!found.next) {
          return lines;
        }
      }
    },
  });

export const proposalQuery = (id: string) =>
  queryOptions({
    queryKey: ["proposals", "detail", id],
    queryFn: ({ signal }): Promise<Proposal> =>
      bodyAs(api.GET("/api/proposals/{proposal_id}", { params: { path: { proposal_id: id } }, signal })),
    // Someone else may write at the same time; what is typed here is safe from what comes.
    staleTime: 10_000,
  });

export const documentFormQuery = () =>
  queryOptions({
    queryKey: ["document-form"],
    queryFn: ({ signal }): Promise<DocumentForm> => bodyAs(api.GET("/api/document-form", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const previewQuery = (id: string) =>
  queryOptions({
    queryKey: ["proposals", "preview", id],
    queryFn: ({ signal }): Promise<Preview> =>
      bodyOf(
        api.GET("/api/proposals/{proposal_id}/preview", { params: { path: { proposal_id: id } }, signal }),
      ),
    staleTime: 0,
  });

export const feedbackQuery = (id: string) =>
  queryOptions({
    queryKey: ["proposals", "feedback", id],
    queryFn: ({ signal }): Promise<Feedback> =>
      bodyOf(
        api.GET("/api/proposals/{proposal_id}/feedback", { params: { path: { proposal_id: id } }, signal }),
      ),
  });

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ["proposals", "history", id],
    queryFn: ({ signal }): Promise<HistoryLine[]> =>
      bodyOf(
        api.GET("/api/proposals/{proposal_id}/history", { params: { path: { proposal_id: id } }, signal }),
      ),
  });

export const topicsQuery = () =>
  queryOptions({
    queryKey: ["topics"],
    queryFn: ({ signal }): Promise<Api["TopicOut"][]> => bodyOf(api.GET("/api/topics", { signal })),
    staleTime: 5 * 60_000,
  });

export function hintsQuery(text: string, kept: string[]) {
  return queryOptions({
    queryKey: ["language-hints", text, kept],
    queryFn: async ({ signal }): Promise<Hint[]> =>
      (await bodyOf<{ hints: Hint[] }>(api.POST("/api/language-hints", { body: { text, kept }, signal })))
        .hints,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** The server's answer to a saved section, put where the page reads it. */
export async function writeSection(
  client: QueryClient,
  id: string,
  section: Key,
  { version, value }: Kept,
): Promise<Kept> {
  const saved: SavedSection = await bodyAs(
    api.PATCH("/api/proposals/{proposal_id}/sections/{section}", {
      params: { path: { proposal_id: id, section } },
      body: { version, value },
      // Sent on even if the page is closed at this moment.
      keepalive: JSON.stringify(value).length < 60_000,
    }),
  );
  client.setQueryData(proposalQuery(id).queryKey, (before) => before && withSaved(before, saved));
  // Whether something changed since the reviewers read it is theirs to say.
  if (client.getQueryData(proposalQuery(id).queryKey)?.state === "changes_needed") {
    void client.invalidateQueries({ queryKey: feedbackQuery(id).queryKey });
  }
  return { version: saved.version, value: saved.value };
}

function withSaved(before: Proposal, saved: SavedSection): Proposal {
  const { section, value } = saved;
  const item = section.startsWith("answers:") ? section.slice("answers:".length) : null;
  const answers = (before.document.answers ?? {}) as Record<string, typeof value>;
  const listing = section === "listing" ? (value as Record<string, unknown>) : null;
  return {
    ...before,
    title: typeof listing?.title === "string" && listing.title ? listing.title : before.title,
    document: item
      ? { ...before.document, answers: { ...answers, [item]: value } }
      : { ...before.document, [section]: value },
    versions: { ...before.versions, [section]: saved.version },
    problems: { ...before.problems, [section]: saved.problems },
    report: before.report && withStanding(before.report, saved.report),
    moves: saved.moves,
    done: saved.report.done,
    total: saved.report.total,
    complete: saved.report.complete,
  };
}

export function startProposal(body: Api["StartInRequest"]): Promise<Proposal> {
  return bodyAs(api.POST("/api/proposals", { body }));
}

export function copyProposal(id: string, chapter: string | null): Promise<Proposal> {
  return bodyAs(
    api.POST("/api/proposals/{proposal_id}/copy", {
      params: { path: { proposal_id: id } },
      body: { chapter },
    }),
  );
}

export function putUnderProgram(id: string, program: string | null): Promise<Proposal> {
  return bodyAs(
    api.PUT("/api/proposals/{proposal_id}/program", {
      params: { path: { proposal_id: id } },
      body: { program },
    }),
  );
}

export function updateChecklists(id: string): Promise<Proposal> {
  return bodyAs(
    api.POST("/api/proposals/{proposal_id}/checklists", { params: { path: { proposal_id: id } } }),
  );
}

export function nameCohost(id: string, chapter: string): Promise<Proposal> {
  return bodyAs(
    api.POST("/api/proposals/{proposal_id}/cohosts", {
      params: { path: { proposal_id: id } },
      body: { chapter },
    }),
  );
}

export function confirmCohost(id: string, slug: string): Promise<Proposal> {
  return bodyAs(
    api.POST("/api/proposals/{proposal_id}/cohosts/{slug}", { params: { path: { proposal_id: id, slug } } }),
  );
}

export async function dropCohost(id: string, slug: string): Promise<void> {
  await api.DELETE("/api/proposals/{proposal_id}/cohosts/{slug}", {
    params: { path: { proposal_id: id, slug } },
  });
}

export function makeMove(
  id: string,
  move: Move,
  body: { reason: string } & Record<string, unknown>,
): Promise<unknown> {
  return bodyOf(
    api.POST("/api/proposals/{proposal_id}/moves", {
      params: { path: { proposal_id: id } },
      body: { move: move.name as Api["MoveEnum"], ...body },
    }),
  );
}

export function answerQuestion(id: string, question: string, words: string): Promise<Feedback> {
  return bodyOf(
    api.POST("/api/proposals/{proposal_id}/review/questions/{question_id}/answer", {
      params: { path: { proposal_id: id, question_id: question } },
      body: { words },
    }),
  );
}

export function keepCondition(id: string, condition: string, words: string): Promise<Feedback> {
  return bodyOf(
    api.POST("/api/proposals/{proposal_id}/conditions/{condition_id}/kept", {
      params: { path: { proposal_id: id, condition_id: condition } },
      body: { words },
    }),
  );
}

/** Every section and every answer of a proposal, as the outbox keeps them. */
export function sectionsOf(proposal: Proposal): [Key, Kept][] {
  const { answers, ...sections } = proposal.document;
  const asked = proposal.report?.checklists.flatMap((checklist) => checklist.items) ?? [];
  const given = (answers ?? {}) as Record<string, Kept["value"]>;
  const ids = new Set([...asked.map((item) => item.id), ...Object.keys(given)]);
  return [
    ...Object.entries(sections).map(([name, value]): [Key, Kept] => [
      name,
      { version: proposal.versions[name] ?? 0, value },
    ]),
    ...[...ids].map((id): [Key, Kept] => [
      `answers:${id}`,
      { version: proposal.versions[`answers:${id}`] ?? 0, value: given[id] ?? {} },
    ]),
  ];
}

/** After a move, a co-host or anything else that changes more than a section. */
export async function refresh(client: QueryClient, id: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: proposalQuery(id).queryKey }),
    client.invalidateQueries({ queryKey: ["proposals", "list"] }),
    client.invalidateQueries({ queryKey: ["proposals", "history", id] }),
    client.invalidateQueries({ queryKey: ["proposals", "feedback", id] }),
    client.invalidateQueries({ queryKey: ["proposals", "preview", id] }),
  ]);
}

export type { Fact };
