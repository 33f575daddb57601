import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { ApiError, sentenceOf } from "@/api/errors";
import { paths } from "@/app/paths";
import { offeredQuery } from "@/features/events/queries";
import { SubscribeWays } from "@/features/events/SubscribeWays";
import type { Filter } from "@/features/events/types";
import { meQuery } from "@/features/people/queries";
import { Button } from "@/ui/Button";
import { RadioGroup } from "@/ui/Choices";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { Fault, Notice } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import { toast } from "@/ui/toasts";
import { CalendarForm } from "./CalendarForm";
import styles from "./CalendarsPage.module.css";
import { OneCalendar } from "./OneCalendar";
import { idOf, wantedPart, wordsOf } from "./parts";
import { change, make, type Part, type Subscription, subscriptionsQuery, type Wanted } from "./queries";

/** An address as it was just made; it is shown now or never. */
type Fresh = { name: string; address: string };

/** One's personal calendars: all one follows at an address of one's own, which is treated like a key. */
export function CalendarsPage() {
  const { data: me } = useSuspenseQuery(meQuery());
  if (!me.user) {
    throw new ApiError(401, { code: "sign_in_first", detail: "Sign in to see your calendars." });
  }
  return <Calendars />;
}

function Calendars() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const wanted = wantedPart(useSearch({ strict: false }));
  const { data: calendars } = useSuspenseQuery(subscriptionsQuery());
  const offered = useQuery(offeredQuery()).data ?? [];
  const [making, setMaking] = useState<Part[] | null>(null);
  const [fresh, setFresh] = useState<Fresh | null>(null);

  async function done(): Promise<void> {
    await client.invalidateQueries({ queryKey: subscriptionsQuery().queryKey });
    if (wanted) {
      await navigate({ href: paths.myCalendars(), replace: true });
    }
  }

  async function doneHere(): Promise<void> {
    await done();
    focusOnTitle();
  }

  async function makeOne(calendar: Wanted): Promise<void> {
    const { name, address } = await make(calendar);
    // Closed first: a dialog gives focus back as it closes, and the address is to have it.
    flushSync(() => setMaking(null));
    setFresh({ name, address });
    await done();
  }

  return (
    <div className={styles.page}>
      <PageHeader
        title="My calendars"
        eyebrow={<a href={paths.account()}>Your account</a>}
        lede="All you follow in one calendar, each event once, at an address of your own."
        actions={
          calendars.length > 0 && (
            <Button icon="add" onClick={() => setMaking([])}>
              Make another
            </Button>
          )
        }
      />
      {fresh && (
        <FreshAddress
          key={fresh.address}
          fresh={fresh}
          onDone={() => {
            flushSync(() => setFresh(null));
            focusOnTitle();
          }}
        />
      )}
      {wanted && (
        <Follow
          key={idOf(wanted)}
          part={wanted}
          calendars={calendars}
          offered={offered}
          onNew={() => setMaking([wanted])}
          onDone={doneHere}
        />
      )}
      {calendars.length === 0 && !wanted && (
        <EmptyState
          art="calendar"
          title="You have no calendar of your own yet"
          actions={
            <Button variant="primary" icon="add" onClick={() => setMaking([])}>
              Make a calendar
            </Button>
          }
        >
          <p>
            Choose what you follow, and your app gets it all from one address that is yours alone. It can also
            show what you signed up for and what only members see.
          </p>
        </EmptyState>
      )}
      {calendars.map((calendar) => (
        <OneCalendar
          key={calendar.id}
          calendar={calendar}
          offered={offered}
          onChange={done}
          onGone={doneHere}
          onAddress={(address) => setFresh({ name: calendar.name, address })}
        />
      ))}
      <Dialog open={making !== null} onClose={() => setMaking(null)} title="Make a calendar" wide>
        <CalendarForm
          start={{ name: "", parts: making?.length ? making : [{ kind: "sign_ups", key: "" }] }}
          offered={offered}
          action="Make it"
          onSave={makeOne}
          onClose={() => setMaking(null)}
        />
      </Dialog>
    </div>
  );
}

/** What one pressed is gone from the page; focus would be lost with it. */
function focusOnTitle(): void {
  document.querySelector<HTMLElement>("main h1")?.focus();
}

/** Shown once. What it is for, and why it is a key, stands beside it, not behind a link. */
function FreshAddress({ fresh, onDone }: { fresh: Fresh; onDone: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => heading.current?.focus(), []);

  return (
    <section className={styles.fresh} aria-labelledby="fresh">
      <h2 id="fresh" ref={heading} tabIndex={-1}>
        The address of “{fresh.name}”
      </h2>
      <Notice tone="warn" title="Put it into your app now. It is shown this once">
        <p>
          Treat it like a key: whoever has it reads this calendar without signing in, and so learns what you
          follow and what you signed up for. An app on the web, such as Google Calendar, fetches it for you,
          so its maker has it too. We keep only a fingerprint. If it gets away, make a new address: the old
          one goes silent.
        </p>
      </Notice>
      <h3>Where do you read your calendar?</h3>
      <SubscribeWays to={{ name: fresh.name, secret: fresh.address }} />
      <Button variant="primary" icon="check" onClick={onDone}>
        It is in my app
      </Button>
    </section>
  );
}

/** Something met elsewhere that is to go into one of the calendars. */
function Follow({
  part,
  calendars,
  offered,
  onNew,
  onDone,
}: {
  part: Part;
  calendars: Subscription[];
  offered: Filter[];
  onNew: () => void;
  onDone: () => Promise<void>;
}) {
  const name = wordsOf(part, offered);
  const has = (calendar: Subscription) => calendar.parts.some((each) => idOf(each) === idOf(part));
  const [into, setInto] = useState(calendars.find((each) => !has(each))?.id ?? anew);
  const put = useMutation({
    mutationFn: ({ id, parts }: Subscription) =>
      change(id, { parts: [...parts.map(({ kind, key }) => ({ kind, key })), part] }),
    onSuccess: async (calendar) => {
      toast(`“${calendar.name}” now shows ${name}. Your app shows it when it next looks.`);
      await onDone();
    },
  });
  const chosen = calendars.find((each) => each.id === into);

  return (
    <section className={styles.follow} aria-labelledby="follow">
      <h2 id="follow">Follow {name}</h2>
      {calendars.length === 0 ? (
        <p>
          You have no calendar of your own yet. One holds all you follow, each event once, at an address that
          is yours alone.
        </p>
      ) : (
        <RadioGroup
          label="In which calendar?"
          options={[
            ...calendars.map((each) => ({
              value: each.id,
              label: each.name,
              hint: has(each) ? "Shows it already." : each.parts.map(({ label }) => label).join(", "),
            })),
            { value: anew, label: "A new calendar" },
          ]}
          value={into}
          onValue={setInto}
        />
      )}
      <Fault>{put.error && sentenceOf(put.error)}</Fault>
      <div className={styles.actions}>
        <Button
          variant="primary"
          busy={put.isPending && "Saving"}
          disabledReason={chosen && has(chosen) ? `“${chosen.name}” shows it already.` : null}
          onClick={() => (chosen ? put.mutate(chosen) : onNew())}
        >
          {chosen ? "Put it there" : "Make a new calendar"}
        </Button>
      </div>
    </section>
  );
}

const anew = "new";
