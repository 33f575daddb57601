import { useQuery } from "@tanstack/react-query";
import { sentenceOf } from "@/api/errors";
import { EventBody } from "@/features/events/EventBody";
import { Actions, Figures, Partners, Principles, Roles } from "@/features/events/Evidence";
import { formatDays } from "@/ui/dates";
import { Html } from "@/ui/Html";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Spinner";
import styles from "./Preview.module.css";
import { eventOf, type Preview as Shown, unsaidIn } from "./previewing";
import { previewQuery, topicsQuery } from "./queries";
import type { Proposal } from "./types";

/** The working document as the calendar would show it, drawn by the calendar's own page. */
export function Preview({ proposal }: { proposal: Proposal }) {
  const { data: preview, error } = useQuery(previewQuery(proposal.id));
  const { data: topics = [] } = useQuery(topicsQuery());

  if (error) {
    return (
      <Notice tone="warn">
        <p>{sentenceOf(error)}</p>
      </Notice>
    );
  }
  if (!preview) {
    return <Skeleton lines={6} label="Drawing the preview" />;
  }
  const event = eventOf(preview, proposal, topics);
  return (
    <article className={styles.sheet} aria-label="Preview">
      <p className={styles.title}>{proposal.title}</p>
      {event.summary && <p className={styles.summary}>{event.summary}</p>}
      {event.visibility !== "public" && (
        <Notice>
          <p>
            {event.visibility === "network"
              ? "Only members of the network who are signed in will see this."
              : "Only people who have the link will see this."}
          </p>
        </Notice>
      )}
      {proposal.kind === "program" ? (
        <Program preview={preview} />
      ) : (
        <EventBody event={event} draft unsaid={unsaidIn(proposal)} />
      )}
    </article>
  );
}

function Program({ preview }: { preview: Shown }) {
  const { period_starts_on: first, period_ends_on: last } = preview;
  return (
    <>
      <p>{first && last ? formatDays(first, last) : "No period yet"}</p>
      {preview.description_html && <Html html={preview.description_html} />}
      <Actions actions={preview.actions ?? []} />
      <Roles roles={preview.roles ?? []} />
      <Partners partners={preview.partners ?? []} />
      <Figures figures={preview.figures ?? []} />
      <Principles principles={preview.principles ?? {}} />
    </>
  );
}
