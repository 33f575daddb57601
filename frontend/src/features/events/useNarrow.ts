import { useSyncExternalStore } from "react";
import { locale } from "@/ui/dates";
import type { Weekday } from "./grid";

const narrow = "(max-width: 47.99rem)";

/** Whether this is a phone's width, where a month is a row of dots and the agenda is the better start. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(narrow);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => matchMedia(narrow).matches,
  );
}

/** The day on which the reader's weeks begin; Sunday where the browser does not tell. */
export function firstWeekday(): Weekday {
  const known = new Intl.Locale(locale) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: Weekday };
    weekInfo?: { firstDay: Weekday };
  };
  return (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 7;
}
