import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError, sentenceOf } from "@/api/errors";
import { paths } from "@/app/paths";
import { Button, LinkButton } from "@/ui/Button";
import { dayOf, formatDay, formatDays, type PlainDate, viewerZone, zoneName } from "@/ui/dates";
import { EmptyState } from "@/ui/EmptyState";
import { PageHeader } from "@/ui/PageHeader";
import { Problem } from "@/ui/Problem";
import { Skeleton } from "@/ui/Spinner";
import { Tabs } from "@/ui/Tabs";
import { Agenda } from "./Agenda";
import styles from "./CalendarPage.module.css";
import { FilterBar } from "./FilterBar";
import { FollowLink } from "./FollowLink";
import {
  calendarParams,
  type Filters,
  isFiltered,
  noFilters,
  readDay,
  readFilters,
  readView,
  type View,
} from "./filters";
import {
  byDay,
  comingWeeks,
  firstOfMonth,
  monthGrid,
  neighbour,
  type Span,
  spanOf,
  spanOfWeeks,
} from "./grid";
import { MonthView } from "./MonthView";
import { occurrencesQuery, offeredQuery } from "./queries";
import { SubscribeDialog } from "./SubscribeDialog";
import type { Occurrence } from "./types";
import { firstWeekday, useNarrow } from "./useNarrow";
import { WeekView } from "./WeekView";

/** The shared calendar. Everything it shows follows from the address. */
export function CalendarPage() {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const narrow = useNarrow();
  const [subscribing, setSubscribing] = useState(false);

  const zone = viewerZone();
  const today = dayOf(new Date(), zone);
  const filters = readFilters(search);
  const view = readView(search, narrow ? "agenda" : "month");
  const on = readDay(search, today);
  const coming = view === "month" && !search.on;
  const weeks = coming ? comingWeeks(today, firstWeekday()) : monthGrid(on, firstWeekday());
  const span = view === "month" ? spanOfWeeks(weeks) : spanOf(view, on, firstWeekday());
  // Around the coming weeks stand the whole month they begin in, and the one after.
  const before = coming ? firstOfMonth(on) : neighbour(view, on, -1);
  const after = neighbour(view, on, 1);
  const title = coming ? spanOfDays(span, narrow) : spanWords(view, on, narrow ? "medium" : "long");

  const occurrences = useQuery(occurrencesQuery(span, filters));
  const offered = useQuery(offeredQuery()).data ?? [];
  const days = byDay(occurrences.data ?? [], span, zone);
  const count = new Set([...days.values()].flat()).size;

  const state = { filters, view: search.view ? view : undefined, on: search.on ? on : undefined };
  const hrefOf = (change: Partial<typeof state>) => paths.calendar(calendarParams({ ...state, ...change }));

  function filterBy(next: Filters): void {
    const params = calendarParams({ ...state, filters: next });
    navigate({ href: paths.calendar(params), replace: true, resetScroll: false });
  }

  return (
    <>
      <PageHeader
        title="Calendar"
        lede="What student chapters are doing against human trafficking, each event verified by students of another chapter."
        actions={
          <Button variant="primary" icon="calendar" onClick={() => setSubscribing(true)}>
            Subscribe
          </Button>
        }
      />

      <FilterBar
        filters={filters}
        offered={offered}
        onFilters={filterBy}
        aside={<FollowLink filters={filters} size="small" />}
      />

      <Tabs
        label="View"
        tabs={views.map((each) => ({
          href: hrefOf({ view: each.view }),
          label: each.label,
          current: each.view === view,
        }))}
      />

      <div className={styles.heading}>
        <h2>{title}</h2>
        <p className={styles.count} role="status">
          {occurrences.isPending
            ? "Looking…"
            : occurrences.isSuccess && countWords(count, isFiltered(filters))}
        </p>
        <nav className={styles.moves} aria-label="Dates">
          <LinkButton
            size="small"
            icon="chevron_left"
            href={hrefOf({ on: before })}
            aria-label={`Previous: ${spanWords(view, before)}`}
          />
          <LinkButton size="small" href={hrefOf({ on: undefined })}>
            Today
          </LinkButton>
          <LinkButton
            size="small"
            icon="chevron_right"
            href={hrefOf({ on: after })}
            aria-label={`Next: ${spanWords(view, after)}`}
          />
        </nav>
      </div>

      {occurrences.isPending ? (
        <Skeleton lines={8} label="Loading events" />
      ) : occurrences.isError ? (
        <NotLoaded
          error={occurrences.error}
          onRetry={() => occurrences.refetch()}
          onClear={() => filterBy(noFilters)}
        />
      ) : (
        <div className={occurrences.isPlaceholderData ? styles.old : undefined}>
          {count === 0 && (
            <NothingHere
              filtered={isFiltered(filters)}
              view={view}
              nextHref={hrefOf({ on: after })}
              onClear={() => filterBy(noFilters)}
            />
          )}
          <Days
            weeks={weeks}
            title={title}
            isAside={(day) => (coming ? day < today : !day.startsWith(on.slice(0, 7)))}
            view={view}
            narrow={narrow}
            days={days}
            on={on}
            span={span}
            today={today}
            zone={zone}
            hrefOf={hrefOf}
          />
        </div>
      )}
      <p className={styles.zone}>Times are on your clock: {zoneName(zone, new Date().toISOString())}.</p>

      <SubscribeDialog
        open={subscribing}
        onClose={() => setSubscribing(false)}
        offered={offered}
        filters={filters}
      />
    </>
  );
}

