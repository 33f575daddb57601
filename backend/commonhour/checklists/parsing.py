"""Turns the YAML files into definitions, and says everything that is wrong with them at once."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from .conditions import ALWAYS, NEVER, Condition, Test
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
    digest,
)
from .evidence import EVIDENCE_TYPES, EvidenceType
from .facts import ALL_FACTS, FACTS, YES_NO
from .reading import OUTSIDE_EVERY_DIGEST
from .review import LEVELS, RESULTS, VERDICTS

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

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True)
class Fault:
    file: str
    line: int
    item: str
    what: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}{f', {self.item}' if self.item else ''}: {self.what} {self.mend}"


class ChecklistFaults(Exception):
    """The files cannot be used. Every fault found is listed, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__("\n".join((f"The checklists have {count}.", *map(str, self.faults))))


class Reader:
    """One mapping of a file, read key by key. What is wrong is noted and reading goes on with a harmless value.

    A key nobody asked for by the time of `close` is unknown.
    """

    def __init__(
        self,
        node: object,
        *,
        file: str,
        faults: list[Fault],
        item: str = "",
        line: int = 1,
        what: str = "the file",
    ) -> None:
        self.file, self.faults, self.item, self.what = file, faults, item, what
        self.line = line
        self.asked: list[str] = []
        self.node: Mapping[Any, Any] = {}
        if isinstance(node, Mapping):
            self.node = node
        else:
            self.fault(f"{what} is {_name_of(node)}, not a mapping.", "Write keys and values.")

    def fault(self, what: str, mend: str, key: str | None = None) -> None:
        self.faults.append(Fault(self.file, self.line_of(key), self.item, what, mend))

    def line_of(self, key: str | None = None) -> int:
        """Line of a key, counted from 1; without positions (a stored copy) that of nothing."""
        positions = getattr(self.node, "lc", None)
        if positions is None:
            return 0
        if key is not None and positions.data and key in positions.data:
            return int(positions.data[key][0]) + 1
        return self.line

    def has(self, key: str) -> bool:
        return key in self.node

    def value(self, key: str, *, needed: bool = True) -> Any:
        self.asked.append(key)
        if key not in self.node:
            if needed:
                self.fault(f"{self.what} has no '{key}'.", f"Add '{key}:'.")
            return None
        found = self.node[key]
        if found is None:
            self.fault(f"'{key}' of {self.what} is empty.", "Write a value, or remove the key.", key)
        return found

    def text(self, key: str, *, needed: bool = True) -> str:
        found = self.value(key, needed=needed)
        if found is None:
            return ""
        if isinstance(found, str) and found.strip():
            return str(found).strip()
        self.fault(f"'{key}' is {_name_of(found)}, not a text.", "Write a text; put it in quotes.", key)
        return ""

    def whole(self, key: str, *, needed: bool = True, least: int = 0, default: int = 0) -> int:
        found = self.value(key, needed=needed)
        if found is None:
            return default
        if isinstance(found, int) and not isinstance(found, bool) and found >= least:
            return int(found)
        self.fault(
            f"'{key}' is {_name_of(found)}, not a whole number.",
            f"Write a whole number from {least} up.",
            key,
        )
        return default

    def flag(self, key: str) -> bool:
        found = self.value(key, needed=False)
        if found is None:
            return False
        if isinstance(found, bool):
            return found
        self.fault(f"'{key}' is {_name_of(found)}, not true or false.", "Write true or false.", key)
        return False

    def word(self, key: str, words: Sequence[Word], *, default: Word, needed: bool = True) -> Word:
        found = self.value(key, needed=needed)
        if found is None:
            return default
        for word in words:
            if found == word and isinstance(found, str):
                return word
        self.fault(f"'{key}' is '{found}'.", f"Choose one of {_listed(words)}.{_nearest(found, words)}", key)
        return default

    def texts(self, key: str, *, needed: bool = True) -> tuple[str, ...]:
        found = self.value(key, needed=needed)
        if found is None:
            return ()
        if isinstance(found, list) and found and all(isinstance(one, str) for one in found):
            return tuple(str(one) for one in found)
        self.fault(f"'{key}' is not a list of texts.", "Write a list such as [one, two].", key)
        return ()

    def inside(self, key: str, *, needed: bool = True) -> "Reader | None":
        found = self.value(key, needed=needed)
        if found is None:
            return None
        return self._reader(found, self.line_of(key), f"'{key}'")

    def rows(self, key: str, *, what: str, name: str = "id", needed: bool = True) -> list["Reader"]:
        """A list of mappings; each carries its own id into the faults found in it."""
        found = self.value(key, needed=needed)
        if found is None:
            return []
        if not isinstance(found, list) or not found:
            self.fault(f"'{key}' is not a list.", "Write a list with at least one entry.", key)
            return []
        positions = getattr(found, "lc", None)
        readers = []
        for number, row in enumerate(found):
            line = positions.data[number][0] + 1 if positions is not None and positions.data else 0
            row_id = row.get(name) if isinstance(row, Mapping) else None
            reader = self._reader(row, line, what)
            reader.item = str(row_id) if isinstance(row_id, str) and not self.item else self.item
            readers.append(reader)
        return readers

    def labels(self, key: str, *, needed: bool = True) -> tuple[Option, ...]:
        """A mapping of stored value to the words people see."""
        found = self.value(key, needed=needed)
        if found is None:
            return ()
        if not isinstance(found, Mapping) or not found:
            self.fault(
                f"'{key}' is not a mapping.", 'Write the value and its words: {"yes": "yes, all"}.', key
            )
            return ()
        options = []
        for value, label in found.items():
            if isinstance(value, str) and isinstance(label, str) and label.strip():
                options.append(Option(str(value), str(label)))
                continue
            self.fault(
                f"'{key}' holds {value!r}: {label!r}.", "Write both as texts, in quotes where needed.", key
            )
        return tuple(options)

    def condition(self, key: str, *, needed: bool = True, absent: Condition = NEVER) -> Condition:
        found = self.value(key, needed=needed)
        if found is None:
            return absent
        if found == "always" or found is True:
            return ALWAYS
        if found is False:
            return NEVER
        reader = self._reader(found, self.line_of(key), f"the condition '{key}'")
        if not isinstance(found, Mapping):
            return absent
        mode = "any" if reader.has("any") else "all"
        tests = [test for row in reader.rows(mode, what="a test") if (test := _test(row))]
        reader.close()
        return Condition(cast(Any, mode), tuple(tests))

    def close(self) -> None:
        for key in self.node:
            if key in self.asked:
                continue
            mend = _nearest(key, self.asked).strip() or f"Remove it; {self.what} knows {_listed(self.asked)}."
            self.fault(f"{self.what} has an unknown key '{key}'.", mend, key)

    def _reader(self, node: object, line: int, what: str) -> "Reader":
        return Reader(node, file=self.file, faults=self.faults, item=self.item, line=line, what=what)


