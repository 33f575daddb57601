import { useQuery } from "@tanstack/react-query";
import { Notice } from "@/ui/Notice";
import { Select } from "@/ui/Select";
import { proposalsQuery, putUnderProgram } from "./queries";
import type { Proposal } from "./types";
import { useAct } from "./useAct";

/** An event may stand under an approved program: then it takes over what the program has answered. */
export function ProgramChoice({ proposal }: { proposal: Proposal }) {
  const { data: lines = [] } = useQuery({ ...proposalsQuery(), enabled: proposal.kind === "event" });
  const { act, busy, fault } = useAct(proposal.id);
  const programs = lines.filter(
    (line) => line.kind === "program" && line.event && line.public_status !== "cancelled",
  );
  const { program } = proposal;
  const options = programs.map((line) => ({ value: line.id, label: line.title }));
  if (program && !programs.some((line) => line.id === program.id)) {
    options.unshift({ value: program.id, label: program.title });
  }

  if (proposal.kind !== "event" || options.length === 0) {
    return null;
  }
  return (
    <>
      <Select
        id="program"
        label="Part of a program"
        optional
        hint={
          busy
            ? "Taking over what the program has answered…"
            : "It takes over the program’s answers. You are asked only where this event differs."
        }
        error={fault?.sentence}
        width="medium"
        empty="No, it stands alone"
        options={options}
        value={program?.id ?? ""}
        onValue={(id) => act(() => putUnderProgram(proposal.id, id || null))}
      />
      {program?.amended_since && (
        <Notice>
          <p>
            “{program.title}” has been amended since. This event keeps the answers of revision{" "}
            {program.revision}, as it took them over.
          </p>
        </Notice>
      )}
    </>
  );
}
