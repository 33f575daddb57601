import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { sentenceOf } from "@/api/errors";
import { paths } from "@/app/paths";
import { Button } from "@/ui/Button";
import { ChapterMark } from "@/ui/ChapterMark";
import { Disclosure } from "@/ui/Disclosure";
import { formatDay } from "@/ui/dates";
import { Fault } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import { Table } from "@/ui/Table";
import { Tag } from "@/ui/Tag";
import { AsThePublicSees } from "./AsThePublicSees";
import { DecisionPanel } from "./DecisionPanel";
import { ItemToReview } from "./ItemToReview";
import { giveVerdicts, reviewQuery } from "./queries";
import { plainWords } from "./Reads";
import styles from "./Review.module.css";
import type { Review, ReviewItem, Speaker } from "./types";
import { daysLeftWords, levelNames, levelTones, resultNames, startDay } from "./words";

/** The one page a reviewer decides from: the public side, what is open, then everything else folded. */
export function ReviewPage() {
  const { id = "" } = useParams({ strict: false });
  const { data: review } = useSuspenseQuery(reviewQuery(id));

  return (
    <div data-colour={review.header.chapter.colour}>
      <Header review={review} />
      <div className={styles.columns}>
        <div className={styles.reading}>
          <div className={styles.main}>
            {review.before.rounds.length > 0 && <LastRound review={review} />}
            <AsThePublicSees review={review} />
            <FactStrip review={review} />
            <Items review={review} />
            <People review={review} />
            <Numbers review={review} />
            <Materials review={review} />
            <Hints review={review} />
            <Before review={review} />
          </div>
          <a className={styles.to_decision} href="#decision">
            Decision
            {review.decision.verdicts_left.length > 0 && `: ${review.decision.verdicts_left.length} to go`}
          </a>
        </div>
        <div className={styles.rail}>
          <DecisionPanel review={review} />
        </div>
      </div>
    </div>
  );
}

function Header({ review: { header } }: { review: Review }) {
  return (
    <>
      <PageHeader
        title={header.title || "Untitled"}
        tabTitle={`Review: ${header.title}`}
        eyebrow={<a href={paths.reviews()}>Your reviews</a>}
        lede={
          <>
            <ChapterMark
              name={[header.chapter.name, ...header.cohosts.map((host) => host.name)].join(" with ")}
              colour={header.chapter.colour}
            />
            , {startDay(header.starts)}. Revision {header.revision}.
          </>
        }
      />
      <div className={styles.strip}>
        <Tag tone={levelTones[header.level.name]}>{levelNames[header.level.name]} review</Tag>
        {header.level.because.length > 0 && (
          <span className={styles.quiet}>
            because:{" "}
            {header.level.because.map((one) => `${one.question} ${plainWords(one.value)}`).join("; ")}
          </span>
        )}
        {header.days_left !== null && header.state === "submitted" && (
          <Tag tone={header.days_left < 0 ? "error" : header.days_left < 2 ? "warn" : "neutral"}>
            {header.paused ? "Paused: a question waits" : daysLeftWords(header.days_left)}
          </Tag>
        )}
        {header.program && <Tag>Part of {header.program}</Tag>}
      </div>
      {header.reading_as === "reviewer" && (
        <p className={styles.conflict}>
          By giving your word you say: “{header.conflict_check}” If that is not so, hand the review on.
        </p>
      )}
    </>
  );
}

/** On a second round: what was said, and only what differs since. */
function LastRound({ review }: { review: Review }) {
  const last = review.before.rounds.at(-1);
  return (
    <section className={styles.part} aria-labelledby="last-round">
      <h2 id="last-round">Since the last round</h2>
      {last && (
        <p>
          <strong>
            Revision {last.revision}: {resultNames[last.result].toLowerCase()}.
          </strong>{" "}
          {last.reason}
        </p>
      )}
      {review.changes.length === 0 ? (
        <p>Nothing differs in the document.</p>
      ) : (
        <Table
          caption="What differs"
          captionHidden
          rows={review.changes}
          rowKey={(change) => `${change.section} ${change.row} ${change.field}`}
          columns={[
            {
              header: "Where",
              cell: (change) =>
                [change.section, change.field].filter(Boolean).join(": ").replaceAll("_", " "),
            },
            { header: "Before", cell: (change) => <del>{plainWords(change.before)}</del> },
            { header: "Now", cell: (change) => <ins>{plainWords(change.after)}</ins> },
          ]}
        />
      )}
    </section>
  );
}

