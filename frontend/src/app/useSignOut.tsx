import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { send } from "@/api/client";
import { sentenceOf } from "@/api/errors";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/toasts";
import { paths } from "./paths";

/** Signing out. What was typed is sent first; where it cannot be, the person decides what becomes of it on this device. */
export function useSignOut(userId: string) {
  const client = useQueryClient();
  const router = useRouter();
  const [leaving, setLeaving] = useState(false);
  const [unsent, setUnsent] = useState<{ id: string; title: string }[]>([]);

  async function leave(): Promise<void> {
    setLeaving(true);
    try {
      const waiting = await sendUnsent();
      if (waiting.length > 0) {
        setUnsent(waiting);
        return;
      }
      await end();
    } catch (error) {
      toast(`You are still signed in. ${sentenceOf(error)}`, { tone: "error" });
    } finally {
      setLeaving(false);
    }
  }

  /** Most people leave nothing behind, and load nothing of the editor for it. */
  async function sendUnsent(): Promise<{ id: string; title: string }[]> {
    if (!hasAnything(userId)) {
      return [];
    }
    const { sendAllUnsent } = await import("@/features/proposals/useOutbox");
    return await sendAllUnsent(client, userId);
  }

  async function clearAndEnd(): Promise<void> {
    try {
      const { forgetUnsent } = await import("@/features/proposals/useOutbox");
      forgetUnsent(userId);
      await end();
    } catch (error) {
      toast(`You are still signed in. ${sentenceOf(error)}`, { tone: "error" });
    }
  }

  async function end(): Promise<void> {
    await send("DELETE", "/_allauth/browser/v1/auth/session");
    setUnsent([]);
    client.clear();
    // The editor lets go first, so that the browser does not ask a second time.
    await router.navigate({ to: paths.calendar() });
    // A fresh page: nothing of the person who left stays in memory.
    location.assign(paths.calendar());
  }

  const dialog = (
    <Dialog
      open={unsent.length > 0}
      onClose={() => setUnsent([])}
      title="Some of your text is not sent yet"
      actions={
        <>
          <Button variant="primary" onClick={() => setUnsent([])}>
            Stay signed in
          </Button>
          <Button variant="danger" onClick={clearAndEnd}>
            Delete it and sign out
          </Button>
        </>
      }
    >
      <p>It could not be sent, and is only on this device, where others may read it:</p>
      <ul>
        {unsent.map(({ id, title }) => (
          <li key={id}>
            <a href={paths.proposal(id)}>{title}</a>
          </li>
        ))}
      </ul>
      <p>Stay signed in to send it or to copy it elsewhere.</p>
    </Dialog>
  );
  return { leave, leaving, dialog };
}

function hasAnything(userId: string): boolean {
  try {
    return Object.keys(localStorage).some((at) => at.startsWith(`commonhour.unsent/${userId}/`));
  } catch {
    return false;
  }
}
