"""A warning about a text is answered before it leaves; the answer is for exactly that text, and the approver reads it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from nabij.alerts import actions, queries
from nabij.alerts.digest import Text
from nabij.alerts.models import Alert, AlertVersion
from nabij.alerts.rules.answers import LEAST_LETTERS, Warned, answered, as_json, is_reason, key_of, reasons_of
from nabij.alerts.rules.content import Finding
from nabij.alerts.tests.factories import Zone, approve, draft, drafted, make_incident, make_zone
from nabij.alerts.text_checks import warnings
from nabij.people.tests.factories import sign_in
from nabij.tenants.errors import Refused

NO_TIME = "Inbraak bezig in de Stationsstraat. Sluit ramen en deuren. Bel 101."
REASON = "Het uur zou de melder verraden"
TIMELESS = Finding("no_time", False, "Zeg wanneer het gebeurde.")


@given(st.text(max_size=50), st.text(max_size=50))
def test_another_text_has_another_key(one: str, other: str) -> None:
    assert (key_of("nl", one, TIMELESS) == key_of("nl", other, TIMELESS)) == (one == other)


@given(st.text(max_size=40))
def test_a_reason_has_letters(said: str) -> None:
    assert is_reason(said) == (sum(character.isalpha() for character in said) >= LEAST_LETTERS)


@given(st.dictionaries(st.sampled_from("abcd"), st.text(max_size=20)))
def test_what_was_answered_survives_being_kept(reasons: dict[str, str]) -> None:
    found = answered([Warned("nl", TIMELESS, key) for key in "abc"], reasons)
    assert reasons_of(as_json(found)) == {one.key: one.reason for one in found if one.reason}
    assert all(is_reason(one.reason) for one in found if one.reason)


def no_time(zone: Zone, **changes: Any) -> Alert:
    return drafted(zone, texts={"nl": Text("", NO_TIME)}, **changes)


def submit(zone: Zone, alert: Alert) -> Alert:
    return actions.submit_for_approval(zone.writing, alert_id=alert.id, version=alert.version)


def key(alert: Alert) -> str:
    (found,) = warnings(alert)
    return found.key


@pytest.mark.django_db
def test_a_warning_that_nobody_answered_stays_on_the_desk() -> None:
    zone = make_zone()
    alert = no_time(zone)
    with pytest.raises(Refused, match="wanneer"):
        submit(zone, alert)
    alert.refresh_from_db()
    assert alert.state == "draft"


@pytest.mark.django_db
def test_an_answered_warning_leaves_and_its_answer_is_kept_with_the_version() -> None:
    zone = make_zone()
    alert = no_time(zone, answers={key(no_time(zone)): REASON})
    submit(zone, alert)
    kept = AlertVersion.objects.get(alert_id=alert.id, number=1).content["beside"]["answers"]
    assert [(one["code"], one["reason"]) for one in kept] == [("no_time", REASON)]
    assert approve(zone, Alert.objects.get(id=alert.id)).state == "sent"


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "  ", "ok", "12345"])
def test_a_reason_that_is_none_answers_nothing(reason: str) -> None:
    zone = make_zone()
    alert = no_time(zone, answers={key(no_time(zone)): reason})
    assert alert.answers == []
    with pytest.raises(Refused):
        submit(zone, alert)


@pytest.mark.django_db
def test_an_edit_of_the_text_asks_again_and_one_of_something_else_does_not() -> None:
    zone = make_zone()
    answers = {key(no_time(zone)): REASON}
    alert = no_time(zone, answers=answers)
    other = draft(zone, texts={"nl": Text("", NO_TIME + " Blijf binnen.")}, answers=answers)
    alert = actions.edit_alert(zone.writing, alert_id=alert.id, version=1, draft=other)
    assert alert.answers == []
    with pytest.raises(Refused):
        submit(zone, alert)
    same = draft(zone, texts={"nl": Text("", NO_TIME)}, channels=("sms",), answers=answers)
    alert = actions.edit_alert(zone.writing, alert_id=alert.id, version=2, draft=same)
    assert submit(zone, alert).state == "submitted"


@pytest.mark.django_db
def test_the_one_officer_at_night_answers_too() -> None:
    zone = make_zone(caught_in_act_allowed=True, night_from="00:00", night_until="00:00")
    alert = no_time(zone)
    with pytest.raises(Refused, match="wanneer"):
        actions.send_caught_in_act(zone.approving, alert_id=alert.id, digest=alert.digest)
    answered_one = no_time(zone, answers={key(alert): REASON})
    sent = actions.send_caught_in_act(zone.approving, alert_id=answered_one.id, digest=answered_one.digest)
    assert sent.state == "sent_unreviewed"


@pytest.mark.django_db
def test_no_answer_makes_a_refusal_leave() -> None:
    zone = make_zone()
    alert = drafted(zone, texts={"nl": Text("", "Plaat 1-ABC-123 in de Kerkstraat, nu. Bel 101 en sluit af.")})
    findings, _gaps = queries.open_checks(alert, queries.measure(alert))
    keys = {key_of(language, alert.texts["nl"]["body"], finding): REASON for language, finding in findings}
    again = drafted(zone, texts={"nl": Text("", alert.texts["nl"]["body"])}, answers=keys)
    with pytest.raises(Refused, match="1-ABC-123"):
        submit(zone, again)


@pytest.mark.django_db
def test_what_is_not_urgent_may_leave_out_when_and_where_but_answers_the_rest() -> None:
    zone = make_zone()
    quiet = drafted(zone, kind="non_urgent", texts={"nl": Text("", "Goed nieuws voor iedereen.")})
    assert warnings(quiet) == []
    named = drafted(zone, kind="non_urgent", texts={"nl": Text("", "Karel Janssens is de nieuwe wijkagent.")})
    assert [one.finding.code for one in warnings(named)] == ["person"]


def typed(zone: Zone, **changes: Any) -> dict[str, Any]:
    values = {
        "kind": "urgent", "ground": "threat", "body_nl": NO_TIME, "networks": [str(zone.network.id)], "channels": ["sms"],
        "caught_in_act": "on", "step": "submit",
    }  # fmt: skip
    return values | changes


@pytest.mark.django_db
def test_on_the_page_a_tick_and_a_reason_and_the_approver_reads_them() -> None:
    zone = make_zone()
    incident = make_incident(zone)
    writer = sign_in(Client(), zone.writer)
    answer = writer.post(reverse("alerts:new"), typed(zone, incident=str(incident.id)))
    assert answer.status_code == 422
    alert = Alert.objects.get()
    found = key(alert)
    assert f"stay-{found}" in answer.content.decode()
    url = reverse("alerts:edit", args=[alert.id])
    only_reason = typed(zone, version=alert.version, **{f"because-{found}": REASON})
    assert writer.post(url, only_reason).status_code == 422
    both = only_reason | {f"stay-{found}": "1", "version": Alert.objects.get().version}
    assert writer.post(url, both).status_code == 302
    assert Alert.objects.get().state == "submitted"
    page = sign_in(Client(), zone.officer).get(reverse("alerts:alert", args=[alert.id])).content.decode()
    assert REASON in page
