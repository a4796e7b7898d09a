"""Words and shapes for the pages of the channel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.networks.channel.models import GroupState, Post, PostKind, PostState, WhatsAppGroup
from nabij.networks.channel.queries.figures import ChannelFigures
from nabij.networks.channel.texts import reason_in
from nabij.tenants.languages import spoken

ICONS = {
    PostKind.LOST_FOUND: "search", PostKind.WORKS: "map-pin", PostKind.HELP: "hand", PostKind.EVENT: "calendar",
    PostKind.OTHER: "message-square",
}  # fmt: skip
TONES = {
    PostState.WAITING: "brand", PostState.RETURNED: "warning", PostState.HIDDEN: "brand", PostState.CALL: "act",
    PostState.REFUSED: "neutral", PostState.SHOWN: "success",
}  # fmt: skip
GROUP_TONES: dict[str, str] = {GroupState.ASKED: "warning", GroupState.OPEN: "success"}
ROLES = {"officer": "shield", "coordinator": "user-check"}


def kind_words(kind: str) -> dict[str, str]:
    return {"name": str(PostKind(kind).label), "icon": ICONS[PostKind(kind)]}


def mine(row: Post) -> dict[str, Any]:
    """A message of one's own that others do not see: what its state is and why."""
    return {
        "row": row, "chip": (row.get_state_display(), TONES.get(PostState(row.state), "neutral")),
        "kind": kind_words(row.kind), "reason": reason_in(row.reason, spoken()), "asks": row.state == PostState.CALL,
        "may_edit": row.state == PostState.RETURNED,
    }  # fmt: skip


def time_left(due: datetime | None, now: datetime) -> tuple[str, str]:
    """How long the coordinator still has, with its tone."""
    if due is None:
        return "", "neutral"
    hours = int((due - now).total_seconds() // 3600)
    if hours < 0:
        return _("the officer has it now"), "warning"
    if hours < 1:
        return _("less than an hour left"), "warning"
    return ngettext("%(n)s hour left", "%(n)s hours left", hours) % {"n": hours}, "neutral"


def figure_rows(found: ChannelFigures) -> list[tuple[str, str]]:
    """The numbers of the channel, with nothing that could be a person."""
    wait = _("%(hours)s hours") % {"hours": f"{found.hours:.1f}".replace(".", ",")} if found.hours is not None else "-"
    return [
        (_("Messages"), str(found.posts)), (_("Shown"), str(found.shown)), (_("Not placed"), str(found.refused)),
        (_("Should have been a call"), str(found.should_have_been_calls)),
        (_("Became a report"), str(found.turned_into_reports)), (_("Passed on to the officer"), str(found.passed_on)),
        (_("Wait for a decision, in the middle"), wait),
    ]  # fmt: skip


def whatsapp_facts(row: WhatsAppGroup) -> list[tuple[str, object]]:
    """What may be shown of a registered group to staff and who leads the network."""
    agreed = (
        _("version %(version)s, on %(day)s") % {"version": row.agreement, "day": f"{row.agreed_at:%d/%m/%Y}"}
        if row.agreed_at
        else _("not yet")
    )
    return [
        (_("Streets or neighbourhood"), row.area), (_("Members of the group"), row.size or ""), (_("Agreement"), agreed),
        (_("Last contact"), f"{row.last_contact:%d/%m/%Y}" if row.last_contact else _("none yet")),
        (_("Opened the invitation"), row.came), (_("Joined the network by it"), row.joined),
    ]  # fmt: skip
