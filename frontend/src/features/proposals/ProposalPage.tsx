import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useParams, useRouterState } from "@tanstack/react-router";
import { type ReactNode, type RefObject, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { paths } from "@/app/paths";
import type { Gap } from "@/features/checklists/types";
import { meQuery } from "@/features/people/queries";
import { Button, LinkButton } from "@/ui/Button";
import { ChapterMark } from "@/ui/ChapterMark";
import { Disclosure } from "@/ui/Disclosure";
import { Icon } from "@/ui/Icon";
import { Notice } from "@/ui/Notice";
import { PageHeader } from "@/ui/PageHeader";
import { Progress } from "@/ui/Progress";
import { Steps } from "@/ui/Steps";
import { CheckStep } from "./CheckStep";
import { ClashDialog } from "./ClashDialog";
import { Cohosts } from "./Cohosts";
import { hrefOfFault, hrefOfGap, labelOfKey, stepHref } from "./editing";
import { FactsStep } from "./FactsStep";
import { goToField } from "./fieldIds";
import { Items, type Words } from "./Items";
import { ListingStep } from "./ListingStep";
import type { Outbox } from "./outbox";
import styles from "./ProposalPage.module.css";
import { documentFormQuery, feedbackQuery, proposalQuery, refresh, updateChecklists } from "./queries";
import { Asked as AskedFor, wordsOn } from "./ReviewWords";
import { SaveStatus } from "./SaveStatus";
import { Standing } from "./Standing";
import { askedOf, type StepId, type StepView, stepsOf } from "./steps";
import type { DocumentForm, Feedback, Proposal } from "./types";
import { useAct } from "./useAct";
import { type Editor, EditorContext, factsOf } from "./useEditor";
import { useOutbox } from "./useOutbox";

/** One proposal: written while it may be written, and read with what can be done next when it may not. */
export function ProposalPage() {
  const { id = "" } = useParams({ strict: false });
  const { data: me } = useSuspenseQuery(meQuery());
  const { data: proposal } = useSuspenseQuery(proposalQuery(id));
  const { data: form } = useSuspenseQuery(documentFormQuery());

  if (!proposal.report) {
    return <Asked proposal={proposal} />;
  }
  // Another person at the same device has an outbox of their own.
  return <Writing key={`${me.user?.id} ${id}`} userId={me.user?.id ?? ""} proposal={proposal} form={form} />;
}

function Writing({ userId, proposal, form }: { userId: string; proposal: Proposal; form: DocumentForm }) {
  const outbox = useOutbox(userId, proposal, (key) => labelOfKey(key, form, proposal));
  const client = useQueryClient();
  const fixed = !(proposal.writable && proposal.may_write);
  const report = proposal.report as NonNullable<Proposal["report"]>;
  const steps = stepsOf(report, factsOf(form).length);
  const step = useStep(steps, fixed, proposal.event !== null);
  const place = useRef<HTMLHeadingElement>(null);
  const hrefOf = (gap: Gap) => hrefOfGap(proposal.id, gap, report, outbox);
  const editor: Editor = {
    proposalId: proposal.id,
    outbox,
    form,
    kind: proposal.kind,
    problems: proposal.problems,
    fixed,
    rubric:
      report.checklists.flatMap((each) => each.items).find((item) => item.evidence?.rubric)?.evidence
        .rubric ?? null,
  };

  const { data: feedback } = useQuery({ ...feedbackQuery(proposal.id), enabled: proposal.revision !== null });
  const asked = feedback && !fixed ? askedOf(feedback.items, report) : noneAsked;
  const words: Words = (item) => (feedback ? wordsOn(item, feedback, proposal.id) : null);

  useArrival(step.id, place);

  async function moved(): Promise<void> {
    await refresh(client, proposal.id);
    place.current?.focus();
  }

  return (
    <EditorContext value={editor}>
      <div data-colour={proposal.chapter.colour}>
        <Head proposal={proposal} />
        <div className={styles.columns}>
          <aside className={styles.aside}>
            <Progress label="Answered" value={report.done} max={report.total} />
            <div className={styles.steps}>
              <Way proposal={proposal} steps={steps} step={step} fixed={fixed} asked={asked} />
            </div>
          </aside>
          <div className={styles.main}>
            <Bar outbox={outbox} form={form} proposal={proposal} fixed={fixed} />
            <div className={styles.steps_narrow}>
              <Disclosure
                key={step.id}
                summary={`Step ${steps.indexOf(step) + 1} of ${steps.length}: ${labelOf(step, fixed)}`}
              >
                <Way proposal={proposal} steps={steps} step={step} fixed={fixed} asked={asked} />
              </Disclosure>
            </div>
            <Notices proposal={proposal} fixed={fixed} feedback={feedback} whole={step.id === "check"} />
            <h2 ref={place} tabIndex={-1} className={styles.title}>
              {labelOf(step, fixed)}
            </h2>
            {!(fixed && step.id === "check") && <p className={styles.lede}>{step.lede}</p>}
            <Body
              step={step}
              steps={steps}
              proposal={proposal}
              outbox={outbox}
              fixed={fixed}
              hrefOf={hrefOf}
              words={words}
              feedback={feedback}
              asked={asked}
              onMoved={moved}
            />
            <Onward proposal={proposal} steps={steps} step={step} fixed={fixed} />
          </div>
        </div>
      </div>
    </EditorContext>
  );
}

function Body({
  step,
  steps,
  proposal,
  outbox,
  fixed,
  hrefOf,
  words,
  feedback,
  asked,
  onMoved,
}: {
  step: StepView;
  steps: StepView[];
  proposal: Proposal;
  outbox: Outbox;
  fixed: boolean;
  hrefOf: (gap: Gap) => string;
  words: Words;
  feedback: Feedback | undefined;
  asked: ReadonlyMap<StepId, number>;
  onMoved: () => void;
}) {
  if (step.id === "check") {
    return fixed ? (
      <Standing proposal={proposal} feedback={feedback} onMoved={onMoved} />
    ) : (
      <CheckStep
        proposal={proposal}
        steps={steps}
        unchanged={[...asked.values()].reduce((sum, count) => sum + count, 0)}
        outbox={outbox}
        hrefOf={hrefOf}
        onMoved={onMoved}
      />
    );
  }
  return (
    <>
      {step.id === "facts" && (
        <fieldset disabled={fixed}>
          <FactsStep />
        </fieldset>
      )}
      {step.id === "listing" && <ListingStep proposal={proposal} hrefOf={hrefOf} words={words} />}
      {proposal.report && (
        <Items
          step={step.id}
          report={proposal.report}
          hrefOf={hrefOf}
          inheritedFrom={proposal.program?.title}
          words={words}
        />
      )}
    </>
  );
}

function Head({ proposal }: { proposal: Proposal }) {
  return (
    <PageHeader
      title={proposal.title}
      eyebrow={
        <>
          {proposal.kind === "program" ? "Program" : "Event"} proposal,{" "}
          <ChapterMark
            name={proposal.chapter.name}
            colour={proposal.chapter.colour}
            href={paths.chapter(proposal.chapter.slug)}
          />
        </>
      }
      actions={
        <>
          <LinkButton size="small" href={paths.proposals()} icon="arrow_left">
            My proposals
          </LinkButton>
          <LinkButton size="small" href={paths.proposalHistory(proposal.id)} icon="history">
            History
          </LinkButton>
        </>
      }
    />
  );
}

/** How far one is, in a line that stays in sight while one writes. */
function Bar({
  outbox,
  form,
  proposal,
  fixed,
}: {
  outbox: Outbox;
  form: DocumentForm;
  proposal: Proposal;
  fixed: boolean;
}) {
  const clashes = useSyncExternalStore(outbox.subscribe, () => outbox.clashes.size);
  const unsent = useSyncExternalStore(outbox.subscribe, () => outbox.hasUnsent);
  // A clash opens the comparison by itself; closed, it waits behind the button beside the status.
  const [closed, setClosed] = useState(0);
  const open = clashes > closed;

  if (fixed && !unsent) {
    return null;
  }
  return (
    <div className={styles.bar}>
      <SaveStatus
        outbox={outbox}
        onCompare={() => setClosed(0)}
        hrefOfFault={(key, path) =>
          proposal.report ? hrefOfFault(proposal.id, key, path, proposal.report, outbox) : ""
        }
      />
      <span className={styles.bar_progress}>
        {proposal.done} of {proposal.total}
      </span>
      <ClashDialog
        outbox={outbox}
        open={open}
        onClose={() => setClosed(outbox.clashes.size)}
        form={form}
        labelOf={(key) => labelOfKey(key, form, proposal)}
      />
    </div>
  );
}

function Way({
  proposal,
  steps,
  step,
  fixed,
  asked,
}: {
  proposal: Proposal;
  steps: StepView[];
  step: StepView;
  fixed: boolean;
  asked: ReadonlyMap<StepId, number>;
}) {
  return (
    <Steps
      label="Steps of this proposal"
      steps={steps.map((each) => ({
        label: labelOf(each, fixed),
        href: stepHref(proposal.id, each.id),
        current: each.id === step.id,
        state: stateOf(each, steps, asked),
        note: noteOf(each, asked.get(each.id)),
      }))}
    />
  );
}

function noteOf(step: StepView, asked: number | undefined): string | undefined {
  if (asked) {
    return `${asked} to change`;
  }
  return step.total > 0 && step.done < step.total ? `${step.done} of ${step.total}` : undefined;
}

const noneAsked: ReadonlyMap<StepId, number> = new Map();

function labelOf(step: StepView, fixed: boolean): string {
  return fixed && step.id === "check" ? "Where it stands" : step.label;
}

function stateOf(
  step: StepView,
  steps: StepView[],
  asked: ReadonlyMap<StepId, number>,
): "done" | "open" | "gap" {
  if (step.id === "check") {
    return asked.size === 0 && steps.every((each) => each.gaps.length === 0) ? "done" : "open";
  }
  if (asked.has(step.id)) {
    return "gap";
  }
  return step.gaps.length === 0 && step.done === step.total ? "done" : step.done > 0 ? "gap" : "open";
}

function Onward({
  proposal,
  steps,
  step,
  fixed,
}: {
  proposal: Proposal;
  steps: StepView[];
  step: StepView;
  fixed: boolean;
}) {
  const at = steps.indexOf(step);
  const [before, after] = [steps[at - 1], steps[at + 1]];

  return (
    <nav className={styles.onward} aria-label="To the next step">
      {before && (
        <LinkButton href={stepHref(proposal.id, before.id)} icon="arrow_left">
          {labelOf(before, fixed)}
        </LinkButton>
      )}
      {after && (
        <LinkButton variant="primary" href={stepHref(proposal.id, after.id)}>
          {labelOf(after, fixed)} <Icon name="arrow_right" />
        </LinkButton>
      )}
    </nav>
  );
}

/** What someone should know before writing on. */
function Notices({
  proposal,
  fixed,
  feedback,
  whole,
}: {
  proposal: Proposal;
  fixed: boolean;
  feedback: Feedback | undefined;
  /** All that reviewers ask for at once; elsewhere it is folded, and stands beside each question. */
  whole: boolean;
}) {
  const { act, busy, fault } = useAct(proposal.id);

  return (
    <>
      {proposal.state === "changes_needed" && (
        <Notice tone="warn" title="The reviewers ask for changes">
          {feedback?.decision && whole && <blockquote>{feedback.decision.reason}</blockquote>}
          {feedback && proposal.report && (
            <Fold closed={!whole} summary="What they ask for">
              {feedback.decision && !whole && <blockquote>{feedback.decision.reason}</blockquote>}
              <AskedFor proposalId={proposal.id} feedback={feedback} report={proposal.report} />
            </Fold>
          )}
        </Notice>
      )}
      {proposal.event && proposal.writable && (
        <Notice title="This is an amendment">
          <p>What was approved stays on the calendar, unchanged, until this is approved too.</p>
        </Notice>
      )}
      {!fixed && proposal.newer_checklists.length > 0 && (
        <Notice title="There is a newer version of the questions">
          <p>
            Changed: {proposal.newer_checklists.map((each) => each.title).join(", ")}. Your answers stay
            wherever the question stays. You can also finish with the questions you began with.
          </p>
          {fault && <p role="alert">{fault.sentence}</p>}
          <Button
            size="small"
            busy={busy && "Updating"}
            onClick={() => act(() => updateChecklists(proposal.id))}
          >
            Take the newer version
          </Button>
        </Notice>
      )}
      {proposal.withdrawn.length > 0 && (
        <Notice tone="warn" title="Someone has withdrawn what was written about them">
          <p>
            Their words are blank everywhere now, also in earlier revisions. Please do not enter them again.
          </p>
        </Notice>
      )}
    </>
  );
}

function Fold({ closed, summary, children }: { closed: boolean; summary: string; children: ReactNode }) {
  return closed ? <Disclosure summary={summary}>{children}</Disclosure> : children;
}

/** A chapter that is only asked to co-host reads little, and says yes or no. */
function Asked({ proposal }: { proposal: Proposal }) {
  return (
    <>
      <Head proposal={proposal} />
      <Notice title="Your chapter is asked to host this too">
        <p>{proposal.next_step} Once you have confirmed, you can read and write all of it.</p>
      </Notice>
      <Cohosts proposal={proposal} />
    </>
  );
}

/** The step in the address, or else the first with something to do; an amendment begins with what people read. */
function useStep(steps: StepView[], fixed: boolean, amending: boolean): StepView {
  const asked = useRouterState({ select: (state) => (state.location.search as { step?: string }).step });
  const begin = (): StepId =>
    fixed ? "check" : (steps.find((each) => each.gaps.length > 0)?.id ?? (amending ? "listing" : "check"));
  const [start, setStart] = useState(() => ({ fixed, step: begin() }));
  // It stays where it began while gaps are filled, and begins anew once it may be written or no longer may.
  if (start.fixed !== fixed) {
    setStart({ fixed, step: begin() });
  }
  const wanted = asked ?? start.step;
  return steps.find((each) => each.id === wanted) ?? (steps.at(-1) as StepView);
}

/** Goes to the field in the address, or, on another step, to its heading. */
function useArrival(step: StepId, heading: RefObject<HTMLHeadingElement | null>): void {
  const hash = useRouterState({ select: (state) => state.location.hash });
  const stay = useRef(step);

  useEffect(() => {
    const id = decodeURIComponent(hash);
    const arrived = id !== "" && goToField(id);
    if (!arrived && stay.current !== step) {
      heading.current?.focus();
    }
    stay.current = step;
  }, [hash, step, heading]);
}
