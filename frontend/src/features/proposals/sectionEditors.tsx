/** The editor of each kind of record, laid out in the order in which one would tell it. By section, or by type of evidence. */
import type { ComponentType } from "react";
import { Tag } from "@/ui/Tag";
import { DocField } from "./DocField";
import { FromLibrary, ToLibrary } from "./Library";
import { RowsEditor } from "./RowsEditor";
import { FigureScores, ScoreTag } from "./Rubric";
import styles from "./sectionEditors.module.css";
import { factsOf, fieldFormOf, useEditor, useRecord, useSectionForm } from "./useEditor";

export const editors: Record<string, ComponentType> = {
  roles: Roles,
  speakers: Speakers,
  actions: Actions,
  partners: Partners,
  figures: Figures,
  materials: Materials,
  support: Support,
  date_per_service: Services,
  privacy: Privacy,
  campus_rules: CampusRules,
  budget: Budget,
  access_plan: Access,
  content_note: ContentNote,
};

function Roles() {
  return (
    <RowsEditor
      section="roles"
      noun="role"
      called="name"
      groups={[{ fields: ["name", "duties", "kind", "how_many", "hours", "open"] }]}
      mark={(row) => (row.open === true ? <Tag tone="brand">Open</Tag> : null)}
    />
  );
}

function Speakers() {
  return (
    <>
      <p className={styles.rule}>
        Write only what people choose to say about themselves for this event. Nobody appears in public before
        the day on which they agreed.
      </p>
      <RowsEditor
        section="speakers"
        noun="speaker"
        called="display_name"
        groups={[
          { fields: ["display_name", "self_description", "topic", "why_invited", "listing_consent_on"] },
          {
            title: "What they were offered and promised",
            fields: [
              "pay_offered",
              "costs_covered",
              "topics_agreed",
              "may_withdraw",
              "recording_agreed",
              "access_asked",
            ],
          },
        ]}
        mark={(row) =>
          row.listing_consent_on ? (
            <Tag tone="good" icon="check">
              May be listed
            </Tag>
          ) : (
            <Tag>Not yet listed</Tag>
          )
        }
      />
    </>
  );
}

function Actions() {
  return (
    <RowsEditor
      section="actions"
      noun="action"
      called="act"
      groups={[
        { fields: ["act", "where", "on", "expected"] },
        {
          title: "How you will know what came of it",
          fields: ["measure_what", "measure_target", "measure_on", "measure_who"],
        },
      ]}
    />
  );
}

function Partners() {
  return (
    <>
      <RowsEditor
        section="partners"
        noun="partner"
        called="name"
        groups={[{ fields: ["name", "asked_for", "does", "agreed_on", "may_be_named", "contact"] }]}
        mark={(row) => (row.may_be_named === true ? <Tag tone="brand">May be named</Tag> : null)}
        more={(row) => row.may_be_named === true && <ToLibrary kind="partners" row={row.id} />}
      />
      <FromLibrary kind="partners" />
    </>
  );
}

function Figures() {
  return (
    <>
      <RowsEditor
        section="figures"
        noun="figure"
        called="text"
        groups={[
          { fields: ["text", "where_used"] },
          {
            title: "What the source says",
            note: "Where the source does not say it, write “not stated in source”.",
            fields: [
              "figure",
              "unit",
              "source_title",
              "source_link",
              "year_of_data",
              "place",
              "population",
              "method",
              "limits",
            ],
          },
          { title: "How you know", fields: ["opened", "wording", "wording_note"] },
        ]}
        shown={(field, row) =>
          field !== "wording_note" || row.wording === "changed" || Boolean(row.wording_note)
        }
        mark={(row) => <ScoreTag row={row} />}
        more={(row, rows) => (
          <>
            <FigureScores row={row} rows={rows} />
            <ToLibrary kind="figures" row={row.id} />
          </>
        )}
      />
      <FromLibrary kind="figures" />
    </>
  );
}

function Materials() {
  return (
    <RowsEditor
      section="materials"
      noun="material"
      called="kind"
      groups={[
        { fields: ["kind", "link", "made_by", "licence", "people_shown", "alt_text", "content_note"] },
      ]}
      optional={["alt_text", "content_note"]}
    />
  );
}

