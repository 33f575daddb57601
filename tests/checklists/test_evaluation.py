from typing import Any

from tests.checklists.documents import TODAY, complete, every_item, principles

from commonhour.checklists.evaluation import Report, evaluate
from commonhour.checklists.facts import FACTS

ITEMS = [item.id for item in every_item()]


def judged(document: dict[str, Any], **more: Any) -> Report:
    return evaluate(principles().checklists, document, TODAY, **more)


def messages(report: Report, item_id: str) -> list[str]:
    return [gap.message for gap in report.item(item_id).gaps]


def test_full_document_has_no_gap() -> None:
    report = judged(complete())

    assert [(item.id, item.gaps) for item in report.applying if item.gaps] == []
    assert report.complete
    assert report.done == report.total
    assert {item.id for item in report.applying} == set(ITEMS)


def test_empty_document_is_not_complete() -> None:
    report = judged({})

    assert not report.complete
    assert report.done == 0
    assert report.facts_missing == tuple(FACTS)
