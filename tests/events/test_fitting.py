"""What of a feed's window fits: always within the limit, never less than could be, and the least wanted left out first."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from commonhour.events.fitting import NEAR, Fit, Part, Window, fitting, zone_size
from tests.sizes import SIZES

START = datetime(2026, 8, 2, tzinfo=UTC)
WINDOW = Window(START, START + timedelta(days=430), today=START + timedelta(days=30))
FRAME = 400
ZONES = ("America/New_York", "Europe/London", "Africa/Casablanca", "Asia/Kolkata", "Nowhere/At_all")


@st.composite
def parts(draw: st.DrawFn) -> Part:
    starts = START + timedelta(days=draw(st.integers(-20, 440)), hours=draw(st.integers(0, 2)))
    brief = draw(st.integers(300, 900))
    return Part(
        starts,
        starts + timedelta(hours=draw(st.sampled_from([1, 2, 24, 24 * 60]))),
        draw(st.sampled_from(ZONES)),
        brief + draw(st.integers(0, 3000)),
        brief,
    )


many = st.lists(parts(), max_size=40)
limits = st.integers(3_000, 60_000)


def fit_of(given_parts: Sequence[Part], limit: int) -> Fit:
    return fitting(given_parts, WINDOW, frame=FRAME, limit=limit)


def shown(given_parts: Sequence[Part], fit: Fit) -> list[Part]:
    return [part for part in given_parts if fit.shows(part.starts_at, part.ends_at)]


def size_of(given_parts: Sequence[Part], *, brief: bool) -> int:
    """The octets of a file of these parts, each of their zones written once."""
    own = sum(part.brief_size if brief else part.size for part in given_parts)
    return FRAME + own + sum(zone_size(zone) for zone in {part.zone for part in given_parts})


def in_window(given_parts: Sequence[Part]) -> list[Part]:
    return shown(given_parts, Fit(WINDOW.start, WINDOW.end))


def is_past(part: Part) -> bool:
    return part.ends_at < WINDOW.today


@settings(max_examples=SIZES.examples, deadline=None)
@given(many, limits)
def test_what_is_shown_fits(given_parts: list[Part], limit: int) -> None:
    fit = fit_of(given_parts, limit)

    left = shown(given_parts, fit)
    assert not left or size_of(left, brief=fit.brief) <= limit
    assert set(left) <= set(in_window(given_parts))


@settings(max_examples=SIZES.examples, deadline=None)
@given(many, limits)
def test_the_whole_window_is_shown_where_it_fits(given_parts: list[Part], limit: int) -> None:
    fit = fit_of(given_parts, limit)

    all_fits = size_of(in_window(given_parts), brief=False) <= limit
    if all_fits:
        assert fit == Fit(WINDOW.start, WINDOW.end)
    elif in_window(given_parts):
        assert fit.brief or shown(given_parts, fit) != in_window(given_parts)


@settings(max_examples=SIZES.examples, deadline=None)
@given(many, limits)
def test_the_past_goes_before_the_future(given_parts: list[Part], limit: int) -> None:
    fit = fit_of(given_parts, limit)

    missing = [part for part in in_window(given_parts) if part not in shown(given_parts, fit)]
    if any(not is_past(part) for part in missing):
        assert not any(is_past(part) for part in shown(given_parts, fit))


@settings(max_examples=SIZES.examples, deadline=None)
@given(many, limits)
def test_descriptions_go_only_where_the_near_future_would(given_parts: list[Part], limit: int) -> None:
    fit = fit_of(given_parts, limit)

    near = [
        part for part in in_window(given_parts) if not is_past(part) and part.starts_at <= WINDOW.today + NEAR
    ]
    if fit.brief:
        assert size_of(near, brief=False) > limit
    else:
        assert set(near) <= set(shown(given_parts, fit))


@settings(max_examples=SIZES.examples, deadline=None)
@given(many, limits)
def test_nothing_is_left_out_that_would_fit(given_parts: list[Part], limit: int) -> None:
    fit = fit_of(given_parts, limit)

    left = shown(given_parts, fit)
    missing = [part for part in in_window(given_parts) if part not in left]
    future = [part for part in missing if part.starts_at > fit.shown_to]
    if future:
        first = min(part.starts_at for part in future)
        next_to_come = [part for part in future if part.starts_at == first]
    elif missing:
        last = max(part.ends_at for part in missing)
        next_to_come = [part for part in missing if part.ends_at == last]
    else:
        return
    assert size_of([*left, *next_to_come], brief=fit.brief) > limit


@settings(max_examples=SIZES.examples, deadline=None)
@given(many.flatmap(lambda one: st.tuples(st.just(one), st.permutations(one))), limits)
def test_the_order_of_the_events_decides_nothing(both: tuple[list[Part], list[Part]], limit: int) -> None:
    assert fit_of(both[0], limit) == fit_of(both[1], limit)


# Edges that chance hardly ever meets


def of(starts: timedelta, ends: timedelta, size: int = 1_000) -> Part:
    """A part by how long before or after today it starts and ends, in the zone that an empty file is written in."""
    return Part(WINDOW.today + starts, WINDOW.today + ends, "Europe/London", size, size)


DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ALL_OF_LONDON = FRAME + zone_size("Europe/London")


def test_what_only_touches_what_is_shown_is_shown_as_the_tables_are_asked() -> None:
    fit = Fit(WINDOW.start, WINDOW.end)

    assert fit.shows(WINDOW.start - HOUR, WINDOW.start)
    assert fit.shows(WINDOW.end, WINDOW.end + HOUR)


def test_what_ends_with_the_day_before_is_not_past() -> None:
    ended, nearly, ahead = of(-2 * HOUR, -HOUR), of(-HOUR, 0 * HOUR), of(HOUR, 2 * HOUR)

    fit = fit_of([ended, nearly, ahead], ALL_OF_LONDON + 1_000)

    # The past first, then the far future: so the one that ends at midnight stays longer than the one ahead.
    assert shown([ended, nearly, ahead], fit) == [nearly]


def test_descriptions_stay_where_all_that_is_left_out_is_a_term_away() -> None:
    near = Part(WINDOW.today + HOUR, WINDOW.today + 2 * HOUR, "Europe/London", 1_000, 10)
    far = Part(WINDOW.today + NEAR + timedelta(microseconds=1), WINDOW.end, "Europe/London", 1_000, 10)

    assert fit_of([near, far], ALL_OF_LONDON + 1_000) == Fit(WINDOW.start, WINDOW.today + NEAR)


def test_a_short_window_that_fits_keeps_its_descriptions() -> None:
    window = Window(WINDOW.start, WINDOW.today + DAY, WINDOW.today)

    assert fitting([of(HOUR, 2 * HOUR)], window, frame=FRAME, limit=10_000) == Fit(window.start, window.end)


def test_what_the_past_took_away_is_not_taken_away_twice() -> None:
    series, ended = of(-10 * DAY, 10 * DAY, 3_000), of(-5 * DAY, -5 * DAY + HOUR, 2_000)

    fit = fit_of([series, ended], ALL_OF_LONDON + 2_000)

    assert shown([series, ended], fit) == []
