"""Errors as problem documents (RFC 9457) with the sentence that a person would read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from nabij.people.api.keys import TooMany
from nabij.tenants.errors import Missing, Refused, Stale

PROBLEM = "application/problem+json"


def problem(status: int, title: str, detail: str = "") -> JsonResponse:
    """A problem document (RFC 9457)."""
    content = {"type": "about:blank", "title": title, "status": status} | ({"detail": detail} if detail else {})
    return JsonResponse(content, status=status, content_type=PROBLEM)


def answer_problems(api: NinjaAPI) -> None:
    """Teaches `api` to answer what actions and queries raise."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(Missing, _missing)
    api.add_exception_handler(AuthenticationError, _no_key)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _not_read)
    api.add_exception_handler(TooMany, _too_many)


def _refused(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(409 if isinstance(error, Stale) else 422, "Refused", str(error))


def _missing(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problem(404, "Not found")


def _no_key(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problem(401, "No valid key", "Send Authorization: Bearer with a key that was confirmed.")


def _invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    faults = "; ".join(f"{'.'.join(str(part) for part in fault['loc'][2:])}: {fault['msg']}" for fault in error.errors)
    return problem(422, "Not valid", faults)


def _not_read(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status_code, "Not read", str(error))


def _too_many(_request: HttpRequest, error: Any) -> HttpResponse:
    answer = problem(429, "Too many requests", str(error))
    answer["Retry-After"] = str(error.retry_after_s)
    return answer
