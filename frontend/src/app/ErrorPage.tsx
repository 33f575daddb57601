import { ApiError, NoAnswer, sentenceOf } from "@/api/errors";
import { LinkButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Problem } from "@/ui/Problem";
import { useTabTitle } from "@/ui/tabTitle";
import { paths } from "./paths";

/** A whole page that could not be shown. What may not be seen and what never was look exactly alike. */
export function ErrorPage({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (error instanceof ApiError && error.status === 404) {
    return <NotHerePage />;
  }
  if (error instanceof ApiError && error.status === 401) {
    return <SignedOutPage />;
  }
  if (error instanceof NoAnswer) {
    return (
      <Problem heading="h1" title="No connection" onRetry={onRetry}>
        <TabTitle>No connection</TabTitle>
        <p>{error.message}</p>
      </Problem>
    );
  }
  if (error instanceof ApiError && error.status < 500) {
    return (
      <Problem
        heading="h1"
        title="This is not open to you"
        art="gate"
        home={{ href: paths.calendar(), label: "Go to the calendar" }}
      >
        <TabTitle>Not open to you</TabTitle>
        <p>{error.message}</p>
      </Problem>
    );
  }
  return (
    <Problem
      heading="h1"
      title="Something went wrong"
      onRetry={onRetry}
      home={{ href: paths.calendar(), label: "Go to the calendar" }}
    >
      <TabTitle>Something went wrong</TabTitle>
      <p>{sentenceOf(error)}</p>
    </Problem>
  );
}

export function NotHerePage() {
  return (
    <EmptyState
      heading="h1"
      art="gate"
      title="There is nothing at this address"
      actions={
        <>
          <LinkButton variant="primary" href={paths.calendar()}>
            Go to the calendar
          </LinkButton>
          <LinkButton href={paths.chapters()}>See the chapters</LinkButton>
        </>
      }
    >
      <TabTitle>Nothing here</TabTitle>
      <p>
        The address may be mistyped, the page may have been taken down, or it may be open only to people who
        are signed in.
      </p>
    </EmptyState>
  );
}

function SignedOutPage() {
  const next = location.pathname + location.search;
  return (
    <EmptyState
      heading="h1"
      art="gate"
      title="Sign in to see this page"
      actions={
        <LinkButton variant="primary" href={paths.signIn(next)}>
          Sign in
        </LinkButton>
      }
    >
      <TabTitle>Sign in</TabTitle>
      <p>You come back here afterwards.</p>
    </EmptyState>
  );
}

function TabTitle({ children }: { children: string }) {
  useTabTitle(children);
  return null;
}
