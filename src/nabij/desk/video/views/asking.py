"""Being called back, for a resident who is signed in and for staff that helps one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nabij.desk.video import actions, queries
from nabij.desk.video.forms import RingBackForm
from nabij.desk.video.topics import LANGUAGES, topic
from nabij.people.serving import served
from nabij.tenants.errors import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """For who is signed in, and for who called or stands at the counter: then staff writes down the number."""
    who, doors = served(request, person_id), queries.doors()
    form = RingBackForm(doors, request.POST or None, initial={"language": _language(who.person.language)})
    if request.method == "POST" and doors and form.is_valid():
        given = form.cleaned_data
        asked = topic(given["topic"])
        tenant = form.door.tenant_for(asked.who if asked else "police")
        try:
            if tenant is None:
                raise Refused(_("There is no video desk for this there. Choose something else, or call."))
            row = actions.ask_ring_back(
                who.actor, tenant_id=tenant.id, topic_code=given["topic"], language=given["language"],
                number=given["number"], name=given["name"], asked_how=who.how,
            )  # fmt: skip
            due = timezone.localtime(row.due_at)
            messages.success(request, _noted(who.is_helped).format(day=f"{due:%d/%m %H:%M}"))
            return redirect(who.base)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    shown = {"form": form, "is_open": bool(doors), "base": who.base, "shell": who.shell, "helping": who.is_helped}
    return render(request, "desk/video/helped.html", shown, status=422 if form.errors else 200)


def _noted(is_helped: bool) -> str:
    return _("Noted: they are called before {day}.") if is_helped else _("Noted: we call you before {day}.")


def _language(code: str) -> str:
    return code[:2] if code[:2] in LANGUAGES else "nl"
