"""Who decides, until when, and what the writer hears."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.networks.channel import rules, tasks
from nabij.networks.channel.actions import moderating, passing_on, police
from nabij.networks.channel.models import Post, PostState
from nabij.networks.channel.queries import figures_of, posts
from nabij.networks.channel.tests.factories import SUSPICIOUS, Street, make_neighbour, make_post, make_street
from nabij.networks.channel.to_do import to_do
from nabij.networks.models import MandateRole, NetworkState
from nabij.networks.tests.factories import make_network, mandate
from nabij.people.queries import actor_for
from nabij.people.tests import letterbox
from nabij.people.tests.factories import make_staff
from nabij.reports.models import Report
from nabij.reports.tests.factories import make_town
from nabij.tenants.errors import Missing, Refused, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[letterbox.Letter]:
    letterbox.letters.clear()
    monkeypatch.setattr(tasks, "send_single", letterbox.take)
    return letterbox.letters


@given(st.sampled_from([*rules.DEEDS, "nonsense"]), st.sampled_from(list(PostState)))
def test_a_deed_leads_somewhere_or_is_refused(deed: str, state: PostState) -> None:
    may = deed in rules.DEEDS and state in rules.FROM[deed]  # type: ignore[index]
    if may:
        assert rules.state_after(deed, state) == rules.DEEDS[deed]  # type: ignore[index]
        return
    with pytest.raises(Refused):
        rules.state_after(deed, state)


@pytest.mark.parametrize("deed", ["return", "refuse"])
def test_the_writer_hears_why(street: Street, deed: str, letters: list[letterbox.Letter]) -> None:
    post = make_post(street.an)
    with pytest.raises(Refused):
        moderating.decide_post(street.leading, post_id=post.id, deed=deed)
    moderating.decide_post(
        street.leading, post_id=post.id, deed=deed, reason="trade", remark="Zet het op de buurtwebsite."
    )
    tasks.tell_writer(str(post.id))
    [letter] = letters
    assert letter.kind == "email" and "reclame" in letter.text.lower() and "buurtwebsite" in letter.text


def test_a_remark_is_held_to_the_same_rules(street: Street) -> None:
    with pytest.raises(Refused):
        moderating.decide_post(
            street.leading,
            post_id=make_post(street.an).id,
            deed="refuse",
            reason="trade",
            remark="Bel Jan op 0470 12 34 56",
        )


def test_of_two_who_decide_the_first_counts(street: Street) -> None:
    post = make_post(street.an)
    moderating.decide_post(street.leading, post_id=post.id, deed="approve")
    with pytest.raises(Stale):
        moderating.decide_post(street.policing, post_id=post.id, deed="approve")


def test_what_should_have_been_a_call_becomes_a_report_when_the_writer_agrees(letters: list[letterbox.Letter]) -> None:
    make_town()
    street = make_street()
    post = make_post(street.an, "Er brandt licht in het lege huis op de hoek.")
    moderating.decide_post(street.leading, post_id=post.id, deed="call")
    tasks.tell_writer(str(post.id))
    assert "101" in letters[0].text and letters[0].subject == "Bel hiervoor de volgende keer 101"
    assert posts.posts(street.bo.actor, street.network.id) == []
    with pytest.raises(Missing):
        police.answer_call(street.bo.actor, post_id=post.id, agrees=True)
    recorded = police.answer_call(street.an.actor, post_id=post.id, agrees=True)
    assert recorded is not None
    report = Report.objects.get(id=recorded.report_id)
    assert (report.text, report.reporter_person) == (
        "Er brandt licht in het lege huis op de hoek.",
        street.an.person.id,
    )
    post.refresh_from_db()
    assert (post.state, post.text, post.author, post.author_key, post.shown_as) == (
        PostState.REPORTED,
        "",
        None,
        None,
        "",
    )


def test_who_does_not_agree_has_nothing_kept(street: Street) -> None:
    post = make_post(street.an)
    moderating.decide_post(street.leading, post_id=post.id, deed="call")
    assert police.answer_call(street.an.actor, post_id=post.id, agrees=False) is None
    post.refresh_from_db()
    assert (post.state, post.text, post.author) == (PostState.CALL, "", None)
    assert Report.objects.count() == 0


def test_what_waits_is_reminded_and_then_the_officers_never_lost(
    street: Street, letters: list[letterbox.Letter]
) -> None:
    make_post(street.an)
    now = timezone.now()
    assert passing_on.remind_and_pass_on(now) == []
    [nudge] = passing_on.remind_and_pass_on(now + timedelta(hours=13))
    assert (nudge.account_ids, nudge.last) == ([street.coordinator.account.id], False)
    assert passing_on.remind_and_pass_on(now + timedelta(hours=14)) == []
    assert [one.owner for one in to_do([street.network.id], now)] == ["coordinator"]
    [nudge] = passing_on.remind_and_pass_on(now + timedelta(hours=25))
    assert (nudge.account_ids, nudge.last) == ([street.officer.id], True)
    assert passing_on.remind_and_pass_on(now + timedelta(hours=26)) == []
    [todo] = to_do([street.network.id], now + timedelta(hours=26))
    assert todo.owner == "officer" and todo.is_late(now + timedelta(hours=26))
    assert len(posts.waiting(street.leading, street.network.id).posts) == 1, "the coordinator may still decide"


def test_the_reminder_reaches_the_coordinator_by_mail(street: Street, letters: list[letterbox.Letter]) -> None:
    post = make_post(street.an)
    Post.objects.update(at=post.at - timedelta(hours=13))
    tasks.pass_on_posts(0)
    [letter] = letters
    assert "BIN Kerkveld" in letter.text and post.text not in letter.text


def test_the_zone_chooses_the_term(street: Street) -> None:
    tenant = street.network.tenant
    tenant.settings = {"networks": {"moderation_hours": 2, "objections_hide": 1}}
    tenant.save()
    post = make_post(street.an)
    assert post.due_at is not None and post.due_at - post.at < timedelta(hours=2, minutes=1)


def test_a_moderator_of_another_network_finds_nothing(street: Street) -> None:
    other = make_network(street.network.tenant)
    stranger = make_neighbour(other, "Vera Vreemd")
    mandate(other, MandateRole.COORDINATOR, stranger.account.id)
    staff = actor_for(make_staff(street.network.tenant, "wijkagent", "chief", "prevention"))
    post = make_post(street.an)
    for actor in (stranger.actor, staff, street.bo.actor):
        with pytest.raises(Missing):
            moderating.decide_post(actor, post_id=post.id, deed="approve")
        with pytest.raises(Missing):
            posts.waiting(actor, street.network.id)


def test_deputies_decide_too(street: Street) -> None:
    mandate(street.network, MandateRole.COORDINATOR, street.bo.account.id, deputy=True)
    assert (
        moderating.decide_post(street.bo.actor, post_id=make_post(street.an).id, deed="approve").state
        == PostState.SHOWN
    )


def test_the_numbers_of_a_year_name_nobody() -> None:
    make_town()
    street = make_street()
    for deed, reason in (("approve", ""), ("refuse", "trade"), ("call", ""), ("call", "")):
        moderating.decide_post(
            street.leading, post_id=make_post(street.an, f"Bericht {deed}.").id, deed=deed, reason=reason
        )
    police.answer_call(street.an.actor, post_id=Post.objects.filter(state="call").first().id, agrees=True)  # type: ignore[union-attr]
    police.tell_police(street.bo.actor, network_id=street.network.id, text=SUSPICIOUS, place=None)
    now = timezone.now()
    other = make_network(street.network.tenant, state=NetworkState.RESTING)
    found = figures_of([street.network.id, other.id], now - timedelta(days=1), now)
    mine = found[street.network.id]
    assert (mine.posts, mine.shown, mine.refused, mine.should_have_been_calls, mine.turned_into_reports) == (
        4,
        1,
        1,
        2,
        1,
    )
    assert mine.hours is not None and mine.hours < 1 and found[other.id].posts == 0
