/** Every page of the product on one page. Each loads its code when it is visited. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { eventQuery, programQuery } from "@/features/events/queries";
import { chapterQuery } from "@/features/people/queries";
import { historyQuery, proposalQuery, proposalsQuery } from "@/features/proposals/queries";
import { Skeleton } from "@/ui/Spinner";
import { ErrorPage, NotHerePage } from "./ErrorPage";
import { Shell } from "./Shell";
import { parseSearch, stringifySearch } from "./search";

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Shell,
  notFoundComponent: NotHerePage,
});

// biome-ignore format: one page a line
const pages = [
  page("/", () => import("@/features/events/CalendarPage"), "CalendarPage"),
  page("/events/$slug", () => import("@/features/participation/EventPage"), "EventPage", (client, { slug = "" }) => client.ensureQueryData(eventQuery(slug))),
  page("/programs/$slug", () => import("@/features/events/ProgramPage"), "ProgramPage", (client, { slug = "" }) => client.ensureQueryData(programQuery(slug))),
  page("/chapters", () => import("@/features/people/ChaptersPage"), "ChaptersPage"),
  page("/chapters/$slug", () => import("@/features/events/ChapterPage"), "ChapterPage", (client, { slug = "" }) => client.ensureQueryData(chapterQuery(slug))),
  page("/chapters/$slug/people", () => import("@/features/people/ChapterPeoplePage"), "ChapterPeoplePage"),
  page("/sign-in", () => import("@/features/people/SignInPage"), "SignInPage"),
  page("/sign-up", () => import("@/features/people/SignUpPage"), "SignUpPage"),
  page("/verify-email/$key", () => import("@/features/people/VerifyEmailPage"), "VerifyEmailPage"),
  page("/reset-password", () => import("@/features/people/ResetPasswordPage"), "ResetPasswordPage"),
  page("/reset-password/$key", () => import("@/features/people/ResetPasswordPage"), "NewPasswordPage"),
  page("/account/calendars", () => import("@/features/participation/calendars/CalendarsPage"), "CalendarsPage"),
  page("/account", () => import("@/features/participation/AccountPage"), "AccountPage"),
  page("/reviews", () => import("@/features/proposals/review/ReviewsPage"), "ReviewsPage"),
  page("/reviews/$id", () => import("@/features/proposals/review/ReviewPage"), "ReviewPage"),
  page("/coordination", () => import("@/features/proposals/review/CoordinationPage"), "CoordinationPage"),
  page("/proposals", () => import("@/features/proposals/ProposalsPage"), "ProposalsPage", (client) => client.ensureQueryData(proposalsQuery())),
  page("/proposals/import", () => import("@/features/proposals/importing/ImportPage"), "ImportPage"),
  page("/proposals/$id", () => import("@/features/proposals/ProposalPage"), "ProposalPage", (client, { id = "" }) => client.ensureQueryData(proposalQuery(id))),
  page("/proposals/$id/history", () => import("@/features/proposals/HistoryPage"), "HistoryPage", (client, { id = "" }) => client.ensureQueryData(historyQuery(id))),
  page("/subscribe", () => import("@/features/events/SubscribePage"), "SubscribePage"),
  page("/subscribe/web-site", () => import("@/features/events/OnWebSitePage"), "OnWebSitePage"),
  page("/about", () => import("./AboutPage"), "AboutPage"),
];

export function makeRouter(client: QueryClient) {
  const router = createRouter({
    routeTree: root.addChildren(pages),
    context: { client },
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    // The query client knows how fresh its answers are; the router need not keep a second opinion.
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 300,
    defaultPendingComponent: () => <Skeleton lines={6} />,
    defaultErrorComponent: ({ error, reset }) => (
      <ErrorPage
        error={error}
        onRetry={async () => {
          await client.resetQueries({ predicate: (query) => query.state.status === "error" });
          reset();
          await router.invalidate();
        }}
      />
    ),
    defaultNotFoundComponent: NotHerePage,
  });
  return router;
}

/** A page with its code and, where its first sight depends on one answer, what to ask for while the code is coming. */
function page<Module extends object>(
  path: string,
  load: () => Promise<Module>,
  name: keyof Module & string,
  needs?: (client: QueryClient, params: Record<string, string>) => Promise<unknown>,
) {
  return createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(load, name),
    loader: ({ context, params }) => needs?.(context.client, params),
  });
}
