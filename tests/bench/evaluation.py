"""How long a full evaluation takes: every checklist, a document that answers everything.

Run it with `PYTHONPATH=backend:. python tests/bench/evaluation.py`.
"""

import statistics
import sys
import time
from copy import deepcopy
from typing import Any

from commonhour.checklists import catalogue
from commonhour.checklists.evaluation import evaluate
from tests.checklists.documents import TODAY, complete, principles

TARGET_MS = 2.0
ROUNDS = 500


def large() -> dict[str, Any]:
    """A conference: twenty roles, twelve speakers, ten figures, ten materials, eight partners."""
    document = complete()
    for section, count in (
        ("roles", 20),
        ("speakers", 12),
        ("figures", 10),
        ("materials", 10),
        ("partners", 8),
    ):
        row = document[section][0]
        document[section] = [{**deepcopy(row), "id": f"{section}{number}"} for number in range(count)]
    return document


def median_ms(document: dict[str, Any], *, with_json: bool) -> float:
    checklists = catalogue.from_json(catalogue.to_json(principles().checklists))
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        report = evaluate(checklists, document, TODAY)
        if with_json:
            report.to_json()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> int:
    full = median_ms(complete(), with_json=False)
    for name, value in (
        ("a full document", full),
        ("a full document, as JSON", median_ms(complete(), with_json=True)),
        ("an empty document", median_ms({}, with_json=False)),
        ("a conference", median_ms(large(), with_json=False)),
    ):
        sys.stdout.write(f"{name}: median {value:.2f} ms over {ROUNDS} rounds (target {TARGET_MS} ms)\n")
    return 0 if full <= TARGET_MS else 1


if __name__ == "__main__":
    sys.exit(main())
