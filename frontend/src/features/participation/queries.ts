/** Taking part: one's own sign-ups, and who comes to an event of one's chapter. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, bodyOf } from "@/api/client";
import type { Api } from "@/api/types";
import { eventQuery } from "@/features/events/queries";

export type TakingPart = Api["OwnSignUpOut"];
export type SignUp = Api["SignUpOut"];
export type Opening = Api["OpeningOut"];
export type OwnLine = Api["OwnLineOut"];
export type WhoComes = Api["WhoComesOut"];
export type Wish = Api["SignUpInRequest"];

export const takingPartQuery = (slug: string) =>
  queryOptions({
    queryKey: ["participation", "own", slug],
    queryFn: ({ signal }): Promise<TakingPart> =>
      bodyOf(api.GET("/api/events/{slug}/sign-up", { params: { path: { slug } }, signal })),
  });

export const whoComesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["participation", "who-comes", slug],
    queryFn: ({ signal }): Promise<WhoComes> =>
      bodyOf(api.GET("/api/events/{slug}/sign-ups", { params: { path: { slug } }, signal })),
  });

export const ownSignUpsQuery = () =>
  queryOptions({
    queryKey: ["participation", "all-own"],
    queryFn: async ({ signal }): Promise<OwnLine[]> =>
      (await bodyOf(api.GET("/api/sign-ups", { signal }))).results,
  });

export function signUp(slug: string, body: Wish): Promise<TakingPart> {
  return bodyOf(api.PUT("/api/events/{slug}/sign-up", { params: { path: { slug } }, body }));
}

export async function withdraw(slug: string): Promise<void> {
  await api.DELETE("/api/events/{slug}/sign-up", { params: { path: { slug } } });
}

export function answer(slug: string, id: string, word: "yes" | "no"): Promise<WhoComes> {
  return bodyOf(
    api.POST("/api/events/{slug}/sign-ups", { params: { path: { slug } }, body: { id, answer: word } }),
  );
}

/** Asks again for all that one sign-up moves: the places, the open roles on the event's page, one's own list. */
export function seeWhatMoved(client: QueryClient, slug: string): Promise<unknown> {
  return Promise.all([
    client.invalidateQueries({ queryKey: ["participation"] }),
    client.invalidateQueries({ queryKey: eventQuery(slug).queryKey }),
  ]);
}
