"""What is customary where a zone lies: the paper, the clock, the first day of the week. For pages that know no reader.

The lists are those of the Unicode CLDR (paper size, hour format of English, first day), by country.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from importlib import resources

LETTER = "BZ CA CL CO CR GT MX NI PA PH PR SV US VE"
TWELVE_HOURS = (
    "AE AG AL AR AS AU BB BD BH BM BN BO BS BT CA CL CO CR CU CY DJ DM DO DZ EC EG EH ER ET FJ FM GD GH GM GR GT GU GY "
    "HK HN IN IQ JM JO KH KI KN KP KR KW KY LB LC LR LS LY MH MO MP MR MW MX MY NA NI NZ OM PA PE PG PH PK PR PS PW PY "
    "QA SA SB SD SG SL SO SS SV SY SZ TC TD TN TO TT TW UM US UY VC VE VG VI VU WS YE ZM"
)
SUNDAY_FIRST = (
    "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN IS JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH "
    "PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW"
)
SATURDAY_FIRST = "AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY"


@dataclass(frozen=True)
class Customs:
    """`first_weekday` counts as Python's calendar does: Monday is 0, Sunday is 6."""

    paper: str
    twelve_hours: bool
    first_weekday: int


@lru_cache(maxsize=512)
def of(zone_name: str) -> Customs:
    country = _countries().get(zone_name, "")
    return Customs(
        paper="letter" if country in LETTER.split() else "a4",
        twelve_hours=country in TWELVE_HOURS.split(),
        first_weekday=6 if country in SUNDAY_FIRST.split() else 5 if country in SATURDAY_FIRST.split() else 0,
    )


def time(moment: datetime, *, twelve_hours: bool) -> str:
    """As "6:30 pm" or "18:30". Noon and midnight are named where "12 am" would make people look twice."""
    if not twelve_hours:
        return f"{moment:%H:%M}"
    if (moment.hour, moment.minute) in {(0, 0), (12, 0)}:
        return "noon" if moment.hour else "midnight"
    return f"{moment.hour % 12 or 12}:{moment:%M} {'pm' if moment.hour >= 12 else 'am'}"


@cache
def _countries() -> dict[str, str]:
    """The country each zone lies in, from the pinned zone data, never from the machine."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}
