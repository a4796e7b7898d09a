"""The rules of content and approval, put to an alert as it stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from nabij.alerts import chains
from nabij.alerts.audience import Size
from nabij.alerts.kinds import kind
from nabij.alerts.models import Alert
from nabij.alerts.rules.chain import ENDS, check_order
from nabij.alerts.rules.content import Finding, check, refusals
from nabij.alerts.rules.whom import Whom, whom_of, within_mode
from nabij.alerts.zone_rules import zone_rules
from nabij.reports.queries.checking import incident_now, source_words
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused, Stale

if TYPE_CHECKING:
    from nabij.reports.models import Incident


def check_version(alert: Alert, version: int) -> None:
    """Raises Stale when the alert changed after it was opened."""
    if alert.version != version:
        raise Stale(_("Somebody else changed this alert after you opened it. Look at it again."))


def check_mode(actor: Actor, audience: Whom, *, training: bool) -> None:
    """Raises Refused for an audience beyond the mode of a key."""
    if not within_mode(actor.mode, audience, training=training):
        raise Refused(_("This key reaches colleagues only: send to the group “team” alone, or as an exercise."))


def check_incident(incident: Incident) -> None:
    """A person in a crisis goes to care, and what is withheld stays inside. Raises Refused."""
    if incident.never_alert or incident.outcome == "crisis_care":
        raise Refused(_("This is about a person in need of care. No alert is sent about that, ever."))
    if incident.state == "withheld":
        raise Refused(_("This incident is withheld in the interest of the investigation."))


def why_not_about(alert: Alert) -> str:
    """Why nothing may be sent about the incident as it stands now: not judged to warn, in care, or withheld; else empty.

    Feedback, an all-clear and a withdrawal answer those who were warned already, whatever the incident became.
    """
    if alert.incident_id is None or alert.feedback_on_id is not None or alert.message_type in ENDS:
        return ""
    incident = incident_now(alert.tenant_id, alert.incident_id)
    try:
        check_incident(incident)
    except Refused as refusal:
        return str(refusal)
    return "" if incident.outcome == "warn" else _("Judge the incident first: choose to warn the neighbourhood.")


def why_out_of_order(alert: Alert, before: datetime | None = None) -> str:
    """Why a follow-up may not leave, or with `before` why what left then may not go on: what came earlier in its chain; else empty."""
    try:
        check_order(alert.message_type, alert.follows_id, chains.left_before(alert, before))
    except Refused as refusal:
        return str(refusal)
    return ""


def findings(alert: Alert) -> list[tuple[str, Finding]]:
    """Everything the check of texts has to say: (language, finding), refusals first in each language."""
    known = source_words(alert.tenant_id, alert.incident_id) if alert.incident_id else []
    allowed = zone_rules(alert.tenant_id).allowed_numbers
    return [
        (language, finding)
        for language, said in sorted(alert.texts.items(), key=lambda item: (item[0] != "nl", item[0]))
        for finding in _of_text(
            alert, f"{said['subject']}.\n{said['body']}" if said["subject"] else said["body"], known, allowed
        )
    ]


def _of_text(alert: Alert, text: str, known: list[str], allowed: tuple[str, ...]) -> list[Finding]:
    found = check(text, reporter=known, allowed_numbers=allowed)
    asks_for_all = alert.kind in ("urgent", "missing_person", "crisis")
    return found if asks_for_all else refusals(found)


def gaps(alert: Alert, size: Size, now: datetime) -> list[str]:
    """What is not yet there for the alert to leave, as sentences."""
    found_kind = kind(alert.kind)
    about = why_not_about(alert)
    missing = [
        (about, about),
        (found_kind.incident and alert.incident_id is None, _("An alert of this kind needs an incident.")),
        (found_kind.police and not alert.ground, _("Choose why the police warn.")),
        (
            not whom_of(alert.audience) and alert.feedback_on_id is None and alert.follows_id is None,
            _("Choose a network, a place or a group, or draw an area."),
        ),
        (not size.households, _("Nobody would be reached. Choose another network, area or channel.")),
        (alert.window_until <= now, _("The time of this alert has passed. Choose a later end.")),
        ("nl" not in alert.texts, _("Write the text in Dutch.")),
    ]
    return [sentence for is_missing, sentence in missing if is_missing]


def check_complete(alert: Alert, size: Size, now: datetime) -> None:
    """Raises Refused with everything that stands in the way, text first."""
    refused = [finding.sentence for _language, finding in findings(alert) if finding.refuses]
    sentences = [*refused, *gaps(alert, size, now)]
    if sentences:
        raise Refused(" ".join(dict.fromkeys(sentences)))
