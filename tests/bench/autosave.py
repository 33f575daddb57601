"""What saving a section costs, beside a view that only knows who is asking: in turns, in one run.

Run by `pytest tests/bench/autosave.py` for its database and fixtures; it judges nothing but prints.

Counted is the processor's time of this thread, so that other work on the machine changes nothing.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
from django.test import Client
from django.urls import clear_url_caches, path
from rest_framework.request import Request
from rest_framework.response import Response

from commonhour import urls
from commonhour.events.models import Topic
from commonhour.http import Endpoint
from commonhour.people.models import Chapter, User
from commonhour.proposals import document
from commonhour.proposals.models import Proposal
from tests.checklists.documents import complete

TARGET = 4.0
ROUNDS = 120


class Bare(Endpoint):
    """A session is looked up, a person is loaded, a small answer is given."""

    permissions: ClassVar[dict[str, str]] = {"PATCH": "account"}

    def patch(self, request: Request) -> Response:
        return Response({"who": str(request.user), "given": len(request.data)})


@pytest.fixture
def bare() -> Iterator[str]:
    urls.urlpatterns.append(path("bare", Bare.as_view()))
    clear_url_caches()
    yield "/bare"
    urls.urlpatterns.pop()
    clear_url_caches()


def milliseconds(act: Callable[[], Any]) -> float:
    begun = time.thread_time()
    response = act()
    taken = (time.thread_time() - begun) * 1000
    assert response.status_code == 200, response.content
    return taken


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("section", ["listing", "speakers", "answers:hr.who"])
def test_what_an_autosave_costs(
    section: str,
    bare: str,
    browser: Callable[[User | None], Client],
    ada: User,
    larkmoor: Chapter,
    capsys: pytest.CaptureFixture[str],
) -> None:
    client = browser(ada)
    proposal = filled(client, larkmoor)
    address = f"/api/proposals/{proposal}/sections/{section}"
    version, value = last_seen(client, proposal, section)

    def save(number: int) -> Callable[[], Any]:
        body = json.dumps({"version": version + number, "value": typed(value, section, number)})
        return lambda: client.patch(address, body, "application/json")

    empty = json.dumps({"version": 1})
    saving, doing_nothing = [], []
    for number in range(ROUNDS):
        saving.append(milliseconds(save(number)))
        doing_nothing.append(milliseconds(lambda: client.patch(bare, empty, "application/json")))

    cost, base = statistics.median(saving[10:]), statistics.median(doing_nothing[10:])
    judged = "ok" if cost / base <= TARGET else "MISS"
    with capsys.disabled():
        sys.stdout.write(
            f"saving {section}: {cost:.2f} ms, a bare view {base:.2f} ms, "
            f"ratio {cost / base:.2f} (target {TARGET}) {judged}\n"
        )


def filled(client: Client, chapter: Chapter) -> str:
    """A proposal whose document answers everything, so that nothing is cheap for being empty."""
    start = {"chapter": chapter.slug, "kind": "event", "title": "Pay slips"}
    page = client.post("/api/proposals", start, "application/json").json()
    whole = complete()
    for slug in whole["listing"]["topics"]:
        Topic.objects.create(slug=slug, name=slug)
    for section in document.SECTIONS:
        if section in whole:
            body = {"version": page["versions"][section], "value": plain(whole[section])}
            response = client.patch(
                f"/api/proposals/{page['id']}/sections/{section}", body, "application/json"
            )
            assert response.status_code == 200, (section, response.json())
    Proposal.objects.filter(pk=page["id"]).update(
        document={**Proposal.objects.get(pk=page["id"]).document, "answers": whole["answers"]}
    )
    return str(page["id"])


def plain(value: Any) -> Any:
    """Without the marks of what is kept elsewhere."""
    if isinstance(value, list):
        return [plain(row) for row in value]
    if isinstance(value, dict):
        return {key: each for key, each in value.items() if key != "personal"}
    return value


def last_seen(client: Client, proposal: str, section: str) -> tuple[int, Any]:
    page = client.get(f"/api/proposals/{proposal}").json()
    value = page["document"]["answers"].get(section.removeprefix("answers:")) or page["document"].get(section)
    return page["versions"].get(section, 0), value


def typed(value: Any, section: str, number: int) -> Any:
    """The value with one more word in it, as after a moment of writing."""
    if section == "listing":
        return {**value, "description": f"{value['description']} and {number}"}
    if section == "speakers":
        return [{**value[0], "topic": f"Topic {number}"}, *value[1:]]
    return {"state": "answered", "value": f"{value.get('value', '')} and {number}"}
