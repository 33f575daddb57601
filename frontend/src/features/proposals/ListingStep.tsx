import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { itemId } from "@/features/checklists/ids";
import type { Gap, ItemReport } from "@/features/checklists/types";
import { languageWords } from "@/features/events/words";
import { Checkbox, CheckboxGroup } from "@/ui/Choices";
import { Disclosure } from "@/ui/Disclosure";
import { Icon } from "@/ui/Icon";
import { Select } from "@/ui/Select";
import { Tag } from "@/ui/Tag";
import { Cohosts } from "./Cohosts";
import { DocField } from "./DocField";
import { fieldId } from "./fieldIds";
import type { Words } from "./Items";
import { LanguageHints } from "./LanguageHints";
import styles from "./ListingStep.module.css";
import { ProgramChoice } from "./ProgramChoice";
import { topicsQuery } from "./queries";
import type { Proposal } from "./types";
import { useEditor, useFaults, useRecord } from "./useEditor";
import { WhenFields } from "./WhenFields";

/** What people read on the calendar. The calendar's own questions come as the server asks them; the fields are laid out here. */
export function ListingStep({
  proposal,
  hrefOf,
  words,
}: {
  proposal: Proposal;
  hrefOf: (gap: Gap) => string;
  words: Words;
}) {
  const checklists = proposal.report?.checklists ?? [];
  const essentials = checklists.find((each) => each.id === "listing")?.items ?? [];
  const contentNoteAsked = checklists.some((each) =>
    each.items.some((item) => item.applies && item.evidence?.type === "content_note"),
  );

  return (
    <>
      {essentials.map((item) => (
        <Essential key={item.id} item={item} hrefOf={hrefOf} words={words(item.id)?.said}>
          {item.id === "listing.text" && <Text proposal={proposal} />}
          {item.id === "listing.when" && <WhenFields chapterName={proposal.chapter.name} />}
          {item.id === "listing.where" && <Where />}
          {item.id === "listing.details" && <Details contentNoteAsked={contentNoteAsked} />}
        </Essential>
      ))}
      <section className={styles.block} aria-labelledby="together">
        <h3 id="together" className={styles.question}>
          Is it part of something, or hosted together?
        </h3>
        <ProgramChoice proposal={proposal} />
        <Cohosts proposal={proposal} />
      </section>
    </>
  );
}

function Essential({
  item,
  hrefOf,
  words,
  children,
}: {
  item: ItemReport;
  hrefOf: (gap: Gap) => string;
  words: ReactNode;
  children: ReactNode;
}) {
  const { fixed } = useEditor();

  return (
    <section
      id={itemId(item.id)}
      tabIndex={-1}
      className={styles.block}
      aria-labelledby={`essential-${item.id}`}
    >
      <h3 id={`essential-${item.id}`} className={styles.question}>
        {item.question}
      </h3>
      <p className={styles.why}>{item.why}</p>
      {words}
      <fieldset disabled={fixed} aria-labelledby={`essential-${item.id}`}>
        {children}
      </fieldset>
      {item.gaps.length > 0 ? (
        <ul className={styles.gaps} aria-label="Still missing">
          {item.gaps.map((gap) => (
            <li key={`${gap.field} ${gap.message}`}>
              <a href={hrefOf(gap)}>{gap.message}</a>
            </li>
          ))}
        </ul>
      ) : (
        <Tag tone="good" icon="check">
          Answered
        </Tag>
      )}
    </section>
  );
}

function Text({ proposal }: { proposal: Proposal }) {
  const [listing] = useRecord("listing");
  const text = (name: string) => (typeof listing[name] === "string" ? (listing[name] as string) : "");

  return (
    <>
      <DocField section="listing" name="title" hint="What it is, before what it is about." />
      <LanguageHints proposalId={proposal.id} text={text("title")} />
      <DocField section="listing" name="summary" room />
      <LanguageHints proposalId={proposal.id} text={text("summary")} />
      <DocField
        section="listing"
        name="description"
        rows={6}
        optional={proposal.kind === "event"}
        hint="What happens, in which order, and what people take away. You can use Markdown: an empty line begins a paragraph, a dash a list."
      />
      <LanguageHints proposalId={proposal.id} text={text("description")} />
    </>
  );
}

