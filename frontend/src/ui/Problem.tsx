import type { ReactNode } from "react";
import { Button, LinkButton } from "./Button";
import { type Drawing, EmptyState } from "./EmptyState";

/** Something could not be shown: what happened, and the way on. For a part of a page; whole pages use the app's ErrorPage. */
export function Problem({
  title,
  heading,
  art = "weather",
  children,
  onRetry,
  home,
}: {
  title: string;
  heading?: "h1" | "h2" | "h3";
  art?: Drawing;
  children?: ReactNode;
  onRetry?: () => void;
  /** Where else to go. */
  home?: { href: string; label: string };
}) {
  return (
    <EmptyState
      art={art}
      title={title}
      heading={heading}
      actions={
        <>
          {onRetry && (
            <Button variant="primary" icon="repeat" onClick={onRetry}>
              Try again
            </Button>
          )}
          {home && <LinkButton href={home.href}>{home.label}</LinkButton>}
        </>
      }
    >
      {children}
    </EmptyState>
  );
}
