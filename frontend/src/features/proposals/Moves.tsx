import { useState } from "react";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Disclosure } from "@/ui/Disclosure";
import { formatDay } from "@/ui/dates";
import { Fault, Notice } from "@/ui/Notice";
import { Select } from "@/ui/Select";
import { TextArea } from "@/ui/TextArea";
import { TextInput } from "@/ui/TextInput";
import { toast } from "@/ui/toasts";
import { DayInput } from "./DocField";
import styles from "./Moves.module.css";
import { makeMove } from "./queries";
import { datesOf, type Recurrence } from "./recurrence";
import type { Move, MoveInput, Proposal } from "./types";
import { useAct } from "./useAct";
import { asFields } from "./useEditor";

/**
 * The moves that lead on from here, as the server allows them. One that is not ready stands there with what it waits
 * for; one that is possible only from elsewhere is folded away with its reason.
 */
export function Moves({
  proposal,
  names,
  without = [],
  before,
  onMoved,
}: {
  proposal: Proposal;
  /** Only these, or all but those. */
  names?: readonly string[];
  without?: readonly string[];
  /** What must be done first, such as sending what was typed. Says whether it could. */
  before?: () => Promise<boolean>;
  onMoved: () => void;
}) {
  const [open, setOpen] = useState<Move | null>(null);
  const { act, busy, fault, clear, fail } = useAct(proposal.id);
  const here = proposal.moves.filter(
    ({ name }) => !without.includes(name) && (names === undefined || names.includes(name)),
  );
  const shown = here.filter(
    (move) => move.allowed || move.why_not_status === 422 || isSubmission(move, proposal),
  );
  const away = here.filter(
    (move) => move.why_not_status === 409 && !needless.has(move.why_not_code) && !shown.includes(move),
  );

  async function go(move: Move, body: { reason: string } & Record<string, unknown>): Promise<void> {
    if (before && !(await before())) {
      fail("Not everything you typed has reached the server yet. Wait until it is saved, and try again.");
      return;
    }
    if (await act(() => makeMove(proposal.id, move, body))) {
      setOpen(null);
      toast(`Done: ${move.label}.`);
      onMoved();
    }
  }

  function press(move: Move): void {
    clear();
    if (move.needs_reason || move.inputs.length > 0 || asksOnce.has(move.name)) {
      setOpen(move);
    } else {
      void go(move, { reason: "" });
    }
  }

  return (
    <div>
      {!open && fault && (
        <Notice tone="error" live title="That did not work">
          <p>{fault.sentence}</p>
        </Notice>
      )}
      {shown.length > 0 && (
        <ul className={styles.list}>
          {shown.map((move) => (
            <li key={move.name} className={styles.move}>
              <Button
                variant={leads.has(move.name) ? "primary" : asksOnce.has(move.name) ? "danger" : "secondary"}
                busy={busy && !open && leads.has(move.name) && "Sending"}
                disabledReason={move.allowed ? undefined : move.why_not}
                title={move.allowed ? (plainly[move.name] ?? move.does) : move.why_not}
                onClick={() => press(move)}
              >
                {move.label}
              </Button>
              <p className={styles.does}>{plainly[move.name] ?? move.does}</p>
            </li>
          ))}
        </ul>
      )}
      {away.length > 0 && (
        <Disclosure summary="What is not possible now, and why">
          <dl className={styles.away}>
            {away.map((move) => (
              <div key={move.name}>
                <dt>{move.label}</dt>
                <dd>{move.why_not}</dd>
              </div>
            ))}
          </dl>
        </Disclosure>
      )}
      {open && (
        <MoveDialog
          move={open}
          proposal={proposal}
          busy={busy}
          fault={fault}
          onClose={() => setOpen(null)}
          onGo={(body) => go(open, body)}
        />
      )}
    </div>
  );
}

/** Sending is what the page is for: it is shown also to someone who may not, with whom to ask. */
function isSubmission(move: Move, proposal: Proposal): boolean {
  return move.name === "submit" && proposal.writable && move.why_not_code !== "not_from_here";
}

