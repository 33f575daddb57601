import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { paths } from "@/app/paths";
import { ChapterMark } from "@/ui/ChapterMark";
import { PageHeader } from "@/ui/PageHeader";
import { EventBody } from "./EventBody";
import styles from "./EventPage.module.css";
import { eventQuery } from "./queries";
import type { EventDetail } from "./types";
import { typeWords } from "./words";

/** All that a stranger may read of one event, and room for what concerns the reader alone. */
export function EventPage({
  takePart,
  below,
}: {
  /** Beside the facts: the reader's own part in it. */
  takePart?: (event: EventDetail) => ReactNode;
  below?: (event: EventDetail) => ReactNode;
}) {
  const { slug = "" } = useParams({ strict: false });
  const { data: event } = useSuspenseQuery(eventQuery(slug));

  return (
    <article className={styles.event} data-colour={event.chapter.colour}>
      <PageHeader
        title={event.title}
        eyebrow={
          <>
            {typeWords[event.event_type]}, by{" "}
            <ChapterMark
              name={event.chapter.name}
              colour={event.chapter.colour}
              href={paths.chapter(event.chapter.slug)}
            />
          </>
        }
        lede={event.summary}
      />
      <EventBody event={event} takePart={takePart?.(event)} />
      {below?.(event)}
    </article>
  );
}
