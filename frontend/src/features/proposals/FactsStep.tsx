import { RadioGroup } from "@/ui/Choices";
import { Select } from "@/ui/Select";
import styles from "./FactsStep.module.css";
import { fieldId } from "./fieldIds";
import { factsOf, useEditor, useFaults, useRecord } from "./useEditor";

/** The plain questions that come first. Nothing is chosen for anyone: "not answered yet" is a state of its own. */
export function FactsStep() {
  const { form } = useEditor();
  const [facts, change] = useRecord("facts");
  const faults = useFaults("facts");

  return factsOf(form).map((fact) => {
    const value = facts[fact.id] ?? null;
    const frame = {
      id: fieldId("facts", fact.id),
      label: fact.question,
      hint: fact.help,
      error: faults[fact.id]?.join(" "),
    };
    const options = fact.options.map((option) => ({ value: String(option.value), label: option.label }));
    return (
      <div key={fact.id} className={styles.fact}>
        {options.length > 6 ? (
          <Select
            {...frame}
            width="medium"
            empty="Choose"
            options={options}
            value={typeof value === "string" ? value : ""}
            onValue={(chosen) => change(fact.id, chosen || null)}
          />
        ) : (
          <RadioGroup
            {...frame}
            inline={fact.kind === "yes_no"}
            options={options}
            value={value === null ? null : String(value)}
            onValue={(chosen) =>
              change(fact.id, fact.options.find((option) => String(option.value) === chosen)?.value ?? null)
            }
          />
        )}
      </div>
    );
  });
}
