"""The product, and beside it two views to measure against: one that does nothing, and one that sends bytes from memory.

`granian tests.bench.beside:application` serves them; the bytes are those of the file in COMMONHOUR_BENCH_BYTES. All of
them pass the same middleware, so that what is compared is the view.
"""

import os
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from commonhour.wsgi import application

__all__ = ["application"]

CONTENT = (
    Path(os.environ["COMMONHOUR_BENCH_BYTES"]).read_bytes() if "COMMONHOUR_BENCH_BYTES" in os.environ else b""
)


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def memory(request: HttpRequest) -> HttpResponse:
    return HttpResponse(CONTENT, content_type="text/calendar; charset=utf-8")


urlpatterns = [
    path("bench/nothing", nothing),
    path("bench/memory", memory),
    path("", include(settings.ROOT_URLCONF)),
]
settings.ROOT_URLCONF = __name__
