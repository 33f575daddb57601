"""The API describes itself: as OpenAPI 3.1, and on a page without scripts."""

import json

from django.conf import settings
from django.test import Client


def test_the_description_is_served_as_committed() -> None:
    response = Client().get("/api/openapi.json")

    assert response.content == (settings.ROOT / "backend" / "openapi.json").read_bytes()
    assert response.json()["openapi"].startswith("3.1")


def test_the_page_names_every_operation_and_brings_no_script() -> None:
    schema = json.loads((settings.ROOT / "backend" / "openapi.json").read_text())
    page = Client().get("/api/docs").content.decode()

    operations = [
        one["operationId"]
        for path in schema["paths"].values()
        for one in path.values()
        if "operationId" in one
    ]
    assert operations
    assert [name for name in operations if f'id="{name}"' not in page] == []
    assert "<script" not in page
    assert "style=" not in page
