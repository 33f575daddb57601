from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "commonhour.proposals"