function Where() {
  const [facts] = useRecord("facts");
  const [listing] = useRecord("listing");
  const { format } = facts;
  const place =
    format === "in_person" || format === "hybrid" || Boolean(listing.place_name || listing.place_address);
  const link = format === "online" || format === "hybrid" || Boolean(listing.online_link);
  const told = (rule: string) => listing[rule] !== null && listing[rule] !== undefined;

  if (!format) {
    return (
      <p>
        First say <a href={`${location.pathname}?step=facts#facts-format`}>how people take part</a>: then you
        are asked for a place, a link, or both.
      </p>
    );
  }
  if (!place && !link) {
    return <p>People take part at any time, so there is no place to give.</p>;
  }
  return (
    <>
      {place && (
        <>
          <DocField section="listing" name="place_rule" />
          {told("place_rule") && (listing.place_rule !== "from_host" || Boolean(listing.place_name)) && (
            <>
              <DocField section="listing" name="place_name" />
              <DocField section="listing" name="room" optional />
              <DocField section="listing" name="place_address" optional />
              <DocField section="listing" name="directions" optional />
            </>
          )}
          {listing.place_rule === "from_host" && <Told what="place" />}
        </>
      )}
      {link && (
        <>
          <DocField section="listing" name="link_rule" />
          {told("link_rule") && (listing.link_rule !== "from_host" || Boolean(listing.online_link)) && (
            <DocField section="listing" name="online_link" />
          )}
          {listing.link_rule === "from_host" && <Told what="link" />}
        </>
      )}
    </>
  );
}

function Told({ what }: { what: string }) {
  return (
    <p className={styles.told}>
      <Icon name="lock" /> You tell people the {what} yourself. It is never entered here, so nothing can show
      it.
    </p>
  );
}

function Details({ contentNoteAsked }: { contentNoteAsked: boolean }) {
  const [listing, change] = useRecord("listing");
  const pictured = Boolean(listing.picture_link || listing.picture_alt);

  return (
    <>
      <DocField section="listing" name="cost" />
      {listing.cost !== null && listing.cost !== "free" && (
        <DocField section="listing" name="cost_note" hint="How much, and whom to ask if that is too much." />
      )}
      <Language />
      <DocField section="listing" name="capacity" optional />
      {!contentNoteAsked && <DocField section="listing" name="content_note" optional />}
      <Topics />
      <Checkbox
        id={fieldId("listing", "views_line")}
        label="Say in the listing that views are the speakers’ own"
        hint="A standard sentence at the foot of the page."
        checked={listing.views_line === true}
        onValue={(value) => change("views_line", value)}
      />
      <Disclosure summary={pictured ? "The picture" : "Add a picture"} open={pictured || undefined}>
        <DocField section="listing" name="picture_link" optional />
        <DocField section="listing" name="picture_alt" />
      </Disclosure>
    </>
  );
}

function Language() {
  const [listing, change] = useRecord("listing");
  const faults = useFaults("listing").language?.join(" ");
  const value = typeof listing.language === "string" ? listing.language : "";
  const tags = value && !languages.includes(value) ? [value, ...languages] : languages;

  return (
    <Select
      id={fieldId("listing", "language")}
      label="Language"
      error={faults}
      width="medium"
      empty="Choose"
      options={tags.map((tag) => ({ value: tag, label: languageWords(tag) }))}
      value={value}
      onValue={(tag) => change("language", tag || null)}
    />
  );
}

function Topics() {
  const [listing, change] = useRecord("listing");
  const faults = useFaults("listing").topics?.join(" ");
  const { data: topics = [] } = useQuery(topicsQuery());
  const { fixed } = useEditor();
  const chosen = Array.isArray(listing.topics) ? listing.topics.map(String) : [];
  // A topic the network has let go of stays visible where it was chosen.
  const gone = chosen.filter((slug) => !topics.some((topic) => topic.slug === slug));

  if (topics.length === 0 && (gone.length === 0 || fixed)) {
    return null;
  }
  return (
    <CheckboxGroup
      id={fieldId("listing", "topics")}
      label="Topics"
      hint="People can subscribe to a topic."
      optional
      inline
      error={faults}
      options={[
        ...topics.map((topic) => ({ value: topic.slug, label: topic.name })),
        ...gone.map((slug) => ({ value: slug, label: slug })),
      ]}
      value={chosen}
      onValue={(slugs) => change("topics", slugs)}
    />
  );
}

const languages = [
  "en",
  "es",
  "fr",
  "ar",
  "de",
  "hi",
  "ht",
  "it",
  "ja",
  "km",
  "ko",
  "ne",
  "pl",
  "pt",
  "ro",
  "ru",
  "so",
  "th",
  "tl",
  "uk",
  "ur",
  "vi",
  "zh",
  "ase",
];
