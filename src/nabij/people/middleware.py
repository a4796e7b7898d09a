"""Each request carries its actor: who asks, with the rights that count at this moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from nabij.people import queries
from nabij.people.models import Account, AccountKind
from nabij.people.second_factor import has_second_factor, is_open_without
from nabij.tenants.actor import PUBLIC, Actor

REMEMBERED = "people.grants"
SCHEME = "Bearer "


def actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sets `request.actor`. Staff without a second factor reaches only the pages that set one up, and has no rights there.

    What somebody who is signed in was shown is kept by no browser and no cache: after signing out the back button shows nothing.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        account = request.user if request.user.is_authenticated else None
        waits = account is not None and account.kind == AccountKind.STAFF and not has_second_factor(request)
        if waits and not is_open_without(request.path):
            return HttpResponseRedirect(reverse("mfa_index"))
        request.actor = PUBLIC if waits else _actor(request, account)  # type: ignore[attr-defined]
        answer = get_response(request)
        if account is not None and not answer.has_header("Cache-Control"):
            add_never_cache_headers(answer)
        return answer

    return middleware


def _actor(request: HttpRequest, account: Account | None) -> Actor:
    if account is not None:
        return queries.actor_from(account, _grants(request, account))
    header = request.headers.get("Authorization", "")
    if header.startswith(SCHEME):
        return queries.actor_for_key(header.removeprefix(SCHEME)) or PUBLIC
    return PUBLIC


def _grants(request: HttpRequest, account: Account) -> list[queries.Grant]:
    """The grants from the session while their version is still that of the account, else from the database."""
    remembered = request.session.get(REMEMBERED)
    if not remembered or remembered["version"] != account.grants_version:
        remembered = {
            "version": account.grants_version,
            "grants": [_written(grant) for grant in queries.grants_of(account)],
        }
        request.session[REMEMBERED] = remembered
    return [_read(grant) for grant in remembered["grants"]]


def _written(grant: queries.Grant) -> list[Any]:
    tenant_id, kind, role, until = grant
    return [str(tenant_id), kind, role, until.isoformat() if until else None]


def _read(written: list[Any]) -> queries.Grant:
    tenant_id, kind, role, until = written
    return UUID(tenant_id), kind, role, datetime.fromisoformat(until) if until else None
