from django.apps import AppConfig


class ChecklistsConfig(AppConfig):
    name = "commonhour.checklists"
    label = "checklists"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  registers itself, and needs the settings