def _test(row: Reader) -> Test | None:
    if len(row.node) != 1:
        if row.node:
            row.fault("A test names more than one fact.", "Write one {fact: value} for each test.")
        return None
    (fact, wanted), *_ = row.node.items()
    if fact not in ALL_FACTS:
        row.fault(
            f"There is no fact '{fact}'.", f"Choose one of {_listed(ALL_FACTS)}.{_nearest(fact, ALL_FACTS)}"
        )
        return None
    values: list[Any] = [wanted]
    if isinstance(wanted, Mapping):
        inner = wanted.get("in")
        if set(wanted) != {"in"} or not isinstance(inner, list) or not inner:
            row.fault(
                f"The test on '{fact}' is not clear.", "Write {fact: value} or {fact: {in: [one, two]}}."
            )
            return None
        values = list(inner)
    allowed = ALL_FACTS[fact]
    for value in values:
        # 1 == True: compare types too, so that a count cannot pass for a yes.
        if not any(value == one and isinstance(value, type(one)) for one in allowed):
            row.fault(
                f"The fact '{fact}' is never '{value}'.",
                f"Choose one of {_listed(allowed)}.{_nearest(value, allowed)}",
            )
            return None
    return Test(str(fact), tuple(str(value) if isinstance(value, str) else bool(value) for value in values))


def _name_of(value: object) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"{'true' if value else 'false'}"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"'{value}'"


def _listed(words: Iterable[object]) -> str:
    return ", ".join(str(word).lower() if isinstance(word, bool) else str(word) for word in words)


def _nearest(word: object, words: Iterable[object]) -> str:
    close = difflib.get_close_matches(str(word), [str(one) for one in words], n=1)
    return f" Did you mean '{close[0]}'?" if close else ""


# --- evidence ----------------------------------------------------------------------------------------------------