function MoveDialog({
  move,
  proposal,
  busy,
  fault,
  onClose,
  onGo,
}: {
  move: Move;
  proposal: Proposal;
  busy: boolean;
  fault: { sentence: string; fields: Record<string, string[]> } | null;
  onClose: () => void;
  onGo: (body: { reason: string } & Record<string, unknown>) => void;
}) {
  const [reason, setReason] = useState("");
  const [inputs, setInputs] = useState<Record<string, string>>({});
  const given = Object.entries(inputs)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => [name, name.endsWith("_fold") ? Number(value) : value]);
  const fields = fault?.fields ?? {};
  const told = Object.keys(fields).some(
    (name) => name === "reason" || move.inputs.some((each) => each.name === name),
  );

  return (
    <Dialog
      open
      onClose={onClose}
      title={titles[move.name]?.(proposal.kind) ?? `${move.label}?`}
      actions={
        <>
          <Button
            variant={asksOnce.has(move.name) ? "danger" : "primary"}
            busy={busy && "Working"}
            onClick={() => onGo({ reason: reason.trim(), ...Object.fromEntries(given) })}
          >
            {move.label}
          </Button>
          <Button onClick={onClose}>{titles[move.name] ? "Keep it" : "Not now"}</Button>
        </>
      }
    >
      <p>{move.does}</p>
      <Fault>{!told && fault?.sentence}</Fault>
      {move.inputs.map((input) => (
        <InputField
          key={input.name}
          input={input}
          proposal={proposal}
          error={fields[input.name]?.join(" ")}
          value={inputs[input.name] ?? ""}
          onValue={(value) => setInputs({ ...inputs, [input.name]: value })}
        />
      ))}
      {move.needs_reason && (
        <TextArea
          id="move-reason"
          label="Why"
          hint={move.reason_is_public ? "A sentence. People who follow the event read it." : "A sentence."}
          error={fields.reason?.join(" ")}
          value={reason}
          onValue={setReason}
        />
      )}
    </Dialog>
  );
}

function InputField({
  input,
  proposal,
  error,
  value,
  onValue,
}: {
  input: MoveInput;
  proposal: Proposal;
  error: string | undefined;
  value: string;
  onValue: (value: string) => void;
}) {
  const frame = { id: `move-${input.name}`, label: input.label, error, optional: !input.required, value };
  switch (input.type) {
    case "occurrence": {
      const listing = asFields(proposal.document.listing);
      const startsAt = typeof listing.starts_at === "string" ? listing.starts_at : null;
      const series = listing.recurrence as Recurrence | null;
      const dates = series
        ? datesOf(series, startsAt).filter((day) => !series.except_dates.includes(day))
        : [];
      return (
        <Select
          {...frame}
          empty="Choose a date"
          options={dates.map((day) => ({ value: day, label: formatDay(day) }))}
          onValue={onValue}
        />
      );
    }
    case "local_time":
      return <DayInput {...frame} kind="datetime-local" onValue={(time) => onValue(time ?? "")} />;
    case "date":
      return <DayInput {...frame} onValue={(day) => onValue(day ?? "")} />;
    case "fold":
      // Asked only where the server has said that the hour comes twice.
      return error || value ? (
        <Select
          {...frame}
          empty="Choose"
          options={[
            { value: "0", label: "The first, before the clocks go back" },
            { value: "1", label: "The second, after the clocks have gone back" },
          ]}
          onValue={onValue}
        />
      ) : null;
    default:
      return <TextInput {...frame} onValue={onValue} />;
  }
}

/** Where one word alone could be read as its opposite. */
const titles: Record<string, (kind: string) => string> = {
  cancel: (kind) => `Cancel the ${kind}?`,
  cancel_occurrence: () => "Cancel one date of the series?",
};

/** For a reader who is not used to the words of the lifecycle. */
const plainly: Record<string, string> = {
  submit: "Reviewers read it exactly as it stands now. You can take it back at any time before they decide.",
};

/** Reasons that say no more than the page does. */
const needless: ReadonlySet<string> = new Set(["not_from_here", "not_on_the_calendar", "never_approved"]);
const leads: ReadonlySet<string> = new Set(["submit"]);
const asksOnce: ReadonlySet<string> = new Set([
  "withdraw",
  "cancel",
  "cancel_occurrence",
  "abandon_amendment",
]);
