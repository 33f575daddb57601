import { formatDay, isPlainDate } from "@/ui/dates";
import { Tag } from "@/ui/Tag";
import styles from "./Evidence.module.css";
import type { Principles as Checked, EventDetail, Role } from "./types";
import { resultWords, roleKindWords } from "./words";

/** The parts that events and programs share: who speaks, what is done, which tasks are open, and how it was checked. */

export function Speakers({ speakers }: { speakers: EventDetail["speakers"] }) {
  if (speakers.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="speakers">
      <h2 id="speakers">Who speaks</h2>
      <ul className={styles.rows}>
        {speakers.map((speaker) => (
          <li key={speaker.display_name}>
            <strong>{speaker.display_name}</strong>
            {speaker.self_description && `, ${speaker.self_description}`}
            {speaker.topic && <span className={styles.line}>{speaker.topic}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Actions({ actions }: { actions: EventDetail["actions"] }) {
  if (actions.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="action">
      <h2 id="action">What we do about it, here</h2>
      <ul className={styles.rows}>
        {actions.map((action) => (
          <li key={action.act}>
            <strong>{action.act}</strong>
            <span className={styles.line}>
              {[
                action.where,
                isPlainDate(action.on) ? formatDay(action.on, "long") : action.on,
                action.expected !== null && `${action.expected} people expected`,
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Roles({
  roles,
  over = false,
}: {
  roles: Role[];
  /** Nobody is looked for any more: it is past, or called off. */
  over?: boolean;
}) {
  if (roles.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="roles">
      <h2 id="roles">Student roles</h2>
      <ul className={styles.rows}>
        {roles.map((role) => (
          <li key={role.id} className={styles.role}>
            <div>
              <strong>{role.name}</strong>
              {role.duties && `: ${role.duties}`}
              <span className={styles.line}>
                {[
                  roleKindWords[role.kind],
                  `${role.how_many} ${role.how_many === 1 ? "person" : "people"}`,
                  role.hours !== null && `about ${role.hours} ${role.hours === 1 ? "hour" : "hours"} each`,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </div>
            {!over && isOpen(role) && (
              <Tag tone="brand" icon="people">
                {role.still_wanted === undefined ? "Open" : `${role.still_wanted} open`}
              </Tag>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function isOpen(role: Role): boolean {
  return role.still_wanted === undefined ? role.open : role.still_wanted > 0;
}

export function Partners({ partners }: { partners: EventDetail["partners"] }) {
  if (partners.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="partners">
      <h2 id="partners">Partners</h2>
      <ul className={styles.rows}>
        {partners.map((partner) => (
          <li key={partner.name}>
            <strong>{partner.name}</strong>
            {partner.does && <span className={styles.line}>{partner.does}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Figures({ figures }: { figures: EventDetail["figures"] }) {
  if (figures.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="figures">
      <h2 id="figures">Figures and their sources</h2>
      <ol className={styles.figures}>
        {figures.map((figure) => (
          <li key={figure.text}>
            {figure.text}
            <span className={styles.line}>
              {figure.source_link ? (
                <a href={figure.source_link} rel="noreferrer">
                  {figure.source_title || figure.source_link}
                </a>
              ) : (
                figure.source_title
              )}
              {figure.year_of_data && `, data of ${figure.year_of_data}`}
              {figure.score !== null && `. Scored ${figure.score} of 16 for how well the source supports it`}
              {"."}
            </span>
            {figure.limits && <span className={styles.line}>What it cannot say: {figure.limits}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Principles({ principles }: { principles: Checked }) {
  const checklists = principles.checklists ?? [];
  const conditions = principles.conditions ?? [];
  if (checklists.length === 0) {
    return null;
  }
  return (
    <section className={styles.principles} aria-labelledby="principles">
      <h2 id="principles">How it meets the principles</h2>
      <p>
        Before it appeared here, students of another chapter read the chapter’s answers and verified them.
        They are not named: a chapter checks, not a person.
      </p>
      <ul className={styles.rows}>
        {checklists.map((checklist) => (
          <li key={checklist.id} className={styles.role}>
            <div>
              <strong>{checklist.title}</strong>
              <span className={styles.line}>
                Version {checklist.version}
                {checklist.verified_on && `, verified on ${formatDay(checklist.verified_on, "long")}`}
              </span>
            </div>
            <Tag
              tone={checklist.result === "not_yet_verified" ? "neutral" : "good"}
              icon={resultIcons[checklist.result]}
            >
              {resultWords[checklist.result]}
            </Tag>
          </li>
        ))}
      </ul>
      {conditions.length > 0 && (
        <>
          <h3>On these conditions</h3>
          <ul>
            {conditions.map((condition) => (
              <li key={condition.words}>
                {condition.words} <span className={styles.due}>By {formatDay(condition.due, "long")}.</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const resultIcons = { met: "check", met_with_condition: "check", not_yet_verified: "clock" } as const;
