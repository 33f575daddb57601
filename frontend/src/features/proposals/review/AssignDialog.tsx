import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, sentenceOf } from "@/api/errors";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Fault, Notice } from "@/ui/Notice";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Spinner";
import { TextArea } from "@/ui/TextArea";
import { toast } from "@/ui/toasts";
import { assign, assignmentsQuery } from "./queries";
import type { Waiting } from "./types";

/** Giving a review to somebody: one more, or one in place of another; the fairest choice unless a name is picked. */
export function AssignDialog({ line, onClose }: { line: Waiting; onClose: () => void }) {
  const client = useQueryClient();
  const { data, error: unread } = useQuery(assignmentsQuery(line.id));
  const [reviewer, setReviewer] = useState("");
  const [insteadOf, setInsteadOf] = useState("");
  const [reason, setReason] = useState("");
  const send = useMutation({
    mutationFn: () => assign(line.id, { reviewer: reviewer || null, instead_of: insteadOf || null, reason }),
    onSuccess: async () => {
      toast("Assigned. They have been written to.");
      await client.invalidateQueries({ queryKey: ["coordination"] });
      onClose();
    },
  });
  const faults = send.error instanceof ApiError ? send.error.fields : {};

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Who reviews “${line.title}”?`}
      actions={
        <>
          <Button variant="primary" busy={send.isPending && "Assigning"} onClick={() => send.mutate()}>
            Assign
          </Button>
          <Button onClick={onClose}>Leave it as it is</Button>
        </>
      }
    >
      {unread && (
        <Notice tone="error">
          <p>{sentenceOf(unread)}</p>
        </Notice>
      )}
      {!data && !unread && <Skeleton lines={3} label="Looking who could" />}
      {data && (
        <>
          <Select
            label="Whom?"
            hint="Reviewers of other chapters who had no hand in it."
            value={reviewer}
            onValue={setReviewer}
            error={faults.reviewer?.join(" ")}
            empty="Whoever is next in turn"
            options={data.candidates.map((one) => ({
              value: one.id,
              label: [
                `${one.name} (${one.chapters.join(", ") || "no chapter"})`,
                one.trained && "trained",
                `holds ${one.open}`,
              ]
                .filter(Boolean)
                .join(", "),
            }))}
          />
          {data.holding.length > 0 && (
            <Select
              label="In whose place?"
              value={insteadOf}
              onValue={setInsteadOf}
              error={faults.instead_of?.join(" ")}
              empty={line.empty_places > 0 ? "Nobody's: a place is empty" : "Nobody's"}
              options={data.holding.map((one) => ({ value: one.id, label: one.name }))}
            />
          )}
          <TextArea
            label="Why?"
            hint="It is kept in the record."
            error={faults.reason?.join(" ")}
            rows={3}
            limit={2000}
            value={reason}
            onValue={setReason}
          />
        </>
      )}
      <Fault>{send.error && Object.keys(faults).length === 0 && sentenceOf(send.error)}</Fault>
    </Dialog>
  );
}
