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
from nabij.alerts.rules.whom import Whom, whom_of, within_mode
from nabij.alerts.text_checks import findings, warnings
from nabij.reports.queries.checking import incident_now
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


def check_in_order(alert: Alert) -> None:
    """Raises Refused where a follow-up comes too early or too late in its chain, Stale where another was first."""
    if alert.follows_id is not None:
        check_order(alert.message_type, alert.follows_id, chains.others_that_left(alert))


def why_out_of_order(alert: Alert) -> str:
    """The same as a sentence; empty when it may leave, or go on leaving."""
    try:
        check_in_order(alert)
    except Refused as refusal:
        return str(refusal)
    return ""


def gaps(alert: Alert, size: Size, now: datetime) -> list[str]:
    """What is not yet there for the alert to leave, as sentences."""
    found_kind = kind(alert.kind)
    about = why_not_about(alert)
    order = why_out_of_order(alert)
    missing = [
        (about, about),
        (order, order),
        (_repeats(alert), _("This says the same as the message that it follows. Write what changed.")),
        (found_kind.incident and alert.incident_id is None, _("An alert of this kind needs an incident.")),
        (found_kind.police and not alert.ground, _("Choose why the police warn.")),
        (
            not whom_of(alert.audience) and alert.feedback_on_id is None and alert.follows_id is None,
            _("Choose a network, a place or a group, or draw an area."),
        ),
        (
            not size.households and alert.message_type not in ENDS,
            _("Nobody would be reached. Choose another network, area or channel."),
        ),
        (alert.window_until <= now, _("The time of this alert has passed. Choose a later end.")),
        ("nl" not in alert.texts, _("Write the text in Dutch.")),
    ]
    return [sentence for is_missing, sentence in missing if is_missing]


def _repeats(alert: Alert) -> bool:
    """A follow-up that repeats what it follows tells nobody what changed."""
    before = alert.follows.texts if alert.follows else {}
    return any(
        language in before and said["body"].split() == before[language]["body"].split()
        for language, said in alert.texts.items()
    )


def check_complete(alert: Alert, size: Size, now: datetime) -> None:
    """Raises Refused with everything that stands in the way, text first."""
    refused = [finding.sentence for _language, finding in findings(alert) if finding.refuses]
    sentences = [*refused, *gaps(alert, size, now), *unanswered(alert)]
    if sentences:
        raise Refused(" ".join(dict.fromkeys(sentences)))


def unanswered(alert: Alert) -> list[str]:
    """The warnings that nobody answered yet, as one sentence; none where all were."""
    open_ones = list(dict.fromkeys(one.finding.sentence for one in warnings(alert) if not one.reason))
    return (
        [_("Change this first, or say why it stays: %(warnings)s") % {"warnings": " ".join(open_ones)}]
        if open_ones
        else []
    )
