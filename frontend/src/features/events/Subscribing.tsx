import { useState } from "react";
import { paths } from "@/app/paths";
import { useMe } from "@/features/people/queries";
import { RadioGroup } from "@/ui/Choices";
import { Disclosure } from "@/ui/Disclosure";
import { Notice } from "@/ui/Notice";
import { Select } from "@/ui/Select";
import { Table } from "@/ui/Table";
import { FeedPreview, useWhyNoFeed } from "./FeedPreview";
import { type Filters, filterParams, isFiltered, noFilters } from "./filters";
import { feedPath, nameOf, partOf } from "./following";
import { SubscribeWays } from "./SubscribeWays";
import styles from "./Subscribing.module.css";
import { ways } from "./subscribing";
import type { Filter } from "./types";

type Scope = "filter" | "network" | "chapter" | "program" | "topic";

/**
 * What to follow, in which app, and what then stands there. With a `name`, what to follow is already said.
 * `heading` is the level that follows the heading above.
 */
export function Subscribing({
  offered,
  filters,
  name,
  heading: Heading,
}: {
  offered: Filter[];
  filters: Filters;
  name?: string;
  heading: "h2" | "h3";
}) {
  const [scope, setScope] = useState<Scope>(isFiltered(filters) ? "filter" : "network");
  const [slugs, setSlugs] = useState<Partial<Record<Scope, string>>>({
    chapter: filters.chapter[0],
    program: filters.program[0],
    topic: filters.topic[0],
  });
  const chosen = name ? filters : filtersOf(scope, slugs[scope], filters);
  const whyNot = useWhyNoFeed(chosen);
  const feed = whyNot === null ? chosen : null;

  return (
    <>
      <div className={name && whyNot !== null ? undefined : styles.columns}>
        {!name && (
          <div className={styles.what}>
            <RadioGroup<Scope>
              label="1. What do you want to follow?"
              options={scopesFor(filters, offered)}
              value={scope}
              onValue={setScope}
            />
            {(scope === "chapter" || scope === "program" || scope === "topic") && (
              <Select
                label={{ chapter: "Which chapter?", program: "Which program?", topic: "Which topic?" }[scope]}
                empty="Choose one"
                options={choicesOf(scope, offered)}
                value={slugs[scope] ?? ""}
                onValue={(slug) => setSlugs({ ...slugs, [scope]: slug })}
                width="medium"
              />
            )}
          </div>
        )}
        {whyNot === null ? (
          <section className={styles.where} aria-labelledby="which-app">
            <Heading id="which-app">
              {name ? "Where do you read your calendar?" : "2. Where do you read your calendar?"}
            </Heading>
            {chosen ? (
              <SubscribeWays
                to={{
                  name: name ?? nameOf(chosen, offered),
                  path: feedPath(chosen),
                  code: paths.code(filterParams(chosen)),
                }}
              />
            ) : (
              <p>Choose what to follow first; then the steps for every app stand here.</p>
            )}
          </section>
        ) : (
          <div className={styles.where}>
            <NoFeed why={whyNot} />
          </div>
        )}
        <div className={styles.then}>{feed && <FeedPreview filters={feed} heading={Heading} />}</div>
      </div>
      {chosen && <Together filters={chosen} />}
      <HowSoon />
      {feed && <OtherWaysOut filters={feed} />}
    </>
  );
}

/** An address that no app could fetch is not offered. */
function NoFeed({ why }: { why: string }) {
  return (
    <Notice tone="warn" title="This choice has no open feed" live>
      <p>{why}</p>
      <p>
        If only members may see it, a calendar of your own can show it. If it has another name now, look among{" "}
        <a href={paths.chapters()}>the chapters</a> or on <a href={paths.calendar()}>the calendar</a> for it.
      </p>
    </Notice>
  );
}

/** One calendar of one's own instead of several feeds. */
function Together({ filters }: { filters: Filters }) {
  const me = useMe();
  const door = paths.myCalendars(new URLSearchParams(partOf(filters)));

  return (
    <p className={styles.together}>
      <strong>Following several things?</strong> An event that stands in two of these calendars shows twice. A
      personal calendar holds all you follow, each event once.{" "}
      {me?.user ? (
        <a href={door}>Put this into a calendar of mine</a>
      ) : (
        <a href={paths.signIn(door)}>Sign in and put this into a calendar of mine</a>
      )}
    </p>
  );
}

function HowSoon() {
  return (
    <Disclosure summary="How soon will I see a change?">
      <p>
        That is decided by your app, not by us: it looks for changes when it wants to. These are the habits
        that makers and users report; we could not measure them.
      </p>
      <Table
        caption="How often calendar apps look for changes, as reported"
        captionHidden
        columns={[
          { header: "App", cell: (way) => way.label },
          { header: "Looks for changes", cell: (way) => way.asks },
          { header: "Can be changed", cell: (way) => way.choice },
        ]}
        rows={ways.filter((way) => way.asks)}
        rowKey={(way) => way.app}
      />
      <p>
        So a change on the day itself may reach you too late. Before you set out, look at the event’s own
        page.
      </p>
    </Disclosure>
  );
}

function OtherWaysOut({ filters }: { filters: Filters }) {
  const params = filterParams(filters);

  return (
    <Disclosure summary="Other formats, a web site, a poster">
      <ul className={styles.others}>
        <li>
          <a href={feedPath(filters, "atom")}>Atom</a> and <a href={feedPath(filters, "json")}>JSON Feed</a>,
          for feed readers and programs.
        </li>
        <li>
          One event only: open its page and press “Add to my calendar”. Such a date does not change by itself.
        </li>
        <li>
          <a href={paths.onWebSite(params)}>On a web site</a>: a month or a list to stand on your chapter’s
          own pages.
        </li>
        <li>
          <a href={paths.poster(params)}>A poster to print</a>, with a QR code that opens this choice on a
          phone; or <a href={paths.code(params)}>the QR code alone</a>.
        </li>
      </ul>
    </Disclosure>
  );
}

function scopesFor(filters: Filters, offered: Filter[]) {
  const some = (name: "chapter" | "program" | "topic") => choicesOf(name, offered).length > 0;
  return [
    ...(isFiltered(filters)
      ? [{ value: "filter", label: "What I am looking at now", hint: nameOf(filters, offered) }]
      : []),
    { value: "network", label: "Everything in the network" },
    ...(some("chapter") ? [{ value: "chapter", label: "One chapter" }] : []),
    ...(some("program") ? [{ value: "program", label: "One program" }] : []),
    ...(some("topic") ? [{ value: "topic", label: "One topic" }] : []),
  ];
}

function filtersOf(scope: Scope, slug: string | undefined, filters: Filters): Filters | null {
  if (scope === "filter") {
    return filters;
  }
  if (scope === "network") {
    return noFilters;
  }
  return slug ? { ...noFilters, [scope]: [slug] } : null;
}

function choicesOf(name: string, offered: Filter[]): Filter["choices"] {
  return offered.find((each) => each.name === name)?.choices ?? [];
}
