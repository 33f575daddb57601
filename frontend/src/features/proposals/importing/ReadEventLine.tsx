import { paths } from "@/app/paths";
import { Checkbox } from "@/ui/Choices";
import { Disclosure } from "@/ui/Disclosure";
import { formatDay, formatDays, formatTime, formatTimes, zoneName } from "@/ui/dates";
import { Icon } from "@/ui/Icon";
import { Tag } from "@/ui/Tag";
import styles from "./ImportPage.module.css";
import type { ReadEvent } from "./importing";
import { Notes } from "./Notes";

/** One event of a file as its draft would begin: when, where, how often, and what was not taken over. */
export function ReadEventLine({
  event,
  chosen,
  onChosen,
}: {
  event: ReadEvent;
  chosen: boolean;
  onChosen: (chosen: boolean) => void;
}) {
  const title = event.title || "Without a title";
  const words = [event.summary, event.description].filter(Boolean).join("\n\n");

  return (
    <li className={chosen ? `${styles.event} ${styles.chosen}` : styles.event}>
      <Checkbox label={<strong>{title}</strong>} hint={whenOf(event)} checked={chosen} onValue={onChosen} />
      <div className={styles.facts}>
        {(event.cancelled || event.over || event.known) && (
          <p className={styles.tags}>
            {event.cancelled && <Tag tone="error">Cancelled</Tag>}
            {event.over && <Tag>Over</Tag>}
            {event.known && <Tag tone="warn">Imported before</Tag>}
          </p>
        )}
        {event.known && (
          <p>
            Your chapter imported this before, as{" "}
            <a href={paths.proposal(event.known.id)}>{event.known.title}</a>. It may come again, as another
            draft.
          </p>
        )}
        {event.repeats && (
          <p className={styles.fact}>
            <Icon name="repeat" size={18} />
            <span>
              {event.repeats}
              {exceptionsOf(event)}
            </span>
          </p>
        )}
        {event.place && (
          <p className={styles.fact}>
            <Icon name="pin" size={18} />
            <span>{event.place}</span>
          </p>
        )}
        {event.online_link && (
          <p className={styles.fact}>
            <Icon name="video" size={18} />
            <span className={styles.link}>{event.online_link}</span>
          </p>
        )}
        {words && (
          <Disclosure summary="What it says">
            <p className={styles.words}>{words}</p>
          </Disclosure>
        )}
        <Notes notes={event.notes} />
      </div>
    </li>
  );
}

/** "Thursday, November 5, 2026, 6:30 – 8:30 PM, Eastern Time (New York)": wall times of the file's own place. */
export function whenOf({ starts_at, ends_at, all_day, time_zone }: ReadEvent): string {
  if (!starts_at) {
    return "No date yet";
  }
  const day = starts_at.slice(0, 10);
  if (all_day) {
    return `${formatDays(day, ends_at?.slice(0, 10) ?? day)}, all day`;
  }
  const start = `${starts_at}:00Z`;
  const zone = zoneName(time_zone, start);
  if (!ends_at || ends_at < starts_at) {
    return `${formatDay(day)}, from ${formatTime(start, "UTC")}, ${zone}`;
  }
  const end = `${ends_at}:00Z`;
  const last = ends_at.slice(0, 10);
  if (last === day) {
    return `${formatDay(day)}, ${formatTimes(start, end, "UTC")}, ${zone}`;
  }
  return `${formatDay(day)}, ${formatTime(start, "UTC")} – ${formatDay(last)}, ${formatTime(end, "UTC")}, ${zone}`;
}

function exceptionsOf({ dates_left_out: left, dates_moved: moved }: ReadEvent): string {
  const parts = [
    left.length > 0 && `without ${left.map((day) => formatDay(day, "short")).join("; ")}`,
    moved > 0 && `${moved} ${moved === 1 ? "date" : "dates"} moved`,
  ].filter(Boolean);
  return parts.length > 0 ? ` Exceptions: ${parts.join(", ")}.` : "";
}
