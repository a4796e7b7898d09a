"""The ladder of measures: in its order, with its signatures; the coordinator signs without seeing what the police wrote."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.audit.models import AuditRow
from nabij.networks.members import actions as members
from nabij.networks.models import Membership
from nabij.networks.year.facts import ladder
from nabij.networks.year.measures import actions, queries, rules
from nabij.networks.year.measures.models import Measure, MeasureStep, PolicePart
from nabij.networks.year.tests.conftest import Posted
from nabij.networks.year.tests.factories import REASONS, Street, make_street
from nabij.networks.year.tests.ladder import NUMBER, SECRET, begin, exclude, hear, open_case, reached, sign, to_police
from nabij.people.models import ContactPoint
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_person, sign_in
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.django_db


STEPS = st.lists(st.sampled_from(sorted(ladder())), max_size=6)


@given(st.sampled_from(["member", "coordinator"]), STEPS, st.booleans(), st.booleans())
def test_whatever_is_tried_the_ladder_keeps_its_order(
    subject: str, tried: list[str], is_offence: bool, skips: bool
) -> None:
    """A walk that takes every step that it may: what stands above another came after it, and nothing came twice."""
    done: list[str] = []
    for code in tried:
        if code in rules.next_steps(subject, done, is_offence=is_offence, skips_police=skips):
            done.append(code)
    order = [one.code for one in ladder().values() if subject in one.subject]
    assert done == sorted(set(done), key=order.index)
    last = order[-1]
    if last in done:
        assert "police" in done or (skips and not is_offence and "reprimand" in done)
    if "reprimand" in done:
        assert done[0] == "talk"
    if "police" in done and not is_offence:
        assert done[:2] == ["talk", "reprimand"]


@pytest.mark.parametrize("subject", ["member", "coordinator"])
def test_every_edge_and_every_missing_edge(subject: str) -> None:
    last = "exclusion" if subject == "member" else "removal"
    allowed = {
        (): ["talk"], ("talk",): ["reprimand"], ("talk", "reprimand"): ["police"], ("talk", "reprimand", "police"): [last],
        ("talk", "reprimand", "police", last): [],
    }  # fmt: skip
    for done, following in allowed.items():
        assert rules.next_steps(subject, done, is_offence=False) == following
    assert rules.next_steps(subject, (), is_offence=True) == ["talk", "police"]
    assert rules.next_steps(subject, ("police",), is_offence=True) == [last]


@given(st.permutations(["coordinator", "officer", "chief", "mayor"]))
def test_signatures_come_in_their_turn(order: list[str]) -> None:
    step, signed = ladder()["exclusion"], []
    for part in order * 3:
        try:
            rules.check_may_sign(step, "member", part, signed, heard=True)
        except Refused:
            continue
        signed.append(part)
    assert signed == ["coordinator", "officer", "chief"]
    with pytest.raises(Refused):
        rules.check_may_sign(step, "member", "coordinator", [], heard=False)


def test_a_member_climbs_the_whole_ladder(street: Street, posted: Posted) -> None:
    case = open_case(street, "coordinator")
    with pytest.raises(Refused):
        begin(street, case, "reprimand")
    begin(street, case, "talk", "coordinator")
    with pytest.raises(Refused):
        begin(street, case, "reprimand")
    with pytest.raises(Refused):
        sign(street, case, "officer")
    sign(street, case, "coordinator", "officer")
    with pytest.raises(Refused):
        begin(street, case, "police")
    with pytest.raises(Refused):
        begin(street, case, "reprimand", advice="")
    begin(street, case, "reprimand")
    sign(street, case, "chief")
    actions.mark_offence(street["officer"], measure_id=case)
    begin(street, case, "police")
    sign(street, case, "officer")
    assert reached(street) == 1
    begin(street, case, "exclusion")
    with pytest.raises(Refused):
        sign(street, case, "coordinator")
    hear(street, case)
    sign(street, case, "coordinator", "officer")
    assert reached(street) == 1, "without the countersignature of the chief nothing happens"
    sign(street, case, "chief")
    assert reached(street) == 0
    assert Membership.objects.get(id=street.membership.id).left_at
    for step in queries.untold():
        actions.tell_step(step, timezone.now())
    assert len(posted()) == 4 and queries.untold() == []
    assert all(REASONS not in one.text for one in posted())


def test_one_person_does_not_sign_in_two_parts(street: Street) -> None:
    both = street.accounts["officer"]
    from nabij.people.tests.factories import grant

    grant(both, street.zone, "chief")
    case = exclude_until_officer(street)
    with pytest.raises(Refused):
        actions.sign_step(actor_for(both), measure_id=case, part="chief")
    assert reached(street) == 1


def exclude_until_officer(street: Street) -> UUID:
    case = open_case(street)
    to_police(street, case)
    begin(street, case, "exclusion")
    hear(street, case)
    sign(street, case, "coordinator", "officer")
    return case


def test_an_offence_goes_straight_to_the_police_and_excludes_for_now(street: Street, posted: Posted) -> None:
    case = open_case(street, is_offence=True)
    begin(street, case, "police", provisional=True)
    sign(street, case, "officer")
    assert reached(street) == 0
    assert Membership.objects.get(id=street.membership.id).left_at is None
    point = ContactPoint.objects.get(person=street.member)
    with pytest.raises(Refused):
        members.choose_points(
            street.resident,
            network_id=street.network.id,
            person_id=street.member.id,
            contact_point_ids=[point.id],
            wanted=True,
        )
    actions.lift_exclusion(street["officer"], measure_id=case)
    assert reached(street) == 1
    assert posted()[-1].subject.startswith("Je mag weer meedoen")
    with pytest.raises(Refused):
        actions.lift_exclusion(street["officer"], measure_id=case)


def test_a_coordinator_cannot_call_it_an_offence(street: Street) -> None:
    case = open_case(street, "coordinator", is_offence=True)
    assert not Measure.objects.get(id=case).is_offence
    with pytest.raises(Missing):
        actions.mark_offence(street["coordinator"], measure_id=case)


def test_who_is_excluded_does_not_come_back_also_under_a_new_account(street: Street) -> None:
    exclude(street)
    values = {"network_id": street.network.id, "joined_by": "online"}
    with pytest.raises(Refused, match=r"letter|brief"):
        members.add_member(street.resident, person_id=street.member.id, **values)
    point = ContactPoint.objects.get(person=street.member)
    again = make_person()
    ContactPoint.objects.filter(id=point.id).update(person=again)
    from nabij.tenants.actor import system_actor

    with pytest.raises(Refused, match=r"letter|brief"):
        members.add_member(system_actor([street.zone.id]), person_id=again.id, **values)
    queries.in_force(street.network.id).update(until=timezone.now() - timedelta(1))
    assert members.add_member(system_actor([street.zone.id]), person_id=again.id, **values)


def test_the_last_step_may_follow_a_reprimand_only_where_the_zone_chose_so(street: Street) -> None:
    case = open_case(street)
    begin(street, case, "talk")
    sign(street, case, "coordinator", "officer")
    begin(street, case, "reprimand")
    sign(street, case, "chief")
    with pytest.raises(Refused):
        begin(street, case, "exclusion")
    street.zone.settings = {"networks": {"exclusion_skips_police": True, "exclusion_days": 100}}
    street.zone.save()
    begin(street, case, "exclusion")
    assert MeasureStep.objects.get(code="exclusion").until == timezone.localdate() + timedelta(100)


def test_the_coordinator_never_meets_what_the_police_wrote(street: Street) -> None:
    case = exclude_until_officer(street)
    for who in ("coordinator", "deputy"):
        seen = queries.case(street[who], case)
        assert seen.police_part
        told = json.dumps([asdict(step) | {"signed": []} for step in seen.steps], default=str)
        assert SECRET not in told and NUMBER not in told
        police = next(step for step in seen.steps if step.code == "police")
        assert police.reasons == police.advice == police.heard == ""
        with pytest.raises(Missing):
            queries.police_part(street[who], case)
    for model in (Measure, MeasureStep):
        assert SECRET not in _all_of(model) and NUMBER not in _all_of(model)
    assert queries.police_part(street["officer"].because("dossier"), case)["text"] == SECRET
    assert queries.police_part(street["chief"].because("dossier"), case)["number"] == NUMBER
    assert AuditRow.objects.filter(verb="consult", target="networks.police_part").count() == 2


def test_no_page_of_the_coordinator_holds_it(street: Street) -> None:
    case = exclude_until_officer(street)
    client, step = sign_in(Client(), street.accounts["coordinator"]), MeasureStep.objects.get(code="police")
    here = [street.network.id]
    answers = [
        client.get(reverse("networks:year", args=here)), client.get(reverse("networks:year_measures", args=here)),
        client.get(reverse("networks:year_measure", args=[*here, case])), client.get(reverse("networks:year_log", args=here)),
    ]  # fmt: skip
    assert [one.status_code for one in answers] == [200] * 4
    said = b"".join(one.content for one in answers)
    assert SECRET.encode() not in said and NUMBER.encode() not in said
    for method in (client.get, client.post):
        assert method(reverse("networks:year_police", args=[*here, case]), {"reason": "x"}).status_code == 404
    assert client.get(reverse("networks:year_letter", args=[*here, case, step.id])).status_code == 404
    officer = sign_in(Client(), street.accounts["officer"])
    page = officer.post(reverse("networks:year_police", args=[*here, case]), {"reason": "dossier"})
    assert SECRET in page.content.decode()


def _all_of(model: type[Model]) -> str:
    return str(list(model._default_manager.values()))


def test_who_deals_with_what(street: Street) -> None:
    about_member = open_case(street)
    about_lead = open_case(street, "chief", membership_id=None, ground_codes=["militia"])
    may = {
        who: [_sees(street, who, case) for case in (about_member, about_lead)]
        for who in ("officer", "chief", "coordinator", "deputy", "mayor", "prevention", "clerk")
    }
    assert may == {
        "officer": [True, True], "chief": [True, True], "coordinator": [True, False], "deputy": [True, False],
        "mayor": [False, True], "prevention": [False, False], "clerk": [False, False],
    }  # fmt: skip
    other = make_street()
    for who in ("officer", "chief", "mayor", "coordinator"):
        with pytest.raises(Missing):
            queries.case(other[who], about_member)


def _sees(street: Street, who: str, case: UUID) -> bool:
    try:
        return queries.case(street[who], case).measure.id == case
    except Missing:
        return False


def test_a_step_can_be_taken_back_before_its_last_signature(street: Street) -> None:
    case = open_case(street, is_offence=True)
    begin(street, case, "police", provisional=True)
    actions.withdraw_step(street["officer"], measure_id=case)
    assert not PolicePart.objects.exists() and not MeasureStep.objects.exists()
    actions.close_case(street["officer"], measure_id=case)
    assert Measure.objects.get().ended_at


def test_a_case_in_which_nothing_happens_closes_after_a_year(street: Street) -> None:
    case = open_case(street)
    begin(street, case, "talk")
    sign(street, case, "coordinator", "officer")
    assert queries.over(timezone.now()) == []
    later = timezone.now() + timedelta(days=366)
    assert queries.over(later) == [case]
    actions.close_over(case, later)
    assert queries.over(later) == []
