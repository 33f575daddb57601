import { useState } from "react";

export type Theme = "system" | "light" | "dark";

const key = "commonhour.theme";

/** The reader's own choice of scheme; theme.ts applies it before the first paint of the next page. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(stored);

  function choose(next: Theme): void {
    setTheme(next);
    const root = document.documentElement;
    if (next === "system") {
      delete root.dataset.theme;
    } else {
      root.dataset.theme = next;
    }
    try {
      if (next === "system") {
        localStorage.removeItem(key);
      } else {
        localStorage.setItem(key, next);
      }
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
  }

  return [theme, choose];
}

function stored(): Theme {
  const applied = document.documentElement.dataset.theme;
  return applied === "light" || applied === "dark" ? applied : "system";
}
