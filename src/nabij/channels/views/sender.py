"""The page by which people recognise our messages, and the card for their telephone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nabij.channels.sender import qr_svg, sender_of, senders, vcard


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """Every zone that published a number or address."""
    return render(request, "channels/sender.html", {"senders": senders()})


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "channels/sender.html", {"senders": [sender_of(slug)]})


@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    answer = HttpResponse(vcard(sender_of(slug)), content_type="text/vcard; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}.vcf"'
    return answer


@require_safe
def square(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(qr_svg(sender_of(slug)), content_type="image/svg+xml")
