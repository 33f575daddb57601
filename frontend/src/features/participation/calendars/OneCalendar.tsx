import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { flushSync } from "react-dom";
import { sentenceOf } from "@/api/errors";
import type { Filter } from "@/features/events/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { dayOf, formatDay, viewerZone } from "@/ui/dates";
import { Fault } from "@/ui/Notice";
import { Tag } from "@/ui/Tag";
import { toast } from "@/ui/toasts";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import { CalendarForm } from "./CalendarForm";
import styles from "./CalendarsPage.module.css";
import { idOf } from "./parts";
import { change, newAddress, remove, type Subscription } from "./queries";

/** One of them: what it shows, and what can be done with it. */
export function OneCalendar({
  calendar,
  offered,
  onChange,
  onGone,
  onAddress,
}: {
  calendar: Subscription;
  offered: Filter[];
  onChange: () => Promise<void>;
  onGone: () => Promise<void>;
  onAddress: (address: string) => void;
}) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const quiet = () => setAsking(null);

  const renew = useMutation({
    mutationFn: () => newAddress(calendar.id),
    onSuccess: async ({ address }) => {
      flushSync(quiet);
      onAddress(address);
      await onChange();
    },
  });
  const removal = useMutation({
    mutationFn: () => remove(calendar.id),
    onSuccess: async () => {
      toast(`“${calendar.name}” is deleted.`);
      quiet();
      await onGone();
    },
  });

  return (
    <article className={styles.calendar} aria-labelledby={calendar.id}>
      <div>
        <h2 id={calendar.id}>{calendar.name}</h2>
        <ul className={styles.parts} aria-label="What it shows">
          {calendar.parts.map((part) => (
            <li key={idOf(part)}>
              <Tag>{part.label}</Tag>
            </li>
          ))}
        </ul>
        <p className={styles.quiet}>
          Made on {formatDay(dayOf(calendar.made_at, viewerZone()), "long")}. {usedWords(calendar)}
        </p>
      </div>
      <div className={styles.actions}>
        <Button size="small" icon="edit" onClick={() => setAsking("change")}>
          Change <VisuallyHidden>{calendar.name}</VisuallyHidden>
        </Button>
        <Button size="small" icon="repeat" onClick={() => setAsking("address")}>
          New address <VisuallyHidden>for {calendar.name}</VisuallyHidden>
        </Button>
        <Button size="small" icon="trash" variant="quiet" onClick={() => setAsking("delete")}>
          Delete <VisuallyHidden>{calendar.name}</VisuallyHidden>
        </Button>
      </div>
      <Dialog open={asking === "change"} onClose={quiet} title={`Change “${calendar.name}”`} wide>
        <CalendarForm
          start={calendar}
          offered={offered}
          action="Save"
          onSave={async (wanted) => {
            await change(calendar.id, wanted);
            toast("Saved. Your app shows it when it next looks.");
            quiet();
            await onChange();
          }}
          onClose={quiet}
        />
      </Dialog>
      <Sure
        open={asking === "address"}
        onClose={quiet}
        title={`A new address for “${calendar.name}”?`}
        act="Make a new address"
        busy={renew.isPending && "Making it"}
        error={renew.error}
        onAct={() => renew.mutate()}
      >
        <p>
          The old one goes silent: an app that still has it shows an empty calendar, and after 30 days finds
          nothing. Put the new address into your app.
        </p>
      </Sure>
      <Sure
        open={asking === "delete"}
        onClose={quiet}
        title={`Delete “${calendar.name}”?`}
        act="Delete it"
        busy={removal.isPending && "Deleting it"}
        error={removal.error}
        onAct={() => removal.mutate()}
      >
        <p>
          Its address goes silent: your app shows an empty calendar, and after 30 days finds nothing. What you
          signed up for stays as it is.
        </p>
      </Sure>
    </article>
  );
}

/** One question before something cannot be taken back. */
function Sure({
  open,
  onClose,
  title,
  act,
  busy,
  error,
  onAct,
  children,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  act: string;
  busy: string | false;
  error: Error | null;
  onAct: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button variant="danger" busy={busy} onClick={onAct}>
            {act}
          </Button>
          <Button onClick={onClose}>Keep it as it is</Button>
        </>
      }
    >
      {children}
      <Fault>{error && sentenceOf(error)}</Fault>
    </Dialog>
  );
}

function usedWords({ has_address, address_ended, last_used_on }: Subscription): string {
  if (!has_address) {
    return address_ended ? endedWords[address_ended] : "Its address has ended. Make a new one.";
  }
  return last_used_on ? `Last fetched on ${formatDay(last_used_on, "long")}.` : "Not yet used.";
}

const endedWords: Record<NonNullable<Subscription["address_ended"]>, string> = {
  no_https:
    "An app asked for its address without https, so that others could read it on the way, and it ended. " +
    "Make a new one, and put it into the app just as it is shown.",
  unused: "Nobody used its address for a long time, so it ended. Make a new one.",
  account_closed: "Its address ended while your account was closed. Make a new one.",
};

type Asking = "change" | "address" | "delete";
