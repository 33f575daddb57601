import { useState } from "react";
import { paths } from "@/app/paths";
import { Button, LinkButton } from "@/ui/Button";
import { RadioGroup } from "@/ui/Choices";
import { Dialog } from "@/ui/Dialog";
import { Disclosure } from "@/ui/Disclosure";
import { Select } from "@/ui/Select";
import { Table } from "@/ui/Table";
import { TextInput } from "@/ui/TextInput";
import { toast } from "@/ui/toasts";
import { labelOf } from "./FilterBar";
import { chosenOf, type Filters, filterParams, isFiltered, noFilters } from "./filters";
import styles from "./SubscribeDialog.module.css";
import { type App, apps, feedAddress, refreshing, shortcut, steps } from "./subscribing";
import type { Filter } from "./types";

type Scope = "filter" | "network" | "chapter" | "program" | "topic";

/** One feed that a page is about: a chapter's, a program's. */
export type Feed = { name: string; path: string };

/**
 * How to follow the calendar from one's own. On the calendar page one chooses what; on the page of a chapter
 * or a program it is already said by `feed`.
 */
export function SubscribeDialog({
  open,
  onClose,
  offered = nothingOffered,
  filters = noFilters,
  feed,
}: {
  open: boolean;
  onClose: () => void;
  offered?: Filter[];
  filters?: Filters;
  feed?: Feed;
}) {
  return (
    <Dialog open={open} onClose={onClose} title="Subscribe from your own calendar" wide>
      <Subscribing offered={offered} filters={filters} feed={feed} />
    </Dialog>
  );
}

function Subscribing({ offered, filters, feed }: { offered: Filter[]; filters: Filters; feed?: Feed }) {
  const [scope, setScope] = useState<Scope>(isFiltered(filters) ? "filter" : "network");
  const [slugs, setSlugs] = useState<Partial<Record<Scope, string>>>({
    chapter: filters.chapter[0],
    program: filters.program[0],
    topic: filters.topic[0],
  });
  const [app, setApp] = useState<App | null>(null);
  const chosen = feed ?? feedOf(scope, slugs, filters, offered);

  return (
    <div className={styles.subscribing}>
      <p>Events then appear beside your own, and changes follow by themselves. No account is needed.</p>

      <div className={feed ? undefined : styles.questions}>
        {!feed && (
          <div>
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

        <RadioGroup<App>
          label={
            feed
              ? `Where do you read your calendar? You will follow ${feed.name}.`
              : "2. Where do you read your calendar?"
          }
          options={apps}
          value={app}
          onValue={setApp}
        />
      </div>

      {app && chosen && <Way key={app} app={app} feed={chosen} />}
      {app && !chosen && <p>Choose above what to follow; then the address stands here.</p>}

      <Disclosure summary="How soon will I see a change?">
        <p>
          That is decided by your app, not by us: it asks for news when it wants to. These are the habits that
          makers and users report.
        </p>
        <Table
          caption="How often calendar apps ask for news"
          captionHidden
          columns={[
            { header: "App", cell: (row) => row.app },
            { header: "Asks", cell: (row) => row.often },
            { header: "Your choice", cell: (row) => row.choice },
          ]}
          rows={refreshing}
          rowKey={(row) => row.app}
        />
        <p>
          So a change on the day itself may reach you too late. Before you set out, look at the event’s own
          page.
        </p>
      </Disclosure>
    </div>
  );
}

function Way({ app, feed }: { app: App; feed: Feed }) {
  const address = feedAddress(feed.path, location.origin);
  const quick = shortcut(app, feed.path, location.origin, feed.name);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(address);
      toast("Address copied.");
    } catch {
      document.querySelector<HTMLInputElement>("#feed-address")?.select();
      toast("Your browser does not let us copy. The address is selected: press Ctrl or Cmd and C.", {
        tone: "info",
      });
    }
  }

  const elsewhere = quick?.href.startsWith("https:");
  const open = quick && (
    <LinkButton
      variant={app === "google" ? "secondary" : "primary"}
      icon="external"
      href={quick.href}
      target={elsewhere ? "_blank" : undefined}
      rel={elsewhere ? "noreferrer" : undefined}
    >
      {quick.label}
    </LinkButton>
  );
  return (
    <section ref={showWhole} className={styles.way} aria-label="What to do">
      <ol>
        {steps[app].map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <TextInput
        id="feed-address"
        label="Address"
        hint={feed.name}
        value={address}
        onValue={() => undefined}
        readOnly
        onFocus={(event) => event.target.select()}
      />
      <div className={styles.actions}>
        {open}
        <Button variant={quick && app !== "google" ? "secondary" : "primary"} icon="copy" onClick={copy}>
          Copy the address
        </Button>
      </div>
    </section>
  );
}

/** The dialog scrolls by itself: what was asked for must not appear below its edge. */
function showWhole(way: HTMLElement | null): void {
  way?.scrollIntoView?.({ block: "nearest" });
}

function scopesFor(filters: Filters, offered: Filter[]) {
  const some = (name: "chapter" | "program" | "topic") => choicesOf(name, offered).length > 0;
  return [
    ...(isFiltered(filters)
      ? [{ value: "filter", label: "What I am looking at now", hint: wordsOf(filters, offered) }]
      : []),
    { value: "network", label: "Everything in the network" },
    ...(some("chapter") ? [{ value: "chapter", label: "One chapter" }] : []),
    ...(some("program") ? [{ value: "program", label: "One program" }] : []),
    ...(some("topic") ? [{ value: "topic", label: "One topic" }] : []),
  ];
}

function feedOf(
  scope: Scope,
  slugs: Partial<Record<Scope, string>>,
  filters: Filters,
  offered: Filter[],
): Feed | null {
  if (scope === "network") {
    return { name: "Everything in the network", path: paths.networkFeed() };
  }
  if (scope === "filter") {
    return { name: wordsOf(filters, offered), path: paths.filterFeed(filterParams(filters)) };
  }
  const slug = slugs[scope];
  if (!slug) {
    return null;
  }
  const path = { chapter: paths.chapterFeed, program: paths.programFeed, topic: paths.topicFeed }[scope](
    slug,
  );
  return { name: labelOf(scope, slug, offered), path };
}

function choicesOf(name: string, offered: Filter[]): Filter["choices"] {
  return offered.find((each) => each.name === name)?.choices ?? [];
}

const nothingOffered: Filter[] = [];

function wordsOf(filters: Filters, offered: Filter[]): string {
  return chosenOf(filters)
    .map((each) => labelOf(each.name, each.value, offered))
    .join(", ");
}
