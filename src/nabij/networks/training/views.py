"""The quiz: one question a page, an explanation after each answer, and nothing that needs JavaScript."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.networks.training import actions, queries
from nabij.networks.training.quiz import Question, questions, version
from nabij.networks.training.rules import is_finished
from nabij.people import queries as people
from nabij.people.access import actor_of
from nabij.people.serving import served
from nabij.tenants.errors import Missing

ANSWERED = "networks.quiz"


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    request.session.pop(ANSWERED, None)
    return render(request, "networks/quiz_start.html", {"total": len(questions())})


@never_cache
def question(request: HttpRequest, number: int) -> HttpResponse:
    """A question; after an answer what is right and why. Which questions were answered stands in the session, no answer does."""
    asked = questions()
    if not 1 <= number <= len(asked):
        raise Missing
    found = asked[number - 1]
    chosen = _chosen(request.POST.get("answer", ""), found) if request.method == "POST" else None
    if chosen is not None:
        request.session[ANSWERED] = list({*request.session.get(ANSWERED, []), found.code})
    shown = {
        "question": found, "number": number, "total": len(asked), "chosen": chosen, "version": version(),
        "options": list(enumerate(found.options)), "right": chosen is not None and found.options[chosen].right,
        "is_last": number == len(asked), "next": number + 1,
        "error": _("Choose an answer.") if request.method == "POST" and chosen is None else "",
    }  # fmt: skip
    return render(request, "networks/quiz_question.html", shown, status=422 if shown["error"] else 200)


def _chosen(typed: str, found: Question) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and int(typed) < len(found.options) else None


@never_cache
def finish(request: HttpRequest) -> HttpResponse:
    """Thanks, and for a member the note that they did it; it is no condition for anything."""
    asked, answered = questions(), request.session.get(ANSWERED, [])
    if not is_finished(answered, [one.code for one in asked]):
        unanswered = next(at for at, one in enumerate(asked, 1) if one.code not in answered)
        return redirect("networks:quiz_question", number=unanswered)
    kept, actor = 0, actor_of(request)
    if request.method == "POST" and actor.kind == "resident":
        kept = actions.finish_quiz(actor, person_id=people.person_of(actor).id)
    return render(request, "networks/quiz_finish.html", {"kept": kept, "is_member": actor.kind == "resident"})


@never_cache
@require_safe
def mine(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """Which training somebody followed, and when it is time for it again."""
    who = served(request, person_id)
    found = queries.my_training(who.actor, who.person.id)
    shown = {
        "shell": who.shell, "base": who.base, "helping": who.is_helped, "found": found,
        "is_due": found.refresh_on is not None and found.refresh_on <= timezone.localdate(),
    }  # fmt: skip
    return render(request, "networks/my_training.html", shown)
