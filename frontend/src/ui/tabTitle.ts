import { useEffect } from "react";

/** The served page ends its title with the network's name; every later title does the same. */
const network = document.title.split(" · ").at(-1) || "Commonhour";

export function useTabTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${network}`;
  }, [title]);
}
