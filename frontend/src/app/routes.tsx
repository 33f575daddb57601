/** Every page of the product on one page. Each loads its code when it is visited. */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { Skeleton } from "@/ui/Spinner";
import { ErrorPage, NotHerePage } from "./ErrorPage";
import { Shell } from "./Shell";
import { parseSearch, stringifySearch } from "./search";

const root = createRootRoute({ component: Shell, notFoundComponent: NotHerePage });

const page = (path: string, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component });

const routes = [
  page(
    "/",
    lazyRouteComponent(() => import("@/features/events/CalendarPage"), "CalendarPage"),
  ),
  page(
    "/events/$slug",
    lazyRouteComponent(() => import("@/features/events/EventPage"), "EventPage"),
  ),
  page(
    "/programs/$slug",
    lazyRouteComponent(() => import("@/features/events/ProgramPage"), "ProgramPage"),
  ),
  page(
    "/chapters",
    lazyRouteComponent(() => import("@/features/people/ChaptersPage"), "ChaptersPage"),
  ),
  page(
    "/chapters/$slug",
    lazyRouteComponent(() => import("@/features/events/ChapterPage"), "ChapterPage"),
  ),
  page(
    "/chapters/$slug/people",
    lazyRouteComponent(() => import("@/features/people/ChapterPeoplePage"), "ChapterPeoplePage"),
  ),
  page(
    "/sign-in",
    lazyRouteComponent(() => import("@/features/people/SignInPage"), "SignInPage"),
  ),
  page(
    "/sign-up",
    lazyRouteComponent(() => import("@/features/people/SignUpPage"), "SignUpPage"),
  ),
  page(
    "/verify-email/$key",
    lazyRouteComponent(() => import("@/features/people/VerifyEmailPage"), "VerifyEmailPage"),
  ),
  page(
    "/reset-password",
    lazyRouteComponent(() => import("@/features/people/ResetPasswordPage"), "ResetPasswordPage"),
  ),
  page(
    "/reset-password/$key",
    lazyRouteComponent(() => import("@/features/people/ResetPasswordPage"), "NewPasswordPage"),
  ),
  page(
    "/account",
    lazyRouteComponent(() => import("@/features/people/AccountPage"), "AccountPage"),
  ),
  page(
    "/about",
    lazyRouteComponent(() => import("./AboutPage"), "AboutPage"),
  ),
];

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren(routes),
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPendingMs: 300,
    defaultPendingComponent: () => <Skeleton lines={6} />,
    defaultErrorComponent: ({ error, reset }) => (
      <ErrorPage
        error={error}
        onRetry={() => {
          client.resetQueries({ predicate: (query) => query.state.status === "error" });
          reset();
        }}
      />
    ),
    defaultNotFoundComponent: NotHerePage,
  });
}
