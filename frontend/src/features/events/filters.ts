/** The calendar's filters and its address: what can be filtered here can be asked of the API and subscribed to, by the same names. */
import { isPlainDate, type PlainDate } from "@/ui/dates";

/** Filters that take any number of values, in the order in which the server spells a feed. */
export const choiceFilters = [
  "chapter",
  "program",
  "topic",
  "type",
  "format",
  "audience",
  "language",
  "cost",
  "access",
] as const;

export type ChoiceFilter = (typeof choiceFilters)[number];

export type Filters = Record<ChoiceFilter, string[]> & { open_roles: boolean; text: string };

export type View = "agenda" | "week" | "month";

type Search = Record<string, unknown>;

export function readFilters(search: Search): Filters {
  const chosen = Object.fromEntries(
    choiceFilters.map((name) => [name, [...new Set(listOf(search[name]))].sort()]),
  ) as Record<ChoiceFilter, string[]>;
  return {
    ...chosen,
    open_roles: listOf(search.open_roles).at(0) === "true",
    text: (listOf(search.text).at(0) ?? "").trim(),
  };
}

/** One order for keys and values, so that the same filter is always the same address and the same feed. */
export function filterParams(filters: Filters): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of choiceFilters) {
    for (const value of filters[name]) {
      params.append(name, value);
    }
  }
  if (filters.open_roles) {
    params.append("open_roles", "true");
  }
  if (filters.text) {
    params.append("text", filters.text);
  }
  return params;
}

export function isFiltered(filters: Filters): boolean {
  return filterParams(filters).size > 0;
}

export const noFilters: Filters = readFilters({});

/** Each chosen value as one thing that can be let go of. */
export function chosenOf(filters: Filters): { name: keyof Filters; value: string; without: Filters }[] {
  const choices = choiceFilters.flatMap((name) =>
    filters[name].map((value) => ({
      name,
      value,
      without: { ...filters, [name]: filters[name].filter((each) => each !== value) },
    })),
  );
  return [
    ...choices,
    ...(filters.open_roles
      ? [{ name: "open_roles" as const, value: "true", without: { ...filters, open_roles: false } }]
      : []),
    ...(filters.text
      ? [{ name: "text" as const, value: filters.text, without: { ...filters, text: "" } }]
      : []),
  ];
}

export function readView(search: Search, fallback: View): View {
  const asked = listOf(search.view).at(0);
  return asked === "agenda" || asked === "week" || asked === "month" ? asked : fallback;
}

export function readDay(search: Search, today: PlainDate): PlainDate {
  const asked = listOf(search.on).at(0);
  return isPlainDate(asked) ? asked : today;
}

/** The whole state of the calendar page as an address. Only what was chosen is written, so the bare page stays bare. */
export function calendarParams(state: { filters: Filters; view?: View; on?: PlainDate }): URLSearchParams {
  const params = filterParams(state.filters);
  if (state.view) {
    params.set("view", state.view);
  }
  if (state.on) {
    params.set("on", state.on);
  }
  return params;
}

function listOf(value: unknown): string[] {
  return [value].flat().filter((each): each is string => typeof each === "string" && each !== "");
}