function Support() {
  return (
    <>
      {["named_person", "training", "place_to_step_out", "confidential_resource", "must_report_people"].map(
        (name) => (
          <DocField key={name} section="support" name={name} />
        ),
      )}
      <h4>Services and helplines you point to</h4>
      <Services />
    </>
  );
}

function Services() {
  return (
    <>
      <RowsEditor
        section="support"
        field="services"
        noun="service"
        called="name"
        groups={[{ fields: ["name", "languages", "confidential", "shares_with", "checked_on"] }]}
        more={(row) => <ToLibrary kind="helplines" row={row.id} />}
      />
      <FromLibrary kind="helplines" />
    </>
  );
}

function Privacy() {
  return (
    <>
      <SaidElsewhere />
      <DocField section="privacy" name="names_required" />
      <DocField section="privacy" name="photos" />
      <DocField section="privacy" name="collected_fields" hint="For example: e-mail address. Or: nothing." />
      <DocField section="privacy" name="delete_after_days" hint="Days after the event." />
      <DocField section="privacy" name="place_shown_to" optional />
    </>
  );
}

/** Nothing is asked twice: what other steps have answered is shown here, with the way there. */
function SaidElsewhere() {
  const { form } = useEditor();
  const listing = useSectionForm("listing");
  const [facts] = useRecord("facts");
  const [record] = useRecord("listing");
  const { kind } = useEditor();
  const questions = factsOf(form);
  const lines = [
    ...["visibility", "recording"].map((id) => {
      const fact = questions.find((each) => each.id === id);
      const chosen = fact?.options.find((option) => option.value === facts[id])?.label;
      return { step: "facts", field: `facts-${id}`, asks: fact?.question ?? id, says: chosen };
    }),
    ...["place_rule", "link_rule"].flatMap((id) => {
      const field = fieldFormOf(listing, id);
      const chosen = field?.choices.find((choice) => choice.value === record[id])?.label;
      return field?.kinds.includes(kind) && (chosen || id === "place_rule")
        ? [{ step: "listing", field: `listing-${id}`, asks: field.label, says: chosen }]
        : [];
    }),
  ];

  return (
    <dl className={styles.elsewhere}>
      {lines.map((line) => (
        <div key={line.field}>
          <dt>{line.asks}</dt>
          <dd>
            {line.says ?? "Not answered yet"}{" "}
            <a href={`${location.pathname}?step=${line.step}#${line.field}`}>Change</a>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function CampusRules() {
  return (
    <RowsEditor
      section="campus_rules"
      noun="campus rule"
      called="rule"
      groups={[{ fields: ["rule", "owner", "due", "done"] }]}
      mark={(row) =>
        row.done === true ? (
          <Tag tone="good" icon="check">
            Done
          </Tag>
        ) : null
      }
    />
  );
}

function Budget() {
  const [facts] = useRecord("facts");
  const [budget] = useRecord("budget");
  const raising = ["raised_for", "share_to_recipient", "report_by"];
  const raises = facts.raises_money === true || raising.some((name) => budget[name]);

  return (
    <>
      <h4>What it costs</h4>
      <RowsEditor
        section="budget"
        field="costs"
        noun="cost"
        called="label"
        groups={[{ fields: ["label", "amount"] }]}
        mark={(row) =>
          typeof row.amount === "number" ? <span>{row.amount.toLocaleString("en")}</span> : null
        }
      />
      <DocField section="budget" name="sources" />
      <DocField section="budget" name="in_kind" optional />
      {raises && raising.map((name) => <DocField key={name} section="budget" name={name} />)}
    </>
  );
}

function Access() {
  return (
    <>
      <DocField section="listing" name="access_features" />
      <DocField section="listing" name="access_contact" hint="An address or a person. It is public." />
      <DocField section="listing" name="access_request_by" hint="Early enough to find an interpreter." />
    </>
  );
}

function ContentNote() {
  return (
    <DocField
      section="listing"
      name="content_note"
      hint="What comes up and where, without detail, and what is not shown."
    />
  );
}
