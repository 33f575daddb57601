import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, sentenceOf } from "@/api/errors";
import { Button } from "@/ui/Button";
import { ChapterMark } from "@/ui/ChapterMark";
import { Dialog } from "@/ui/Dialog";
import { Fault } from "@/ui/Notice";
import { Skeleton } from "@/ui/Spinner";
import { TextInput } from "@/ui/TextInput";
import { toast } from "@/ui/toasts";
import { fieldId, goToField } from "./fieldIds";
import styles from "./Library.module.css";
import { type Kind, reuse, type Shared, share, sharedQuery } from "./libraryQueries";
import { proposalQuery } from "./queries";
import { useEditor } from "./useEditor";

/** Take from the network's library what another chapter has found out already. */
export function FromLibrary({ kind }: { kind: Kind }) {
  const { fixed } = useEditor();
  const [open, setOpen] = useState(false);

  if (fixed) {
    return null;
  }
  return (
    <div className={styles.way}>
      <Button variant="quiet" size="small" icon="search" onClick={() => setOpen(true)}>
        {asks[kind]}
      </Button>
      {open && <Shelf kind={kind} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Shelf({ kind, onClose }: { kind: Kind; onClose: () => void }) {
  const { outbox, proposalId } = useEditor();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [taking, setTaking] = useState("");
  const [fault, setFault] = useState("");
  const { data: found, error } = useQuery({
    ...sharedQuery(kind, text.trim()),
    placeholderData: (before) => before,
  });

  async function use(entry: Shared): Promise<void> {
    setTaking(entry.id);
    setFault("");
    try {
      // What was typed goes first, so that the row is added to it and not beside it.
      await outbox.flush();
      client.setQueryData(proposalQuery(proposalId).queryKey, await reuse(proposalId, kind, entry.id));
      toast("It is in your list now. What must be agreed or checked anew is empty.");
      onClose();
    } catch (problem) {
      setFault(sentenceOf(problem));
      setTaking("");
    }
  }

  return (
    <Dialog open onClose={onClose} title={asks[kind]} wide>
      <TextInput label="Search" type="search" value={text} onValue={setText} width="medium" />
      <Fault>{fault || (error && sentenceOf(error))}</Fault>
      {!found && !error && <Skeleton lines={4} />}
      {found?.length === 0 && <p>Nothing is shared that fits. You can enter it, and share it afterwards.</p>}
      <ul className={styles.shelf}>
        {found?.map((entry) => (
          <li key={entry.id} className={styles.entry}>
            <div>
              <p className={styles.name}>{String(entry.text ?? entry.name ?? "")}</p>
              <p className={styles.about}>{aboutOf(entry)}</p>
              <p className={styles.about}>
                Shared by <ChapterMark name={entry.chapter.name} colour={entry.chapter.colour} />
              </p>
            </div>
            <Button size="small" busy={taking === entry.id && "Adding"} onClick={() => use(entry)}>
              Use this
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Give one row to the library, for other chapters to reuse. */
export function ToLibrary({ kind, row }: { kind: Kind; row: string }) {
  const { outbox, proposalId, fixed } = useEditor();
  const [busy, setBusy] = useState(false);

  async function give(): Promise<void> {
    setBusy(true);
    try {
      await outbox.flush();
      await share(proposalId, kind, row);
      toast("Other chapters find it in the library now.");
    } catch (problem) {
      toast(sentenceOf(problem), { tone: "error" });
      const [missing] = problem instanceof ApiError ? Object.keys(problem.fields) : [];
      if (missing) {
        goToField(fieldId(kind === "helplines" ? "support" : kind, missing, row));
      }
    }
    setBusy(false);
  }

  return fixed ? null : (
    <p>
      <Button variant="quiet" size="small" icon="people" busy={busy && "Sharing"} onClick={give}>
        Share it with the network
      </Button>
    </p>
  );
}

function aboutOf(entry: Shared): string {
  const score = typeof entry.score === "number" ? `score ${entry.score}` : "";
  return [entry.source_title, entry.year_of_data, score, entry.does, entry.languages, entry.shares_with]
    .filter((each) => typeof each === "string" && each !== "")
    .join(" · ");
}

const asks: Record<Kind, string> = {
  figures: "Take a figure from the network’s library",
  partners: "Take a partner from the network’s library",
  helplines: "Take a service from the network’s library",
};
