import { useState } from "react";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/toasts";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import type { Key, Outbox, Refused, Status } from "./outbox";
import styles from "./SaveStatus.module.css";
import { useStatus } from "./useEditor";
import { useLastQuestion } from "./useOutbox";

/** Where what was typed is now. Seen always; said aloud only when it changes between safe and not. */
export function SaveStatus({
  outbox,
  onCompare,
  hrefOfFault,
}: {
  outbox: Outbox;
  onCompare: () => void;
  hrefOfFault: (key: Key, path: string) => string;
}) {
  const status = useStatus(outbox);
  const unsent = status.kind !== "idle" && status.kind !== "saved";
  useLastQuestion(unsent);

  return (
    <div className={status.kind === "unsent" ? `${styles.status} ${styles.unsent}` : styles.status}>
      <p className={styles.words}>
        {status.kind === "saved" && <Icon name="check" size={16} />}
        {status.kind === "unsent" && <Icon name="warning" size={16} />}
        {wordsOf(status)}
      </p>
      {status.kind === "unsent" && status.why === "clash" && (
        <Button size="small" onClick={onCompare}>
          Compare the versions
        </Button>
      )}
      {status.kind === "unsent" && status.why === "offline" && (
        <Button size="small" variant="quiet" onClick={() => void outbox.flush()}>
          Try now
        </Button>
      )}
      {status.kind === "unsent" && status.why === "refused" && (
        <Refusal status={status} outbox={outbox} hrefOfFault={hrefOfFault} />
      )}
      <Spoken status={status} />
    </div>
  );
}

/** The way to the field; or, where it is not about a field, the reason, and the way to let go. */
function Refusal({
  status: { key, refused },
  outbox,
  hrefOfFault,
}: {
  status: { key: Key; refused: Refused };
  outbox: Outbox;
  hrefOfFault: (key: Key, path: string) => string;
}) {
  const [path] = Object.keys(refused.fields);
  if (path !== undefined) {
    return <a href={hrefOfFault(key, path)}>Show me</a>;
  }

  function discard(): void {
    const value = outbox.valueOf(key);
    outbox.forget(key);
    if (value !== undefined) {
      toast("What was not saved is gone.", {
        tone: "info",
        action: { label: "Undo", run: () => outbox.change(key, value) },
      });
    }
  }
  return (
    <>
      <span>{refused.sentence}</span>
      <Button size="small" variant="quiet" onClick={discard}>
        Discard what was not saved
      </Button>
    </>
  );
}

function Spoken({ status }: { status: Status }) {
  const [before, setBefore] = useState("");
  const trouble = status.kind === "unsent" ? wordsOf(status) : "";
  // Only a change between safe and not safe is worth a listener's time.
  const words =
    trouble ||
    (before && (status.kind === "saved" || status.kind === "idle") ? "Everything is saved." : before);
  if (words !== before && (trouble || before)) {
    setBefore(words);
  }
  return (
    <VisuallyHidden>
      <span role="status">{before}</span>
    </VisuallyHidden>
  );
}

export function wordsOf(status: Status): string {
  switch (status.kind) {
    case "idle":
      return "Everything is saved";
    case "waiting":
    case "saving":
      return "Saving…";
    case "saved":
      return `Saved ${clock(status.at)}`;
    case "unsent":
      return unsentWords[status.why];
  }
}

const unsentWords = {
  offline: "Not saved: no connection. It is kept on this device and sent when the connection is back.",
  signed_out: "Not saved: your sign-in has ended. It is kept on this device and sent when you are signed in.",
  refused: "Not saved: something cannot be kept as it is. It stays on this device until you change it.",
  clash: "Not saved: someone else changed the same words.",
};

function clock(at: Date): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(at);
}
