/**
 * Every link of the product. A leaf: it imports nothing, and is the one file of app/ that features may import.
 * Links are plain addresses in plain anchors; Shell turns a click on one into a move of the router.
 */

type Search = string | URLSearchParams;

function withSearch(path: string, search: Search | undefined): string {
  const text = search?.toString() ?? "";
  return text === "" ? path : `${path}?${text.replace(/^\?/, "")}`;
}

const part = encodeURIComponent;

export const paths = {
  calendar: (search?: Search) => withSearch("/", search),
  event: (slug: string) => `/events/${part(slug)}`,
  program: (slug: string) => `/programs/${part(slug)}`,
  chapters: () => "/chapters",
  chapter: (slug: string) => `/chapters/${part(slug)}`,
  chapterPeople: (slug: string) => `/chapters/${part(slug)}/people`,
  about: () => "/about",

  signIn: (next?: string) => withSearch("/sign-in", next && new URLSearchParams({ next })),
  signUp: () => "/sign-up",
  verifyEmail: (key: string) => `/verify-email/${part(key)}`,
  resetPassword: () => "/reset-password",
  newPassword: (key: string) => `/reset-password/${part(key)}`,
  account: () => "/account",
  /** One's personal calendars; with a part, the page asks into which of them it goes. */
  myCalendars: (part?: Search) => withSearch("/account/calendars", part),

  proposals: () => "/proposals",
  importing: () => "/proposals/import",
  proposal: (id: string, search?: Search) => withSearch(`/proposals/${part(id)}`, search),
  proposalHistory: (id: string) => `/proposals/${part(id)}/history`,

  reviews: () => "/reviews",
  review: (proposalId: string) => `/reviews/${part(proposalId)}`,
  coordination: (search?: Search) => withSearch("/coordination", search),

  subscribe: (filters?: Search) => withSearch("/subscribe", filters),
  onWebSite: (filters?: Search) => withSearch("/subscribe/web-site", filters),

  /** Pages and pictures the backend draws by itself: for other sites, for paper, for a camera. */
  eventPoster: (slug: string) => `/events/${part(slug)}/poster`,
  eventCode: (slug: string) => `/events/${part(slug)}/code.svg`,
  embed: (settings: Search) => withSearch("/embed", settings),
  poster: (filters?: Search) => withSearch("/poster", filters),
  code: (filters?: Search) => withSearch("/code.svg", filters),

  /** Files for calendar apps, served by the backend; never a page. */
  networkFeed: () => "/feeds/network.ics",
  chapterFeed: (slug: string) => `/feeds/chapters/${part(slug)}.ics`,
  programFeed: (slug: string) => `/feeds/programs/${part(slug)}.ics`,
  topicFeed: (slug: string) => `/feeds/topics/${part(slug)}.ics`,
  filterFeed: (filters: Search) => withSearch("/feeds/events.ics", filters),
  apiDocs: () => "/api/docs",
};
