import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, bodyOf } from "@/api/client";
import { sentenceOf } from "@/api/errors";
import { paths } from "@/app/paths";
import { Button, LinkButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Fault } from "@/ui/Notice";
import { TextArea } from "@/ui/TextArea";
import { toast } from "@/ui/toasts";
import { type Chapter, useMe } from "./queries";

/** On a chapter's page: ask to join it, or what became of asking. */
export function JoinChapter({ chapter }: { chapter: Chapter }) {
  const me = useMe();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState("");
  const ask = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST("/api/chapters/{slug}/requests", {
          params: { path: { slug: chapter.slug } },
          body: { words },
        }),
      ),
    onSuccess: async () => {
      setOpen(false);
      toast(`${chapter.name} has your request. A lead of it will answer.`);
      await client.invalidateQueries({ queryKey: ["me"] });
    },
  });

  if (!me?.user) {
    return null;
  }
  if (me.memberships.some((membership) => membership.chapter.slug === chapter.slug)) {
    return <LinkButton href={paths.chapterPeople(chapter.slug)}>People of the chapter</LinkButton>;
  }
  if (me.asked_to_join.some((asked) => asked.slug === chapter.slug)) {
    return <Button disabledReason="You have asked. A lead of the chapter will answer.">Ask to join</Button>;
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>Ask to join</Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Ask to join ${chapter.name}`}
        actions={
          <>
            <Button variant="primary" busy={ask.isPending && "Sending"} onClick={() => ask.mutate()}>
              Send my request
            </Button>
            <Button onClick={() => setOpen(false)}>Not now</Button>
          </>
        }
      >
        <Fault>{ask.error && sentenceOf(ask.error)}</Fault>
        <TextArea
          label="A line about you"
          hint="Only the leads of the chapter read it."
          optional
          limit={300}
          rows={3}
          value={words}
          onValue={setWords}
        />
      </Dialog>
    </>
  );
}
