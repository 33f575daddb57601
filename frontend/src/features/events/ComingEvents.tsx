import { useQuery } from "@tanstack/react-query";
import { sentenceOf } from "@/api/errors";
import { paths } from "@/app/paths";
import { addDays, dayOf, viewerZone } from "@/ui/dates";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Spinner";
import { keyOf } from "./Agenda";
import styles from "./ComingEvents.module.css";
import { EventLine } from "./EventLine";
import { type Filters, filterParams, noFilters } from "./filters";
import { occurrencesQuery } from "./queries";

/** As far as the server answers in one go. */
const lookingAhead = 95;
const shown = 20;

/** What comes next of some part of the calendar, about three months ahead. */
export function ComingEvents({
  title,
  filter,
  empty,
}: {
  title: string;
  filter: Partial<Filters>;
  empty: string;
}) {
  const zone = viewerZone();
  const today = dayOf(new Date(), zone);
  const filters = { ...noFilters, ...filter };
  const occurrences = useQuery(
    occurrencesQuery({ first: today, last: addDays(today, lookingAhead) }, filters),
  );
  const list = (occurrences.data ?? []).filter((each) => dayOf(each.ends_at, zone) >= today);

  return (
    <section aria-labelledby="coming">
      <h2 id="coming">{title}</h2>
      {occurrences.isPending && (
        <div className={styles.waiting}>
          <Skeleton lines={4} label="Loading events" />
        </div>
      )}
      {occurrences.isError && <Notice tone="error">{sentenceOf(occurrences.error)}</Notice>}
      {occurrences.isSuccess && list.length === 0 && <p>{empty}</p>}
      {list.length > 0 && (
        <ul className={styles.list}>
          {list.slice(0, shown).map((each) => (
            <li key={keyOf(each)}>
              <EventLine occurrence={each} zone={zone} withDay heading="h3" />
            </li>
          ))}
        </ul>
      )}
      {list.length > shown && (
        <p>
          <a href={paths.calendar(filterParams(filters))}>See all of them on the calendar</a>
        </p>
      )}
    </section>
  );
}
