"""Every address of the product, on one page."""

from django.urls import include, path

from commonhour import http, reference
from commonhour.events import embeds, feeds, pages, posters
from commonhour.events import views as events
from commonhour.events.models import FeedForm
from commonhour.library import views as library
from commonhour.participation import personal_feeds
from commonhour.participation import subscription_views as subscriptions
from commonhour.participation import views as participation
from commonhour.people import views as people
from commonhour.proposals import importing_views as imports
from commonhour.proposals import review_views as reviews
from commonhour.proposals import views as proposals

api = [
    path("network", people.Network.as_view(), name="network"),
    path("me", people.Me.as_view(), name="me"),
    path("chapters", people.Chapters.as_view(), name="chapters"),
    path("chapters/<slug:slug>", people.ChapterDetail.as_view(), name="chapter"),
    path("chapters/<slug:slug>/people", people.ChapterPeople.as_view(), name="chapter-people"),
    path("chapters/<slug:slug>/people/<uuid:user_id>", people.ChapterPerson.as_view(), name="chapter-person"),
    path("chapters/<slug:slug>/requests", people.JoinRequests.as_view(), name="join-requests"),
    path("chapters/<slug:slug>/requests/<uuid:request_id>", people.JoinAnswer.as_view(), name="join-request"),
    path("chapters/<slug:slug>/feed", events.ChapterFeed.as_view(), name="chapter-feed"),
    path("events", events.Events.as_view(), name="events"),
    path("events/<slug:slug>", events.EventDetail.as_view(), name="event"),
    path("events/<slug:slug>/sign-up", participation.OwnSignUp.as_view(), name="sign-up"),
    path("events/<slug:slug>/sign-ups", participation.WhoComes.as_view(), name="event-sign-ups"),
    path("subscriptions", subscriptions.Subscriptions.as_view(), name="subscriptions"),
    path(
        "subscriptions/<uuid:subscription_id>",
        subscriptions.SubscriptionDetail.as_view(),
        name="subscription",
    ),
    path(
        "subscriptions/<uuid:subscription_id>/address",
        subscriptions.SubscriptionAddress.as_view(),
        name="subscription-address",
    ),
    path("sign-ups", participation.OwnSignUps.as_view(), name="sign-ups"),
    path("occurrences", events.Occurrences.as_view(), name="occurrences"),
    path("programs", events.Programs.as_view(), name="programs"),
    path("programs/<slug:slug>", events.ProgramDetail.as_view(), name="program"),
    path("feeds", events.Feeds.as_view(), name="feeds"),
    path("feeds/preview", events.FeedPreview.as_view(), name="feed-preview"),
    path("topics", events.Topics.as_view(), name="topics"),
    path("filters", events.Filters.as_view(), name="filters"),
    path("proposals", proposals.Proposals.as_view(), name="proposals"),
    path("proposals/imports", imports.Imports.as_view(), name="imports"),
    path("proposals/imports/drafts", imports.ImportedDrafts.as_view(), name="imported-drafts"),
    path("proposals/<uuid:proposal_id>", proposals.ProposalDetail.as_view(), name="proposal"),
    path(
        "proposals/<uuid:proposal_id>/sections/<str:section>",
        proposals.ProposalSection.as_view(),
        name="proposal-section",
    ),
    path(
        "proposals/<uuid:proposal_id>/preview", proposals.ProposalPreview.as_view(), name="proposal-preview"
    ),
    path("proposals/<uuid:proposal_id>/copy", proposals.ProposalCopy.as_view(), name="proposal-copy"),
    path(
        "proposals/<uuid:proposal_id>/history", proposals.ProposalHistory.as_view(), name="proposal-history"
    ),
    path(
        "proposals/<uuid:proposal_id>/cohosts", proposals.ProposalCohosts.as_view(), name="proposal-cohosts"
    ),
    path(
        "proposals/<uuid:proposal_id>/cohosts/<slug:slug>",
        proposals.ProposalCohost.as_view(),
        name="proposal-cohost",
    ),
    path(
        "proposals/<uuid:proposal_id>/program", proposals.ProposalProgram.as_view(), name="proposal-program"
    ),
    path(
        "proposals/<uuid:proposal_id>/checklists",
        proposals.ProposalChecklists.as_view(),
        name="proposal-checklists",
    ),
    path("proposals/<uuid:proposal_id>/moves", reviews.Moves.as_view(), name="proposal-moves"),
    path("proposals/<uuid:proposal_id>/feedback", reviews.Feedback.as_view(), name="proposal-feedback"),
    path(
        "proposals/<uuid:proposal_id>/assignments", reviews.Assignments.as_view(), name="proposal-assignments"
    ),
    path("proposals/<uuid:proposal_id>/review", reviews.ReviewPage.as_view(), name="review"),
    path("proposals/<uuid:proposal_id>/review/verdicts", reviews.Verdicts.as_view(), name="review-verdicts"),
    path(
        "proposals/<uuid:proposal_id>/review/verdicts/<str:item>",
        reviews.VerdictOnItem.as_view(),
        name="review-verdict",
    ),
    path(
        "proposals/<uuid:proposal_id>/review/questions", reviews.Questions.as_view(), name="review-questions"
    ),
    path(
        "proposals/<uuid:proposal_id>/review/questions/<uuid:question_id>/answer",
        reviews.QuestionAnswer.as_view(),
        name="review-answer",
    ),
    path(
        "proposals/<uuid:proposal_id>/review/recommendation",
        reviews.RecommendationOnRevision.as_view(),
        name="review-recommendation",
    ),
    path("proposals/<uuid:proposal_id>/review/recusal", reviews.Recusal.as_view(), name="review-recusal"),
    path(
        "proposals/<uuid:proposal_id>/conditions/<uuid:condition_id>/kept",
        reviews.ConditionKept.as_view(),
        name="condition-kept",
    ),
    path("reviews", reviews.Reviews.as_view(), name="reviews"),
    path("coordination/waiting", reviews.Waiting.as_view(), name="waiting"),
    path("coordination/reviewers", reviews.Reviewers.as_view(), name="reviewers"),
    path(
        "proposals/<uuid:proposal_id>/withdrawals",
        proposals.ProposalWithdrawals.as_view(),
        name="proposal-withdrawals",
    ),
    path(
        "proposals/<uuid:proposal_id>/library", proposals.ProposalLibrary.as_view(), name="proposal-library"
    ),
    path("library/figures", library.Figures.as_view(), name="library-figures"),
    path("library/partners", library.Partners.as_view(), name="library-partners"),
    path("library/helplines", library.Helplines.as_view(), name="library-helplines"),
    path("document-form", proposals.DocumentForm.as_view(), name="document-form"),
    path("checklists", proposals.Checklists.as_view(), name="checklists"),
    path("language-hints", proposals.LanguageHints.as_view(), name="language-hints"),
]

