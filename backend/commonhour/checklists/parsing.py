"""Turns the mappings of the YAML files into definitions, one function a kind of file."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from .conditions import ALWAYS, NEVER, Condition
from .definitions import (
    CONFIDENCES,
    KINDS,
    REACHES,
    SEVERITIES,
    Appeal,
    Band,
    Checklist,
    Criterion,
    Evidence,
    Fact,
    FastLane,
    FormField,
    Instead,
    Item,
    Lexicon,
    LexiconEntry,
    Option,
    OutcomeField,
    OutcomeForm,
    Policy,
    Remark,
    ReviewLevel,
    Rubric,
)
from .evidence import EVIDENCE_TYPES, EvidenceType
from .facts import FACTS, YES_NO
from .files import Reader, listed, nearest
from .reading import OUTSIDE_EVERY_DIGEST
from .review import LEVELS, RESULTS, VERDICTS
from .versions import content_digest, plain

FORM_KINDS = ("text", "number", "count", "date", "past_date", "yes_no", "choice")
LEXICON_CATEGORIES = (
    "statistic",
    "objectifying",
    "profiling",
    "sensational",
    "framing",
    "savior",
    "hierarchy",
    "conflation",
    "villain",
)

# --- evidence ----------------------------------------------------------------------------------------------------


def _evidence(reader: Reader, rubrics: Mapping[str, Rubric]) -> Evidence | None:
    """A key that this type of evidence does not have is read by nobody, and so told as unknown."""
    name = reader.word("type", tuple(EVIDENCE_TYPES), default="")
    if not name:
        return None
    kind = EVIDENCE_TYPES[name]
    read: dict[str, Callable[[], Any]] = {
        "max_chars": lambda: reader.whole("max_chars", needed=False, least=1) or None,
        "min": lambda: reader.whole("min", needed=False, least=1, default=1),
        "rows": lambda: reader.word("rows", ("each", "one"), default="each", needed=False),
        "instead": lambda: _instead(reader),
        "rubric": lambda: _rubric_of(reader, rubrics),
        "optional_fields": lambda: _record_fields(reader, kind, "optional_fields"),
    }
    found = {key: value() for key, value in read.items() if key in kind.keys}
    if name == "short_form":
        found["form"] = _form(reader)
    elif "fields" in kind.keys:
        found["fields"] = _record_fields(reader, kind, "fields")
    if "field" in kind.keys:
        found["claim_field"] = reader.word("field", tuple(kind.chooses), default="")
    if "options" in kind.keys:
        found["options"] = reader.labels("options")
        _options_are_values(reader, kind, found)
    if "remark" in kind.keys:
        found["remark"] = _remark(reader, found["options"])
    reader.close()
    return Evidence(type=name, **found)


def _options_are_values(reader: Reader, kind: EvidenceType, found: Mapping[str, Any]) -> None:
    """Where options put a field of the document into words, they must be the values of that field."""
    known = {option.value for option in found["options"]}
    for name, values in kind.chooses.items():
        if known and name == found.get("claim_field", name) and known != set(values):
            reader.fault(
                f"The options are not the values the proposal keeps for '{name}'.",
                f"Write exactly {listed(values)}.",
                "options",
            )


def _form(reader: Reader) -> tuple[FormField, ...]:
    rows = reader.rows("fields", what="a field", name="name")
    form = tuple(entry for row in rows if (entry := _form_field(row)))
    _once(reader, [entry.name for entry in form], "field")
    _only_known_fields(reader, form)
    return form


def _record_fields(reader: Reader, kind: EvidenceType, key: str) -> tuple[str, ...]:
    names = reader.texts(key, needed=False)
    for name in names:
        if name not in kind.field_names:
            mend = f"Choose from {listed(sorted(kind.field_names))}.{nearest(name, kind.field_names)}"
            reader.fault(f"'{kind.name}' has no field '{name}'.", mend, key)
    return tuple(name for name in names if name in kind.field_names)


def _form_field(row: Reader) -> FormField | None:
    name = row.text("name")
    kind = row.word("kind", FORM_KINDS, default="text")
    only_when = row.inside("only_when", needed=False)
    entry = FormField(
        name=name,
        asks=row.text("asks"),
        kind=cast(Any, kind),
        options=row.labels("options") if kind == "choice" else (),
        optional=row.flag("optional"),
        not_after_event=row.flag("not_after_event"),
        only_when=tuple((field, only_when.texts(field)) for field in only_when.node) if only_when else (),
    )
    row.close()
    return entry if name else None


def _only_known_fields(reader: Reader, form: tuple[FormField, ...]) -> None:
    options = {entry.name: {option.value for option in entry.options} for entry in form}
    for entry in form:
        for name, values in entry.only_when:
            if not set(values) <= options.get(name, set()):
                reader.fault(
                    f"'{entry.name}' is asked only when '{name}' is {listed(values)}, which it never is.",
                    "Name a choice of this form and its options.",
                    "fields",
                )


def _remark(reader: Reader, options: tuple[Option, ...]) -> Remark | None:
    inner = reader.inside("remark", needed=False)
    if inner is None:
        return None
    required_for = inner.texts("required_for", needed=False)
    required = inner.word(
        "required", ("never", "always", "for_a_single_choice"), default="never", needed=False
    )
    _known_options(inner, required_for, options, "required_for")
    remark = Remark(inner.text("asks"), "for" if required_for else cast(Any, required), required_for)
    inner.close()
    return remark


def _known_options(reader: Reader, values: Sequence[str], options: tuple[Option, ...], key: str) -> None:
    known = [option.value for option in options]
    for value in values:
        if value not in known:
            reader.fault(
                f"'{key}' names '{value}', which is no option.", f"Choose from {listed(known)}.", key
            )


def _instead(reader: Reader) -> Instead | None:
    inner = reader.inside("instead", needed=False)
    if inner is None:
        return None
    instead = Instead(inner.text("name"), inner.text("asks"))
    inner.close()
    return instead


def _rubric_of(reader: Reader, rubrics: Mapping[str, Rubric]) -> Rubric | None:
    found = reader.value("rubric")
    if isinstance(found, Mapping):
        # A stored copy carries the rubric it was judged by.
        return rubric(
            Reader(found, file=reader.file, faults=reader.faults, item=reader.item, what="the rubric")
        )
    if found in rubrics:
        return rubrics[found]
    if found is not None:
        mend = f"Choose one of {listed(rubrics) or 'the files in rubrics/'}."
        reader.fault(f"There is no rubric '{found}'.", mend, "rubric")
    return None


# --- checklists --------------------------------------------------------------------------------------------------


def checklist(reader: Reader, rubrics: Mapping[str, Rubric]) -> Checklist:
    applies_when = reader.condition("applies_when", absent=ALWAYS)
    everywhere = reader.condition("items_may_be_not_applicable", needed=False)
    rows = reader.rows("items", what="the item")
    items = [item for row in rows if (item := _item(row, rubrics, applies_when, everywhere))]
    _once(reader, [item.id for item in items], "item")
    _one_prefix(reader, rows)
    made = Checklist(
        id=reader.text("id"),
        version=reader.whole("version", least=1),
        title=reader.text("title"),
        principles=reader.texts("principles"),
        kind=reader.word("kind", KINDS, default="gate"),
        position=reader.whole("position", least=1),
        minutes=reader.whole("minutes", least=1),
        applies_when=applies_when,
        not_applicable=reader.text("not_applicable"),
        ground_rule=reader.text("ground_rule", needed=False),
        items=tuple(items),
        digest=content_digest(reader.node),
        source=_with_rubrics(plain(reader.node), items),
    )
    reader.close()
    return made


def with_digest(made: Checklist, known: str) -> Checklist:
    return replace(made, digest=known)


def _with_rubrics(source: dict[str, Any], items: list[Item]) -> dict[str, Any]:
    """A stored copy must be readable when the rubric's file has moved on."""
    rubrics = {item.id: item.evidence.rubric for item in items if item.evidence.rubric}
    for row in source.get("items", []):
        rubric = rubrics.get(str(row.get("id"))) if isinstance(row, dict) else None
        if rubric:
            row["evidence"] = {**row["evidence"], "rubric": rubric.to_json()}
    return source


