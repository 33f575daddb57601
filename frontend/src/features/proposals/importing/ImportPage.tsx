import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type DragEvent, useEffect, useId, useRef, useState } from "react";
import { ApiError, sentenceOf } from "@/api/errors";
import { paths } from "@/app/paths";
import { type Me, meQuery } from "@/features/people/queries";
import { Button, LinkButton } from "@/ui/Button";
import { Disclosure } from "@/ui/Disclosure";
import { EmptyState } from "@/ui/EmptyState";
import { Fault } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import { Select } from "@/ui/Select";
import { TextArea } from "@/ui/TextArea";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import { proposalsQuery } from "../queries";
import styles from "./ImportPage.module.css";
import {
  bytesOf,
  type Draft,
  type Given,
  largest,
  type Preview,
  pasted,
  readCalendarFile,
  startDrafts,
  usualChoice,
} from "./importing";
import { Notes } from "./Notes";
import { ReadEventLine } from "./ReadEventLine";

type Reading = { given: Given; chapter: string; preview: Preview };

/** From a calendar file to drafts: choose or paste it, see how it was read, start those wanted. */
export function ImportPage() {
  const { data: me } = useSuspenseQuery(meQuery());
  if (!me.user) {
    throw new ApiError(401, { code: "sign_in_first", detail: "Sign in to import your chapter’s events." });
  }
  return <Importing me={me} />;
}

function Importing({ me }: { me: Me }) {
  const chapters = me.memberships.filter(({ role }) => role !== "member").map(({ chapter }) => chapter);
  const [chapter, setChapter] = useState(chapters[0]?.slug ?? "");
  const [reading, setReading] = useState<Reading | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [drafts, setDrafts] = useState<Draft[] | null>(null);
  const [busy, setBusy] = useState<"reading" | "starting" | null>(null);
  const [fault, setFault] = useState("");
  const client = useQueryClient();

  async function read(find: () => Promise<Given>, name: string = chapter): Promise<void> {
    setBusy("reading");
    setFault("");
    try {
      const given = await find();
      const preview = await readCalendarFile(name, given);
      setReading({ given, chapter: name, preview });
      setChosen(usualChoice(preview));
    } catch (error) {
      setReading(null);
      setFault(sentenceOf(error));
    } finally {
      setBusy(null);
    }
  }

  function moveTo(slug: string): void {
    setChapter(slug);
    if (reading) {
      // Times without a zone are read in the chapter's.
      void read(async () => reading.given, slug);
    }
  }

  async function start({ given, chapter: name }: Reading): Promise<void> {
    setBusy("starting");
    setFault("");
    try {
      setDrafts(await startDrafts(name, given, [...chosen]));
      pasted.drop();
      await client.invalidateQueries({ queryKey: proposalsQuery().queryKey });
    } catch (error) {
      setFault(sentenceOf(error));
    } finally {
      setBusy(null);
    }
  }

  if (drafts) {
    return (
      <Started
        drafts={drafts}
        onAgain={() => {
          setDrafts(null);
          setReading(null);
        }}
      />
    );
  }
  return (
    <>
      <PageHeader
        title="Import from a calendar file"
        lede="What already stands in another calendar becomes drafts here. You see first how it was read; nothing is kept until you start."
        eyebrow={<a href={paths.proposals()}>My proposals</a>}
      />
      {chapters.length === 0 ? (
        <EmptyState art="papers" title="You do not organize for a chapter yet">
          <p>
            <a href={paths.chapters()}>Find your chapter</a> and ask to join it. Its lead can make you an
            organizer; then you can import its events here.
          </p>
        </EmptyState>
      ) : (
        <>
          {chapters.length > 1 && (
            <Select
              label="For which chapter?"
              width="medium"
              options={chapters.map((each) => ({ value: each.slug, label: each.name }))}
              value={chapter}
              onValue={moveTo}
            />
          )}
          <Source busy={busy === "reading"} onGiven={(find) => void read(find)} onFault={setFault} />
          <Fault>{fault}</Fault>
          {reading && (
            <Read
              preview={reading.preview}
              chosen={chosen}
              onChosen={setChosen}
              busy={busy === "starting"}
              onStart={() => void start(reading)}
            />
          )}
        </>
      )}
    </>
  );
}

