"""The questions to officers: for who answers them, and what is late for who keeps the list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nabij.desk.officers import actions, presenters, queries
from nabij.desk.officers.forms import AnswerForm, PassForm
from nabij.desk.officers.models import QuestionState
from nabij.desk.officers.views.office import tabs
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.filled import filled_in


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What waits, the first term on top; `?beantwoord` shows what was answered."""
    actor, done = actor_of(request), "beantwoord" in request.GET
    shown = {"rows": [presenters.line(one) for one in queries.inbox(actor, archived=done)], "done": done}
    return render(request, "desk/officers/inbox.html", shown | tabs(actor, "officer_inbox"))


@never_cache
@require_safe
def late(request: HttpRequest) -> HttpResponse:
    """Questions past their term in the whole zone or city: whose and since when, not what they say."""
    actor = actor_of(request)
    shown = {"rows": queries.late_questions(actor, timezone.now())}
    return render(request, "desk/officers/late.html", shown | tabs(actor, "officer_late"))


@never_cache
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """One question: read (which is on record), answered, passed on, or its message sent again."""
    actor = actor_of(request).because(_("answers a question"))
    if request.method != "POST":
        return render(request, "desk/officers/answer.html", _page(actor, question_id))
    deed = request.POST.get("deed", "")
    try:
        said = _done(request, actor, question_id, deed)
    except Refused as refusal:
        shown = _page(actor, question_id) | {"error": str(refusal), "typed": request.POST.get("text", "")}
        return render(request, "desk/officers/answer.html", shown, status=422)
    messages.success(request, said)
    return redirect("desk:officer_inbox")


def _done(request: HttpRequest, actor: Actor, question_id: UUID, deed: str) -> str:
    if deed == "pass":
        typed = filled_in(PassForm(request.POST, others=queries.colleagues(actor, question_id)))
        actions.pass_on(actor, question_id=question_id, officer_id=UUID(typed["officer"]))
        return _("Passed on.")
    if deed == "again":
        actions.send_again(actor, question_id=question_id)
        return _("They go again within a minute.")
    if deed != "answer":
        raise Missing
    typed = filled_in(AnswerForm(request.POST))
    actions.answer(actor, question_id=question_id, text=typed["text"])
    return _("Your answer is sent.")


def _page(actor: Actor, question_id: UUID) -> dict[str, Any]:
    asked = queries.question(actor, question_id)
    found = asked.question
    return {
        "asked": asked, "question": found, "history": presenters.history(asked), "answer_form": AnswerForm(),
        "pass_form": PassForm(others=queries.colleagues(actor, question_id)), "is_open": found.state == QuestionState.OPEN,
        "is_late": found.state == QuestionState.OPEN and found.due_at < timezone.now(),
        "who": str(found.officer) if found.officer else _("Desk of %(name)s") % {"name": found.tenant.name},
    }  # fmt: skip
