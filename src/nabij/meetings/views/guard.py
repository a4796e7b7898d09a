"""Who may open the back office of meetings: staff with the right, and residents who lead something that meets."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest

from nabij.meetings.standing import VIEW, standing_of
from nabij.people.access import View, actor_of, sign_in_redirect, staff_required
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


def staff_or_lead(view: View) -> View:
    for_staff = staff_required()(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        actor = actor_of(request)
        if actor.kind == "public":
            return sign_in_redirect(request, "account_login")
        if not (actor.tenants_with(VIEW) or standing_of(actor).manages):
            raise Missing
        return for_staff(request, *args, **kwargs) if actor.kind == "staff" else view(request, *args, **kwargs)

    guarded.required_right = VIEW  # type: ignore[attr-defined]
    return guarded


def shell(actor: Actor) -> str:
    return "site/base.html" if actor.kind == "resident" else "site/office.html"
