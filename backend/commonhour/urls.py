"""Every address of the product, on one page."""

from django.urls import include, path

from commonhour import http, reference
from commonhour.events import views as events
from commonhour.people import views as people

api = [
    path("network", people.Network.as_view(), name="network"),
    path("me", people.Me.as_view(), name="me"),
    path("chapters", people.Chapters.as_view(), name="chapters"),
    path("chapters/<slug:slug>", people.ChapterDetail.as_view(), name="chapter"),
    path("chapters/<slug:slug>/people", people.ChapterPeople.as_view(), name="chapter-people"),
    path("chapters/<slug:slug>/people/<uuid:user_id>", people.ChapterPerson.as_view(), name="chapter-person"),
    path("chapters/<slug:slug>/requests", people.JoinRequests.as_view(), name="join-requests"),
    path("chapters/<slug:slug>/requests/<uuid:request_id>", people.JoinAnswer.as_view(), name="join-request"),
    path("events", events.Events.as_view(), name="events"),
    path("events/<slug:slug>", events.EventDetail.as_view(), name="event"),
    path("occurrences", events.Occurrences.as_view(), name="occurrences"),
    path("programs", events.Programs.as_view(), name="programs"),
    path("programs/<slug:slug>", events.ProgramDetail.as_view(), name="program"),
    path("topics", events.Topics.as_view(), name="topics"),
    path("filters", events.Filters.as_view(), name="filters"),
]

urlpatterns = [
    path("healthz", http.health, name="health"),
    path("_allauth/", include("allauth.headless.urls")),
    path("api/openapi.json", reference.openapi, name="openapi"),
    path("api/docs", reference.docs, name="docs"),
    path("api/", include(api)),
]

handler404 = "commonhour.http.page_not_found"
handler500 = "commonhour.http.server_error"
