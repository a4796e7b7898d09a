"""One description of all doors for machines, whichever room is behind them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from nabij.people.api.keys import KeyOfSystem, announce_limit
from nabij.people.api.problems import answer_problems


class Door(NinjaAPI):
    """An API behind keys: errors are problem documents, and each answer says what is left of the limit."""

    def __init__(self, **options: Any) -> None:
        super().__init__(auth=KeyOfSystem(), docs_url=None, **options)
        answer_problems(self)

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        return announce_limit(request, super().create_response(request, data, **options))

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        return announce_limit(request, super().on_exception(request, exc))
