"""What the check of texts says of an alert, and which of its warnings were answered."""

from __future__ import annotations

from nabij.alerts.models import Alert
from nabij.alerts.reviewed_texts import street_of
from nabij.alerts.rules.answers import Warned, answered, key_of, reasons_of
from nabij.alerts.rules.content import MISSING, Finding, check
from nabij.alerts.zone_rules import rules_of
from nabij.networks import queries as networks
from nabij.reports.queries.checking import incident_now, source_words

ASKED_FOR_ALL = ("urgent", "missing_person", "crisis")
"""Kinds whose first message must say when, where, what to do and whom to call."""


def findings(alert: Alert) -> list[tuple[str, Finding]]:
    """Everything the check of texts has to say: (language, finding), refusals first in each language."""
    reporter = source_words(alert.tenant_id, alert.incident_id) if alert.incident_id else []
    allowed, places = rules_of(alert).allowed_numbers, _places(alert)
    return [
        (language, finding)
        for language in _languages(alert)
        for finding in check(
            _joined(alert, language), language=language, reporter=reporter, allowed_numbers=allowed, places=places
        )
        if finding.refuses or _asks(alert, finding)
    ]


def warnings(alert: Alert) -> list[Warned]:
    """The warnings about an alert as it stands, each with its reason where one was given for exactly this text."""
    found = [(language, finding) for language, finding in findings(alert) if not finding.refuses]
    warned = [
        Warned(language, finding, key_of(language, _joined(alert, language), finding)) for language, finding in found
    ]
    return answered(warned, reasons_of(alert.answers))


def _asks(alert: Alert, finding: Finding) -> bool:
    """Feedback and reviewed texts are only refused; what is not urgent, or follows a message, may leave out when and where."""
    if alert.kind == "feedback":
        return False
    return finding.code not in MISSING or (alert.kind in ASKED_FOR_ALL and alert.message_type == "alert")


def _languages(alert: Alert) -> list[str]:
    return sorted(alert.texts, key=lambda language: (language != "nl", language))


def _joined(alert: Alert, language: str) -> str:
    said = alert.texts[language]
    return f"{said['subject']}.\n{said['body']}" if said["subject"] else str(said["body"])


def _places(alert: Alert) -> list[str]:
    """Names that say where, as people here know them."""
    named = [one.name.removeprefix("BIN ") for one in networks.networks_of(alert.tenant_id, alert.networks)]
    if alert.incident_id is None:
        return named
    incident = incident_now(alert.tenant_id, alert.incident_id)
    return [*named, street_of(incident.address or ""), incident.neighbourhood_name or ""]
