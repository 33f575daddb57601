import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { sentenceOf } from "@/api/errors";
import type { EventDetail } from "@/features/events/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { formatDay } from "@/ui/dates";
import { Fault } from "@/ui/Notice";
import { Skeleton } from "@/ui/Spinner";
import { Table } from "@/ui/Table";
import { Tag } from "@/ui/Tag";
import { toast } from "@/ui/toasts";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import { answer, type WhoComes as Coming, seeWhatMoved, whoComesQuery } from "./queries";
import styles from "./WhoComes.module.css";

type Comer = Coming["coming"][number];

/** For organizers of the chapters that host an event: who comes, by nickname, and their yes or no to each. */
export function WhoComes({ event }: { event: EventDetail }) {
  const client = useQueryClient();
  const { data, error } = useQuery(whoComesQuery(event.slug));
  const [declining, setDeclining] = useState<Comer | null>(null);
  const say = useMutation({
    mutationFn: ({ id, word }: { id: string; word: "yes" | "no" }) => answer(event.slug, id, word),
    onSuccess: (after) => {
      client.setQueryData(whoComesQuery(event.slug).queryKey, after);
      setDeclining(null);
      toast("Saved. They read it on this page.");
    },
    onSettled: () => seeWhatMoved(client, event.slug),
  });

  return (
    <section id="who-comes" className={styles.section} aria-labelledby="who-comes-title">
      <h2 id="who-comes-title">Who is coming</h2>
      <p className={styles.quiet}>
        Only organizers of the chapters that host it see this list, and the journal keeps who of them looked.
        {data && ` It is deleted on ${formatDay(data.deleted_on, "long")}.`}
      </p>
      {error && !data && <p>{sentenceOf(error)}</p>}
      {!data && !error && <Skeleton lines={4} />}
      <Fault>{say.error && !declining && sentenceOf(say.error)}</Fault>
      {data?.coming.length === 0 && <p>Nobody has signed up yet.</p>}
      {data && data.coming.length > 0 && (
        <Table
          caption={countWords(data.coming)}
          rows={data.coming}
          rowKey={(one) => one.id}
          columns={[
            { header: "Name", cell: (one) => <bdi>{one.nickname}</bdi> },
            { header: "Has", cell: (one) => <Has one={one} asked={data.hosts_decide} /> },
            {
              header: "Your answer",
              cell: (one) => (
                <div className={styles.buttons}>
                  {data.hosts_decide && !one.host_yes && (
                    <Button
                      size="small"
                      busy={say.isPending && say.variables.id === one.id && "Saving"}
                      onClick={() => say.mutate({ id: one.id, word: "yes" })}
                    >
                      Say yes <VisuallyHidden>to {one.nickname}</VisuallyHidden>
                    </Button>
                  )}
                  <Button size="small" variant="quiet" onClick={() => setDeclining(one)}>
                    Say no <VisuallyHidden>to {one.nickname}</VisuallyHidden>
                  </Button>
                </div>
              ),
            },
          ]}
        />
      )}
      {data && data.turned_down.length > 0 && (
        <>
          <h3>You said no to</h3>
          <ul className={styles.lines}>
            {data.turned_down.map((one) => (
              <li key={one.id} className={styles.line}>
                <bdi>{one.nickname}</bdi>
                <Button size="small" onClick={() => say.mutate({ id: one.id, word: "yes" })}>
                  Let them sign up again <VisuallyHidden>({one.nickname})</VisuallyHidden>
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      <Dialog
        open={declining !== null}
        onClose={() => setDeclining(null)}
        title={`Say no to ${declining?.nickname}?`}
        actions={
          <>
            <Button
              variant="danger"
              busy={say.isPending && "Saving"}
              onClick={() => declining && say.mutate({ id: declining.id, word: "no" })}
            >
              Say no
            </Button>
            <Button onClick={() => setDeclining(null)}>Not now</Button>
          </>
        }
      >
        <Fault>{say.error && sentenceOf(say.error)}</Fault>
        <p>
          Their sign-up is deleted and whoever is next moves up. On this page they read: “The hosts could not
          take you this time. You are welcome at other events, and can write to the chapter about this one.”
          You can let them sign up again.
        </p>
      </Dialog>
    </section>
  );
}

function Has({ one, asked }: { one: Comer; asked: boolean }) {
  return (
    <>
      {one.waiting ? `Waits, number ${one.position}` : one.role_name || "A place"}{" "}
      {asked && (
        <Tag tone={one.host_yes ? "good" : "noon"}>
          {one.host_yes ? "You said yes" : "Waits for your yes"}
        </Tag>
      )}
    </>
  );
}

function countWords(coming: Comer[]): string {
  const places = coming.filter((one) => one.place_or_role === "place" && !one.waiting).length;
  const roles = coming.filter((one) => one.place_or_role === "role").length;
  const waiting = coming.filter((one) => one.waiting).length;
  return [
    `${places} ${places === 1 ? "place" : "places"}`,
    `${roles} ${roles === 1 ? "role" : "roles"}`,
    `${waiting} waiting`,
  ].join(" · ");
}
