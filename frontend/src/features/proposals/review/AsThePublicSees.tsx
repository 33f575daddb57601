import { Actions, Partners, Speakers } from "@/features/events/Evidence";
import {
  accessWords,
  audienceWords,
  costWords,
  formatWords,
  linkSentences,
  photoSentences,
  placeSentences,
  recordingSentences,
} from "@/features/events/words";
import { formatDay, formatTimes, zoneName } from "@/ui/dates";
import { Html } from "@/ui/Html";
import { Notice } from "@/ui/Notice";
import { ItemToReview } from "./ItemToReview";
import styles from "./Review.module.css";
import type { Public, Review } from "./types";
import { startDay } from "./words";

/** The listing as the calendar would show it. Most harms are visible here. */
export function AsThePublicSees({ review }: { review: Review }) {
  const shown = review.public;
  const { header } = review;

  return (
    <section className={styles.part} aria-labelledby="public">
      <h2 id="public">As the public will see it</h2>
      <div className={styles.listing} data-colour={header.chapter.colour}>
        <p className={styles.listing_title}>{shown.title || "No title yet"}</p>
        <p className={styles.lede}>{shown.summary}</p>
        {shown.visibility && shown.visibility !== "public" && (
          <Notice tone="info">
            <p>{visibilityWords[shown.visibility]}</p>
          </Notice>
        )}
        <dl className={styles.listing_facts}>
          <Fact name="When">
            {whenWords(header)}{" "}
            {header.time_zone && (
              <span className={styles.quiet}>
                {zoneName(header.time_zone, `${header.starts ?? "2026-01-01"}`)}
              </span>
            )}
          </Fact>
          {header.kind === "event" && <Fact name="Where">{whereWords(shown)}</Fact>}
          {shown.format && shown.format !== "in_person" && shown.link_rule && (
            <Fact name="Online">{shown.online_link || linkSentences[shown.link_rule]}</Fact>
          )}
          {shown.format && <Fact name="How">{formatWords[shown.format]}</Fact>}
          {shown.audience && <Fact name="Open to">{audienceWords[shown.audience]}</Fact>}
          {shown.cost && (
            <Fact name="Cost">{[costWords[shown.cost], shown.cost_note].filter(Boolean).join(": ")}</Fact>
          )}
          <Fact name="Access">{accessOf(shown)}</Fact>
          {shown.recording && (
            <Fact name="Pictures and recording">
              {[recordingSentences[shown.recording], shown.photos && photoSentences[shown.photos]]
                .filter(Boolean)
                .join(" ")}
            </Fact>
          )}
        </dl>
        {shown.content_note && (
          <Notice tone="info" title="Before you come">
            <p>{shown.content_note}</p>
          </Notice>
        )}
        {shown.description_html && <Html html={shown.description_html} />}
        <div className={styles.listing_parts}>
          <Speakers speakers={shown.speakers ?? []} />
          <Actions actions={shown.actions ?? []} />
          <Partners partners={shown.partners ?? []} />
        </div>
      </div>
      {[...review.open, ...review.fine]
        .filter((item) => !item.checklist)
        .map((item) => (
          <ItemToReview key={item.id} review={review} item={item} above />
        ))}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Local times of the document: read as they stand, in nobody's zone. */
function whenWords({ starts, ends }: Review["header"]): string {
  if (!starts || !ends || starts.length < 16 || ends.length < 16) {
    return [startDay(starts), ends && ends !== starts && `to ${startDay(ends)}`].filter(Boolean).join(" ");
  }
  const times = formatTimes(`${starts}Z`, `${ends}Z`, "UTC");
  return starts.slice(0, 10) === ends.slice(0, 10) ? `${startDay(starts)}, ${times}` : times;
}

function whereWords(shown: Public): string {
  if (shown.place_rule && shown.place_rule !== "public") {
    return placeSentences[shown.place_rule];
  }
  return [shown.place_name, shown.room, shown.place_address].filter(Boolean).join(", ") || "Not said";
}

function accessOf(shown: Public): string {
  const features = (shown.access_features ?? []).map((feature) => accessWords[feature]).join(", ");
  const ask = shown.access_contact
    ? `Ask ${shown.access_contact}${shown.access_request_by ? ` by ${formatDay(shown.access_request_by, "long")}` : ""}.`
    : "";
  return [features && `${features}.`, ask].filter(Boolean).join(" ") || "Nothing said";
}

const visibilityWords: Record<string, string> = {
  network: "Only signed-in members of the network see this listing.",
  unlisted: "Unlisted: only people with its address find it.",
};
