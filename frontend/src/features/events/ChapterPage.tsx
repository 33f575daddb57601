import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { paths } from "@/app/paths";
import { JoinChapter } from "@/features/people/JoinChapter";
import { chapterQuery } from "@/features/people/queries";
import { Button } from "@/ui/Button";
import { PageHeader } from "@/ui/PageHeader";
import { ComingEvents } from "./ComingEvents";
import { FeedRoomNotice } from "./FeedRoomNotice";
import { FollowLink } from "./FollowLink";
import { noFilters } from "./filters";
import styles from "./ProgramPage.module.css";
import { SubscribeDialog } from "./SubscribeDialog";

/** A chapter: who they are, and what they have coming. It stands here because it lists events. */
export function ChapterPage() {
  const { slug = "" } = useParams({ strict: false });
  const { data: chapter } = useSuspenseQuery(chapterQuery(slug));
  const filters = { ...noFilters, chapter: [slug] };
  const [subscribing, setSubscribing] = useState(false);

  return (
    <div className={styles.page} data-colour={chapter.colour}>
      <PageHeader
        title={chapter.name}
        eyebrow={<a href={paths.chapters()}>Chapters</a>}
        lede={[chapter.campus, chapter.town].filter(Boolean).join(", ")}
        actions={
          <>
            <Button variant="primary" icon="calendar" onClick={() => setSubscribing(true)}>
              Subscribe
            </Button>
            <FollowLink filters={filters} />
            <JoinChapter chapter={chapter} />
          </>
        }
      />
      <FeedRoomNotice slug={slug} />
      {chapter.about && <p className={styles.about}>{chapter.about}</p>}
      {chapter.contact && (
        <p>
          Write to the chapter: <a href={`mailto:${chapter.contact}`}>{chapter.contact}</a>
        </p>
      )}
      <ComingEvents
        title="What is coming"
        filter={{ chapter: [slug] }}
        empty="This chapter has nothing on the calendar in the coming three months."
      />
      <SubscribeDialog
        open={subscribing}
        onClose={() => setSubscribing(false)}
        filters={filters}
        name={chapter.name}
      />
    </div>
  );
}
