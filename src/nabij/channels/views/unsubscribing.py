"""The way out of mails. A link that is only followed changes nothing: mail scanners follow all of them."""

from __future__ import annotations

import contextlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from nabij.channels import unsubscribing
from nabij.people.rules import MESSAGE_KINDS
from nabij.tenants.errors import Missing
from nabij.tenants.queries import tenant


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks; POST does it, from the button or from a mail program (RFC 8058), without signing in. The token is the proof."""
    wanted = unsubscribing.read_token(token)
    sender = tenant(wanted.tenant_id)
    if request.method == "POST":
        with contextlib.suppress(Missing):  # an address that is gone from our books gets nothing any more, as was asked
            unsubscribing.unsubscribe(wanted)
    words = {"sender": sender.name, "kind": MESSAGE_KINDS.get(wanted.message_kind, "")}
    return render(request, "channels/unsubscribe.html", words | {"done": request.method == "POST"})