function FactStrip({ review }: { review: Review }) {
  return (
    <section className={styles.part} aria-labelledby="facts">
      <h2 id="facts">The facts</h2>
      <ul className={styles.facts}>
        {review.facts.map((fact) => (
          <li key={fact.id}>
            <span className={styles.quiet}>{fact.question}</span> {fact.label || plainWords(fact.value)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Blockers and concerns first, under the checklist they belong to. The listing's own stand under the listing. */
function Items({ review }: { review: Review }) {
  const { open, fine } = sortedFor(review);

  return (
    <section className={styles.part} aria-labelledby="open">
      <h2 id="open">Open items</h2>
      {open.length === 0 ? (
        <p>Every item of the checklists has a verdict.</p>
      ) : (
        <ByChecklist review={review} items={open} />
      )}
      <RestIsMet review={review} />
      {fine.length > 0 && (
        <Disclosure summary={`Already fine, or not needed: ${fine.length}`}>
          <ByChecklist review={review} items={fine} />
        </Disclosure>
      )}
    </section>
  );
}

/** Each reviewer judges apart: an item another one called met is open until this one has given a word too. */
function sortedFor(review: Review): { open: ReviewItem[]; fine: ReviewItem[] } {
  const left = new Set(review.decision.verdicts_left);
  const mine = review.fine.filter((item) => left.has(item.id));
  return {
    open: [...review.open, ...mine].filter((item) => item.checklist),
    fine: review.fine.filter((item) => item.checklist && !left.has(item.id)),
  };
}

function ByChecklist({ review, items }: { review: Review; items: readonly ReviewItem[] }) {
  const titles = [...new Set(items.map((item) => item.checklist?.title ?? ""))];
  return titles.map((title) => (
    <div key={title} className={styles.checklist}>
      <h3 className={styles.checklist_title}>{title}</h3>
      {items
        .filter((item) => item.checklist?.title === title)
        .map((item) => (
          <ItemToReview key={item.id} review={review} item={item} />
        ))}
    </div>
  ));
}

/** Once the doubtful ones have a word: the others in one act, after reading them. */
function RestIsMet({ review }: { review: Review }) {
  const client = useQueryClient();
  const rest = sortedFor(review).open.filter((item) => item.needed && !item.mine && mayBeMet(item));
  const give = useMutation({
    mutationFn: () =>
      giveVerdicts(
        client,
        review,
        rest.map((item) => item.id),
        "met",
      ),
  });
  const begun = [...review.open, ...review.fine].some((item) => item.mine);

  if (review.header.reading_as !== "reviewer" || !begun || rest.length < 2) {
    return null;
  }
  return (
    <div className={styles.rest}>
      <Button size="small" busy={give.isPending && "Keeping"} onClick={() => give.mutate()}>
        I have read the other {rest.length}: all met
      </Button>
      <Fault>{give.error && sentenceOf(give.error)}</Fault>
    </div>
  );
}

function mayBeMet(item: ReviewItem): boolean {
  return item.words.includes("met") && item.state === "answered";
}

function People({ review: { people } }: { review: Review }) {
  if (people.roles.length === 0 && people.speakers.length === 0) {
    return null;
  }
  return (
    <section className={styles.part} aria-labelledby="people">
      <h2 id="people">People</h2>
      {people.roles.length > 0 && (
        <Table
          caption="Student roles"
          rows={people.roles}
          rowKey={(role) => role.id}
          columns={[
            { header: "Role", cell: (role) => plainWords(role.name ?? null) },
            { header: "Does", cell: (role) => plainWords(role.duties ?? null) },
            { header: "Kind", cell: (role) => plainWords(role.kind ?? null) },
            { header: "How many", cell: (role) => plainWords(role.how_many ?? null), number: true },
            { header: "Hours each", cell: (role) => plainWords(role.hours ?? null), number: true },
          ]}
        />
      )}
      {people.speakers.length > 0 && (
        <Table
          caption="Speakers"
          rows={people.speakers}
          rowKey={(speaker) => speaker.id}
          columns={[
            {
              header: "Listed as",
              cell: (speaker) =>
                [speaker.display_name, speaker.self_description].filter(Boolean).join(", ") || "No name",
            },
            { header: "Why invited", cell: (speaker) => speaker.why_invited || "Not said" },
            { header: "Agreed and promised", cell: (speaker) => <Ticks speaker={speaker} /> },
          ]}
        />
      )}
    </section>
  );
}

function Ticks({ speaker }: { speaker: Speaker }) {
  const amounts = Object.values(speaker.amounts).filter(Boolean);
  return (
    <>
      <ul className={styles.ticks}>
        {Object.entries(tickWords).map(([name, words]) => {
          const value = speaker.ticks[name];
          return (
            <li key={name}>
              <Tag tone={value ? "good" : "warn"}>
                {words}: {typeof value === "string" ? value.replaceAll("_", " ") : value ? "yes" : "no"}
              </Tag>
            </li>
          );
        })}
      </ul>
      {amounts.length > 0 && (
        <Disclosure summary="What was offered">
          <p>{amounts.join("; ")}</p>
        </Disclosure>
      )}
    </>
  );
}

function Numbers({ review: { figures } }: { review: Review }) {
  if (figures.length === 0) {
    return null;
  }
  return (
    <section className={styles.part} aria-labelledby="numbers">
      <h2 id="numbers">Numbers</h2>
      <Table
        caption="Figures and their sources"
        captionHidden
        rows={figures}
        rowKey={(figure) => figure.id}
        columns={[
          { header: "In our words", cell: (figure) => plainWords(figure.text ?? null) },
          {
            header: "Source",
            cell: (figure) => (
              <>
                {plainWords(figure.source_title ?? null)}
                {typeof figure.source_link === "string" && /^https?:/.test(figure.source_link) && (
                  <>
                    {" "}
                    <a href={figure.source_link} rel="noreferrer noopener" target="_blank">
                      open
                    </a>
                  </>
                )}
                <span className={styles.line}>
                  {[figure.population, figure.place, figure.year_of_data, figure.limits]
                    .filter(Boolean)
                    .map((part) => plainWords(part ?? null))
                    .join(" · ")}
                </span>
              </>
            ),
          },
          {
            header: "Score",
            cell: (figure) => (
              <Tag tone={bandTones[figure.band?.id ?? ""] ?? "neutral"}>
                {figure.total} of {figure.most}
                {figure.band ? `, ${figure.band.id}` : ""}
              </Tag>
            ),
          },
        ]}
      />
    </section>
  );
}

function Materials({ review }: { review: Review }) {
  const materials = Array.isArray(review.document.materials) ? (review.document.materials as Material[]) : [];
  if (materials.length === 0) {
    return null;
  }
  return (
    <section className={styles.part} aria-labelledby="materials">
      <h2 id="materials">Materials</h2>
      <p className={styles.quiet}>
        Nothing is loaded from elsewhere. Open a link when you are ready for what it shows.
      </p>
      <ul className={styles.queue}>
        {materials.map((material) => (
          <li key={material.id} className={styles.material}>
            <strong>{material.kind || "Material"}</strong>{" "}
            {material.link && (
              <a href={material.link} rel="noreferrer noopener" target="_blank">
                Open the material
              </a>
            )}
            <span className={styles.line}>
              {[
                material.made_by && `Made by ${material.made_by}`,
                material.licence,
                material.people_shown && `Shows: ${material.people_shown}`,
                material.content_note,
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Material = {
  id: string;
  kind?: string;
  link?: string;
  made_by?: string;
  licence?: string;
  people_shown?: string;
  content_note?: string;
};

function Hints({ review: { language_hints } }: { review: Review }) {
  if (language_hints.length === 0) {
    return null;
  }
  return (
    <Disclosure summary={`Words that were left standing: ${language_hints.length}`}>
      <ul className={styles.open_list}>
        {language_hints.map((hint) => (
          <li key={`${hint.field} ${hint.words}`}>
            <strong>“{hint.words}”</strong> in the {hint.field}.{" "}
            {hint.soft ? "It looks as if they question it." : hint.why}{" "}
            {!hint.soft && hint.instead && <>Instead: {hint.instead}.</>}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

function Before({ review: { before } }: { review: Review }) {
  const conditions = [...before.conditions_here, ...before.conditions_elsewhere];
  if (conditions.length === 0) {
    return null;
  }
  return (
    <section className={styles.part} aria-labelledby="before">
      <h2 id="before">Conditions of this chapter so far</h2>
      <ul className={styles.open_list}>
        {conditions.map((one) => (
          <li key={one.id}>
            <Tag tone={one.kept === "kept" ? "good" : one.kept === "missed" ? "error" : "neutral"}>
              {keptWords[one.kept]}
            </Tag>{" "}
            {one.words} ({one.proposal}, due {formatDay(one.due, "long")})
          </li>
        ))}
      </ul>
    </section>
  );
}

const keptWords = { kept: "Kept", missed: "Missed", open: "Open" };
const bandTones: Record<string, "good" | "warn" | "error"> = { green: "good", amber: "warn", red: "error" };
const tickWords: Record<string, string> = {
  listed: "Agreed to be listed",
  pay_said: "Pay offered",
  costs_said: "Costs covered",
  topics_agreed: "Topics agreed",
  may_withdraw: "May withdraw",
  recording_agreed: "Recording agreed",
  access_asked: "Asked about access",
};
