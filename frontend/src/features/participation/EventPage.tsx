import { lazy, Suspense } from "react";
import { EventPage as PublicPage } from "@/features/events/EventPage";
import type { EventDetail } from "@/features/events/types";
import { useMe } from "@/features/people/queries";
import { Skeleton } from "@/ui/Spinner";
import { SignInToTakePart } from "./SignInToTakePart";
import styles from "./TakePart.module.css";

const TakePart = lazy(() => import("./TakePart").then((module) => ({ default: module.TakePart })));
const WhoComes = lazy(() => import("./WhoComes").then((module) => ({ default: module.WhoComes })));

/** The public page of an event, with one's own part in it; for its hosts, also who comes. */
export function EventPage() {
  return (
    <PublicPage
      takePart={(event) => <OwnPart event={event} />}
      below={(event) => <HostsPart event={event} />}
    />
  );
}

function OwnPart({ event }: { event: EventDetail }) {
  const me = useMe();
  if (!me) {
    // As tall as what most will see there, so that nothing moves when it is known who is reading.
    return event.over || event.status !== "scheduled" ? null : (
      <div className={`${styles.panel} ${styles.waiting}`}>
        <Skeleton lines={3} />
      </div>
    );
  }
  if (!me.user) {
    return <SignInToTakePart event={event} />;
  }
  return (
    <Suspense fallback={<Skeleton lines={4} />}>
      <TakePart event={event} name={me.user.name} />
    </Suspense>
  );
}

function HostsPart({ event }: { event: EventDetail }) {
  const me = useMe();
  const hosts = new Set(event.hosts.map((each) => each.slug));
  const mayHost = me?.memberships.some(({ role, chapter }) => role !== "member" && hosts.has(chapter.slug));
  return mayHost ? (
    <Suspense fallback={<Skeleton lines={4} />}>
      <WhoComes event={event} />
    </Suspense>
  ) : null;
}
