"""A text that changes gets a new version, and every version its digest in `released.json`."""

from collections.abc import Mapping
from typing import Any

from .definitions import digest
from .files import Reader


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
