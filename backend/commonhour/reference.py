"""The API's own description: the committed OpenAPI document, and a page that reads it aloud.

The page is ours, plain HTML and script-free: the usual viewers want inline scripts and styles, which our
content security policy refuses.
"""

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonhour.http import only_read

METHODS = ("get", "post", "put", "patch", "delete")


@cache
def document() -> bytes:
    """The OpenAPI 3.1 document as committed; a test holds it against the code."""
    return (settings.ROOT / "backend" / "openapi.json").read_bytes()


@only_read
def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        document(),
        content_type="application/vnd.oai.openapi+json;version=3.1",
        headers={"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"},
    )


@only_read
def docs(request: HttpRequest) -> HttpResponse:
    schema = json.loads(document())
    return render(request, "reference.html", {"info": schema["info"], "groups": _groups(schema)})


def _groups(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Operations by the first word of their path, in the order of the document."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in schema["paths"].items():
        word = path.removeprefix("/api/").split("/")[0]
        for method in METHODS:
            if operation := operations.get(method):
                groups.setdefault(word, []).append(_operation(schema, path, method, operation))
    return [{"name": name, "operations": found} for name, found in groups.items()]


def _operation(schema: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "about": operation.get("description", ""),
        "parameters": operation.get("parameters", []),
        "body": _fields(schema, operation.get("requestBody", {})),
        "answers": [
            {"status": status, "about": answer.get("description", ""), "fields": _fields(schema, answer)}
            for status, answer in operation.get("responses", {}).items()
        ],
    }


def _fields(schema: dict[str, Any], holder: dict[str, Any]) -> list[dict[str, Any]]:
    """The top level of a JSON body: name, type, and whether it is required."""
    found = holder.get("content", {}).get("application/json", {}).get("schema", {})
    found = _resolved(schema, found.get("items", found))
    required = found.get("required", [])
    return [
        {
            "name": name,
            "type": _type(field),
            "required": name in required,
            "about": field.get("description", ""),
        }
        for name, field in found.get("properties", {}).items()
    ]


def _resolved(schema: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    name = found.get("$ref", "").rpartition("/")[2]
    return schema["components"]["schemas"][name] if name else found


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"].rpartition("/")[2])
    if several := field.get("oneOf") or field.get("anyOf") or field.get("allOf"):
        return " or ".join(_type(one) for one in several)
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}))}"
    kind = field.get("type", "any")
    words = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{words} ({field['format']})" if "format" in field else words
