import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { ApiError, sentenceOf } from "@/api/errors";
import { paths } from "@/app/paths";
import type { EventDetail } from "@/features/events/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { formatDay } from "@/ui/dates";
import { Fault } from "@/ui/Notice";
import { Skeleton } from "@/ui/Spinner";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import { type SignUp, seeWhatMoved, type TakingPart, takingPartQuery, withdraw } from "./queries";
import { SignUpDialog, type Way } from "./SignUpDialog";
import styles from "./TakePart.module.css";
import { heldWords, movesUp, outcomeOf, outcomeWords, placesWords } from "./words";

/** One's own part in an event: what is free, what one has, what one is told, and how to give it up. */
export function TakePart({ event, name }: { event: EventDetail; name: string }) {
  const { data, error } = useQuery(takingPartQuery(event.slug));
  const [said, setSaid] = useState<{ words: string; times: number }>();
  const heading = useRef<HTMLHeadingElement>(null);

  // The button that was pressed is gone by now: what came of it is the place to go on from.
  useEffect(() => {
    if (said) {
      heading.current?.focus();
    }
  }, [said]);

  return (
    <section className={styles.panel} aria-labelledby="take-part">
      <h2 id="take-part" className={styles.title} ref={heading} tabIndex={-1}>
        Taking part
      </h2>
      <div role="status">{said && <Said words={said.words} mine={data?.mine} />}</div>
      {error && !data && <p>{sentenceOf(error)}</p>}
      {!data && !error && <Skeleton lines={3} />}
      {data && (
        <Part
          event={event}
          data={data}
          name={name}
          onDone={(words) => setSaid((before) => ({ words, times: (before?.times ?? 0) + 1 }))}
        />
      )}
    </section>
  );
}

/** Read out in any case; seen only where it says more than what one has, which stands below. */
function Said({ words, mine }: { words: string; mine: SignUp | null | undefined }) {
  if (mine && words === outcomeOf(mine)) {
    return <VisuallyHidden>{words}</VisuallyHidden>;
  }
  return <p className={styles.said}>{words}</p>;
}

function Part({
  event,
  data,
  name,
  onDone,
}: {
  event: EventDetail;
  data: TakingPart;
  name: string;
  onDone: (words: string) => void;
}) {
  const [way, setWay] = useState<Way | null>(null);
  const [leaving, setLeaving] = useState(false);
  const roleIsOpen = data.openings.some((opening) => opening.left > 0);
  const full = data.places.left === 0;
  const { mine } = data;

  return (
    <>
      {mine ? <Mine mine={mine} data={data} /> : !data.why_not && <p>{placesWords(data.places)}</p>}
      {data.why_not && <p>{data.why_not}</p>}
      <Where briefing={data.briefing} />
      <div className={styles.buttons}>
        {!mine && !data.why_not && (
          <Button
            variant="primary"
            icon="people"
            onClick={() => setWay({ place_or_role: "place", role: null })}
          >
            {full ? "Wait for a place" : "Come"}
          </Button>
        )}
        {!mine && !data.why_not && roleIsOpen && (
          <Button onClick={() => setWay({ place_or_role: "role", role: null })}>Take a role</Button>
        )}
        {mine && !data.why_not && (
          <Button onClick={() => setWay({ place_or_role: mine.place_or_role, role: mine.role })}>
            Change
          </Button>
        )}
        {mine && (
          <Button variant="quiet" onClick={() => setLeaving(true)}>
            Withdraw
          </Button>
        )}
      </div>
      {mine && !event.over && <KeepIt event={event} />}
      {(mine || !data.why_not) && (
        <p className={styles.small}>
          Only the hosts see the name you choose; everybody else sees counts. Sign-ups to this event are
          deleted on {formatDay(data.deleted_on, "long")}.
        </p>
      )}
      {data.hosting && (
        <p>
          <a href="#who-comes">See who is coming</a>
        </p>
      )}
      <SignUpDialog
        event={event}
        data={data}
        name={name}
        way={way}
        onClose={() => setWay(null)}
        onDone={(after) => {
          setWay(null);
          onDone(outcomeWords(data, after));
        }}
      />
      <Leaving
        event={event}
        open={leaving}
        waiting={mine?.waiting ?? false}
        onClose={() => setLeaving(false)}
        onDone={() => {
          setLeaving(false);
          onDone("You have withdrawn. Thank you for saying so.");
        }}
      />
    </>
  );
}

function Mine({ mine, data }: { mine: SignUp; data: TakingPart }) {
  return (
    <>
      <p className={styles.mine}>{heldWords(mine)}</p>
      {mine.waiting && <p>{movesUp}</p>}
      <p>
        The hosts see you as <bdi>{mine.nickname}</bdi>.{" "}
        {data.hosts_decide &&
          (mine.host_yes ? "They have said yes." : "You are told more once they have said yes.")}
      </p>
    </>
  );
}

/** What stands nowhere but here. */
function Where({ briefing }: { briefing: TakingPart["briefing"] }) {
  if (!briefing) {
    return null;
  }
  const place = [briefing.place_name, briefing.room].filter(Boolean).join(", ");
  return (
    <dl className={styles.where}>
      {(place || briefing.place_address || briefing.directions) && (
        <Told name="The place, for you">
          {place}
          {briefing.place_address && <span className={styles.line}>{briefing.place_address}</span>}
          {briefing.directions && <span className={styles.line}>{briefing.directions}</span>}
        </Told>
      )}
      {briefing.online_link && (
        <Told name="The link, for you">
          <a href={briefing.online_link} rel="noreferrer">
            Join online
          </a>
        </Told>
      )}
    </dl>
  );
}

function Told({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function KeepIt({ event }: { event: EventDetail }) {
  return (
    <p className={styles.small}>
      Keep it in your calendar:{" "}
      <a href={paths.myCalendars(new URLSearchParams({ kind: "sign_ups" }))}>all you signed up for</a>, always
      up to date
      {event.calendar_file && (
        <>
          , or{" "}
          <a href={event.calendar_file} download>
            this date once
          </a>
        </>
      )}
      . Neither says a place that is not public.
    </p>
  );
}

function Leaving({
  event,
  open,
  waiting,
  onClose,
  onDone,
}: {
  event: EventDetail;
  open: boolean;
  waiting: boolean;
  onClose: () => void;
  onDone: () => void;
}) {
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: () => withdraw(event.slug),
    onSuccess: async () => {
      await seeWhatMoved(client, event.slug);
      onDone();
    },
    onError: async (error) => {
      if (error instanceof ApiError && error.status === 404) {
        await seeWhatMoved(client, event.slug);
      }
    },
  });

  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Withdraw?"
      actions={
        <>
          <Button variant="danger" busy={leave.isPending && "Withdrawing"} onClick={() => leave.mutate()}>
            Withdraw
          </Button>
          <Button onClick={onClose}>Stay</Button>
        </>
      }
    >
      <Fault>{leave.error && sentenceOf(leave.error)}</Fault>
      <p>
        {waiting
          ? "You lose your turn on the waiting list. Nothing of your sign-up is kept."
          : "What you had goes to who is next. Nothing of your sign-up is kept."}
      </p>
    </Dialog>
  );
}
