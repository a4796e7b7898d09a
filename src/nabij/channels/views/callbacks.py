"""The door of HTTP providers: receipts, keys pressed, texts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from nabij.channels import callback_rules, callbacks
from nabij.channels.callback_rules import Call, Unreadable
from nabij.channels.inbound import mail_door
from nabij.channels.inbound.actions import keep_puzzle


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, provider: str) -> HttpResponse:
    """200 once everything is stored; 404 for a provider that is not configured, 403 without proof, 400 with a sentence for what
    cannot be understood, which is kept for a person all the same."""
    rules = callbacks.rules_for(provider)
    if rules is None:
        raise Http404
    call = Call(request.body, request.META.get("QUERY_STRING", ""), request.headers)
    if not callback_rules.is_proven(rules, call):
        return _said("The token or signature is not right.", 403)
    if rules.body == "mail":
        mail_door.take(provider, call.content, request.GET.get("recipient", ""))
        return _said("Kept.", 200)
    try:
        told = callback_rules.read(rules, call)
    except Unreadable as trouble:
        keep_puzzle(
            door="callback", provider=provider, reason=str(trouble), content=call.content or call.query.encode()
        )
        return _said(str(trouble), 400)
    callbacks.keep(provider, told)
    return _said("Kept.", 200)


def _said(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=status)