function countWords(count: number, filtered: boolean): string {
  const events = `${count === 0 ? "No" : count} ${count === 1 ? "event" : "events"}`;
  return filtered ? `${events} with these filters` : events;
}

type DaysProps = {
  weeks: PlainDate[][];
  title: string;
  isAside: (day: PlainDate) => boolean;
  view: View;
  narrow: boolean;
  days: Map<PlainDate, Occurrence[]>;
  on: PlainDate;
  span: Span;
  today: PlainDate;
  zone: string;
  hrefOf: (change: { view?: View; on?: PlainDate }) => string;
};

function Days({ weeks, title, isAside, view, narrow, days, on, span, today, zone, hrefOf }: DaysProps) {
  if (view === "agenda") {
    return <Agenda days={days} today={today} zone={zone} />;
  }
  if (view === "week") {
    return <WeekView days={days} span={span} today={today} zone={zone} />;
  }
  return (
    <MonthView
      weeks={weeks}
      title={title}
      isAside={isAside}
      days={days}
      on={on}
      today={today}
      zone={zone}
      narrow={narrow}
      hrefOf={hrefOf}
    />
  );
}

function NotLoaded({ error, onRetry, onClear }: { error: Error; onRetry: () => void; onClear: () => void }) {
  if (error instanceof ApiError && error.code === "bad_filter") {
    return (
      <EmptyState
        art="search"
        title="The calendar cannot be filtered like this"
        actions={
          <Button variant="primary" onClick={onClear}>
            Take all filters off
          </Button>
        }
      >
        <p>{error.message}</p>
      </EmptyState>
    );
  }
  return (
    <Problem title="The events could not be loaded" onRetry={onRetry}>
      <p>{sentenceOf(error)}</p>
    </Problem>
  );
}

function NothingHere({
  filtered,
  view,
  nextHref,
  onClear,
}: {
  filtered: boolean;
  view: View;
  nextHref: string;
  onClear: () => void;
}) {
  const next = { agenda: "Look at the weeks after", week: "Look at next week", month: "Look at next month" }[
    view
  ];
  if (filtered) {
    return (
      <EmptyState
        art="search"
        title="Nothing fits all of these filters here"
        actions={
          <>
            <Button variant="primary" onClick={onClear}>
              Take all filters off
            </Button>
            <LinkButton href={nextHref}>{next}</LinkButton>
          </>
        }
      >
        <p>
          Take one of them off above, or look further ahead. You can also subscribe to these filters: whatever
          comes later will reach you.
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      art="calendar"
      title="Nothing is planned here yet"
      actions={<LinkButton href={nextHref}>{next}</LinkButton>}
    >
      <p>Terms have quiet weeks. Subscribe, and what chapters plan will appear in your own calendar.</p>
    </EmptyState>
  );
}

const views: readonly { view: View; label: string }[] = [
  { view: "agenda", label: "Agenda" },
  { view: "week", label: "Week" },
  { view: "month", label: "Month" },
];

function spanWords(view: View, on: PlainDate, months: "long" | "medium" = "long"): string {
  if (view === "month") {
    return formatDay(firstOfMonth(on), "month");
  }
  const span = spanOf(view, on, firstWeekday());
  return formatDays(span.first, span.last, months);
}

function spanOfDays({ first, last }: Span, narrow: boolean): string {
  return formatDays(first, last, narrow ? "medium" : "long");
}
