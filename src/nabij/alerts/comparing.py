"""What changed between two versions of an alert, so that somebody can read it: texts word by word, the rest as it was and is."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nabij.alerts import previewing
from nabij.alerts.forms import CHANNELS
from nabij.alerts.kinds import kinds
from nabij.alerts.models import AlertVersion, Ground
from nabij.networks import queries as networks

Pieces = list[tuple[str, str]]
"""Words that stayed ("span"), went ("del") and came ("ins"), in turn."""

PARTS = ("areas", "circles", "near", "roles", "exclude")
"""Of an audience, beside its networks."""


def changes(older: AlertVersion, newer: AlertVersion) -> list[tuple[str, SafeString]]:
    """What changed between two versions, marked for a page."""
    return [(name, marked(pieces)) for name, pieces in changed(older, newer)]


def changed(older: AlertVersion, newer: AlertVersion) -> list[tuple[str, Pieces]]:
    """What changed between two versions, by name; nothing for what stayed."""
    before, now = older.content, newer.content
    rows = [*_texts(before["texts"], now["texts"]), *_replaced(older, newer)]
    if _aim(before) != _aim(now):
        rows.append((_("Area on the map"), [("span", _("changed"))]))
    return rows


def _texts(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[str, Pieces]]:
    rows = []
    for language in sorted({*before, *now}, key=lambda code: (code != "nl", code)):
        was, is_ = (texts.get(language, {"subject": "", "body": ""}) for texts in (before, now))
        if was != is_:
            name = _("Text (%(language)s)") % {"language": previewing.NAMES.get(language, language)}
            rows.append((name, text_pieces(was, is_)))
    return rows


def _replaced(older: AlertVersion, newer: AlertVersion) -> list[tuple[str, Pieces]]:
    """Values that are another now: the old one struck through before the new."""
    was, is_ = _values(older), _values(newer)
    return [(name, _swap(was.get(name, ""), is_.get(name, ""))) for name in is_ if was.get(name, "") != is_[name]]


def _swap(was: str, is_: str) -> Pieces:
    return [(tag, words) for tag, words in (("del", was), ("ins", is_)) if words] or [("span", _("changed"))]


def _values(version: AlertVersion) -> dict[str, str]:
    content, beside = version.content, version.content["beside"]
    window, yes, no = content["window"], _("yes"), _("no")
    found = kinds().get(content["kind"])
    answers = "; ".join(f"{one['warning']} “{one['reason']}”" for one in beside.get("answers", []))
    return {
        _("Kind of alert"): found.name if found else content["kind"],
        _("Ground"): str(dict(Ground.choices).get(beside["ground"], "")),
        _("Networks"): _networks(version.tenant_id, content["audience"].get("networks", [])),
        _("Route"): ", ".join(sorted(set(content["route"].values()))),
        _("Channels"): ", ".join(str(name) for code, name in CHANNELS if code in content["channels"]),
        _("From"): _moment(window["from"]),
        _("True until"): _moment(window["until"]),
        _("Happening now"): yes if beside["caught_in_act"] else no,
        _("Life in danger"): yes if beside["about_life"] else no,
        _("May wake people"): yes if beside["night_allowed"] else no,
        _("Exercise"): yes if content["training"] else no,
        _("Warnings about the text"): answers,
    }


def _networks(tenant_id: UUID, ids: Sequence[str]) -> str:
    return ", ".join(one.name for one in networks.networks_of(tenant_id, [UUID(one) for one in ids]))


def _moment(said: str | None) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(said)), "j F, H:i") if said else ""


def _aim(content: Mapping[str, Any]) -> list[Any]:
    return [content["area"], content.get("excluded"), *(content["audience"].get(part) for part in PARTS)]


def text_pieces(was: Mapping[str, str], is_: Mapping[str, str]) -> Pieces:
    """Subject and body of one language, word by word."""
    return word_changes(f"{was['subject']}\n{was['body']}".strip(), f"{is_['subject']}\n{is_['body']}".strip())


def word_changes(before: str, now: str) -> Pieces:
    """Both texts in one, word by word."""
    old, new = before.split(), now.split()
    pieces: Pieces = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("span", " ".join(old[i1:i2])))
        else:
            pieces += [("del", " ".join(old[i1:i2]))] if i2 > i1 else []
            pieces += [("ins", " ".join(new[j1:j2]))] if j2 > j1 else []
    return pieces


def marked(pieces: Pieces) -> SafeString:
    """For a page: struck through what went, underlined what came."""
    marks = {"del": "<del>{}</del>", "ins": "<ins>{}</ins>", "span": "{}"}
    return format_html_join(" ", "{}", ((format_html(marks[tag], words),) for tag, words in pieces))
