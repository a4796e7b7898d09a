"""Keys of other systems: made by one, confirmed by a second, shown once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from nabij.people import actions, presenters, queries
from nabij.people.access import actor_of, staff_required
from nabij.people.forms import KeyForm
from nabij.people.roles import Role, roles_for
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused
from nabij.tenants.languages import spoken
from nabij.tenants.models import Tenant
from nabij.tenants.queries import tenants


@never_cache
@staff_required("people.make_key")
def show(request: HttpRequest) -> HttpResponse:
    """The keys that wait or are in force, and a form to make one; the new key stands on the answer to it only."""
    actor, language = actor_of(request), spoken()
    places = tenants(actor.tenants_with("people.make_key"))
    form = KeyForm(request.POST or None, tenants=places, roles=_roles(places), language=language)
    made = _make(actor, form) if request.method == "POST" and form.is_valid() else ""
    fresh = KeyForm(tenants=places, roles=_roles(places), language=language) if made else form
    context = {"rows": presenters.shown_keys(queries.keys(actor), language), "form": fresh, "made": made}
    return render(request, "people/keys.html", context, status=422 if form.errors else 200)


def _make(actor: Actor, form: KeyForm) -> str:
    given = form.cleaned_data
    try:
        _account, secret = actions.make_key(
            actor, tenant_id=form.tenant_id(), name=given["name"], role=given["role"], mode=given["mode"],
            valid_until=given["valid_until"],
        )  # fmt: skip
    except Refused as refused:
        form.add_error("role", str(refused))
        return ""
    return secret


def _roles(places: list[Tenant]) -> list[Role]:
    return list({role.name: role for place in places for role in roles_for(place.kind, "key")}.values())
