"""One description of all doors for machines, whichever room is behind them."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from nabij.people.api.keys import KeyOfSystem, announce_limit
from nabij.people.api.problems import PROBLEM, answer_problems

PROBLEMS: Final = {
    400: "The request could not be read.",
    401: "No valid key.",
    404: "Not there, or not yours.",
    409: "Somebody else was first: read it again.",
    422: "Refused by a rule, or not valid; `detail` says what to do.",
    429: "Too many requests in this minute; `Retry-After` says when it goes again.",
}
PROBLEM_SCHEMA: Final = {
    "title": "Problem",
    "description": "A problem document (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for the person who has to act on it."},
    },
}


class Door(NinjaAPI):
    """An API behind keys: errors are problem documents, and each answer says what is left of the limit."""

    def __init__(self, **options: Any) -> None:
        super().__init__(auth=KeyOfSystem(), docs_url=None, **options)
        answer_problems(self)

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        return announce_limit(request, super().create_response(request, data, **options))

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        return announce_limit(request, super().on_exception(request, exc))

    def get_openapi_schema(self, **options: Any) -> Any:
        """The description, with the problems that every operation can answer."""
        described = super().get_openapi_schema(**options)
        described.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in described["paths"].values():
            for operation in operations.values():
                for status, why in PROBLEMS.items():
                    operation["responses"].setdefault(status, {"description": why, "content": content})
        return described
