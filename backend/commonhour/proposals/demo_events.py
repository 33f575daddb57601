"""Generated events for measuring: as many as asked, varied, each written, submitted, reviewed and published by the verbs.

Events stand under one program for each chapter and profile, so that most of their answers are inherited, as in a chapter
that plans well. The same number asked of the same database gives the same events.
"""

import random
import time
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from commonhour.people.models import Chapter, User
from commonhour.proposals import demo, drafting, lifecycle, reviewing, sample_files
from commonhour.proposals.models import Proposal
from commonhour.proposals.review_queries import Review, latest_revision
from commonhour.proposals.sample_files import Document, Sample
from commonhour.proposals.states import Kind, Result

AT_ONCE = 50
"""How many are published in one transaction: a commit for each would measure the disk."""
DAYS_AHEAD = 540


def publish(number: int, *, now: datetime, tell: demo.Progress) -> None:
    """Publish so many events, in transactions of some at a time; what was told of is kept when it is stopped."""
    chance = random.Random(Proposal.objects.count())  # noqa: S311  variety, not secrecy
    hosts = demo.chapters_with_organizers()
    programs: dict[tuple[str, str], Proposal] = {}
    start, done = time.monotonic(), 0
    while done < number:
        with transaction.atomic():
            for _ in range(min(AT_ONCE, number - done)):
                chapter, lead = hosts[done % len(hosts)]
                profile = chance.choice(sample_files.generated()["profiles"])
                program = _program(programs, chapter, lead, profile, now=now)
                _publish_one(program, lead, profile, chance, now=now)
                done += 1
            demo.keep_mail_unsent(now=now)
        seconds = time.monotonic() - start
        tell(
            f"{done} of {number} events, {done / seconds:.1f} a second, {(number - done) * seconds / done:.0f} s to go"
        )


def _program(
    known: dict[tuple[str, str], Proposal],
    chapter: Chapter,
    lead: User,
    profile: dict[str, Any],
    *,
    now: datetime,
) -> Proposal:
    """The chapter's program of this profile, approved; made where there is none yet."""
    key = (chapter.slug, profile["name"])
    if key not in known:
        title = f"{profile['name']} at {chapter.campus}"
        found = Proposal.objects.filter(
            kind=Kind.PROGRAM,
            chapter=chapter,
            document__listing__title=title,
            approved_revision__isnull=False,
        )
        known[key] = found.first() or _approved_program(chapter, lead, profile, title, now=now)
    return known[key]


