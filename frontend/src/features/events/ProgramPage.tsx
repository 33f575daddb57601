import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { paths } from "@/app/paths";
import { Button } from "@/ui/Button";
import { ChapterMark } from "@/ui/ChapterMark";
import { formatDays, viewerZone } from "@/ui/dates";
import { Html } from "@/ui/Html";
import { Notice } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import { EventLine } from "./EventLine";
import { Actions, Figures, Partners, Principles, Roles } from "./Evidence";
import { FollowLink } from "./FollowLink";
import { noFilters } from "./filters";
import styles from "./ProgramPage.module.css";
import { programQuery } from "./queries";
import { SubscribeDialog } from "./SubscribeDialog";

/** A series, campaign or course: its purpose, its events, and how it was checked. */
export function ProgramPage() {
  const { slug = "" } = useParams({ strict: false });
  const { data: program } = useSuspenseQuery(programQuery(slug));
  const filters = { ...noFilters, program: [slug] };
  const [subscribing, setSubscribing] = useState(false);
  const zone = viewerZone();

  return (
    <article className={styles.page} data-colour={program.chapter.colour}>
      <PageHeader
        title={program.title}
        eyebrow={
          <>
            Program, by{" "}
            <ChapterMark
              name={program.chapter.name}
              colour={program.chapter.colour}
              href={paths.chapter(program.chapter.slug)}
            />
          </>
        }
        lede={program.summary}
        actions={
          <>
            {program.calendar_file && (
              <Button variant="primary" icon="calendar" onClick={() => setSubscribing(true)}>
                Subscribe
              </Button>
            )}
            {program.visibility !== "unlisted" && <FollowLink filters={filters} />}
          </>
        }
      />
      {program.status === "cancelled" && (
        <Notice tone="error" title="This program is cancelled">
          {program.status_note && <p>{program.status_note}</p>}
        </Notice>
      )}
      <p className={styles.period}>{formatDays(program.period_starts_on, program.period_ends_on)}</p>
      {program.description_html && (
        <section aria-labelledby="about">
          <h2 id="about">What it is for</h2>
          <Html html={program.description_html} />
        </section>
      )}
      <section aria-labelledby="events">
        <h2 id="events">Its events</h2>
        {program.events.length === 0 && <p>No event of this program is on the calendar yet.</p>}
        <ul className={styles.list}>
          {program.events.map((each) => (
            <li key={each.slug}>
              <EventLine
                occurrence={{ ...each, cancelled: false, event: each }}
                zone={zone}
                withDay
                heading="h3"
              />
            </li>
          ))}
        </ul>
      </section>
      <Actions actions={program.actions} />
      <Roles roles={program.roles} />
      <Partners partners={program.partners} />
      <Figures figures={program.figures} />
      <Principles principles={program.principles} />
      {program.views_line && <p className={styles.views}>{program.views_line}</p>}
      <SubscribeDialog
        open={subscribing}
        onClose={() => setSubscribing(false)}
        filters={filters}
        name={program.title}
      />
    </article>
  );
}
