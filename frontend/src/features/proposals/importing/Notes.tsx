import { useState } from "react";
import { Button } from "@/ui/Button";
import { Disclosure } from "@/ui/Disclosure";
import { Icon, type IconName } from "@/ui/Icon";
import styles from "./ImportPage.module.css";
import { byFate, type Note } from "./importing";

/** What became of each part that was not taken over as it stood, in plain sentences. */
export function Notes({ notes }: { notes: readonly Note[] }) {
  return byFate(notes).map((group) => (
    <div key={group.fate} className={styles.fate}>
      <p className={styles.fate_title}>
        <Icon name={icons[group.fate]} size={18} />
        {words[group.fate]}
      </p>
      <ul className={styles.notes}>
        {group.notes.map((note) => (
          <li key={note.sentence + note.rest}>
            {note.sentence}
            {note.rest && <Rest words={note.rest} />}
          </li>
        ))}
      </ul>
    </div>
  ));
}

/** What was not taken over, to be copied by hand. */
function Rest({ words: rest }: { words: string }) {
  const [copied, setCopied] = useState(false);
  const short = rest.length <= 80 && !rest.includes("\n");

  if (short) {
    return <code className={styles.short_rest}>{rest}</code>;
  }
  return (
    <Disclosure summary="Show it, to copy">
      <pre className={styles.rest}>{rest}</pre>
      <Button
        size="small"
        icon={copied ? "check" : "copy"}
        onClick={() => void navigator.clipboard?.writeText(rest).then(() => setCopied(true))}
      >
        {copied ? "Copied" : "Copy"}
      </Button>
    </Disclosure>
  );
}

const words: Record<Note["fate"], string> = {
  check: "Look at this",
  changed: "Changed",
  left_out: "Left out",
};
const icons: Record<Note["fate"], IconName> = { check: "warning", changed: "edit", left_out: "minus" };
