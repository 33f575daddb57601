/** The outbox of one person and proposal. It outlives the page: what is still under way is sent also from elsewhere. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { meQuery } from "@/features/people/queries";
import { toast } from "@/ui/toasts";
import { type Kept, type Key, Outbox, type Theirs } from "./outbox";
import { proposalQuery, sectionsOf, writeSection } from "./queries";
import { clearUnsent, Shelf, unsentProposals } from "./shelf";
import type { Proposal } from "./types";

type News = { place: string; key: Key; kept: Kept };

/** Unsent text has no other home than this one, so it is the one thing kept outside the page's own state. */
const outboxes = new Map<string, { outbox: Outbox; shelf: Shelf }>();

/** Other tabs of this browser hear what has been saved here, and show it. */
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("commonhour.saved") : undefined;

export function useOutbox(userId: string, proposal: Proposal, labelOf: (key: Key) => string): Outbox {
  const client = useQueryClient();
  const place = `${userId}/${proposal.id}`;
  const [{ outbox, shelf }] = useState(() => openOutbox(client, userId, proposal, labelOf));

  // What the server sends is taken in wherever nothing typed here waits.
  useEffect(() => outbox.accept(sectionsOf(proposal)), [outbox, proposal]);

  useEffect(() => {
    shelf.look().then(() => outbox.accept([]));

    async function goOn(): Promise<void> {
      if (!outbox.hasUnsent || document.visibilityState === "hidden") {
        return;
      }
      const status = outbox.status;
      if (status.kind === "unsent" && status.why === "signed_out") {
        // What one person typed is never sent under another one's name.
        const me = await client.fetchQuery({ ...meQuery(), staleTime: 0 }).catch(() => undefined);
        if (me?.user?.id !== userId) {
          return;
        }
      }
      await outbox.flush();
    }
    function leave(): void {
      if (document.visibilityState === "hidden") {
        void outbox.flush();
      }
    }
    function hear({ data }: MessageEvent<News>): void {
      if (data.place === place) {
        outbox.accept([[data.key, data.kept]]);
        void client.invalidateQueries({ queryKey: ["proposals", "detail", proposal.id] });
      }
    }

    // The shell asks for everything anew once someone has signed in again.
    const unsubscribe = client.getQueryCache().subscribe(({ type, query }) => {
      if (type === "updated" && query.queryKey[0] === "me" && query.state.fetchStatus === "idle") {
        void goOn();
      }
    });
    window.addEventListener("online", goOn);
    window.addEventListener("focus", goOn);
    document.addEventListener("visibilitychange", goOn);
    document.addEventListener("visibilitychange", leave);
    channel?.addEventListener("message", hear);
    return () => {
      unsubscribe();
      window.removeEventListener("online", goOn);
      window.removeEventListener("focus", goOn);
      document.removeEventListener("visibilitychange", goOn);
      document.removeEventListener("visibilitychange", leave);
      channel?.removeEventListener("message", hear);
      void outbox.flush();
    };
  }, [client, outbox, place, proposal.id, shelf, userId]);

  return outbox;
}

/** Asks before the page is closed, and only while something typed has not reached the server. */
export function useLastQuestion(unsent: boolean): void {
  useEffect(() => {
    if (!unsent) {
      return;
    }
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [unsent]);
}

/** Send what one person typed on this device, in any of their proposals; and name the proposals it stays unsent of. */
export async function sendAllUnsent(
  client: QueryClient,
  userId: string,
): Promise<{ id: string; title: string }[]> {
  const titles = new Map<string, string>();
  for (const id of unsentProposals(userId)) {
    const proposal = await client.fetchQuery(proposalQuery(id)).catch(() => undefined);
    if (proposal) {
      titles.set(id, proposal.title);
      const { outbox, shelf } = openOutbox(client, userId, proposal, () => proposal.title);
      await shelf.look();
      outbox.accept([]);
      // A network that never answers must not keep anyone signed in.
      await Promise.race([outbox.flush(), new Promise((resolve) => setTimeout(resolve, 5_000))]);
    }
  }
  return unsentProposals(userId).map((id) => ({ id, title: titles.get(id) || "A proposal" }));
}

export function forgetUnsent(userId: string): void {
  for (const [place, { outbox }] of outboxes) {
    if (place.startsWith(`${userId}/`)) {
      outbox.forgetAll();
    }
  }
  clearUnsent(userId);
}

function openOutbox(
  client: QueryClient,
  userId: string,
  proposal: Proposal,
  labelOf: (key: Key) => string,
): { outbox: Outbox; shelf: Shelf } {
  const place = `${userId}/${proposal.id}`;
  const open = outboxes.get(place);
  if (open) {
    open.outbox.accept(sectionsOf(proposal));
    return open;
  }
  const shelf = new Shelf(userId, proposal.id);
  const outbox = new Outbox((key, body) => writeSection(client, proposal.id, key, body), shelf, {
    onSaved: (key, kept) => channel?.postMessage({ place, key, kept } satisfies News),
    onMerged: (key: Key, theirs: Theirs) =>
      toast(`${theirs.by ?? "Somebody"} wrote in “${labelOf(key)}” too. Both changes are kept.`, {
        tone: "info",
      }),
  });
  outbox.accept(sectionsOf(proposal));
  outboxes.set(place, { outbox, shelf });
  return { outbox, shelf };
}