def _item(
    row: Reader, rubrics: Mapping[str, Rubric], applies_when: Condition, everywhere: Condition
) -> Item | None:
    item_id = row.text("id")
    inner = row.inside("evidence")
    evidence = _evidence(inner, rubrics) if inner else None
    required = row.condition("required")
    refuses = row.texts("refuses", needed=False)
    if evidence:
        _known_options(row, refuses, evidence.options, "refuses")
        if refuses and not EVIDENCE_TYPES[evidence.type].keys >= {"options", "remark"}:
            row.fault("Only a choice can be refused.", "Remove 'refuses', or ask for a choice.", "refuses")
    item = Item(
        id=item_id,
        question=row.text("question"),
        why=row.text("why"),
        evidence=evidence or Evidence("text"),
        required=ALWAYS if required is NEVER else required,
        optional=required is NEVER,
        severity=row.word("severity", SEVERITIES, default="concern"),
        good_evidence=row.text("good_evidence"),
        good=row.text("good"),
        weak=row.text("weak"),
        review=row.text("review"),
        blocker_when=row.condition("blocker_when", needed=False),
        may_be_condition=row.flag("may_be_condition"),
        may_be_not_applicable=row.condition("may_be_not_applicable", needed=False, absent=everywhere),
        every_session=row.flag("every_session"),
        refuses=frozenset(refuses),
        applies_when=applies_when,
    )
    row.close()
    return item if item_id and evidence else None


