import type { ReactNode } from "react";
import styles from "./EmptyState.module.css";

export type Drawing = "calendar" | "search" | "people" | "papers" | "desk" | "gate" | "weather";

/** Nothing here yet: a drawing, a sentence that says why, and what to do next. */
export function EmptyState({
  art,
  title,
  heading: Heading = "h2",
  children,
  actions,
}: {
  art: Drawing;
  title: string;
  /** "h1" where it is the whole page. */
  heading?: "h1" | "h2" | "h3";
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <Art name={art} />
      <Heading tabIndex={-1} className={styles.title}>
        {title}
      </Heading>
      {children && <div className={styles.body}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

function Art({ name }: { name: Drawing }) {
  return (
    <svg
      className={styles.art}
      viewBox="0 0 176 120"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {drawings[name]}
    </svg>
  );
}

/** One hand, one line width, one spot of noon in each. */
const drawings: Record<Drawing, ReactNode> = {
  // A pinned page of a month with one day lit and the rest still free.
  calendar: (
    <>
      <path className="wash" stroke="none" d="M36 30h112v78H36z" />
      <path d="M28 22h112v78H28zM28 40h112M52 14v14M116 14v14" />
      <path className="noon" d="M84 60h18v16H84z" />
      <path d="M46 60h10M46 80h10M66 80h10M122 60h6M88 88h10M122 80h6M66 60h6" />
    </>
  ),
  // A lens held over a nearly empty line of days.
  search: (
    <>
      <path className="wash" stroke="none" d="M20 84h136v18H20z" />
      <path d="M20 84h136M36 84v8M56 84v8M76 84v8M96 84v8M116 84v8M136 84v8" />
      <circle className="noon" stroke="none" cx="86" cy="50" r="14" />
      <circle cx="86" cy="50" r="26" />
      <path d="m105 69 22 22" strokeWidth="5" />
    </>
  ),
  // Chairs in a half circle, one of them kept free.
  people: (
    <>
      <path className="wash" stroke="none" d="M24 96c10-26 34-40 64-40s54 14 64 40z" />
      <path d="M30 70v26M30 84h14v12M146 70v26M146 84h-14v12M58 46v28M58 60h14v14M118 46v28M118 60h-14v14" />
      <path className="noon" d="M82 76h14v12H82z" />
      <path d="M82 60v40M96 88v12M82 88h14" />
      <path d="M16 104h144" />
    </>
  ),
  // Sheets of a proposal, the top one with its first line written.
  papers: (
    <>
      <path className="wash" stroke="none" d="M60 26h66v80H60z" />
      <path d="m44 28 60-8 10 78-60 8z" />
      <path d="m56 44 36-5M58 58l40-5M60 72l40-5M62 86l24-3" />
      <path className="noon" d="m120 84 24-34 8 6-24 34-10 4z" />
    </>
  ),
  // A reviewer's desk with an empty tray, done for now.
  desk: (
    <>
      <path className="wash" stroke="none" d="M24 78h128v10H24z" />
      <path d="M20 78h136M36 78v30M140 78v30" />
      <path d="M44 62h56l6 16H38zM50 62l4-10h36l4 10" />
      <path className="noon" d="M118 60h18v18h-18z" />
      <path d="M136 64h4a4 4 0 0 1 0 9h-4M122 52c0-4 4-4 4-8M130 52c0-4 4-4 4-8" />
    </>
  ),
  // A gate across a path: what is behind it is not for here.
  gate: (
    <>
      <path className="wash" stroke="none" d="M72 104 82 66h14l10 38z" />
      <path d="M40 104V48M136 104V48M40 58h96M40 76h96M40 94h96M64 58v36M88 58v36M112 58v36" />
      <path className="noon" d="M34 36h12v12H34zM130 36h12v12h-12z" />
      <path d="M16 104h144" />
    </>
  ),
  // A kite with a slack line: no wind, no connection.
  weather: (
    <>
      <path className="wash" stroke="none" d="M24 90c20-12 42-12 64 0s44 12 64 0v14H24z" />
      <path className="noon" d="m96 16 26 18-18 32-28-16z" />
      <path d="m96 16 8 50M76 50l46-16M104 66c-4 14-18 6-24 16s-18 6-26 14" />
      <path d="M24 90c20-12 42-12 64 0s44 12 64 0" />
    </>
  ),
};
