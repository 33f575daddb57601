"""Shared things as JSON."""

from typing import Any

from rest_framework import serializers


class SharedBy(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    colour = serializers.CharField()


class SharedEntry(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    chapter = SharedBy()
    shared_at = serializers.DateTimeField()


class SharedFigure(SharedEntry):
    text = serializers.CharField()
    figure = serializers.CharField()
    unit = serializers.CharField()
    source_title = serializers.CharField()
    source_link = serializers.CharField()
    year_of_data = serializers.CharField()
    place = serializers.CharField()
    population = serializers.CharField()
    method = serializers.CharField()
    limits = serializers.CharField()
    scores = serializers.JSONField()
    score = serializers.IntegerField(allow_null=True)
    score_notes = serializers.CharField()
    stop_signs = serializers.JSONField()


class SharedPartner(SharedEntry):
    name = serializers.CharField()
    does = serializers.CharField()


class SharedHelpline(SharedEntry):
    name = serializers.CharField()
    languages = serializers.CharField()
    confidential = serializers.BooleanField(allow_null=True)
    shares_with = serializers.CharField()
    checked_on = serializers.DateField(allow_null=True)


class Page(serializers.Serializer[Any]):
    """One page of a shelf."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class SharedFigures(Page):
    results = SharedFigure(many=True)


class SharedPartners(Page):
    results = SharedPartner(many=True)


class SharedHelplines(Page):
    results = SharedHelpline(many=True)
