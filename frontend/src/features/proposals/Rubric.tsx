import type { Rubric } from "@/features/checklists/types";
import { CheckboxGroup, RadioGroup } from "@/ui/Choices";
import { Tag } from "@/ui/Tag";
import { ValueField } from "./DocField";
import { fieldId } from "./fieldIds";
import styles from "./Rubric.module.css";
import type { Row } from "./types";
import { asFields, fieldFormOf, type RowsAt, useEditor, useSectionForm } from "./useEditor";

/** One figure on the source rubric: eight questions of 0 to 2, the sum, its band in a word, and the stop signs. */
export function FigureScores({ row, rows }: { row: Row; rows: RowsAt }) {
  const { rubric } = useEditor();
  const form = useSectionForm("figures");
  if (!rubric) {
    return null;
  }
  const scores = asFields(row.scores);
  const score = scoreOf(row, rubric);
  const [notes, question] = ["score_notes", "shown_to_question"].map((name) => fieldFormOf(form, name));

  return (
    <fieldset id={fieldId("figures", "scores", row.id)} tabIndex={-1} className={styles.rubric}>
      <legend className={styles.title}>How good is this source?</legend>
      {rubric.criteria.map((criterion) => (
        <RadioGroup
          key={criterion.id}
          id={fieldId("figures", `score-${criterion.id}`, row.id)}
          label={`${criterion.id}. ${criterion.name}: ${criterion.ask}`}
          options={[
            { value: "0", label: `0: ${criterion.zero}` },
            { value: "1", label: `1: ${criterion.one}` },
            { value: "2", label: `2: ${criterion.two}` },
          ]}
          value={typeof scores[criterion.id] === "number" ? String(scores[criterion.id]) : null}
          onValue={(points) => rows.change(row.id, "scores", { ...scores, [criterion.id]: Number(points) })}
        />
      ))}
      <CheckboxGroup
        id={fieldId("figures", "stop_signs", row.id)}
        label="Stop signs"
        hint="Any one of these makes it red."
        optional
        options={Object.entries(rubric.stop_signs).map(([value, label]) => ({
          value,
          label: capital(label),
        }))}
        value={Array.isArray(row.stop_signs) ? row.stop_signs.map(String) : []}
        onValue={(signs) => rows.change(row.id, "stop_signs", signs)}
      />
      <p className={styles.sum} aria-live="polite">
        <strong>
          {score.given < rubric.criteria.length
            ? `${score.total} so far, ${score.given} of ${rubric.criteria.length} questions scored.`
            : `${score.total} of ${rubric.max}.`}
        </strong>{" "}
        {score.band && (
          <>
            <BandTag band={score.band.id} /> {capital(score.band.means)}.
          </>
        )}
      </p>
      {notes && (
        <ValueField
          id={fieldId("figures", "score_notes", row.id)}
          field={notes}
          value={row.score_notes ?? null}
          onValue={(value) => rows.change(row.id, "score_notes", value)}
        />
      )}
      {question && (score.band === rubric.bands.at(-1) || typeof row.shown_to_question === "boolean") && (
        <ValueField
          id={fieldId("figures", "shown_to_question", row.id)}
          field={question}
          value={row.shown_to_question ?? null}
          onValue={(value) => rows.change(row.id, "shown_to_question", value)}
        />
      )}
    </fieldset>
  );
}

/** The band of a figure beside its name, once all is scored. */
export function ScoreTag({ row }: { row: Row }) {
  const { rubric } = useEditor();
  const score = rubric && scoreOf(row, rubric);
  return score?.band ? <BandTag band={score.band.id} points={score.total} /> : null;
}

function BandTag({ band, points }: { band: string; points?: number }) {
  return (
    <Tag tone={bandTones[band] ?? "neutral"}>
      {capital(band)}
      {points !== undefined && ` ${points}`}
    </Tag>
  );
}

/** For showing only; whether a figure may be used is the server's word, and comes as a gap. */
function scoreOf(row: Row, rubric: Rubric): { total: number; given: number; band?: Rubric["bands"][number] } {
  const scores = asFields(row.scores);
  const points = rubric.criteria.map(({ id }) => scores[id]).filter((each) => typeof each === "number");
  const total = points.reduce((sum, each) => sum + each, 0);
  const stopped = Array.isArray(row.stop_signs) && row.stop_signs.length > 0;
  if (points.length < rubric.criteria.length && !stopped) {
    return { total, given: points.length };
  }
  const band = stopped ? rubric.bands.at(-1) : rubric.bands.find((each) => total >= each.least);
  return { total, given: points.length, band };
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const bandTones: Record<string, "good" | "warn" | "error"> = { green: "good", amber: "warn", red: "error" };
