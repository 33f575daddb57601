import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { paths } from "@/app/paths";
import { PageHeader } from "@/ui/PageHeader";
import { Skeleton } from "@/ui/Spinner";
import { filterParams, readFilters } from "./filters";
import { nameOf } from "./following";
import { offeredQuery } from "./queries";
import { Subscribing } from "./Subscribing";

/** What a poster's code opens: one choice of the calendar, and the way into one's own. */
export function SubscribePage() {
  const filters = readFilters(useSearch({ strict: false }));
  const { data: offered = [], isPending } = useQuery(offeredQuery());
  const name = nameOf(filters, offered);

  if (isPending) {
    // As tall as what comes, so that nothing moves when it does.
    return <Skeleton lines={30} />;
  }
  return (
    <>
      <PageHeader
        title={`Subscribe: ${name}`}
        lede={
          <>
            Events appear beside your own, and changes follow by themselves. No account is needed.{" "}
            <a href={paths.calendar(filterParams(filters))}>Look at them on the calendar first</a>
          </>
        }
      />
      <Subscribing offered={offered} filters={filters} name={name} heading="h2" />
    </>
  );
}
