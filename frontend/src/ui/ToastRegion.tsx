import { useSyncExternalStore } from "react";
import { Button } from "./Button";
import { Icon } from "./Icon";
import { toneIcons } from "./Notice";
import styles from "./ToastRegion.module.css";
import { current, dismiss, subscribe } from "./toasts";

/** Where toasts appear: one polite live region, present from the start so that its changes are read out. */
export function ToastRegion() {
  const toasts = useSyncExternalStore(subscribe, current);

  return (
    <section className={styles.region} aria-live="polite" aria-label="Messages">
      {toasts.map((each) => (
        <div
          key={each.id}
          className={each.tone === "error" ? `${styles.toast} ${styles.error}` : styles.toast}
        >
          <Icon name={toneIcons[each.tone]} />
          <span>{each.message}</span>
          {each.action && (
            <Button
              size="small"
              onClick={() => {
                each.action?.run();
                dismiss(each.id);
              }}
            >
              {each.action.label}
            </Button>
          )}
          <Button variant="quiet" size="small" onClick={() => dismiss(each.id)} aria-label="Close message">
            <Icon name="close" />
          </Button>
        </div>
      ))}
    </section>
  );
}