function Source({
  busy,
  onGiven,
  onFault,
}: {
  busy: boolean;
  onGiven: (find: () => Promise<Given>) => void;
  onFault: (sentence: string) => void;
}) {
  const [text, setText] = useState(pasted.read);
  const [over, setOver] = useState(false);
  const [name, setName] = useState("");
  const fileId = useId();
  const field = useRef<HTMLInputElement>(null);

  function take(file: File | undefined): void {
    if (file) {
      setName(file.name);
      if (file.size > largest) {
        onFault(
          `This file holds ${(file.size / 1e6).toFixed(1)} MB. At most 1 MB can be read: export fewer events, such as one term.`,
        );
        return;
      }
      onGiven(async () => ({ file: await bytesOf(file) }));
    }
  }

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    const words = event.dataTransfer.getData("text/plain");
    if (file && field.current) {
      // The field names what was chosen, also where it was dropped.
      field.current.files = event.dataTransfer.files;
      take(file);
    } else if (words) {
      write(words);
    }
  }

  function write(words: string): void {
    setText(words);
    pasted.keep(words);
  }

  return (
    <section aria-label="The calendar file" className={styles.source}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way more; the field inside is the way for everyone */}
      <div
        className={over ? `${styles.drop} ${styles.over}` : styles.drop}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <label htmlFor={fileId} className={styles.label}>
          Choose a calendar file, or drop it here
        </label>
        <p id={`${fileId}-hint`} className={styles.hint}>
          Its name ends in .ics. Google, Outlook, Apple and most campus calendars call it “export” or “iCal”.
          At most 1 MB.
        </p>
        <input
          id={fileId}
          type="file"
          accept=".ics,.ical,.ifb,.icalendar,.vcs,text/calendar"
          aria-describedby={`${fileId}-hint`}
          ref={field}
          className={styles.file}
          onClick={(event) => {
            // The same file, mended, can be chosen again.
            event.currentTarget.value = "";
          }}
          onChange={(event) => take(event.target.files?.[0])}
        />
      </div>
      <Disclosure summary="Or paste its text" open={text !== ""}>
        <TextArea
          label="The text of a calendar file"
          hint="It begins with BEGIN:VCALENDAR. What you paste stays in this tab until its drafts are started."
          rows={6}
          value={text}
          onValue={write}
          spellCheck={false}
        />
        <Button
          busy={busy && "Reading"}
          onClick={() => {
            setName("");
            onGiven(async () => ({ text }));
          }}
        >
          Read the text
        </Button>
      </Disclosure>
      <p role="status" className={styles.status}>
        {busy ? `Reading ${name || "the text"} …` : name && `Chosen: ${name}`}
      </p>
    </section>
  );
}

function Read({
  preview,
  chosen,
  onChosen,
  busy,
  onStart,
}: {
  preview: Preview;
  chosen: ReadonlySet<number>;
  onChosen: (chosen: ReadonlySet<number>) => void;
  busy: boolean;
  onStart: () => void;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const count = preview.events.length;

  useEffect(() => {
    if (preview) {
      heading.current?.focus({ preventScroll: true });
      heading.current?.scrollIntoView({ block: "start" });
    }
  }, [preview]);

  function toggle(number: number, yes: boolean): void {
    const next = new Set(chosen);
    if (yes) {
      next.add(number);
    } else {
      next.delete(number);
    }
    onChosen(next);
  }

  return (
    <section aria-labelledby="read-title">
      <h2 id="read-title" ref={heading} tabIndex={-1} className={styles.title}>
        {count === 0 ? "No event was found" : `${count} ${count === 1 ? "event" : "events"} read`}
        {preview.name && <span className={styles.of}> from “{preview.name}”</span>}
      </h2>
      <Notes notes={preview.notes} />
      {count > 0 && (
        <>
          <p className={styles.promise}>
            Who may find an event, and who learns its place, is not in any file: each draft asks you.
          </p>
          <div className={styles.choices}>
            <Button size="small" variant="quiet" onClick={() => onChosen(usualChoice(preview))}>
              Choose all still to come
            </Button>
            <Button size="small" variant="quiet" onClick={() => onChosen(new Set())}>
              Choose none
            </Button>
          </div>
          <ul className={styles.events}>
            {preview.events.map((event) => (
              <ReadEventLine
                key={event.number}
                event={event}
                chosen={chosen.has(event.number)}
                onChosen={(yes) => toggle(event.number, yes)}
              />
            ))}
          </ul>
          <div className={styles.bar}>
            <Button
              variant="primary"
              busy={busy && "Starting"}
              disabledReason={whyNot(chosen.size, preview.most_drafts)}
              onClick={onStart}
            >
              {`Start ${chosen.size} ${chosen.size === 1 ? "draft" : "drafts"}`}
            </Button>
          </div>
        </>
      )}
      <p role="status">
        <VisuallyHidden>
          {chosen.size} of {count} chosen
        </VisuallyHidden>
      </p>
    </section>
  );
}

function whyNot(chosen: number, most: number): string | null {
  if (chosen === 0) {
    return "Choose at least one event.";
  }
  return chosen > most ? `At most ${most} drafts are started at once. Choose fewer, then the others.` : null;
}

function Started({ drafts, onAgain }: { drafts: Draft[]; onAgain: () => void }) {
  return (
    <>
      <PageHeader
        arrives
        title={drafts.length === 1 ? "One draft was started" : `${drafts.length} drafts were started`}
        lede="Each begins with what the file said. Open one and answer its facts first: they decide what else is asked."
        eyebrow={<a href={paths.proposals()}>My proposals</a>}
      />
      <ul className={styles.drafts}>
        {drafts.map((draft) => (
          <li key={draft.id}>
            <a href={paths.proposal(draft.id)}>{draft.title}</a>
          </li>
        ))}
      </ul>
      <div className={styles.choices}>
        <LinkButton variant="primary" href={paths.proposals()}>
          To my proposals
        </LinkButton>
        <Button onClick={onAgain}>Import another file</Button>
      </div>
    </>
  );
}
