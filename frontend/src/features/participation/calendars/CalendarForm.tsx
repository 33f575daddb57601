import { type ComponentProps, useState } from "react";
import { ApiError, sentenceOf } from "@/api/errors";
import type { Filter } from "@/features/events/types";
import { FormFault } from "@/features/people/FormFault";
import { Button } from "@/ui/Button";
import { CheckboxGroup } from "@/ui/Choices";
import { Disclosure } from "@/ui/Disclosure";
import { TextInput } from "@/ui/TextInput";
import styles from "./CalendarsPage.module.css";
import { idOf, partOfId, wholes, wordsOf } from "./parts";
import type { Part, Wanted } from "./queries";

/** The name of a personal calendar and what it shows. */
export function CalendarForm({
  start,
  offered,
  action,
  onSave,
  onClose,
}: {
  start: { name: string; parts: readonly (Part & { label?: string })[] };
  offered: Filter[];
  /** The words of the button. */
  action: string;
  onSave: (wanted: Wanted) => Promise<void>;
  onClose: () => void;
}) {
  const [name, setName] = useState(start.name);
  const [ticked, setTicked] = useState<readonly string[]>(start.parts.map(idOf));
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<ComponentProps<typeof FormFault>["fault"]>();

  async function save(): Promise<void> {
    setBusy(true);
    try {
      await onSave({ name: name.trim(), parts: ticked.map(partOfId) });
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {};
      setFault((before) => ({ sentence: sentenceOf(error), fields, attempt: (before?.attempt ?? 0) + 1 }));
      setBusy(false);
    }
  }

  /** The ticks of one group of boxes; those of the others stay as they are. */
  function tick(group: readonly string[], chosen: string[]): void {
    setTicked([...ticked.filter((each) => !group.includes(each)), ...chosen]);
  }

  const wholeOptions = wholes.map((whole) => ({ ...whole, value: idOf({ kind: whole.value, key: "" }) }));
  const groups = named.map((kind) => ({
    kind,
    options: (offered.find((each) => each.name === kind)?.choices ?? []).map((choice) => ({
      value: idOf({ kind, key: choice.value }),
      label: choice.label,
    })),
  }));
  // Choices of filters, and what is offered no more: whatever it shows, one can let go of.
  const known = new Set(valuesOf([...wholeOptions, ...groups.flatMap(({ options }) => options)]));
  const savedOptions = start.parts
    .map((part) => ({ value: idOf(part), label: part.label ?? wordsOf(part, offered) }))
    .filter(({ value }) => !known.has(value));

  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) {
          void save();
        }
      }}
    >
      <FormFault fault={fault} />
      <TextInput
        id="name"
        label="What do you call it?"
        hint="One for each device or app, such as “my phone”: so you can delete one without the others."
        error={fault?.fields.name?.join(" ")}
        value={name}
        onValue={setName}
        maxLength={60}
        width="medium"
        autoComplete="off"
      />
      <CheckboxGroup
        id="parts"
        label="What does it show?"
        error={fault?.fields.parts?.join(" ")}
        options={wholeOptions}
        value={ticked}
        onValue={(chosen) => tick(valuesOf(wholeOptions), chosen)}
      />
      {savedOptions.length > 0 && (
        <CheckboxGroup
          label="Also this"
          options={savedOptions}
          value={ticked}
          onValue={(chosen) => tick(valuesOf(savedOptions), chosen)}
        />
      )}
      {groups.map(({ kind, options }) => {
        const count = options.filter(({ value }) => ticked.includes(value)).length;
        return (
          options.length > 0 && (
            <Disclosure
              key={kind}
              open={start.parts.some((part) => part.kind === kind)}
              summary={count === 0 ? groupWords[kind] : `${groupWords[kind]} (${count})`}
            >
              <CheckboxGroup
                label={groupWords[kind]}
                labelHidden
                options={options}
                value={ticked}
                onValue={(chosen) => tick(valuesOf(options), chosen)}
              />
            </Disclosure>
          )
        );
      })}
      <p className={styles.quiet}>
        To follow any other choice, filter the calendar, press Subscribe there, and put it into a calendar of
        yours.
      </p>
      <div className={styles.actions}>
        <Button type="submit" variant="primary" busy={busy && "Saving"}>
          {action}
        </Button>
        <Button onClick={onClose}>Leave it</Button>
      </div>
    </form>
  );
}

const named = ["chapter", "program", "topic"] as const;

const groupWords = { chapter: "Chapters", program: "Programs", topic: "Topics" };

function valuesOf(options: readonly { value: string }[]): string[] {
  return options.map(({ value }) => value);
}
