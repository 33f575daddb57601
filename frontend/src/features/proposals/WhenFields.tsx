import { useState } from "react";
import { Button } from "@/ui/Button";
import { Checkbox, RadioGroup } from "@/ui/Choices";
import { zoneName } from "@/ui/dates";
import { Select } from "@/ui/Select";
import { DayInput, DocField } from "./DocField";
import { fieldId } from "./fieldIds";
import { RecurrenceEditor } from "./RecurrenceEditor";
import { useEditor, useFaults, useRecord } from "./useEditor";
import styles from "./WhenFields.module.css";

/** When it takes place, on the clock of the place. A program has a period instead. */
export function WhenFields({ chapterName }: { chapterName: string }) {
  const { kind } = useEditor();
  const [listing, change] = useRecord("listing");
  const faults = useFaults("listing");

  if (kind === "program") {
    return (
      <>
        <DocField section="listing" name="period_starts_on" />
        <DocField section="listing" name="period_ends_on" />
      </>
    );
  }
  const allDay = listing.all_day === true;
  const [starts, ends] = [wordsIn(listing.starts_at), wordsIn(listing.ends_at)];

  function start(next: string | null): void {
    change("starts_at", withHour(next));
    // An event that is moved keeps its length.
    const length = minutesBetween(starts, ends);
    if (next && length !== null && length > 0) {
      change("ends_at", plusMinutes(withHour(next) as string, length));
    }
  }

  return (
    <>
      <Zone chapterName={chapterName} />
      <Checkbox
        id={fieldId("listing", "all_day")}
        label="It lasts whole days"
        checked={allDay}
        onValue={(value) => change("all_day", value)}
      />
      <div className={styles.pair}>
        <DayInput
          id={fieldId("listing", "starts_at")}
          label={allDay ? "First day" : "Starts"}
          error={faults.starts_at?.join(" ")}
          kind={allDay ? "date" : "datetime-local"}
          value={allDay ? starts.slice(0, 10) : starts}
          onValue={start}
        />
        <DayInput
          id={fieldId("listing", "ends_at")}
          label={allDay ? "Last day" : "Ends"}
          error={faults.ends_at?.join(" ")}
          kind={allDay ? "date" : "datetime-local"}
          value={allDay ? ends.slice(0, 10) : ends}
          onValue={(next) => change("ends_at", withHour(next))}
        />
      </div>
      <Fold name="starts_fold" asks="In which of the two hours does it start?" />
      <Fold name="ends_fold" asks="In which of the two hours does it end?" />
      <RecurrenceEditor />
    </>
  );
}

/** The clocks go back and an hour comes twice: asked only when the server says that it does. */
function Fold({ name, asks }: { name: string; asks: string }) {
  const [listing, change] = useRecord("listing");
  const fault = useFaults("listing")[name]?.join(" ");
  const value = listing[name];

  if (!fault && typeof value !== "number") {
    return null;
  }
  return (
    <RadioGroup
      id={fieldId("listing", name)}
      label={asks}
      error={fault}
      options={[
        { value: "0", label: "The first, before the clocks go back" },
        { value: "1", label: "The second, after the clocks have gone back" },
      ]}
      value={typeof value === "number" ? String(value) : null}
      onValue={(fold) => change(name, Number(fold))}
    />
  );
}

function Zone({ chapterName }: { chapterName: string }) {
  const [listing, change] = useRecord("listing");
  const faults = useFaults("listing").time_zone?.join(" ");
  const zone = wordsIn(listing.time_zone);
  const [choosing, setChoosing] = useState(false);

  if (!choosing && zone && !faults) {
    return (
      <p id={fieldId("listing", "time_zone")} tabIndex={-1} className={styles.zone}>
        Times are on the clock of the place: <strong>{nameOfZone(zone)}</strong>.{" "}
        <Button size="small" variant="quiet" onClick={() => setChoosing(true)}>
          It takes place in another zone
        </Button>
      </p>
    );
  }
  return (
    <Select
      id={fieldId("listing", "time_zone")}
      label="Time zone of the place"
      hint={`That of ${chapterName}, unless it takes place elsewhere.`}
      error={faults}
      width="medium"
      empty="Choose"
      value={zone}
      options={zonesWith(zone)}
      onValue={(next) => change("time_zone", next)}
    />
  );
}

function zonesWith(zone: string): { value: string; label: string }[] {
  const known = Intl.supportedValuesOf("timeZone").filter((each) => each.includes("/"));
  return (zone && !known.includes(zone) ? [zone, ...known] : known).map((value) => ({
    value,
    label: value.replaceAll("_", " "),
  }));
}

function nameOfZone(zone: string): string {
  try {
    return zoneName(zone, new Date().toISOString());
  } catch {
    return zone;
  }
}

/** A bare day is its midnight. */
function withHour(day: string | null): string | null {
  return day && day.length === 10 ? `${day}T00:00` : day;
}

function minutesBetween(starts: string, ends: string): number | null {
  const length = (Date.parse(`${ends}Z`) - Date.parse(`${starts}Z`)) / 60_000;
  return Number.isNaN(length) ? null : length;
}

function plusMinutes(local: string, minutes: number): string {
  return new Date(Date.parse(`${local}Z`) + minutes * 60_000).toISOString().slice(0, 16);
}

function wordsIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}