calendar_feeds = [
    *(
        path(f"{address}.{form}", view, {"form": form}, name=f"feed-{name}-{form}")
        for name, address, view in (
            ("network", "network", feeds.network),
            ("chapter", "chapters/<slug:slug>", feeds.chapter),
            ("program", "programs/<slug:slug>", feeds.program),
            ("topic", "topics/<slug:slug>", feeds.topic),
            ("events", "events", feeds.filtered),
        )
        for form in FeedForm.values
    ),
    path("my/<path:secret>", personal_feeds.calendar, name="feed-personal"),
]

# The pages people open. React draws them; Django puts a public page's facts into the HTML first.
people_pages = [
    path("", pages.shell, name="page-calendar"),
    path("events/<slug:slug>", pages.event, name="page-event"),
    path("programs/<slug:slug>", pages.program, name="page-program"),
    path("chapters", pages.shell, name="page-chapters"),
    path("chapters/<slug:slug>", pages.chapter, name="page-chapter"),
    path("chapters/<slug:slug>/people", pages.shell, name="page-chapter-people"),
    path("sign-in", pages.shell, name="page-sign-in"),
    path("sign-up", pages.shell, name="page-sign-up"),
    path("verify-email", pages.shell, name="page-verify-email"),
    path("verify-email/<str:key>", pages.shell, name="page-verify-email-key"),
    path("reset-password", pages.shell, name="page-reset-password"),
    path("reset-password/<str:key>", pages.shell, name="page-reset-password-key"),
    path("account", pages.shell, name="page-account"),
    path("account/calendars", pages.shell, name="page-account-calendars"),
    path("subscribe", pages.subscribe, name="page-subscribe"),
    path("subscribe/web-site", pages.shell, name="page-subscribe-web-site"),
    path("about", pages.shell, name="page-about"),
    path("proposals", pages.shell, name="page-proposals"),
    path("proposals/import", pages.shell, name="page-import"),
    path("proposals/<uuid:proposal_id>", pages.shell, name="page-proposal"),
    path("proposals/<uuid:proposal_id>/history", pages.shell, name="page-proposal-history"),
    path("reviews", pages.shell, name="page-reviews"),
    path("reviews/<uuid:proposal_id>", pages.shell, name="page-review"),
    path("coordination", pages.shell, name="page-coordination"),
]

urlpatterns = [
    path("feeds/", include(calendar_feeds)),  # first, for nothing is asked for so often
    path("healthz", http.health, name="health"),
    path("_allauth/", include("allauth.headless.urls")),
    path("api/openapi.json", reference.openapi, name="openapi"),
    path("api/docs", reference.docs, name="docs"),
    path("api/", include(api)),
    path("events/<slug:slug>.ics", feeds.event, name="event-file"),
    path("embed", embeds.embed, name="embed"),
    path("poster", posters.poster, name="poster"),
    path("code.svg", posters.code, name="code"),
    path("events/<slug:slug>/poster", posters.event_poster, name="event-poster"),
    path("events/<slug:slug>/code.svg", posters.event_code, name="event-code"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", pages.sitemap, name="sitemap"),
    path("", include(people_pages)),
]

handler400 = "commonhour.http.bad_request"
handler404 = "commonhour.events.pages.lost"
handler500 = "commonhour.http.server_error"
