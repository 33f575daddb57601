/** Doing something at the server that changes more than a section: once at a time, with what went wrong in words. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, sentenceOf } from "@/api/errors";
import { refresh } from "./queries";

export type Fault = { sentence: string; fields: Record<string, string[]> };

export function useAct(proposalId: string) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);

  /** Whether it was done. */
  async function act(work: () => Promise<unknown>): Promise<boolean> {
    setBusy(true);
    setFault(null);
    try {
      await work();
      await refresh(client, proposalId);
      return true;
    } catch (error) {
      setFault({ sentence: sentenceOf(error), fields: error instanceof ApiError ? error.fields : {} });
      return false;
    } finally {
      setBusy(false);
    }
  }

  return {
    act,
    busy,
    fault,
    clear: () => setFault(null),
    fail: (sentence: string) => setFault({ sentence, fields: {} }),
  };
}
