import { PageHeader } from "@/ui/PageHeader";
import styles from "./AboutPage.module.css";
import { paths } from "./paths";

/** What this is, and the principles in plain words. */
export function AboutPage() {
  return (
    <>
      <PageHeader
        title="About Commonhour"
        lede="The common hour is the hour a campus keeps free so that its student groups can meet."
      />
      <div className={styles.columns}>
        <div className={styles.text}>
          <h2>What this is</h2>
          <p>
            Commonhour is the shared calendar of student chapters that work against human trafficking. A
            chapter proposes an event or a program and answers the network’s questions about it, with
            evidence. Students of another chapter read the answers and verify them. What they approved appears
            here, and nothing else does.
          </p>
          <p>
            The calendar belongs to the network; an event belongs to its chapter. Not appearing here never
            means that an event is forbidden. And what is said at an event is the view of its speakers and
            hosts: a listing does not mean that the network or its members share it.
          </p>

          <h2>How an event gets here</h2>
          <ol className={styles.way}>
            <li>
              <strong>A chapter proposes.</strong> A few plain facts come first: Is it online? Does anybody
              speak? Are figures used? They decide which questions apply.
            </li>
            <li>
              <strong>It answers with evidence.</strong> Names of tasks, dates, sources, choices. A tick alone
              is never an answer, “not yet” with a date is.
            </li>
            <li>
              <strong>Another chapter verifies.</strong> One or two reviewers, by what the event asks for.
              Nobody decides on what they wrote or host, and nothing appears because time ran out.
            </li>
            <li>
              <strong>The approved version appears.</strong> With it the principles it was checked for, and
              when.
            </li>
            <li>
              <strong>Afterwards it tells what came of it.</strong> The promised local action is counted on
              the promised day.
            </li>
          </ol>

          <h2>Reading it in your own calendar</h2>
          <p>
            Whatever you can see here you can subscribe to: everything, one chapter, one program, one topic,
            or any filter. Open the <a href={paths.calendar()}>calendar</a> and choose <em>Subscribe</em>. You
            need no account for it, and nobody is told that you did.
          </p>

          <h2>What we never ask</h2>
          <p>
            Nobody’s race, orientation, immigration status or history as a survivor is asked for or stored
            anywhere in Commonhour. There is no field for it.
          </p>
        </div>
        <section className={styles.principles} aria-labelledby="principles">
          <h2 id="principles">What every event is asked</h2>
          <dl>
            {principles.map((principle) => (
              <div key={principle.name} className={styles.principle}>
                <dt>{principle.name}</dt>
                <dd>{principle.words}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </>
  );
}

const principles: readonly { name: string; words: string }[] = [
  {
    name: "Student roles",
    words: "Students decide, and every task has a name, its hours and somebody who prepares people for it.",
  },
  {
    name: "Local action",
    words: "Something is done nearby that a local group asked for, and it is counted on a promised day.",
  },
  {
    name: "Diverse leadership and speakers",
    words:
      "Different kinds of knowledge are in the room, invited by open routes, on fair terms, with access.",
  },
  {
    name: "Harm reduction",
    words: "People in the room, on stage, spoken about and reached afterwards are thought of before the day.",
  },
  {
    name: "Sound statistics",
    words: "Where a figure is used, its first source was opened, scored and worded as the source allows.",
  },
  {
    name: "Materials that do not exploit",
    words: "Pictures, films and stories explain instead of shocking, with consent for each use.",
  },
  {
    name: "Values",
    words: "No ranking of victims, no help with strings attached, and not all selling of sex is trafficking.",
  },
  {
    name: "Open working",
    words: "Who pays, who gains and whom to tell when something is wrong are said in advance.",
  },
];
