/** What chapters share and reuse: figures with their sources, partners, helplines. */
import { queryOptions } from "@tanstack/react-query";
import { api, bodyAs } from "@/api/client";
import type { Api } from "@/api/types";
import type { Json, Proposal } from "./types";

export type Kind = Api["SharedKind"];

export type Shared = {
  id: string;
  chapter: Api["SharedBy"];
  shared_at: string;
} & Record<string, Json>;

export const sharedQuery = (kind: Kind, text: string) =>
  queryOptions({
    queryKey: ["library", kind, text],
    queryFn: async ({ signal }): Promise<Shared[]> => {
      const found: { results: Shared[] } = await bodyAs(
        api.GET(shelves[kind], { params: { query: { text } }, signal }),
      );
      return found.results;
    },
  });

/** Add a shared thing to a proposal as a row of its own. */
export function reuse(id: string, kind: Kind, entry: string): Promise<Proposal> {
  return bodyAs(
    api.POST("/api/proposals/{proposal_id}/library", {
      params: { path: { proposal_id: id } },
      body: { kind, entry },
    }),
  );
}

export async function share(id: string, kind: Kind, row: string): Promise<void> {
  await api.PUT("/api/proposals/{proposal_id}/library", {
    params: { path: { proposal_id: id } },
    body: { kind, row },
  });
}

const shelves = {
  figures: "/api/library/figures",
  partners: "/api/library/partners",
  helplines: "/api/library/helplines",
} as const;
