import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { sentenceOf } from "@/api/errors";
import { paths } from "@/app/paths";
import type { EventType } from "@/features/events/types";
import { meQuery } from "@/features/people/queries";
import { Button, LinkButton } from "@/ui/Button";
import { ChapterMark } from "@/ui/ChapterMark";
import { RadioGroup } from "@/ui/Choices";
import { Dialog } from "@/ui/Dialog";
import { formatDay, formatRelative } from "@/ui/dates";
import { EmptyState } from "@/ui/EmptyState";
import { Fault } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import { Progress } from "@/ui/Progress";
import { Select } from "@/ui/Select";
import { Tag } from "@/ui/Tag";
import { TextInput } from "@/ui/TextInput";
import { groupsOf, standingOf } from "./groups";
import styles from "./ProposalsPage.module.css";
import { copyProposal, documentFormQuery, proposalsQuery, putUnderProgram, startProposal } from "./queries";
import type { Kind, ProposalLine } from "./types";
import { factsOf } from "./useEditor";

/** What I work on, by what it needs next. */
export function ProposalsPage() {
  const { data: me } = useSuspenseQuery(meQuery());
  const { data: lines } = useSuspenseQuery(proposalsQuery());
  const [dialog, setDialog] = useState<"new" | ProposalLine | null>(null);
  const chapters = me.memberships.filter(({ role }) => role !== "member").map(({ chapter }) => chapter);
  const start = chapters.length > 0 && (
    <>
      <Button variant="primary" icon="add" onClick={() => setDialog("new")}>
        Start a proposal
      </Button>
      <LinkButton href={paths.importing()} icon="download">
        Import from a calendar file
      </LinkButton>
    </>
  );

  return (
    <>
      <PageHeader
        title="My proposals"
        lede="Everything your chapters plan, from the first idea to the calendar."
        actions={lines.length > 0 ? start : undefined}
      />
      {lines.length === 0 ? (
        <EmptyState
          art="papers"
          title={chapters.length > 0 ? "What is your first event?" : "You do not organize for a chapter yet"}
          actions={start}
        >
          {chapters.length > 0 ? (
            <p>
              Begin with a title, or with none. You are asked one thing at a time, everything is saved as you
              write, and anyone who organizes with you can go on where you stopped.
            </p>
          ) : (
            <p>
              <a href={paths.chapters()}>Find your chapter</a> and ask to join it. Its lead can make you an
              organizer; then you can propose events here.
            </p>
          )}
        </EmptyState>
      ) : (
        groupsOf(lines).map((group) => (
          <section key={group.id} className={styles.group} aria-labelledby={`group-${group.id}`}>
            <h2 id={`group-${group.id}`} className={styles.group_title}>
              {group.title} <span className={styles.count}>{group.lines.length}</span>
            </h2>
            <ul className={styles.lines}>
              {group.lines.map((line) => (
                <Line
                  key={line.id}
                  line={line}
                  several={chapters.length > 1}
                  onCopy={chapters.length > 0 ? () => setDialog(line) : undefined}
                />
              ))}
            </ul>
          </section>
        ))
      )}
      {dialog === "new" && <StartDialog chapters={chapters} lines={lines} onClose={() => setDialog(null)} />}
      {dialog !== null && dialog !== "new" && (
        <CopyDialog original={dialog} chapters={chapters} onClose={() => setDialog(null)} />
      )}
    </>
  );
}

function Line({ line, several, onCopy }: { line: ProposalLine; several: boolean; onCopy?: () => void }) {
  const standing = standingOf(line);

  return (
    <li className={styles.line} data-colour={line.chapter.colour}>
      <div>
        <h3 className={styles.title}>
          <a href={paths.proposal(line.id)}>{line.title}</a>
        </h3>
        <p className={styles.facts}>
          <Tag tone={standing.tone} icon={standing.icon}>
            {standing.words}
          </Tag>
          {line.kind === "program" && <Tag>Program</Tag>}
          {(several || line.cohosts.length > 0) && (
            <ChapterMark name={line.chapter.name} colour={line.chapter.colour} />
          )}
          <span>{line.starts ? formatDay(line.starts.slice(0, 10), "long") : "No date yet"}</span>
          <span>Changed {formatRelative(line.changed_at, new Date())}</span>
        </p>
        <p className={styles.next}>
          {line.next_step}
          {line.promised_answer && ` An answer is promised by ${formatDay(line.promised_answer)}.`}
        </p>
      </div>
      <div className={styles.side}>
        {(line.state === "draft" || line.state === "changes_needed") && (
          <Progress label="Answered" value={line.done} max={line.total} />
        )}
        {onCopy && (
          <Button size="small" variant="quiet" icon="copy" aria-label={`Copy ${line.title}`} onClick={onCopy}>
            Copy
          </Button>
        )}
      </div>
    </li>
  );
}

