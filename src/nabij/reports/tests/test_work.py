"""Teams and tasks, referrals, and the call to the officer on duty."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nabij.audit.models import AuditRow
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_staff, sign_in, staff_actor
from nabij.reports import actions, queries
from nabij.reports.actions import Recorded
from nabij.reports.models import DutyCall, Incident, Referral, Task
from nabij.reports.tests.factories import Town, report
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant

TOMORROW = timezone.now() + timedelta(days=1)


def in_hand(town: Town) -> tuple[Actor, Recorded]:
    actor, made = town.dispatcher(), report()
    actions.judge_incident(actor, incident_id=made.incident_id, version=1, outcome="task_only")
    return actor, made


def a_task(town: Town) -> tuple[Actor, Recorded, Task]:
    actor, made = in_hand(town)
    team = actions.make_team(system_actor([town.zone.id]), tenant_id=town.zone.id, name="Fietspatrouille")
    return actor, made, actions.give_task(actor, incident_id=made.incident_id, team_id=team.id, what="Ga kijken.")


def test_a_task_from_giving_to_done(town: Town) -> None:
    dispatcher, made, task = a_task(town)
    with pytest.raises(Refused):
        actions.close_incident(dispatcher, incident_id=made.incident_id, version=2, template="solved")
    actions.start_task(dispatcher, task_id=task.id)
    done = actions.finish_task(dispatcher, task_id=task.id, result="Niemand meer te zien.")
    assert (done.state, done.result) == ("done", "Niemand meer te zien.")
    assert done.ended_at
    with pytest.raises(Refused):
        actions.start_task(dispatcher, task_id=task.id)
    closed = actions.close_incident(dispatcher, incident_id=made.incident_id, version=2, template="found_nobody")
    assert closed.state == "closed"


def test_a_task_on_a_new_incident_waits_for_judging(town: Town) -> None:
    team = actions.make_team(system_actor([town.zone.id]), tenant_id=town.zone.id, name="Patrouille")
    with pytest.raises(Refused):
        actions.give_task(town.dispatcher(), incident_id=report().incident_id, team_id=team.id, what="Ga kijken.")


def test_a_team_of_another_tenant_does_not_exist(town: Town) -> None:
    dispatcher, made = in_hand(town)
    team = actions.make_team(system_actor([town.city.id]), tenant_id=town.city.id, name="Reiniging")
    with pytest.raises(Missing):
        actions.give_task(dispatcher, incident_id=made.incident_id, team_id=team.id, what="Ruim op.")
    with pytest.raises(Missing):
        actions.make_team(dispatcher, tenant_id=town.zone.id, name="Zonder recht")


def test_everybody_sees_the_tasks_of_their_own_teams_only(town: Town) -> None:
    _dispatcher, _made, task = a_task(town)
    member, outsider = make_staff(town.zone, "dispatcher"), town.dispatcher()
    actions.join_team(system_actor([town.zone.id]), team_id=task.team_id, account_id=member.id)
    assert [mine.id for mine in queries.my_tasks(actor_for(member))] == [task.id]
    assert queries.my_tasks(outsider) == []
    with pytest.raises(Missing):
        actions.start_task(town.stranger(), task_id=task.id)


def referred(town: Town, fields: tuple[str, ...] = ("category", "place")) -> tuple[Actor, Recorded, Referral]:
    clerk, made = town.city_clerk(), report(category="litter", name="An Peeters", text="Zakken aan de kerk.")
    referral = actions.refer(
        clerk, incident_id=made.incident_id, version=1, to_tenant_id=town.zone.id, fields=fields,
        legal_basis="Wet op het politieambt, art. 44/1", reason="daders ter plaatse", until=TOMORROW,
    )  # fmt: skip
    return clerk, made, referral


def test_a_referral_shows_only_the_named_fields_and_stands_on_both_records(town: Town) -> None:
    _clerk, made, referral = referred(town)
    police = staff_actor(town.zone, "dispatcher")
    shown = queries.referral_shown(police, referral.id)
    values = " ".join(str(value) for _label, value in shown.shown)
    assert "Dorpsstraat" in values
    assert "kerk" not in values
    assert "Peeters" not in values
    with pytest.raises(Missing):
        queries.incident(police, made.incident_id)
    for tenant in (town.city, town.zone):
        verbs = set(
            AuditRow.objects.filter(
                tenant_id=tenant.id, target__in=["reports.incident", "reports.referral"]
            ).values_list("verb", flat=True)
        )
        assert {"reports.refer", "consult"} <= verbs


def test_the_chief_sees_what_was_handed_over_and_answers_nothing(town: Town) -> None:
    _clerk, _made, referral = referred(town)
    client = sign_in(Client(), make_staff(town.zone, "chief"))
    assert "Stad M1" in client.get(reverse("reports:referrals")).content.decode()
    page = client.get(reverse("reports:referral", args=[referral.id]))
    assert page.status_code == 200 and 'name="answer"' not in page.content.decode()
    answer = client.post(reverse("reports:answer_referral", args=[referral.id]), {"answer": "accept"})
    assert answer.status_code == 404 and Referral.objects.get().state == "offered"
    for role, tenant in (("chief", town.other_zone), ("administrator", town.zone), ("desk_clerk", town.zone)):
        other = sign_in(Client(), make_staff(tenant, role))
        assert "Stad M1" not in other.get(reverse("reports:referrals")).content.decode()
        assert other.get(reverse("reports:referral", args=[referral.id])).status_code == 404


def test_a_revoked_referral_is_gone_for_the_other_side_and_back_with_the_owner(town: Town) -> None:
    clerk, made, referral = referred(town)
    police = town.dispatcher()
    actions.accept_referral(police, referral_id=referral.id)
    actions.revoke_referral(clerk, referral_id=referral.id, reason="toch zelf")
    with pytest.raises(Missing):
        queries.referral_shown(police, referral.id)
    assert queries.referrals_received(police) == []
    assert Incident.objects.get(id=made.incident_id).state == "new"
    with pytest.raises(Refused):
        actions.accept_referral(police, referral_id=referral.id)


def test_a_referral_past_its_day_shows_nothing(town: Town) -> None:
    _clerk, _made, referral = referred(town)
    Referral.objects.filter(id=referral.id).update(until=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Missing):
        queries.referral_shown(town.dispatcher(), referral.id)
    with pytest.raises(Refused):
        actions.accept_referral(town.dispatcher(), referral_id=referral.id)


def test_who_declines_says_why_and_a_third_party_sees_nothing(town: Town) -> None:
    _clerk, made, referral = referred(town)
    with pytest.raises(Refused):
        actions.decline_referral(town.dispatcher(), referral_id=referral.id, reason="")
    for act in (
        lambda: actions.accept_referral(town.stranger(), referral_id=referral.id),
        lambda: actions.decline_referral(town.stranger(), referral_id=referral.id, reason="x"),
        lambda: actions.revoke_referral(town.stranger(), referral_id=referral.id, reason="x"),
        lambda: queries.referral_shown(town.stranger(), referral.id),
    ):
        with pytest.raises(Missing):
            act()
    actions.decline_referral(town.dispatcher(), referral_id=referral.id, reason="niet voor ons")
    assert Incident.objects.get(id=made.incident_id).state == "new"


@pytest.mark.parametrize(
    "lacking",
    [
        {"legal_basis": " "},
        {"fields": ()},
        {"fields": ("source",)},
        {"until": timezone.now() - timedelta(days=1)},
        {"reason": ""},
    ],
)
def test_a_referral_without_basis_reason_field_or_day_is_refused(town: Town, lacking: dict[str, object]) -> None:
    made = report(category="litter")
    asked = {"fields": ("place",), "legal_basis": "art. 44/1", "reason": "nodig", "until": TOMORROW} | lacking
    with pytest.raises(Refused):
        actions.refer(town.city_clerk(), incident_id=made.incident_id, version=1, to_tenant_id=town.zone.id, **asked)  # type: ignore[arg-type]
    assert not Referral.objects.exists()


def on_duty(town: Town, role: str) -> None:
    now = timezone.now()
    actions.put_on_duty(
        system_actor([town.zone.id]), tenant_id=town.zone.id, role=role, name=f"Inspecteur {role}", number="0470 12 34 56",
        from_at=now - timedelta(hours=1), until_at=now + timedelta(hours=8),
    )  # fmt: skip


def test_an_unread_urgent_report_calls_the_officer_then_the_deputy_once_each(town: Town) -> None:
    on_duty(town, "officer")
    on_duty(town, "deputy")
    report()
    now = timezone.now()
    assert actions.escalate_unjudged(now + timedelta(minutes=9)) == []
    assert len(actions.escalate_unjudged(now + timedelta(minutes=11))) == 1
    assert actions.escalate_unjudged(now + timedelta(minutes=12)) == []
    assert len(actions.escalate_unjudged(now + timedelta(minutes=21))) == 1
    assert actions.escalate_unjudged(now + timedelta(minutes=90)) == []
    assert list(DutyCall.objects.order_by("id").values_list("role", "state")) == [
        ("officer", "ordered"),
        ("deputy", "ordered"),
    ]


def test_nobody_is_called_about_what_was_judged_or_is_not_urgent(town: Town) -> None:
    in_hand(town)
    report(category="noise")
    assert actions.escalate_unjudged(timezone.now() + timedelta(hours=1)) == []


def test_the_waiting_time_is_the_tenants_own(town: Town) -> None:
    town.zone.settings = {"unjudged_after_min": 3}
    town.zone.save()
    report()
    assert len(actions.escalate_unjudged(timezone.now() + timedelta(minutes=4))) == 1


def test_an_empty_duty_shows_as_a_failed_call(town: Town) -> None:
    made = report()
    actions.escalate_unjudged(timezone.now() + timedelta(minutes=11))
    [call] = queries.calls_of(town.dispatcher(), made.incident_id)
    assert (call.state, call.answer) == ("failed", "nobody_on_duty")
    assert queries.calls_of(town.stranger(), made.incident_id) == []


def test_what_was_told_to_the_police_goes_to_a_city_only_when_somebody_says_it_is_needed(town: Town) -> None:
    dispatcher, made = town.dispatcher(), report()
    asked = {
        "incident_id": made.incident_id, "version": 1, "to_tenant_id": town.city.id, "legal_basis": "art. 44/11/9",
        "reason": "verlichting", "until": TOMORROW,
    }  # fmt: skip
    for fields in (["summary"], ["place", "photos"]):
        with pytest.raises(Refused):
            actions.refer(dispatcher, fields=fields, **asked)  # type: ignore[arg-type]
    assert Incident.objects.get(id=made.incident_id).state == "new"
    referral = actions.refer(dispatcher, fields=["place"], **asked)  # type: ignore[arg-type]
    shown = queries.referral_shown(town.city_clerk(), referral.id)
    assert "wagens" not in str(shown.shown) and shown.photo_ids == []


def test_a_partner_takes_it_on_and_is_done_and_then_sees_nothing_more(town: Town) -> None:
    partner = Tenant.objects.create(kind="partner", name="Afvalbedrijf", slug="afval", code="A1")
    clerk, made = town.city_clerk(), report(category="litter")
    referral = actions.refer(
        clerk, incident_id=made.incident_id, version=1, to_tenant_id=partner.id, fields=["category", "place", "photos"],
        legal_basis="overeenkomst 2026/3", reason="afval", until=TOMORROW,
    )  # fmt: skip
    worker = staff_actor(partner, "guard")
    with pytest.raises(Refused):
        actions.finish_referral(worker, referral_id=referral.id, result="Opgehaald.")
    actions.accept_referral(worker, referral_id=referral.id)
    assert queries.referral_shown(worker, referral.id).shown
    for other in (town.stranger(), town.dispatcher()):
        with pytest.raises(Missing):
            actions.finish_referral(other, referral_id=referral.id, result="Opgehaald.")
    actions.finish_referral(worker, referral_id=referral.id, result="Opgehaald.")
    with pytest.raises(Missing):
        queries.referral_shown(worker, referral.id)
    assert [one.ended_because for one in queries.referrals_sent(clerk)] == ["Opgehaald."]
    page = sign_in(Client(), make_staff(town.city, "prevention")).get(reverse("reports:referrals")).content.decode()
    assert "Afvalbedrijf" in page and "Opgehaald." in page
    assert queries.referrals_sent(town.stranger()) == []


def test_a_referral_that_is_over_shows_nothing_and_is_still_with_its_owner(town: Town) -> None:
    clerk, made, referral = referred(town)
    Referral.objects.filter(id=referral.id).update(until=timezone.now() - timedelta(minutes=1))
    police = town.dispatcher()
    with pytest.raises(Missing):
        queries.referral_shown(police, referral.id)
    with pytest.raises(Refused):
        actions.accept_referral(police, referral_id=referral.id)
    page = sign_in(Client(), make_staff(town.city, "prevention")).get(reverse("reports:referrals")).content.decode()
    assert "voorbij, nog bij jou" in page
    actions.revoke_referral(clerk, referral_id=referral.id, reason="termijn voorbij")
    assert Incident.objects.get(id=made.incident_id).state == "new"
