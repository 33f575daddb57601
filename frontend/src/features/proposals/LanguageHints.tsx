import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import styles from "./LanguageHints.module.css";
import { hintsQuery } from "./queries";
import type { Hint } from "./types";

/** Advice on words, beneath the text they stand in. It never blocks and never scores, and each can be sent away. */
export function LanguageHints({ proposalId, text }: { proposalId: string; text: string }) {
  const [kept, keep] = useKept(proposalId);
  const settled = useSettled(text);
  const { data: hints = [] } = useQuery({
    ...hintsQuery(settled, kept),
    enabled: settled.trim().length > 3,
    placeholderData: (before) => before,
  });
  const shown = byEntry(hints.filter((hint) => text.includes(hint.words)));

  if (shown.length === 0) {
    return null;
  }
  return (
    <ul className={styles.hints} aria-label="About your words">
      {shown.map((hint) => (
        <li key={hint.entry} className={styles.hint}>
          <Icon name="info" size={18} />
          <div>
            <p>
              <strong>“{hint.words}”</strong> {hint.soft && "may be fine where you question it. "}
              {hint.why} <span className={styles.instead}>Instead: {hint.instead}.</span>
            </p>
            <Button size="small" variant="quiet" onClick={() => keep(hint.entry)}>
              Keep it as it is
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}

function byEntry(hints: Hint[]): Hint[] {
  return [...new Map(hints.map((hint) => [hint.entry, hint])).values()].slice(0, 3);
}

/** The text once nobody has typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 900);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function useKept(proposalId: string): [string[], (entry: string) => void] {
  const place = `commonhour.kept-words/${proposalId}`;
  const [kept, setKept] = useState<string[]>(() => read(place));

  function keep(entry: string): void {
    const next = [...kept, entry];
    setKept(next);
    try {
      localStorage.setItem(place, JSON.stringify(next));
    } catch {
      // Storage may be forbidden; then the choice lasts as long as the page.
    }
  }
  return [kept, keep];
}

function read(place: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? "[]");
    return Array.isArray(kept) ? kept.map(String) : [];
  } catch {
    return [];
  }
}
