"""What is said to who asked a question, in their own language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

if TYPE_CHECKING:
    from nabij.desk.officers.models import Question

SHORT = 300
"""Letters of an answer that go in a text message; of a longer one only where it can be read."""


def link_to(code: str) -> str:
    """The page of a question."""
    return settings.SITE_URL + reverse("desk:question_page", args=[code])


def subject_of(found: Question, template: str) -> str:
    with override(found.language):
        if template == "answered":
            return _("Answer to your question")
        return _("We received your question")


def text_of(found: Question, template: str, *, answer: str, code: str, whole: bool) -> str:
    """The message: a receipt, or the answer (the whole of it in a mail) with the page where it stands."""
    with override(found.language):
        values = {
            "who": str(found.officer) if found.officer else found.tenant.name,
            "day": date_format(localtime(found.due_at), "j F"),
            "link": link_to(code),
            "city": settings.CITY_NAME,
        }
        if template != "answered":
            return (
                _("We received your question for %(who)s. You get an answer by %(day)s. Read it here: %(link)s")
                % values
            )
        if whole or len(answer) <= SHORT:
            return f"{answer}\n\n" + _("%(who)s. Read it again, or ask something more: %(link)s") % values
        return _("%(who)s answered your question. Read it here: %(link)s") % values
