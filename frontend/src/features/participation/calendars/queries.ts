/** One's personal calendars: what each shows, and the secret address it is fetched at. */
import { queryOptions } from "@tanstack/react-query";
import { api, bodyOf } from "@/api/client";
import type { Api } from "@/api/types";

export type Subscription = Api["SubscriptionOut"];

/** One thing a calendar shows; `key` is a slug, or a choice of filters as the calendar's address spells it. */
export type Part = Pick<Subscription["parts"][number], "kind" | "key">;

export type Wanted = { name: string; parts: Part[] };

export const subscriptionsQuery = () =>
  queryOptions({
    queryKey: ["subscriptions"],
    queryFn: ({ signal }): Promise<Subscription[]> => bodyOf(api.GET("/api/subscriptions", { signal })),
  });

/** The answer is the only one that ever holds the address. */
export function make(body: Wanted): Promise<Api["SubscriptionMade"]> {
  return bodyOf(api.POST("/api/subscriptions", { body }));
}

export function change(id: string, body: Partial<Wanted>): Promise<Subscription> {
  return bodyOf(
    api.PATCH("/api/subscriptions/{subscription_id}", { params: { path: { subscription_id: id } }, body }),
  );
}

export function remove(id: string): Promise<void> {
  return bodyOf(
    api.DELETE("/api/subscriptions/{subscription_id}", { params: { path: { subscription_id: id } } }),
  );
}

export function newAddress(id: string): Promise<Api["AddressOut"]> {
  return bodyOf(
    api.POST("/api/subscriptions/{subscription_id}/address", { params: { path: { subscription_id: id } } }),
  );
}
