"""The report of an alert for its file: everything that is known of it, on paper that an archive keeps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from nabij.alerts import comparing, presenters
from nabij.alerts.following import presenters as shapes
from nabij.alerts.following.queries import Dossier
from nabij.alerts.following.words import deed_words
from nabij.letters import pdf
from nabij.tenants.languages import spoken

TEMPLATE: Final = Path(__file__).resolve().parent / "report.typ"
DIGITS_TOGETHER: Final = 8
BRAND: Final = "#0a5260"
Row = list[str]


def report(found: Dossier) -> bytes:
    """The report as PDF/A, in the language that is spoken now. Names accounts of staff, never a recipient."""
    return pdf(TEMPLATE, values_of(found))


def values_of(found: Dossier) -> dict[str, Any]:
    """The report as the template wants it: sections of words, facts and tables."""
    alert = found.alert
    return {
        "language": spoken(),
        "title": _("Report of an alert"),
        "subject": presenters.subject_of(alert),
        "foot": _("Alert %(id)s, report made %(when)s by %(who)s")
        % {"id": str(alert.id), "when": _moment(timezone.now()), "who": found.made_by},
        "state": presenters.chip_of(alert)[0],
        "notice": _("This is an exercise: nothing left.") if alert.training else "",
        "facts": _facts(found),
        "sections": [
            _texts(found),
            _table(_("Versions and approvals"), [_("What"), _("Who"), _("When")], _steps(found)),
            _changes(found),
            _progress(found),
            _table(_("What did not arrive, by reason"), [_("Reason"), _("Messages")], _failures(found), ends=[1]),
            _areas(found),
            _handovers(found),
            _table(_("Feedback"), [_("Text"), _("State"), _("When")], _feedback(found)),
            _table(_("From the record"), [_("When"), _("Deed"), _("Who")], _log(found)),
        ],
    }


def _facts(found: Dossier) -> list[Row]:
    alert, size, name = found.alert, found.size, found.name
    rows = presenters.facts(alert, size, found.planned_cents, found.names)
    rows += [
        (_("Zone"), found.zone),
        (_("Sent by"), name(alert.sent_by)),
        (_("Sent at"), _moment(alert.sent_at)),
        (_("Consulted at night"), alert.consulted_with),
        (
            _("Reviewed afterwards"),
            " ".join([name(alert.reviewed_by), _moment(alert.reviewed_at), alert.review_remark]),
        ),
        (_("Stopped"), alert.stopped_because),
        (_("Price so far"), presenters.euros(found.real_cents)),
        (_("People who answered"), number_format(found.replies) if found.replies else ""),
        (_("Fingerprint of what was sent"), _grouped(found.digest)),
    ]
    return [[str(term), str(value).strip()] for term, value in rows if value and str(value).strip()]


def _grouped(digest: str) -> str:
    """In groups, to be read and compared by people."""
    return " ".join(digest[at : at + DIGITS_TOGETHER] for at in range(0, len(digest), DIGITS_TOGETHER))


def _texts(found: Dossier) -> dict[str, Any]:
    names = {one["language"]: one["name"] for one in presenters.previews(found.alert)}
    quotes = [
        {"name": names.get(language, language), "language": language, "subject": said["subject"], "body": said["body"]}
        for language, said in sorted(found.sent_texts.items(), key=lambda item: item[0] != "nl")
    ]
    return {"title": _("What was sent"), "quotes": quotes}


def _steps(found: Dossier) -> list[Row]:
    rows = [
        (version.at, _("Version %(n)s written") % {"n": version.number}, found.name(version.editor_id))
        for version in found.versions
    ]
    for approval in found.approvals:
        words = _("Version %(n)s approved, for %(households)s and %(price)s")
        said = words % {
            "n": approval.version,
            "households": presenters.households(approval.households),
            "price": presenters.euros(approval.cost_cents),
        }
        fallen = " " + _("(no longer in force)") if approval.voided_at else ""
        rows.append((approval.at, said + fallen, found.name(approval.approver_id)))
    rows += [
        (one.asked_at, _("%(n)s failures sent again") % {"n": one.deliveries}, found.name(one.asked_by))
        for one in found.resends
    ]
    return [[what, who, _moment(at)] for at, what, who in sorted(rows, key=lambda row: row[0])]


def _changes(found: Dossier) -> dict[str, Any]:
    """Each version against the one before it, with what went and what came."""
    changed = []
    ordered = sorted(found.versions, key=lambda version: version.number)
    for older, newer in pairwise(ordered):
        title = _("From version %(before)s to %(after)s") % {"before": older.number, "after": newer.number}
        rows = [{"name": name, "pieces": pieces} for name, pieces in comparing.changed(older, newer)]
        changed.append({"title": title, "rows": rows})
    return {"title": _("What changed"), "changes": changed}


def _progress(found: Dossier) -> dict[str, Any]:
    columns = [_("Channel"), _("Planned"), _("Handed over"), _("Delivered"), _("Held"), _("Failed"), _("Sent again")]
    rows = [
        _numbers(bar.label, bar.total, bar.done, bar.delivered, bar.held, bar.failed, bar.again)
        for bar in shapes.bars(found.progress)
    ]
    facts = [
        [_("until the first message"), shapes.seconds(found.first_s)],
        [_("until 95 %"), shapes.seconds(found.p95_s)],
    ]
    return _table(_("Progress"), columns, rows, ends=[1, 2, 3, 4, 5, 6]) | {"facts": facts if rows else []}


def _numbers(name: str, *counts: int) -> Row:
    return [name, *(number_format(n, force_grouping=True) for n in counts)]


def _failures(found: Dossier) -> list[Row]:
    return [[reason.words, number_format(reason.count)] for reason in shapes.failures(found.progress, found.useless)]


def _areas(found: Dossier) -> dict[str, Any]:
    columns = [_("Neighbourhood"), _("Households"), _("Reached"), _("Under way"), _("Failed")]
    rows = [
        _numbers(one.name, one.counted.homes, one.counted.reached, one.counted.waiting, one.counted.failed)
        for one in shapes.areas(found.seen, found.outlines)
    ]
    drawing = str(shapes.map_of(found.seen, found.outlines, printed=BRAND)) if rows else ""
    words = _("Fewer than five households are not told apart.")
    return _table(_("Where it arrived"), columns, rows, ends=[1, 2, 3, 4]) | {
        "drawing": drawing,
        "alt": words,
        "words": words,
    }


def _handovers(found: Dossier) -> dict[str, Any]:
    one = found.handover
    if one is None:
        return {"title": _("BE-Alert"), "facts": []}
    result = one.result or {}
    rows = [
        (_("Groups"), ", ".join(one.groups)),
        (_("Agreed to it"), presenters.households(one.households)),
        (_("State"), one.get_state_display()),
        (_("Sent in BE-Alert"), _moment(one.sent_at)),
        (_("Number that BE-Alert showed"), one.sent_count),
        (_("Confirmed by"), found.name(one.confirmed_by)),
        (_("Delivered"), f"{result['delivered']} / {result['total']}" if result else ""),
        (_("Escalated"), f"{one.get_escalation_display()} {_moment(one.escalated_at)}" if one.escalated_at else ""),
    ]
    return {
        "title": _("BE-Alert"),
        "facts": [[str(term), str(value)] for term, value in rows if value not in (None, "")],
    }


def _feedback(found: Dossier) -> list[Row]:
    rows = [
        [presenters.subject_of(one), presenters.chip_of(one)[0], _moment(one.sent_at or one.created_at)]
        for one in found.feedbacks
    ]
    owed = [[_("Owed"), presenters.duty_words(found.duty)[0], _moment(found.duty.due_at)]] if found.duty else []
    return rows + owed


def _log(found: Dossier) -> list[Row]:
    return [[_moment(row.at, exact=True), deed_words(row.verb), found.name(row.actor_id)] for row in found.record]


def _table(title: str, columns: Sequence[str], rows: Sequence[Row], ends: Sequence[int] = ()) -> dict[str, Any]:
    return {"title": title, "columns": list(columns), "rows": list(rows), "ends": list(ends)}


def _moment(at: datetime | None, *, exact: bool = False) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i:s" if exact else "j F Y, H:i") if at else ""