def _once(reader: Reader, names: Sequence[str], what: str) -> None:
    for name in sorted({name for name in names if names.count(name) > 1}):
        reader.fault(
            f"The {what} '{name}' stands there twice.",
            "Give one of them another name; never reuse an old one.",
        )


def _one_prefix(reader: Reader, rows: list[Reader]) -> None:
    prefix = None
    for row in rows:
        item_id = row.node.get("id")
        if not isinstance(item_id, str):
            continue
        if not re.fullmatch(r"[a-z]+(\.[a-z][a-z_]*)", item_id):
            row.fault(
                f"The id '{item_id}' is not prefix.word.", "Write small letters, such as sr.roles.", "id"
            )
            continue
        prefix = prefix or item_id.split(".")[0]
        if not item_id.startswith(f"{prefix}."):
            row.fault(
                f"The id '{item_id}' does not start with '{prefix}.'.", f"Begin it with '{prefix}.'.", "id"
            )


def outcome_form(reader: Reader) -> OutcomeForm:
    reader.word("kind", ("after_event_form",), default="after_event_form")
    due = reader.inside("due")
    rows = reader.rows("fields", what="the field")
    fields = [entry for row in rows if (entry := _outcome_field(row))]
    _once(reader, [entry.id for entry in fields], "field")
    _one_prefix(reader, rows)
    made = OutcomeForm(
        id=reader.text("id"),
        version=reader.whole("version", least=1),
        title=reader.text("title"),
        principles=reader.texts("principles"),
        minutes=reader.whole("minutes", least=1),
        first_part_days_after=due.whole("first_part_days_after", least=1) if due else 14,
        second_part=due.text("second_part") if due else "",
        ground_rule=reader.text("ground_rule", needed=False),
        fields=tuple(fields),
    )
    if due:
        due.close()
    reader.close()
    return made


def _outcome_field(row: Reader) -> OutcomeField | None:
    field_id = row.text("id")
    inner = row.inside("evidence")
    evidence = _evidence(inner, {}) if inner else None
    if evidence and not EVIDENCE_TYPES[evidence.type].stored:
        row.fault(
            f"'{evidence.type}' reads the proposal.", "After the event ask for a short answer.", "evidence"
        )
    in_second_part = row.node.get("required") == "in_second_part"
    required = ALWAYS
    if in_second_part:
        row.value("required")
    else:
        required = row.condition("required")
    made = OutcomeField(
        id=field_id,
        question=row.text("question"),
        help=row.text("help", needed=False),
        evidence=evidence or Evidence("text"),
        required=ALWAYS if required is NEVER else required,
        optional=required is NEVER,
        in_second_part=in_second_part,
        reach=row.word("reach", REACHES, default="reviewers"),
        compare_with=row.text("compare_with", needed=False),
    )
    row.close()
    return made if field_id else None


# --- the other files ---------------------------------------------------------------------------------------------


def facts(reader: Reader) -> tuple[Fact, ...]:
    reader.text("id")
    reader.whole("version", least=1)
    rows = reader.rows("facts", what="the fact")
    found = [fact for row in rows if (fact := _fact(row))]
    _once(reader, [fact.id for fact in found], "fact")
    for name in FACTS:
        if name not in [fact.id for fact in found]:
            reader.fault(
                f"The fact '{name}' has no words.", f"Add '- id: {name}' with a question and help.", "facts"
            )
    reader.close()
    return tuple(found)


def _fact(row: Reader) -> Fact | None:
    name = row.word("id", tuple(FACTS), default="")
    yes_no = FACTS.get(name) is YES_NO
    labels = () if yes_no or not name else row.labels("options")
    options: tuple[tuple[str | bool, str], ...] = tuple((option.value, option.label) for option in labels)
    if yes_no:
        options = ((True, "Yes"), (False, "No"))
    elif name and labels and {option.value for option in labels} != set(FACTS[name]):
        row.fault(
            f"The options of '{name}' are not its values.",
            f"Write exactly {listed(FACTS[name])}.",
            "options",
        )
    made = Fact(name, row.text("question"), row.text("help"), "yes_no" if yes_no else "choice", options)
    if name:
        row.close()
    return made if name else None


