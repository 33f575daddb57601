/** Reading the shared calendar. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, bodyOf } from "@/api/client";
import { addDays } from "@/ui/dates";
import { type Filters, filterParams } from "./filters";
import type { Span } from "./grid";
import type {
  EventDetail,
  FeedHealth,
  FeedPreview,
  FeedRoom,
  Filter,
  Occurrence,
  ProgramDetail,
} from "./types";

export const occurrencesQuery = (span: Span, filters: Filters) =>
  queryOptions({
    queryKey: ["events", "occurrences", span, filterParams(filters).toString()],
    queryFn: async ({ signal }): Promise<Occurrence[]> => {
      const { results } = await bodyOf(
        api.GET("/api/occurrences", {
          // A day more on either side: the server counts days in UTC, the reader in their own zone.
          params: {
            query: { from: addDays(span.first, -1), to: addDays(span.last, 1), ...asQuery(filters) },
          },
          signal,
        }),
      );
      return results;
    },
    placeholderData: keepPreviousData,
  });

export const eventQuery = (slug: string) =>
  queryOptions({
    queryKey: ["events", "detail", slug],
    queryFn: ({ signal }): Promise<EventDetail> =>
      bodyOf(api.GET("/api/events/{slug}", { params: { path: { slug } }, signal })),
  });

export const programQuery = (slug: string) =>
  queryOptions({
    queryKey: ["events", "program", slug],
    queryFn: ({ signal }): Promise<ProgramDetail> =>
      bodyOf(api.GET("/api/programs/{slug}", { params: { path: { slug } }, signal })),
  });

/** What can be filtered by, with the words for each choice. */
export const offeredQuery = () =>
  queryOptions({
    queryKey: ["events", "filters"],
    queryFn: ({ signal }): Promise<Filter[]> => bodyOf(api.GET("/api/filters", { signal })),
    staleTime: 10 * 60_000,
  });

/** The window of every feed, in days, as the server rolls it. */
export const feedWindow = { back: 30, ahead: 400 };

/** What the public feed of these filters holds: how many events, the dates that come next, and what its size leaves out. */
export const feedPreviewQuery = (filters: Filters) =>
  queryOptions({
    queryKey: ["events", "feed-preview", filterParams(filters).toString()],
    queryFn: ({ signal }): Promise<FeedPreview> =>
      bodyOf(api.GET("/api/feeds/preview", { params: { query: asQuery(filters) }, signal })),
  });

/** How full the feed of a chapter is, for its organizers. */
export const feedRoomQuery = (slug: string) =>
  queryOptions({
    queryKey: ["events", "feed-room", slug],
    queryFn: ({ signal }): Promise<FeedRoom> =>
      bodyOf(api.GET("/api/chapters/{slug}/feed", { params: { path: { slug } }, signal })),
  });

/** For coordinators: how each public feed is. */
export const feedHealthQuery = () =>
  queryOptions({
    queryKey: ["events", "feeds"],
    queryFn: ({ signal }): Promise<FeedHealth[]> => bodyOf(api.GET("/api/feeds", { signal })),
  });

function asQuery(filters: Filters): Record<string, string[]> {
  const query: Record<string, string[]> = {};
  for (const [name, value] of filterParams(filters)) {
    query[name] = [...(query[name] ?? []), value];
  }
  return query;
}
