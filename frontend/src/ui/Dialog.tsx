import { type ReactNode, useEffect, useId, useLayoutEffect, useRef } from "react";
import { Button } from "./Button";
import styles from "./Dialog.module.css";

/**
 * A native modal dialog. The browser keeps focus inside, closes it on Escape and gives focus back to where it was.
 * Its content is built only while it is open, so forms inside start fresh.
 */
export function Dialog({
  open,
  onClose,
  title,
  wide = false,
  actions,
  children,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  wide?: boolean;
  /** The buttons at the foot, the main one first. */
  actions?: ReactNode;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const element = dialog.current;
    if (!element || element.open === open) {
      return;
    }
    if (open) {
      element.showModal();
    } else {
      element.close();
    }
  }, [open]);

  // Taken off the page while open, it would take focus with it: closed first, it gives focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className={wide ? `${styles.dialog} ${styles.wide}` : styles.dialog}
      aria-labelledby={titleId}
      onClose={() => {
        // Opened again since: React's strict mode takes every part off and puts it back once.
        if (!dialog.current?.open) {
          onClose();
        }
      }}
    >
      {open && (
        <div className={styles.inside}>
          <div className={styles.head}>
            <h2 id={titleId} className={styles.title}>
              {title}
            </h2>
            <Button variant="quiet" size="small" icon="close" onClick={onClose}>
              Close
            </Button>
          </div>
          <div>{children}</div>
          {actions && <div className={styles.actions}>{actions}</div>}
        </div>
      )}
    </dialog>
  );
}
