import { paths } from "@/app/paths";
import { LinkButton } from "@/ui/Button";
import { Notice, type Tone } from "@/ui/Notice";
import { levelWords, promiseWords } from "./CheckStep";
import { Moves } from "./Moves";
import { Preview } from "./Preview";
import { Conditions, Questions } from "./ReviewWords";
import styles from "./Standing.module.css";
import type { Feedback, Proposal } from "./types";

/** Where a proposal stands that nobody writes on now: who has it, what the calendar says, and what can be done. */
export function Standing({
  proposal,
  feedback,
  onMoved,
}: {
  proposal: Proposal;
  feedback: Feedback | undefined;
  onMoved: () => void;
}) {
  return (
    <>
      <Words proposal={proposal} feedback={feedback} />
      {feedback && proposal.report && (
        <>
          <Questions proposalId={proposal.id} feedback={feedback} report={proposal.report} />
          <Conditions proposalId={proposal.id} feedback={feedback} />
        </>
      )}
      <section className={styles.ways} aria-labelledby="ways">
        <h3 id="ways">What you can do</h3>
        <Moves proposal={proposal} onMoved={onMoved} />
      </section>
      <section aria-labelledby="looks">
        <h3 id="looks">{proposal.event ? "What was written" : "As the public will see it"}</h3>
        <Preview proposal={proposal} />
      </section>
    </>
  );
}

function Words({ proposal, feedback }: { proposal: Proposal; feedback: Feedback | undefined }) {
  if (proposal.state === "submitted") {
    return (
      <Notice title="Reviewers of other chapters have it">
        <p>
          {whoHasIt(feedback)} {promiseWords(proposal.promised_answer)} You are written to when they ask or
          decide.
        </p>
        <p>{levelWords(proposal)}</p>
      </Notice>
    );
  }
  if (proposal.state === "withdrawn") {
    return (
      <Notice title="It was withdrawn">
        <p>You can copy it to begin again with its ideas.</p>
      </Notice>
    );
  }
  const { tone, title, words } = publicWords[proposal.public_status ?? "scheduled"] ?? publicWords.scheduled;
  return (
    <Notice tone={tone} title={title}>
      <p>{words}</p>
      {proposal.event && proposal.public_status !== "held" && (
        <p className={styles.link}>
          <LinkButton
            size="small"
            icon="calendar"
            href={
              proposal.kind === "program"
                ? paths.program(proposal.event.slug)
                : paths.event(proposal.event.slug)
            }
          >
            See it on the calendar
          </LinkButton>
        </p>
      )}
    </Notice>
  );
}

/** By chapter: who reads it is not named, so that nobody is pressed. */
function whoHasIt(feedback: Feedback | undefined): string {
  const chapters = feedback?.reviewers.map((each) => each.chapter).filter(Boolean) ?? [];
  if (chapters.length === 0) {
    return "It waits for a reviewer.";
  }
  const paused = feedback?.reviewers.some((each) => each.paused);
  const words = `${chapters.length === 1 ? "It is with a reviewer of" : "It is with reviewers of"} ${chapters.join(" and ")}.`;
  return paused ? `${words} They wait for your answer.` : words;
}

const publicWords: Record<string, { tone: Tone; title: string; words: string }> & {
  scheduled: { tone: Tone; title: string; words: string };
} = {
  scheduled: {
    tone: "good",
    title: "It is on the calendar",
    words: "Everyone who subscribes has it in their own calendar, exactly as the reviewers approved it.",
  },
  postponed: {
    tone: "warn",
    title: "It is postponed",
    words: "Subscribers see that it does not take place when it was to. Resume it once there is a new date.",
  },
  cancelled: {
    tone: "error",
    title: "It is cancelled",
    words:
      "Subscribers see it crossed out until 30 days after it would have ended. You can copy it and begin again.",
  },
  held: {
    tone: "warn",
    title: "A coordinator has taken it out of view",
    words: "A concern is being looked at. Nobody sees it on the calendar meanwhile.",
  },
};
