import { clocksAgree, dayOf, formatDay, formatDays, formatTimes, viewerZone, zoneName } from "./dates";
import styles from "./When.module.css";

/**
 * A date with its zone: first where it happens, then, where the clocks differ, what that is for the reader.
 * An all-day event belongs to the days of its own place, so it has no second reading.
 */
export function When({
  startsAt,
  endsAt,
  timeZone,
  allDay = false,
}: {
  startsAt: string;
  endsAt: string;
  timeZone: string;
  allDay?: boolean;
}) {
  const here = viewerZone();
  const day = dayOf(startsAt, timeZone);

  if (allDay) {
    // The end of an all-day event is the midnight after its last day.
    const last = dayOf(new Date(new Date(endsAt).getTime() - 1), timeZone);
    return (
      <span className={styles.when}>
        <time className={styles.day} dateTime={day}>
          {formatDays(day, last < day ? day : last)}
        </time>
        <span>All day</span>
      </span>
    );
  }
  const differs = !clocksAgree(startsAt, timeZone, here);
  const dayHere = dayOf(startsAt, here);
  return (
    <span className={styles.when}>
      <time className={styles.day} dateTime={startsAt}>
        {formatDay(day)}
      </time>
      <span>
        {formatTimes(startsAt, endsAt, timeZone)}, {zoneName(timeZone, startsAt)}
      </span>
      {differs && (
        <span className={styles.elsewhere}>
          For you: {dayHere !== day && `${formatDay(dayHere, "short")}, `}
          {formatTimes(startsAt, endsAt, here)}, {zoneName(here, startsAt)}
        </span>
      )}
    </span>
  );
}
