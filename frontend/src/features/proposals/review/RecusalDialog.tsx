import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { sentenceOf } from "@/api/errors";
import { paths } from "@/app/paths";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Fault } from "@/ui/Notice";
import { TextArea } from "@/ui/TextArea";
import { toast } from "@/ui/toasts";
import { recuse } from "./queries";

/** Handing a review on: no reason is owed, and nobody is asked for one. */
export function RecusalDialog({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState("");
  const client = useQueryClient();
  const navigate = useNavigate();
  const send = useMutation({
    mutationFn: () => recuse(id, words),
    onSuccess: async () => {
      toast("Handed on to another reviewer.");
      await navigate({ to: paths.reviews() });
      await client.invalidateQueries({ queryKey: ["reviews"] });
    },
  });

  return (
    <>
      <Button variant="quiet" size="small" onClick={() => setOpen(true)}>
        I should not review this
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Hand this review on"
        actions={
          <>
            <Button variant="primary" busy={send.isPending && "Handing on"} onClick={() => send.mutate()}>
              Hand it on
            </Button>
            <Button onClick={() => setOpen(false)}>Keep it</Button>
          </>
        }
      >
        <p>Another reviewer is asked at once. You owe no reason; a word may help coordinators.</p>
        <TextArea
          label="A word to coordinators"
          hint="About arrangements, not persons."
          optional
          rows={3}
          limit={2000}
          value={words}
          onValue={setWords}
        />
        <Fault>{send.error && sentenceOf(send.error)}</Fault>
      </Dialog>
    </>
  );
}
