"""The cast: Ada writes, Lin leads her chapter, Rae and Tom review, Cai coordinates, Oz is from elsewhere."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from commonhour.events import tallies
from commonhour.people.models import Chapter, Membership, NetworkRole, Role, User
from tests.sizes import SIZES, Sizes

NOW = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for the sizes is a proof, and what also asks for tables is proved on both databases.

    A test that reads `SIZES` asks for them too, and would never be tried at full size if it had to be marked by hand.
    """
    for item in items:
        wants = getattr(item, "fixturenames", ())
        if "proof" in wants or _reads_the_sizes(item):
            item.add_marker(pytest.mark.proof)
        if {"db", "transactional_db"} & set(wants) or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.tables)


def _reads_the_sizes(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and "SIZES" in vars(item.module)


@pytest.fixture
def proof() -> Sizes:
    """How much to try: `proof.operations`, `proof.fetches`; small in `make test`, full in `make proof`."""
    return SIZES


@pytest.fixture
def now() -> datetime:
    """A fixed hour: Tuesday, 1 September 2026, 15:00 UTC (11:00 in New York)."""
    return NOW


@pytest.fixture(autouse=True)
def _a_light_server(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing collected, mail kept in a list, and a hash that takes no time."""
    cache.clear()  # the counters of how often somebody tried
    settings.STATIC_ROOT = tmp_path_factory.getbasetemp()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def _nothing_counted_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """How often feeds were asked for is counted in the process, and a process runs many tests."""
    monkeypatch.setattr(tallies, "THIS_PROCESS", tallies.Tallies())


@pytest.fixture
def larkmoor(db: None) -> Chapter:
    return _chapter("larkmoor", "Larkmoor Chapter", "Larkmoor University", "America/New_York", "teal")


@pytest.fixture
def quillon(db: None) -> Chapter:
    return _chapter("quillon", "Quillon Chapter", "Quillon State University", "America/Chicago", "clay")


@pytest.fixture
def vesper(db: None) -> Chapter:
    return _chapter(
        "vesper-hill", "Vesper Hill Chapter", "Vesper Hill University", "America/Los_Angeles", "plum"
    )


def _chapter(slug: str, name: str, campus: str, zone: str, colour: str) -> Chapter:
    return Chapter.objects.create(slug=slug, name=name, campus=campus, time_zone=zone, colour=colour)


Enlist = Callable[..., User]


@pytest.fixture
def person(db: None) -> Enlist:
    """Make a person: `person("ada", larkmoor=chapter, role="organizer", network="reviewer", trained=True)`."""

    def enlist(
        name: str,
        *,
        chapter: Chapter | None = None,
        role: str = Role.MEMBER,
        network: str | None = None,
        trained: bool = False,
    ) -> User:
        user = User.objects.create_user(f"{name}@example.org", "correct horse battery", name=name.title())
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        if chapter:
            Membership.objects.create(user=user, chapter=chapter, role=role, since=NOW)
        if network:
            NetworkRole.objects.create(user=user, role=network, trained=trained, since=NOW)
        return user

    return enlist


@pytest.fixture
def ada(person: Enlist, larkmoor: Chapter) -> User:
    return person("ada", chapter=larkmoor, role=Role.ORGANIZER)


@pytest.fixture
def lin(person: Enlist, larkmoor: Chapter) -> User:
    return person("lin", chapter=larkmoor, role=Role.LEAD)


@pytest.fixture
def rae(person: Enlist, quillon: Chapter) -> User:
    return person("rae", chapter=quillon, role=Role.MEMBER, network="reviewer", trained=True)


@pytest.fixture
def tom(person: Enlist, vesper: Chapter) -> User:
    return person("tom", chapter=vesper, role=Role.MEMBER, network="reviewer")


@pytest.fixture
def cai(person: Enlist, quillon: Chapter) -> User:
    return person("cai", chapter=quillon, role=Role.MEMBER, network="coordinator")


@pytest.fixture
def oz(person: Enlist, vesper: Chapter) -> User:
    return person("oz", chapter=vesper, role=Role.ORGANIZER)


@pytest.fixture
def browser() -> Callable[[User | None], Client]:
    """A browser in which this person is signed in; CSRF is checked as in life."""

    def open_as(user: User | None = None) -> Client:
        client = Client(enforce_csrf_checks=True)
        if user:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.get("/api/me")
        client.defaults["HTTP_X_CSRFTOKEN"] = client.cookies["csrf"].value
        return client

    return open_as
