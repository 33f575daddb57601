import type { ReactNode } from "react";
import { paths } from "@/app/paths";
import { Button, LinkButton } from "@/ui/Button";
import { ChapterMark } from "@/ui/ChapterMark";
import { Disclosure } from "@/ui/Disclosure";
import { dayOf, formatDay } from "@/ui/dates";
import { Html } from "@/ui/Html";
import { Notice } from "@/ui/Notice";
import { When } from "@/ui/When";
import styles from "./EventBody.module.css";
import { Actions, Figures, Partners, Principles, Roles, Speakers } from "./Evidence";
import type { EventDetail } from "./types";
import {
  accessWords,
  audienceWords,
  costWords,
  formatWords,
  languageWords,
  linkSentences,
  photoSentences,
  placeSentences,
  recordingSentences,
} from "./words";

/** What stands below the title. A draft is not on the calendar yet: it may lack a date, and there is nothing to take along. */
export function EventBody({
  event,
  draft = false,
  unsaid = nothingUnsaid,
  takePart,
}: {
  event: EventDetail;
  draft?: boolean;
  /** Facts that nobody has given yet, by name: a draft must not look as if they were settled. */
  unsaid?: ReadonlySet<string>;
  takePart?: ReactNode;
}) {
  return (
    <>
      <Standing event={event} />
      <div className={styles.columns}>
        <Facts event={event} draft={draft} unsaid={unsaid} takePart={takePart} />
        <div className={styles.text}>
          {event.content_note && (
            <Notice tone="info" title="Before you come">
              <p>{event.content_note}</p>
            </Notice>
          )}
          {event.picture_link && <Picture event={event} />}
          {event.description_html && (
            <section aria-labelledby="about">
              <h2 id="about">What happens</h2>
              <div lang={event.language}>
                <Html html={event.description_html} />
              </div>
            </section>
          )}
          <Speakers speakers={event.speakers} />
          <Actions actions={event.actions} />
          <Roles roles={event.roles} over={event.over || event.status === "cancelled"} />
          <Partners partners={event.partners} />
          <Figures figures={event.figures} />
          <Principles principles={event.principles} />
          {event.views_line && <p className={styles.views}>{event.views_line}</p>}
        </div>
      </div>
    </>
  );
}

function Standing({ event }: { event: EventDetail }) {
  if (event.status === "cancelled") {
    return (
      <Notice tone="error" title="This event is cancelled">
        {event.status_note && <p>{event.status_note}</p>}
      </Notice>
    );
  }
  if (event.status === "postponed") {
    return (
      <Notice tone="warn" title="This event is postponed. A new date is not set yet">
        {event.status_note && <p>{event.status_note}</p>}
      </Notice>
    );
  }
  if (event.over) {
    return (
      <Notice title="This event is over">
        <p>
          See what <a href={paths.chapter(event.chapter.slug)}>{event.chapter.name}</a> plans next.
        </p>
      </Notice>
    );
  }
  return null;
}

/** When, where and on which terms: what one needs to decide to come. */
function Facts({
  event,
  draft,
  unsaid,
  takePart,
}: {
  event: EventDetail;
  draft: boolean;
  unsaid: ReadonlySet<string>;
  takePart: ReactNode;
}) {
  const said = (name: string, words: ReactNode) => (unsaid.has(name) ? "Not said yet" : words);
  return (
    <div className={styles.facts}>
      {takePart}
      <h2 className={styles.facts_title}>When and where</h2>
      <dl>
        <Fact name={event.status === "postponed" ? "It was planned for" : "When"}>
          {event.starts_at ? <WhenAll event={event} /> : "No date yet"}
        </Fact>
        {event.format !== "online" && event.format !== "asynchronous" && (
          <Fact name="Where">
            <Where event={event} />
          </Fact>
        )}
        {event.format !== "in_person" && (
          <Fact name={event.format === "hybrid" ? "Or online" : "Online"}>
            {event.online_link ? <a href={event.online_link}>Join online</a> : linkSentences[event.link_rule]}
          </Fact>
        )}
        <Fact name="How">{said("format", formatWords[event.format])}</Fact>
        <Fact name="Open to">
          {said("audience", audienceWords[event.audience])}
          {event.capacity !== null && <span className={styles.line}>{event.capacity} places</span>}
        </Fact>
        <Fact name="Cost">
          {said("cost", costWords[event.cost])}
          {event.cost_note && <span className={styles.line}>{event.cost_note}</span>}
        </Fact>
        <Fact name="Language">{said("language", languageWords(event.language))}</Fact>
        <Fact name="Access">
          <Access event={event} />
        </Fact>
        <Fact name="Pictures and recording">
          {said("recording", recordingSentences[event.recording])}{" "}
          {!unsaid.has("photos") && photoSentences[event.photos]}
        </Fact>
        {event.program && (
          <Fact name="Part of">
            <a href={paths.program(event.program.slug)}>{event.program.title}</a>
          </Fact>
        )}
        {event.hosts.length > 1 && (
          <Fact name="Together with">
            <ul className={styles.plain}>
              {event.hosts.slice(1).map((each) => (
                <li key={each.slug}>
                  <ChapterMark name={each.name} colour={each.colour} href={paths.chapter(each.slug)} />
                </li>
              ))}
            </ul>
          </Fact>
        )}
        {event.topics.length > 0 && (
          <Fact name="Topics">
            <ul className={styles.topics}>
              {event.topics.map((each) => (
                <li key={each.slug}>
                  <a href={paths.calendar(new URLSearchParams({ topic: each.slug }))}>{each.name}</a>
                </li>
              ))}
            </ul>
          </Fact>
        )}
      </dl>
      {!draft && <TakeAlong event={event} />}
    </div>
  );
}