def rubric(reader: Reader) -> Rubric:
    criteria = []
    for row in reader.rows("criteria", what="the criterion"):
        criteria.append(Criterion(*(row.text(key) for key in ("id", "name", "ask", "zero", "one", "two"))))
        row.close()
    bands = []
    for row in reader.rows("bands", what="the band"):
        bands.append(Band(row.text("id"), row.whole("least"), row.text("means")))
        row.close()
    leasts = [band.least for band in bands]
    if bands and (leasts != sorted(leasts, reverse=True) or leasts[-1] != 0):
        reader.fault(
            "The bands do not go from the best down to 0.", "Order them by 'least'; the last has 0.", "bands"
        )
    made = Rubric(
        id=reader.text("id"),
        version=reader.whole("version", least=1),
        title=reader.text("title"),
        max=reader.whole("max", least=1),
        criteria=tuple(criteria),
        bands=tuple(bands),
        stop_signs=reader.labels("stop_signs"),
        source=plain(reader.node),
    )
    if criteria and made.max != 2 * len(criteria):
        mend = f"Write max: {2 * len(criteria)}."
        reader.fault(f"{len(criteria)} criteria of 2 points do not make {made.max}.", mend, "max")
    reader.close()
    return made


def policy(reader: Reader) -> Policy:
    levels = []
    for row in reader.rows("levels", what="the level", name="level"):
        levels.append(
            ReviewLevel(
                name=row.word("level", LEVELS, default="standard"),
                when=row.condition("when"),
                reviewers=row.whole("reviewers", least=1, default=1),
                trained=row.whole("trained"),
                days=row.whole("days", least=1, default=1),
            )
        )
        if levels[-1].trained > levels[-1].reviewers:
            row.fault(
                "More trained reviewers than reviewers.", "Lower 'trained' or raise 'reviewers'.", "trained"
            )
        row.close()
    _once(reader, [level.name for level in levels], "level")
    if levels and levels[-1].when != ALWAYS:
        reader.fault("The last level does not always match.", "Give the last level 'when: always'.", "levels")
    fast, appeal = reader.inside("fast_lane"), reader.inside("appeal")
    made = Policy(
        id=reader.text("id"),
        version=reader.whole("version", least=1),
        levels=tuple(levels),
        fast_lane=FastLane(
            *(
                fast.whole(key, least=1) if fast else 1
                for key in ("reviewers", "trained", "hours", "rest_within_days")
            )
        ),
        appeal=Appeal(*(appeal.whole(key, least=1) if appeal else 1 for key in ("reviewers", "days"))),
        verdicts=reader.texts("verdicts"),
        results=_exactly(reader, "results", RESULTS),
        outside_every_digest=_exactly(reader, "outside_every_digest", OUTSIDE_EVERY_DIGEST),
    )
    if made.verdicts and made.verdicts != VERDICTS:
        reader.fault(
            "The verdicts are not those the review knows.", f"Write exactly {listed(VERDICTS)}.", "verdicts"
        )
    for inner in (fast, appeal):
        if inner:
            inner.close()
    reader.close()
    return made


def _exactly(reader: Reader, key: str, words: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    labels = reader.labels(key)
    if labels and {label.value for label in labels} != set(words):
        reader.fault(f"'{key}' is not what the review does.", f"Describe exactly {listed(words)}.", key)
    return tuple((label.value, label.label) for label in labels)


def lexicon(reader: Reader) -> Lexicon:
    entries = [entry for row in reader.rows("entries", what="the entry") if (entry := _entry(row))]
    _once(reader, [entry.id for entry in entries], "entry")
    made = Lexicon(
        id=reader.text("id"),
        version=reader.whole("version", least=1),
        language=reader.text("language"),
        questioning=reader.texts("questioning"),
        names=reader.texts("names", needed=False),
        entries=tuple(entries),
    )
    reader.close()
    return made


def _entry(row: Reader) -> LexiconEntry | None:
    entry_id = row.text("id")
    written = row.text("pattern")
    pattern = None
    try:
        pattern = re.compile(written, re.IGNORECASE)
    except re.error as wrong:
        row.fault(f"The pattern is not a regular expression: {wrong}.", "Mend the pattern.", "pattern")
    test = row.inside("test")
    hits = test.texts("hit") if test else ()
    misses = test.texts("miss") if test else ()
    if test:
        test.close()
    if pattern and test:
        for text in hits:
            if not pattern.search(text):
                test.fault(f"The pattern does not match '{text}'.", "Mend the pattern or the test.", "hit")
        for text in misses:
            if pattern.search(text):
                test.fault(f"The pattern matches '{text}'.", "Narrow the pattern or mend the test.", "miss")
    made = LexiconEntry(
        id=entry_id,
        category=row.word("category", LEXICON_CATEGORIES, default="framing"),
        pattern=pattern or re.compile("(?!)"),
        why=row.text("why"),
        instead=row.text("instead"),
        refs=row.texts("refs"),
        confidence=row.word("confidence", CONFIDENCES, default="low"),
        false_positive_risk=row.word("false_positive_risk", CONFIDENCES, default="high"),
        often_fine=row.text("often_fine", needed=False),
        hits=hits,
        misses=misses,
    )
    row.close()
    return made if entry_id else None
