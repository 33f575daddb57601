import { expect, test } from "vitest";
import { paths } from "./paths";

test("every link of the product", () => {
  expect(
    Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, path("x y/z")])),
  ).toMatchInlineSnapshot(`
    {
      "about": "/about",
      "account": "/account",
      "apiDocs": "/api/docs",
      "calendar": "/?x y/z",
      "chapter": "/chapters/x%20y%2Fz",
      "chapterFeed": "/feeds/chapters/x%20y%2Fz.ics",
      "chapterPeople": "/chapters/x%20y%2Fz/people",
      "chapters": "/chapters",
      "code": "/code.svg?x y/z",
      "coordination": "/coordination?x y/z",
      "embed": "/embed?x y/z",
      "event": "/events/x%20y%2Fz",
      "eventCode": "/events/x%20y%2Fz/code.svg",
      "eventPoster": "/events/x%20y%2Fz/poster",
      "filterFeed": "/feeds/events.ics?x y/z",
      "importing": "/proposals/import",
      "myCalendars": "/account/calendars?x y/z",
      "networkFeed": "/feeds/network.ics",
      "newPassword": "/reset-password/x%20y%2Fz",
      "onWebSite": "/subscribe/web-site?x y/z",
      "poster": "/poster?x y/z",
      "program": "/programs/x%20y%2Fz",
      "programFeed": "/feeds/programs/x%20y%2Fz.ics",
      "proposal": "/proposals/x%20y%2Fz",
      "proposalHistory": "/proposals/x%20y%2Fz/history",
      "proposals": "/proposals",
      "resetPassword": "/reset-password",
      "review": "/reviews/x%20y%2Fz",
      "reviews": "/reviews",
      "signIn": "/sign-in?next=x+y%2Fz",
      "signUp": "/sign-up",
      "subscribe": "/subscribe?x y/z",
      "topicFeed": "/feeds/topics/x%20y%2Fz.ics",
      "verifyEmail": "/verify-email/x%20y%2Fz",
    }
  `);
});