function TakeAlong({ event }: { event: EventDetail }) {
  const addable = event.status === "scheduled" && !event.over ? event.calendar_file : null;
  const isPublic = event.visibility === "public";

  return (
    <>
      <div className={styles.buttons}>
        {addable && (
          <LinkButton variant="primary" icon="calendar" href={addable} download>
            Add to my calendar
          </LinkButton>
        )}
        <Button icon="print" onClick={() => print()}>
          Print
        </Button>
      </div>
      {addable && (
        <p className={styles.small}>
          A date added this way does not change by itself. To follow changes,{" "}
          {isPublic ? (
            <>
              subscribe on the <a href={paths.calendar()}>calendar</a>.
            </>
          ) : (
            <>
              have what you signed up for in <a href={paths.myCalendars()}>a calendar of your own</a>.
            </>
          )}
        </p>
      )}
      {isPublic && (
        <p className={styles.small}>
          To put up on a wall: <a href={paths.eventPoster(event.slug)}>a poster</a>, or{" "}
          <a href={paths.eventCode(event.slug)}>its QR code alone</a>.
        </p>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function WhenAll({ event }: { event: EventDetail }) {
  const next = event.occurrences.find((each) => !each.cancelled && !each.over) ?? event.occurrences[0];

  return (
    <>
      <When
        startsAt={next?.starts_at ?? event.starts_at}
        endsAt={next?.ends_at ?? event.ends_at}
        timeZone={event.time_zone}
        allDay={event.all_day}
      />
      {event.recurring && (
        <>
          <p className={styles.rhythm}>{event.repeats}</p>
          <Disclosure summary={`All ${event.occurrences.length} dates`}>
            <ul className={styles.dates}>
              {event.occurrences.map((each) => (
                <li key={each.date} className={each.cancelled ? styles.struck : undefined}>
                  <time dateTime={each.starts_at}>
                    {formatDay(dayOf(each.starts_at, event.time_zone), "short")}
                  </time>
                  {each.cancelled && ` (cancelled${each.cancelled_note && `: ${each.cancelled_note}`})`}
                  {each.moved && !each.cancelled && " (moved)"}
                </li>
              ))}
            </ul>
          </Disclosure>
        </>
      )}
    </>
  );
}

function Where({ event }: { event: EventDetail }) {
  if (event.place_rule !== "public") {
    return placeSentences[event.place_rule];
  }
  return (
    <>
      {[event.place_name, event.room].filter(Boolean).join(", ")}
      {event.place_address && <span className={styles.line}>{event.place_address}</span>}
      {event.directions && <span className={styles.line}>{event.directions}</span>}
    </>
  );
}

function Access({ event }: { event: EventDetail }) {
  return (
    <>
      {event.access_features.length > 0 && (
        <ul className={styles.plain}>
          {event.access_features.map((each) => (
            <li key={each}>{accessWords[each]}</li>
          ))}
        </ul>
      )}
      {event.access_contact && (
        <span className={styles.line}>
          Ask for what you need: {event.access_contact}
          {event.access_request_by && `, best by ${formatDay(event.access_request_by, "long")}`}.
        </span>
      )}
      {event.access_features.length === 0 &&
        !event.access_contact &&
        "Nothing is said about access. Ask the chapter."}
    </>
  );
}

function Picture({ event }: { event: EventDetail }) {
  return (
    <p>
      <a href={event.picture_link} rel="noreferrer">
        {event.picture_alt ? `Picture: ${event.picture_alt}` : "Picture of this event"}
      </a>
    </p>
  );
}

const nothingUnsaid: ReadonlySet<string> = new Set();