def _approved_program(
    chapter: Chapter, lead: User, profile: dict[str, Any], title: str, *, now: datetime
) -> Proposal:
    shared = sample_files.generated()["program"]
    period = {
        "from": {"weeks": 1, "weekday": "monday"},
        "to": {"weeks": DAYS_AHEAD // 7 + 2, "weekday": "friday"},
    }
    listing = {
        **shared["listing"],
        "title": title,
        "summary": "A program of generated events, for measuring.",
        "description": "Its answers are inherited by the events under it.",
        "topics": profile["topics"],
        "period": period,
    }
    written = {
        **shared,
        "listing": listing,
        "facts": profile["facts"],
        "roles": sample_files.generated()["roles"],
        "answers": _answers(profile),
    }
    sample = _sample(title, chapter, written, kind=Kind.PROGRAM.value)
    proposal = drafting.start(
        chapter, kind=Kind.PROGRAM, actor=lead, now=now - timedelta(days=90), title=title
    )
    document = sample_files.document_of(sample, today=chapter.day_at(now), time_zone=chapter.time_zone)
    return _carry_through(proposal, document, lead, now=now - timedelta(days=90))


def _answers(profile: dict[str, Any]) -> dict[str, Any]:
    """Every answer; those about pictures only where there are some."""
    answers: dict[str, Any] = sample_files.generated()["answers"]
    return {
        item: value
        for item, value in answers.items()
        if item not in {"ma.images", "ma.purpose"} or profile["facts"].get("uses_media")
    }


def _publish_one(
    program: Proposal, lead: User, profile: dict[str, Any], chance: random.Random, *, now: datetime
) -> None:
    chapter = program.chapter
    begun = now - timedelta(days=chance.randint(20, 60))
    sample = _sample(
        f"generated-{chance.getrandbits(60):x}", chapter, _written(profile, chance, chapter.day_at(now))
    )
    title = sample.written["listing"]["title"]
    proposal = drafting.start(chapter, kind=Kind.EVENT, actor=lead, now=begun, title=title)
    document = sample_files.document_of(
        sample,
        today=chapter.day_at(now),
        time_zone=chapter.time_zone,
        program=program.approved_revision.document,  # type: ignore[union-attr]  # the program was approved just above
    )
    del document["facts"]  # its program's, taken over below
    proposal = drafting.put_under_program(proposal, program=program, actor=lead, now=begun)
    _carry_through(proposal, document, lead, now=begun)


def _carry_through(proposal: Proposal, document: Document, lead: User, *, now: datetime) -> Proposal:
    demo.write(proposal, document, actor=lead, now=now)
    submitted = lifecycle.perform("submit", proposal, actor=lead, now=now + timedelta(days=2))
    for number, reviewer in enumerate(demo.bench(submitted)):
        _accept(submitted, reviewer, now=now + timedelta(days=4, hours=number))
    return Proposal.objects.select_related("approved_revision", "chapter").get(pk=proposal.pk)


def _accept(proposal: Proposal, reviewer: User, *, now: datetime) -> None:
    """Find everything met, and recommend it; the last one publishes."""
    revision = latest_revision(proposal)
    assert revision is not None
    found = Review(proposal, revision, proposal.chapter.day_at(now))
    met = [reviewing.Given(item, reviewing.words_for(found, item)[0]) for item in found.needed]
    reviewing.give_verdicts(proposal, met, digest=revision.digest, actor=reviewer, now=now)
    reviewing.recommend(
        proposal,
        result=Result.PUBLISH,
        digest=revision.digest,
        reason="Every item is met.",
        actor=reviewer,
        now=now,
    )


def _sample(name: str, chapter: Chapter, written: dict[str, Any], *, kind: str = Kind.EVENT.value) -> Sample:
    return Sample(
        id=name,
        quality="generated",
        chapter=chapter.slug,
        written=written,
        begun=90,
        by="",
        steps=(),
        kind=kind,
    )


def _written(profile: dict[str, Any], chance: random.Random, today: date) -> dict[str, Any]:
    """What an event under a program says for itself."""
    lists = sample_files.generated()
    title = f"{chance.choice(lists['activities'])}: {chance.choice(lists['subjects'])}{chance.choice(lists['endings'])}"
    listing = {
        "title": title,
        "summary": chance.choice(lists["sentences"]),
        "description": "\n\n".join(chance.sample(lists["sentences"], 4)),
        "when": _when(chance, today),
        "topics": sorted({chance.choice(profile["topics"]), chance.choice(sample_files.topics())["slug"]}),
        "content_note": lists["program"]["listing"]["content_note"],
        "access_features": sorted({"step_free", *chance.sample(_FEATURES, 2)}),
        "access_contact": "access.demo@example.org",
        "access_request_by": "<start-5>",
        "cost": chance.choices(("free", "pay_what_you_can", "fixed"), (8, 2, 1))[0],
        **_where(profile["facts"]["format"], chance),
    }
    roles = [
        {**role, "how_many": chance.randint(1, 9)}
        for role in chance.sample(lists["roles"], chance.randint(1, 3))
    ]
    return {
        "facts": profile["facts"],
        "listing": listing,
        "roles": roles,
        "privacy": lists["program"]["privacy"],
    }


_FEATURES = ("captions", "microphone", "quiet_room", "children_welcome", "plain_language", "other_languages")


def _where(form: str, chance: random.Random) -> dict[str, str]:
    place = {
        "place_name": chance.choice(sample_files.generated()["places"]),
        "place_rule": chance.choice(("public", "public", "after_sign_up")),
    }
    link = {"online_link": "https://meet.example.org/generated", "link_rule": "after_sign_up"}
    return {"in_person": place, "online": {**link, "place_rule": "from_host"}}.get(form, {**place, **link})


def _when(chance: random.Random, today: date) -> dict[str, Any]:
    """An evening or a day in the next year and a half; one in eight is a short series."""
    hour = chance.choice((9, 12, 17, 18, 19))
    when: dict[str, Any] = {
        "weeks": chance.randint(1, DAYS_AHEAD // 7),
        "weekday": chance.choice(sample_files.WEEKDAYS),
        "from": f"{hour:02}:{chance.choice((0, 15, 30)):02}",
        "to": f"{hour + chance.choice((1, 2, 3)):02}:45",
    }
    if chance.random() < 1 / 8:
        when["repeat"] = {"frequency": chance.choice(("daily", "weekly")), "count": chance.randint(2, 6)}
    return when
