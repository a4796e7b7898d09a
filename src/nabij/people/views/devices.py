"""Ways to be reached that are no number or address: this browser, and a system of an organisation."""

from __future__ import annotations

import base64
import json
import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nabij.people import actions, vault
from nabij.people.access import origin_of
from nabij.people.serving import served
from nabij.tenants.errors import Refused


@require_POST
def add_device(request: HttpRequest) -> HttpResponse:
    """This browser subscribed: a notification with a code shows that it arrives. Nobody does that for somebody else."""
    who = served(request, None)
    try:
        point = actions.add_contact_point(
            who.actor, person_id=who.person.id, kind="push", raw=request.POST.get("value", "")
        )
        if point.verified_at is None:
            actions.send_verification_code(who.actor, contact_point_id=point.id, origin=origin_of(request))
            return redirect(f"{who.base}gegeven/{point.id}/code/")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(who.base)


@never_cache
@require_POST
def add_system(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Staff gives a system of an organisation its secret, shown this once. Used after somebody spoke to who runs it."""
    who = served(request, person_id)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(vault.SECRET_BYTES[0])).decode()
    raw = json.dumps({"url": request.POST.get("url", "").strip(), "secret": secret})
    try:
        point = actions.add_contact_point(who.actor, person_id=who.person.id, kind="webhook", raw=raw)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(who.base)
    return render(
        request,
        "people/system.html",
        {
            "shell": who.shell,
            "base": who.base,
            "secret": secret,
            "url": vault.readable("webhook", raw),
            "point": point.id,
        },
    )