type Chapters = { slug: string; name: string }[];

function StartDialog({
  chapters,
  lines,
  onClose,
}: {
  chapters: Chapters;
  lines: ProposalLine[];
  onClose: () => void;
}) {
  const { data: form } = useQuery(documentFormQuery());
  const [kind, setKind] = useState<Kind>("event");
  const [chapter, setChapter] = useState(chapters[0]?.slug ?? "");
  const [title, setTitle] = useState("");
  const [type, setType] = useState("");
  const [program, setProgram] = useState("");
  const { go, busy, fault } = useGoing();
  const types = form ? (factsOf(form).find((fact) => fact.id === "event_type")?.options ?? []) : [];
  const programs = lines.filter(
    (line) => line.kind === "program" && line.event && line.public_status !== "cancelled",
  );

  function begin(): void {
    void go(async () => {
      const begun = await startProposal({
        chapter,
        kind,
        title: title.trim(),
        event_type: kind === "event" && type ? (type as EventType) : null,
      });
      return kind === "event" && program ? putUnderProgram(begun.id, program) : begun;
    });
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title="Start a proposal"
      actions={
        <>
          <Button variant="primary" busy={busy && "Starting"} onClick={begin}>
            Start
          </Button>
          <Button onClick={onClose}>Not now</Button>
        </>
      }
    >
      <Fault>{fault}</Fault>
      <RadioGroup
        label="What do you plan?"
        options={[
          { value: "event", label: "An event", hint: "Something on one day, or a series of the same kind." },
          {
            value: "program",
            label: "A program",
            hint: "A campaign, course or series: several events under one purpose, which share their answers.",
          },
        ]}
        value={kind}
        onValue={setKind}
      />
      {chapters.length > 1 && (
        <Select
          label="For which chapter?"
          options={chapters.map((each) => ({ value: each.slug, label: each.name }))}
          value={chapter}
          onValue={setChapter}
        />
      )}
      <TextInput
        label="Working title"
        optional
        hint="You can change it at any time."
        maxLength={120}
        value={title}
        onValue={setTitle}
      />
      {kind === "event" && (
        <Select
          label="What kind of event?"
          optional
          hint="We fill in the facts such an event usually has. You see and change them first."
          empty="I do not know yet"
          options={types.map((option) => ({ value: String(option.value), label: option.label }))}
          value={type}
          onValue={setType}
        />
      )}
      {kind === "event" && programs.length > 0 && (
        <Select
          label="Part of a program?"
          optional
          empty="No, it stands alone"
          options={programs.map((line) => ({ value: line.id, label: line.title }))}
          value={program}
          onValue={setProgram}
        />
      )}
    </Dialog>
  );
}

function CopyDialog({
  original,
  chapters,
  onClose,
}: {
  original: ProposalLine;
  chapters: Chapters;
  onClose: () => void;
}) {
  const own = chapters.find((each) => each.slug === original.chapter.slug) ?? chapters[0];
  const [chapter, setChapter] = useState(own?.slug ?? "");
  const { go, busy, fault } = useGoing();

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Copy “${original.title}”`}
      actions={
        <>
          <Button
            variant="primary"
            icon="copy"
            busy={busy && "Copying"}
            onClick={() => go(() => copyProposal(original.id, chapter || null))}
          >
            Make a copy
          </Button>
          <Button onClick={onClose}>Not now</Button>
        </>
      }
    >
      <Fault>{fault}</Fault>
      <p>
        The copy takes over the ideas. What was promised comes back empty: dates, consent, agreements,
        licences, checked helplines and terms with speakers.
      </p>
      {chapters.length > 1 && (
        <Select
          label="For which chapter?"
          options={chapters.map((each) => ({ value: each.slug, label: each.name }))}
          value={chapter}
          onValue={setChapter}
        />
      )}
    </Dialog>
  );
}

/** Make something and go there. */
function useGoing() {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");

  async function go(make: () => Promise<{ id: string }>): Promise<void> {
    setBusy(true);
    setFault("");
    try {
      const { id } = await make();
      await navigate({ to: paths.proposal(id) });
    } catch (error) {
      setFault(sentenceOf(error));
      setBusy(false);
    }
  }

  return { go, busy, fault };
}
