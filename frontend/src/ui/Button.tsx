import { type ComponentProps, type MouseEvent, useId } from "react";
import styles from "./Button.module.css";
import { Icon, type IconName } from "./Icon";
import { Spinner } from "./Spinner";

type Look = {
  variant?: "primary" | "secondary" | "quiet" | "danger";
  size?: "normal" | "small";
  icon?: IconName;
};

type ButtonProps = Look &
  Omit<ComponentProps<"button">, "disabled"> & {
    /** What is being done, said while it lasts ("Saving"). The button keeps focus and ignores presses. */
    busy?: string | false;
    /** Why it cannot be pressed now. The button stays reachable, and the sentence stands below it. */
    disabledReason?: string | null;
  };

/** A button that says why it will not act, instead of going grey in silence. */
export function Button({
  variant = "secondary",
  size = "normal",
  icon,
  busy = false,
  disabledReason,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  const reasonId = useId();
  const idle = !busy && !disabledReason;

  function press(event: MouseEvent<HTMLButtonElement>): void {
    if (idle) {
      onClick?.(event);
      return;
    }
    event.preventDefault();
  }

  const button = (
    <button
      {...rest}
      type={type}
      className={lookOf({ variant, size }, className)}
      aria-disabled={idle ? undefined : true}
      aria-busy={busy ? true : undefined}
      aria-describedby={disabledReason ? reasonId : rest["aria-describedby"]}
      onClick={press}
    >
      {busy ? <Spinner /> : icon && <Icon name={icon} />}
      {busy || children}
    </button>
  );
  if (!disabledReason) {
    return button;
  }
  return (
    <span className={styles.with_reason}>
      {button}
      <span id={reasonId} className={styles.reason}>
        {disabledReason}
      </span>
    </span>
  );
}

/** A link that looks like a button, for going somewhere rather than doing something. */
export function LinkButton({
  variant = "secondary",
  size = "normal",
  icon,
  className,
  children,
  ...rest
}: Look & ComponentProps<"a"> & { href: string }) {
  return (
    <a {...rest} className={lookOf({ variant, size }, className)}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  );
}

function lookOf({ variant, size }: Required<Omit<Look, "icon">>, extra: string | undefined): string {
  return [styles.button, styles[variant], size === "small" && styles.small, extra].filter(Boolean).join(" ");
}
