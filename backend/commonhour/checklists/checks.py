"""`manage.py check` says what is wrong with the checklists, all of it, before anything starts."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from . import catalogue


@register("checklists")
def checklists_are_sound(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    try:
        catalogue.current()
    except catalogue.ChecklistFaults as broken:
        return [
            Error(str(fault).removesuffix(f" {fault.mend}"), hint=fault.mend, id="checklists.E001")
            for fault in broken.faults
        ]
    return []
