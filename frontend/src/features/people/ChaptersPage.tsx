import { useSuspenseQuery } from "@tanstack/react-query";
import { paths } from "@/app/paths";
import { EmptyState } from "@/ui/EmptyState";
import { PageHeader } from "@/ui/PageHeader";
import styles from "./ChaptersPage.module.css";
import { chaptersQuery } from "./queries";

/** Every chapter of the network, by name. */
export function ChaptersPage() {
  const { data: chapters } = useSuspenseQuery(chaptersQuery());

  return (
    <>
      <PageHeader
        title="Chapters"
        lede="Student groups at their campuses. Each proposes its own events and verifies those of others."
      />
      {chapters.length === 0 ? (
        <EmptyState art="people" title="No chapter has joined yet">
          <p>Chapters appear here once the people who run this network have added them.</p>
        </EmptyState>
      ) : (
        <ul className={styles.chapters}>
          {chapters.map((chapter) => (
            <li key={chapter.id} className={styles.chapter} data-colour={chapter.colour}>
              <h2 className={styles.name}>
                <a href={paths.chapter(chapter.slug)}>{chapter.name}</a>
              </h2>
              <p className={styles.where}>{[chapter.campus, chapter.town].filter(Boolean).join(", ")}</p>
              {chapter.about && <p className={styles.about}>{chapter.about}</p>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
