/** Reviews as reviewers and coordinators work on them. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, bodyAs, bodyOf } from "@/api/client";
import type { Assignments, Load, Queue, Result, Review, VerdictWord, Waiting } from "./types";

export const queueQuery = () =>
  queryOptions({
    queryKey: ["reviews", "queue"],
    queryFn: ({ signal }): Promise<Queue> => bodyAs(api.GET("/api/reviews", { signal })),
  });

export const reviewQuery = (id: string) =>
  queryOptions({
    queryKey: ["reviews", "page", id],
    queryFn: ({ signal }): Promise<Review> =>
      bodyAs(
        api.GET("/api/proposals/{proposal_id}/review", { params: { path: { proposal_id: id } }, signal }),
      ),
  });

export const waitingQuery = () =>
  queryOptions({
    queryKey: ["coordination", "waiting"],
    queryFn: ({ signal }): Promise<Waiting[]> => bodyAs(api.GET("/api/coordination/waiting", { signal })),
  });

export const loadQuery = () =>
  queryOptions({
    queryKey: ["coordination", "reviewers"],
    queryFn: ({ signal }): Promise<Load[]> => bodyOf(api.GET("/api/coordination/reviewers", { signal })),
  });

export const assignmentsQuery = (id: string) =>
  queryOptions({
    queryKey: ["coordination", "assignments", id],
    queryFn: ({ signal }): Promise<Assignments> =>
      bodyOf(
        api.GET("/api/proposals/{proposal_id}/assignments", {
          params: { path: { proposal_id: id } },
          signal,
        }),
      ),
  });

export type Given = {
  word: VerdictWord;
  words: string;
  rethink: boolean;
  owner: string;
  due: string | null;
};

const at = (id: string) => ({ params: { path: { proposal_id: id } } });

/** One verdict; the answer is the whole page, and takes its place. */
export async function giveVerdict(
  client: QueryClient,
  review: Review,
  item: string,
  given: Given,
): Promise<void> {
  const { id, digest } = review.header;
  const page: Review = await bodyAs(
    api.PUT("/api/proposals/{proposal_id}/review/verdicts/{item}", {
      params: { path: { proposal_id: id, item } },
      body: { ...given, digest },
    }),
  );
  client.setQueryData(reviewQuery(id).queryKey, page);
}

/** The same plain word on several items at once: all are kept, or none. */
export async function giveVerdicts(
  client: QueryClient,
  review: Review,
  items: readonly string[],
  word: VerdictWord,
): Promise<void> {
  const { id, digest } = review.header;
  const page: Review = await bodyAs(
    api.PUT("/api/proposals/{proposal_id}/review/verdicts", {
      ...at(id),
      body: { digest, verdicts: items.map((item) => ({ item, word })) },
    }),
  );
  client.setQueryData(reviewQuery(id).queryKey, page);
}

export async function recommend(review: Review, result: Result, reason: string): Promise<void> {
  const { id, digest } = review.header;
  await bodyOf(
    api.POST("/api/proposals/{proposal_id}/review/recommendation", {
      ...at(id),
      body: { digest, result, reason },
    }),
  );
}

/** What a coordinator decides in writing where reviewers disagree. */
export async function settle(
  review: Review,
  move: "approve" | "ask_for_changes",
  reason: string,
): Promise<void> {
  const { id, digest } = review.header;
  await bodyOf(api.POST("/api/proposals/{proposal_id}/moves", { ...at(id), body: { move, reason, digest } }));
}

export async function recuse(id: string, words: string): Promise<void> {
  await api.POST("/api/proposals/{proposal_id}/review/recusal", { ...at(id), body: { words } });
}

export function assign(
  id: string,
  body: { reviewer: string | null; instead_of: string | null; reason: string },
): Promise<Assignments> {
  return bodyOf(api.POST("/api/proposals/{proposal_id}/assignments", { ...at(id), body }));
}
