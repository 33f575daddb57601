import { useId } from "react";
import { Button } from "@/ui/Button";
import { CheckboxGroup, RadioGroup } from "@/ui/Choices";
import { Disclosure } from "@/ui/Disclosure";
import { formatDay, isPlainDate, type PlainDate } from "@/ui/dates";
import { NumberInput } from "@/ui/NumberInput";
import { Select } from "@/ui/Select";
import { DayInput } from "./DocField";
import { fieldId } from "./fieldIds";
import styles from "./RecurrenceEditor.module.css";
import {
  datesOf,
  type Frequency,
  type Moved,
  nthOf,
  type Recurrence,
  sentenceOf,
  weekdayName,
  weekdayOf,
  weekdays,
} from "./recurrence";
import type { Json } from "./types";
import { useFaults, useRecord } from "./useEditor";

const id = (field?: string) => fieldId("listing", field ? `recurrence.${field}` : "recurrence");

/** Whether and how an event repeats: a rhythm, an end, and the dates that are left out or moved. */
export function RecurrenceEditor() {
  const [listing, change] = useRecord("listing");
  const faults = useFaults("listing");
  const startsAt = typeof listing.starts_at === "string" ? listing.starts_at : null;
  const series = listing.recurrence as Recurrence | null;
  const error = (field: string) => faults[`recurrence.${field}`]?.join(" ");
  const set = (part: Partial<Recurrence>) =>
    change("recurrence", { ...(series ?? blank), ...part } as unknown as Json);
  const first = startsAt?.slice(0, 10);
  const day = isPlainDate(first) ? first : undefined;

  function repeat(frequency: string): void {
    if (frequency === "") {
      change("recurrence", null);
      return;
    }
    const days = frequency === "weekly" ? (day ? [weekdayOf(day)] : []) : [];
    set({ frequency: frequency as Frequency, weekdays: days, except_dates: [], moved: [] });
  }

  return (
    <div>
      <Select
        id={id()}
        label="Does it repeat?"
        error={faults.recurrence?.join(" ") ?? error("frequency")}
        width="medium"
        value={series?.frequency ?? ""}
        onValue={repeat}
        options={[
          { value: "", label: "No, it happens once" },
          { value: "daily", label: "Every day, or every few days" },
          { value: "weekly", label: "On days of the week" },
          {
            value: "monthly_by_day",
            label: day ? `Every month on day ${Number(day.slice(8))}` : "Every month on that day",
          },
          {
            value: "monthly_by_weekday",
            label: day ? `Every month on ${nthOf(day)}` : "Every month on that weekday",
          },
          { value: "yearly", label: "Every year" },
        ]}
      />
      {series?.frequency && (
        <div className={styles.rule}>
          {series.frequency === "weekly" && (
            <CheckboxGroup
              id={id("weekdays")}
              label="On"
              inline
              error={error("weekdays")}
              options={weekdays.map((code) => ({ value: code, label: weekdayName(code) }))}
              value={series.weekdays}
              onValue={(days) => set({ weekdays: days })}
            />
          )}
          <NumberInput
            id={id("interval")}
            label={intervalLabels[series.frequency]}
            hint="1 for each one, 2 for every second one."
            error={error("interval")}
            value={series.interval}
            onValue={(interval) => set({ interval })}
          />
          <SeriesEnd series={series} error={error} onChange={set} />
          <Dates series={series} startsAt={startsAt} error={error} listing={listing} onChange={set} />
        </div>
      )}
    </div>
  );
}

function SeriesEnd({
  series,
  error,
  onChange,
}: {
  series: Recurrence;
  error: (field: string) => string | undefined;
  onChange: (part: Partial<Recurrence>) => void;
}) {
  const byCount = series.count !== null;

  return (
    <>
      <RadioGroup
        label="When does the series end?"
        inline
        options={[
          { value: "until", label: "On a day" },
          { value: "count", label: "After a number of times" },
        ]}
        value={byCount ? "count" : "until"}
        onValue={(end) => onChange(end === "count" ? { count: 6, until: null } : { count: null })}
      />
      {byCount ? (
        <NumberInput
          id={id("count")}
          label="How many times in all"
          error={error("count")}
          value={series.count}
          onValue={(count) => onChange({ count: count ?? 1 })}
        />
      ) : (
        <DayInput
          id={id("until")}
          label="Last day"
          error={error("until")}
          value={series.until ?? ""}
          onValue={(until) => onChange({ until })}
        />
      )}
    </>
  );
}

