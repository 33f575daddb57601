"""Every address of the product, on one page."""

from django.urls import include, path

from commonhour import http, reference
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
