"""Help for a victim, a witness and a bystander. Nothing of who reads it is kept: no row, no cookie, no line in a log."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.desk.victims import rules
from nabij.desk.victims.words import ABOUT, GROUP_WORDS, RIGHTS, WHEN
from nabij.tenants.languages import spoken
from nabij.tenants.queries import all_tenants

NEUTRAL: Final = "https://www.meteo.be/"
"""Where the quick exit goes: the weather, which anybody may be looking at."""


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`?taal=` chooses the language for this page only, since a choice that stays would need a cookie."""
    chosen = request.GET.get("taal", "")
    with translation.override(chosen if chosen in dict(settings.LANGUAGES) else spoken()):
        answer = render(request, "desk/victims/page.html", _shown())
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _shown() -> dict[str, Any]:
    today, language, codes = timezone.localdate(), spoken(), dict(settings.LANGUAGES)
    found = rules.lines(language, today)
    groups = [(group, GROUP_WORDS[group], [_row(one) for one in found if one.group == group]) for group in rules.GROUPS]
    return {
        "groups": groups, "neutral": NEUTRAL, "languages": [(code, code.upper(), code == language) for code in codes],
        "rights": [(RIGHTS[one.code], one.source) for one in rules.rights(today)],
        "local": rules.of_tenants(one.settings for one in all_tenants()),
    }  # fmt: skip


def _row(line: rules.Line) -> dict[str, Any]:
    return {"line": line, "about": ABOUT[line.code], "when": WHEN[line.when]}