/** The series as a sentence, and each date with what can be done about it. */
function Dates({
  series,
  startsAt,
  error,
  listing,
  onChange,
}: {
  series: Recurrence;
  startsAt: string | null;
  error: (field: string) => string | undefined;
  listing: Record<string, Json>;
  onChange: (part: Partial<Recurrence>) => void;
}) {
  const headingId = useId();
  const dates = datesOf(series, startsAt);
  const sentence = sentenceOf(series, startsAt);
  const faults = [error("except_dates"), error("moved")].filter(Boolean);

  if (!sentence) {
    return <p className={styles.sentence}>Say first when it starts; then you see every date here.</p>;
  }
  return (
    <div>
      <p className={styles.sentence} id={headingId} aria-live="polite">
        {sentence}
      </p>
      {faults.map((fault) => (
        <p key={fault} className={styles.fault} id={id("except_dates")} tabIndex={-1}>
          {fault}
        </p>
      ))}
      {dates.length > 0 && (
        <Disclosure
          summary={dates.length === 1 ? "1 date" : `All ${dates.length} dates: leave one out, or move it`}
          open={series.moved.length > 0 || series.except_dates.length > 0 || faults.length > 0 || undefined}
        >
          <ul className={styles.list} aria-labelledby={headingId}>
            {dates.map((date) => (
              <OneDate
                key={date}
                date={date}
                series={series}
                times={timesOf(date, listing)}
                onChange={onChange}
              />
            ))}
          </ul>
        </Disclosure>
      )}
    </div>
  );
}

function OneDate({
  date,
  series,
  times,
  onChange,
}: {
  date: PlainDate;
  series: Recurrence;
  times: { starts_at: string | null; ends_at: string | null };
  onChange: (part: Partial<Recurrence>) => void;
}) {
  const out = series.except_dates.includes(date);
  const moved = series.moved.find((each) => each.date === date);
  const words = formatDay(date);
  const others = series.moved.filter((each) => each.date !== date);
  const setMoved = (part: Partial<Moved>) =>
    onChange({ moved: [...others, { ...moved, date, ...part } as Moved] });

  return (
    <li className={styles.date}>
      <span className={out ? styles.out : undefined}>{words}</span>
      {out && <span> (left out)</span>}
      {moved && <span> (moved)</span>}
      <span className={styles.ways}>
        {!moved && (
          <Button
            size="small"
            variant="quiet"
            aria-label={out ? `Bring back ${words}` : `Leave out ${words}`}
            onClick={() =>
              onChange({
                except_dates: out
                  ? series.except_dates.filter((each) => each !== date)
                  : [...series.except_dates, date].sort(),
              })
            }
          >
            {out ? "Bring back" : "Leave out"}
          </Button>
        )}
        {!out && (
          <Button
            size="small"
            variant="quiet"
            aria-label={moved ? `Put ${words} back` : `Move ${words}`}
            onClick={() => onChange({ moved: moved ? others : [...others, { date, ...times }] })}
          >
            {moved ? "Put back" : "Move"}
          </Button>
        )}
      </span>
      {moved && (
        <span className={styles.moved}>
          <DayInput
            id={id(`${date}-starts`)}
            label="Starts instead"
            kind="datetime-local"
            value={moved.starts_at ?? ""}
            onValue={(starts_at) => setMoved({ starts_at })}
          />
          <DayInput
            id={id(`${date}-ends`)}
            label="Ends"
            kind="datetime-local"
            value={moved.ends_at ?? ""}
            onValue={(ends_at) => setMoved({ ends_at })}
          />
        </span>
      )}
    </li>
  );
}

/** The hours of the series on that date, to begin with. */
function timesOf(date: PlainDate, listing: Record<string, Json>) {
  const at = (value: Json | undefined) => (typeof value === "string" ? `${date}${value.slice(10)}` : null);
  return { starts_at: at(listing.starts_at), ends_at: at(listing.ends_at) };
}

const blank: Recurrence = {
  frequency: null,
  interval: 1,
  weekdays: [],
  until: null,
  count: null,
  except_dates: [],
  moved: [],
};

const intervalLabels: Record<Frequency, string> = {
  daily: "Every how many days",
  weekly: "Every how many weeks",
  monthly_by_day: "Every how many months",
  monthly_by_weekday: "Every how many months",
  yearly: "Every how many years",
};