def _evidence(reader: Reader, rubrics: Mapping[str, Rubric]) -> Evidence | None:
    name = reader.word("type", tuple(EVIDENCE_TYPES), default="")
    if not name:
        return None
    kind = EVIDENCE_TYPES[name]
    form: tuple[FormField, ...] = ()
    fields: tuple[str, ...] = ()
    if name == "short_form":
        form = tuple(
            entry for row in reader.rows("fields", what="a field", name="name") if (entry := _form_field(row))
        )
        _once(reader, [entry.name for entry in form], "field")
        _only_known_fields(reader, form)
    elif "fields" in kind.keys:
        fields = _record_fields(reader, kind, "fields")
    optional_fields = (
        _record_fields(reader, kind, "optional_fields") if "optional_fields" in kind.keys else ()
    )
    options = reader.labels("options") if "options" in kind.keys else ()
    claim_field = ""
    if "field" in kind.keys:
        claim_field = reader.word("field", tuple(kind.chooses), default="")
    for chosen, values in kind.chooses.items():
        if (
            options
            and chosen in (claim_field or chosen)
            and {option.value for option in options} != set(values)
        ):
            reader.fault(
                f"The options are not the values the proposal keeps for '{chosen}'.",
                f"Write exactly {_listed(values)}.",
                "options",
            )
    evidence = Evidence(
        type=name,
        options=options,
        fields=fields,
        optional_fields=optional_fields,
        form=form,
        claim_field=claim_field,
        rows=reader.word("rows", ("each", "one"), default="each", needed=False)
        if "rows" in kind.keys
        else "each",
        min=reader.whole("min", needed=False, least=1, default=1) if "min" in kind.keys else 1,
        max_chars=(reader.whole("max_chars", needed=False, least=1) or None)
        if "max_chars" in kind.keys
        else None,
        remark=_remark(reader, options) if "remark" in kind.keys else None,
        instead=_instead(reader) if "instead" in kind.keys else None,
        rubric=_rubric_of(reader, rubrics) if "rubric" in kind.keys else None,
    )
    reader.close()
    return evidence


def _record_fields(reader: Reader, kind: EvidenceType, key: str) -> tuple[str, ...]:
    names = reader.texts(key, needed=False)
    for name in names:
        if name not in kind.field_names:
            mend = f"Choose from {_listed(sorted(kind.field_names))}.{_nearest(name, kind.field_names)}"
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
                    f"'{entry.name}' is asked only when '{name}' is {_listed(values)}, which it never is.",
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
                f"'{key}' names '{value}', which is no option.", f"Choose from {_listed(known)}.", key
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
        mend = f"Choose one of {_listed(rubrics) or 'the files in rubrics/'}."
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
            f"Write exactly {_listed(FACTS[name])}.",
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
            "The verdicts are not those the review knows.", f"Write exactly {_listed(VERDICTS)}.", "verdicts"
        )
    for inner in (fast, appeal):
        if inner:
            inner.close()
    reader.close()
    return made


def _exactly(reader: Reader, key: str, words: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    labels = reader.labels(key)
    if labels and {label.value for label in labels} != set(words):
        reader.fault(f"'{key}' is not what the review does.", f"Describe exactly {_listed(words)}.", key)
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


# --- versions ----------------------------------------------------------------------------------------------------


def plain(node: Any) -> Any:
    """The value without the positions and quotes the YAML reader remembers."""
    if isinstance(node, Mapping):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(value) for value in node]
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, str):
        return str(node)
    if isinstance(node, int):
        return int(node)
    return float(node) if isinstance(node, float) else str(node)


def content_digest(node: Mapping[str, Any]) -> str:
    """Covers what a file says but not its version, its comments or its layout."""
    return digest({key: value for key, value in plain(node).items() if key != "version"})


def check_released(reader: Reader, released: Mapping[str, Mapping[str, str]]) -> None:
    """A text that changed must carry a new version, and every version its digest in `released.json`."""
    file_id, version = reader.node.get("id"), reader.node.get("version")
    if not isinstance(file_id, str) or not isinstance(version, int):
        return
    known = released.get(file_id, {})
    now = content_digest(reader.node)
    if known.get(str(version)) == now:
        return
    latest = max((int(number) for number in known), default=0)
    if version < latest:
        reader.fault(
            f"Version {version} is older than version {latest}, which is released.",
            f'Write version: {latest + 1} and add to "{file_id}" in released.json: "{latest + 1}": "{now}"',
            "version",
        )
        return
    if str(version) in known:
        reader.fault(
            f"The text changed and the version is still {version}.",
            f'Write version: {version + 1} and add to "{file_id}" in released.json: "{version + 1}": "{now}"',
            "version",
        )
        return
    reader.fault(
        f"Version {version} is not in released.json.",
        f'Add to "{file_id}" in released.json: "{version}": "{now}"',
        "version",
    )
