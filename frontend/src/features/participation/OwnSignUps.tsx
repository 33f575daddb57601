import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { sentenceOf } from "@/api/errors";
import { paths } from "@/app/paths";
import { Button } from "@/ui/Button";
import { dayOf, formatDays } from "@/ui/dates";
import { Skeleton } from "@/ui/Spinner";
import { Tag } from "@/ui/Tag";
import { toast } from "@/ui/toasts";
import { When } from "@/ui/When";
import styles from "./OwnSignUps.module.css";
import { type OwnLine, ownSignUpsQuery, seeWhatMoved, withdraw } from "./queries";
import { heldWords } from "./words";

/** On one's account: all one has signed up for, by date. Nobody else sees this list. */
export function OwnSignUps() {
  const { data, error } = useQuery(ownSignUpsQuery());

  return (
    <section className={styles.part} aria-labelledby="sign-ups">
      <h2 id="sign-ups">What you signed up for</h2>
      {error && !data && <p>{sentenceOf(error)}</p>}
      {!data && !error && <Skeleton lines={3} />}
      {data?.length === 0 && (
        <p>
          Nothing yet. Every event on the <a href={paths.calendar()}>calendar</a> says how to come, and which
          roles are open.
        </p>
      )}
      <ul className={styles.lines}>
        {data?.map((line) => (
          <li key={line.slug} className={styles.line}>
            {line.event ? <Shown line={line} event={line.event} /> : <Withdrawn line={line} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Shown({ line, event }: { line: OwnLine; event: NonNullable<OwnLine["event"]> }) {
  return (
    <>
      <p className={styles.name}>
        <a href={paths.event(event.slug)}>{event.title}</a>
      </p>
      {event.recurring ? (
        <p className={styles.held}>
          Several dates,{" "}
          {formatDays(event.local_starts_at.slice(0, 10), dayOf(event.ends_at, event.time_zone))}
        </p>
      ) : (
        <When
          startsAt={event.starts_at}
          endsAt={event.ends_at}
          timeZone={event.time_zone}
          allDay={event.all_day}
        />
      )}
      <p className={styles.held}>
        {heldWords(line)} {event.status === "cancelled" && <Tag tone="error">Cancelled</Tag>}
        {event.status === "postponed" && <Tag tone="warn">Postponed</Tag>}
      </p>
    </>
  );
}

/** An event taken out of view: what one gave for it can still be taken back. */
function Withdrawn({ line }: { line: OwnLine }) {
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: () => withdraw(line.slug),
    onSuccess: () => toast("You have withdrawn."),
    onSettled: () => seeWhatMoved(client, line.slug),
  });

  return (
    <>
      <p className={styles.name}>An event that is not shown at the moment</p>
      <p className={styles.held}>{leave.error ? sentenceOf(leave.error) : heldWords(line)}</p>
      <Button size="small" busy={leave.isPending && "Withdrawing"} onClick={() => leave.mutate()}>
        Withdraw
      </Button>
    </>
  );
}
