/** Who is here: the person signed in, and the chapters. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "@/api/client";
import type { Api } from "@/api/types";

export type Chapter = Api["ChapterOut"];
export type Me = Api["MeOut"];

export const meQuery = () =>
  queryOptions({
    queryKey: ["me"],
    queryFn: ({ signal }): Promise<Me> => bodyOf(api.GET("/api/me", { signal })),
    staleTime: 5 * 60_000,
  });

/** What this network calls itself, and where the source of the running version stands. */
export const networkQuery = () =>
  queryOptions({
    queryKey: ["network"],
    queryFn: ({ signal }): Promise<Api["NetworkOut"]> => bodyOf(api.GET("/api/network", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const chaptersQuery = () =>
  queryOptions({
    queryKey: ["chapters", "list"],
    queryFn: ({ signal }): Promise<Chapter[]> => bodyOf(api.GET("/api/chapters", { signal })),
    staleTime: 5 * 60_000,
  });

export const chapterQuery = (slug: string) =>
  queryOptions({
    queryKey: ["chapters", "detail", slug],
    queryFn: ({ signal }): Promise<Chapter> =>
      bodyOf(api.GET("/api/chapters/{slug}", { params: { path: { slug } }, signal })),
    staleTime: 5 * 60_000,
  });

/** The person signed in, once known. Nothing of the page waits for it. */
export function useMe(): Me | undefined {
  return useQuery(meQuery()).data;
}

export type ChapterRole = Api["ChapterRole"];
export type Person = Api["PersonOut"];
export type JoinRequest = Api["JoinOut"];

export const chapterPeopleQuery = (slug: string) =>
  queryOptions({
    queryKey: ["chapters", "people", slug],
    queryFn: ({ signal }): Promise<Person[]> =>
      bodyOf(api.GET("/api/chapters/{slug}/people", { params: { path: { slug } }, signal })),
  });

export const joinRequestsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["chapters", "requests", slug],
    queryFn: ({ signal }): Promise<JoinRequest[]> =>
      bodyOf(api.GET("/api/chapters/{slug}/requests", { params: { path: { slug } }, signal })),
  });
