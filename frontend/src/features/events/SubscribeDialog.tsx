import { lazy, Suspense } from "react";
import { Dialog } from "@/ui/Dialog";
import { Skeleton } from "@/ui/Spinner";
import { type Filters, noFilters } from "./filters";
import type { Filter } from "./types";

/** Loaded when it is opened: few visitors of a page do. */
const Subscribing = lazy(() => import("./Subscribing").then((module) => ({ default: module.Subscribing })));

/**
 * How to follow the calendar from one's own. On the calendar page one chooses what; on the page of a chapter
 * or a program `name` says it already.
 */
export function SubscribeDialog({
  open,
  onClose,
  offered = nothingOffered,
  filters = noFilters,
  name,
}: {
  open: boolean;
  onClose: () => void;
  offered?: Filter[];
  filters?: Filters;
  name?: string;
}) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={name ? `Subscribe to ${name}` : "Subscribe from your own calendar"}
      wide
    >
      <Suspense fallback={<Skeleton lines={12} />}>
        <Subscribing offered={offered} filters={filters} name={name} heading="h3" />
      </Suspense>
    </Dialog>
  );
}

const nothingOffered: Filter[] = [];
