import { type ReactNode, useId, useState } from "react";
import { Button } from "@/ui/Button";
import { Checkbox, CheckboxGroup } from "@/ui/Choices";
import { Disclosure } from "@/ui/Disclosure";
import { Icon } from "@/ui/Icon";
import { Chip } from "@/ui/Tag";
import styles from "./FilterBar.module.css";
import { type ChoiceFilter, choiceFilters, chosenOf, type Filters, isFiltered, noFilters } from "./filters";
import type { Filter } from "./types";

/** Search and filters. Each change is an address at once; the count below the bar says what is left. */
export function FilterBar({
  filters,
  offered,
  onFilters,
  aside,
}: {
  filters: Filters;
  /** What the server offers, once known. */
  offered: Filter[];
  onFilters: (filters: Filters) => void;
  /** What else can be done with a choice, beside letting go of it. */
  aside?: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const panelId = useId();
  const chosen = chosenOf(filters);
  const panelCount = chosen.filter((each) => each.name !== "text").length;

  return (
    <section className={styles.bar} aria-label="Search and filters">
      <div className={styles.row}>
        <SearchField
          key={filters.text}
          text={filters.text}
          onText={(text) => onFilters({ ...filters, text })}
        />
        <Button icon="filter" aria-expanded={open} aria-controls={panelId} onClick={() => setOpen(!open)}>
          {panelCount === 0 ? "Filters" : `Filters (${panelCount})`}
        </Button>
      </div>

      <div id={panelId} className={styles.panel} hidden={!open}>
        {offered.filter(isChoice).map(({ name, label, choices }) => (
          <Disclosure
            key={name}
            open={filters[name].length > 0 || undefined}
            summary={filters[name].length === 0 ? label : `${label} (${filters[name].length})`}
          >
            <CheckboxGroup
              label={label}
              labelHidden
              options={choices}
              value={filters[name]}
              onValue={(values) => onFilters({ ...filters, [name]: values.sort() })}
            />
          </Disclosure>
        ))}
        <Checkbox
          label="Has open roles"
          hint="Something members can still take on."
          checked={filters.open_roles}
          onValue={(checked) => onFilters({ ...filters, open_roles: checked })}
        />
      </div>

      {isFiltered(filters) && (
        <div className={styles.chosen}>
          <span className={styles.chosen_label}>Showing only:</span>
          <ul>
            {chosen.map((each) => (
              <li key={`${each.name} ${each.value}`}>
                <Chip
                  label={labelOf(each.name, each.value, offered)}
                  onRemove={() => onFilters(each.without)}
                />
              </li>
            ))}
          </ul>
          <Button variant="quiet" size="small" onClick={() => onFilters(noFilters)}>
            Take all off
          </Button>
          {aside}
        </div>
      )}
    </section>
  );
}

/** Sends on Enter or on leaving the field, so that typing does not pull the page about. */
function SearchField({ text, onText }: { text: string; onText: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const id = useId();

  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is not known to every screen reader yet
    <form
      role="search"
      className={styles.search}
      onSubmit={(event) => {
        event.preventDefault();
        onText(typed.trim());
      }}
    >
      <label htmlFor={id} className={styles.search_label}>
        Search the calendar
      </label>
      <div className={styles.search_row}>
        <input
          id={id}
          type="search"
          className={styles.input}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          maxLength={200}
        />
        <button type="submit" className={styles.search_button} aria-label="Search">
          <Icon name="search" />
        </button>
      </div>
    </form>
  );
}

export function labelOf(name: keyof Filters, value: string, offered: Filter[]): string {
  if (name === "open_roles") {
    return "Has open roles";
  }
  if (name === "text") {
    return `“${value}”`;
  }
  const choices = offered.find((each) => each.name === name)?.choices;
  return choices?.find((choice) => choice.value === value)?.label ?? value;
}

function isChoice(filter: Filter): filter is Filter & { name: ChoiceFilter } {
  return choiceFilters.some((name) => name === filter.name) && filter.choices.length > 0;
}
