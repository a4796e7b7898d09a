"""A neighbour writes: what waits, what goes straight, what is stopped, and what the police alone hear."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from nabij.audit.models import AuditRow
from nabij.networks.channel.actions import choosing, moderating, police, writing
from nabij.networks.channel.actions.writing import SHELF, Stopped
from nabij.networks.channel.models import Objection, Post, PostState, Reply
from nabij.networks.channel.queries import posts
from nabij.networks.channel.queries.neighbours import names_for, neighbour
from nabij.networks.channel.rules import MOST_A_DAY
from nabij.networks.channel.tests.factories import (
    PRACTICAL,
    SUSPICIOUS,
    Street,
    make_neighbour,
    make_photo,
    make_post,
    make_street,
)
from nabij.networks.members import actions as members
from nabij.networks.models import NetworkState
from nabij.people.actions import erase_person
from nabij.reports import pictures
from nabij.reports.models import Report
from nabij.reports.tests.factories import HERE, make_town
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing, Refused, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def street() -> Street:
    return make_street()


def test_a_practical_message_waits_until_the_coordinator_shows_it(street: Street) -> None:
    post = make_post(street.an)
    assert post.state == PostState.WAITING and post.due_at is not None
    assert abs(post.due_at - post.at - timedelta(hours=24)) < timedelta(seconds=5)
    assert posts.posts(street.bo.actor, street.network.id) == []
    moderating.decide_post(street.leading, post_id=post.id, deed="approve")
    [shown] = posts.posts(street.bo.actor, street.network.id)
    assert (shown.text, shown.shown_as, shown.is_mine) == (PRACTICAL, "An", False)


def test_a_stopped_text_is_kept_nowhere(street: Street) -> None:
    before = AuditRow.objects.count()
    with pytest.raises(Stopped) as stopped:
        make_post(street.an, SUSPICIOUS)
    assert stopped.value.to_police
    assert Post.objects.count() == 0 and AuditRow.objects.count() == before


def test_what_is_suspicious_goes_to_the_police_only() -> None:
    make_town()
    street = make_street()
    recorded = police.tell_police(street.an.actor, network_id=street.network.id, text=SUSPICIOUS, place=HERE)
    report = Report.objects.get(id=recorded.report_id)
    assert report.reporter_person == street.an.person.id and report.contact_kind
    assert Post.objects.count() == 0
    assert not AuditRow.objects.filter(target="networks.network", actor_id=street.an.account.id).exists()
    assert posts.waiting(street.leading, street.network.id).posts == []


def test_the_police_may_not_call_who_did_not_tick_it() -> None:
    make_town()
    street = make_street()
    recorded = police.tell_police(
        street.an.actor, network_id=street.network.id, text=SUSPICIOUS, place=HERE, may_contact=False
    )
    assert Report.objects.get(id=recorded.report_id).contact_value is None


def test_a_trusted_member_goes_straight_unless_somebody_has_to_look(street: Street) -> None:
    moderating.trust_writer(street.leading, post_id=make_post(street.an).id)
    assert make_post(street.an, "De vuilniswagen komt een dag later.").state == PostState.SHOWN
    assert make_post(street.an, "De sleutel ligt bij Jan Peeters.").state == PostState.WAITING
    with_photo = make_post(street.an, "Deze kat is weg.", photo=make_photo(), only_things=True)
    assert with_photo.state == PostState.WAITING
    moderating.end_trust(street.leading, network_id=street.network.id, membership_id=street.an.membership.id)
    assert make_post(street.an, "Het park is morgen dicht.").state == PostState.WAITING


def test_trust_ends_with_the_membership(street: Street) -> None:
    moderating.trust_writer(street.leading, post_id=make_post(street.an).id)
    members.leave(street.an.actor, network_id=street.network.id, person_id=street.an.person.id)
    members.add_member(
        system_actor([street.network.tenant_id]),
        network_id=street.network.id,
        person_id=street.an.person.id,
        joined_by="online",
    )
    assert make_post(street.an, "Het park is morgen dicht.").state == PostState.WAITING


def test_only_the_coordinator_names_who_is_trusted(street: Street) -> None:
    post = make_post(street.an)
    with pytest.raises(Missing):
        moderating.trust_writer(street.policing, post_id=post.id)


def test_a_photo_is_shown_only_after_somebody_looked(street: Street) -> None:
    with pytest.raises(Refused):
        make_post(street.an, photo=make_photo())
    post = make_post(street.an, photo=make_photo(), only_things=True)
    with pytest.raises(Refused):
        moderating.decide_post(street.leading, post_id=post.id, deed="approve")
    with pytest.raises(Missing):
        posts.photo_of(street.bo.actor, post.id)
    moderating.decide_post(street.leading, post_id=post.id, deed="approve", photo_looked=True)
    assert pictures.path_of(posts.photo_of(street.bo.actor, post.id), SHELF).is_file()


def test_a_photo_that_was_left_out_is_gone(street: Street) -> None:
    post = make_post(street.an, photo=make_photo(), only_things=True)
    [kept] = pictures.all_files(SHELF)
    moderating.decide_post(street.leading, post_id=post.id, deed="approve", photo_out=True)
    with pytest.raises(Missing):
        posts.photo_of(street.bo.actor, post.id)
    assert choosing.sweep_photos(kept.stat().st_mtime + 7200) == 1 and not kept.exists()


def test_the_sweep_leaves_photos_of_messages_and_of_reports_alone(street: Street) -> None:
    make_post(street.an, photo=make_photo(), only_things=True)
    [kept] = pictures.all_files(SHELF)
    other = pictures.keep(pictures.redraw(make_photo()))
    assert choosing.sweep_photos(kept.stat().st_mtime + 7200) == 0
    assert kept.exists() and pictures.path_of(other.file).exists()


def test_a_returned_message_is_changed_and_waits_again(street: Street) -> None:
    post = make_post(street.an, "Er is iets aan de brug.")
    moderating.decide_post(street.leading, post_id=post.id, deed="return", reason="unclear")
    with pytest.raises(Missing):
        writing.edit_post(street.bo.actor, post_id=post.id, text="Ik ben An niet.")
    edited = writing.edit_post(street.an.actor, post_id=post.id, text="De brug is morgen dicht van 9 tot 12 uur.")
    assert edited.state == PostState.WAITING
    with pytest.raises(Stale):
        writing.edit_post(street.an.actor, post_id=post.id, text="Nog eens.")


def test_the_writer_takes_a_message_back_with_its_replies(street: Street) -> None:
    post = make_post(street.an)
    moderating.decide_post(street.leading, post_id=post.id, deed="approve")
    writing.reply(street.bo.actor, post_id=post.id, text="Die is van ons!")
    writing.withdraw_post(street.an.actor, post_id=post.id)
    assert posts.posts(street.bo.actor, street.network.id) == []
    assert set(Post.objects.values_list("text")) | set(Reply.objects.values_list("text")) == {("",)}


def test_a_reply_is_checked_and_waits(street: Street) -> None:
    post = make_post(street.an)
    moderating.decide_post(street.leading, post_id=post.id, deed="approve")
    with pytest.raises(Stopped):
        writing.reply(street.bo.actor, post_id=post.id, text="Bel me op 0470 12 34 56")
    reply = writing.reply(street.bo.actor, post_id=post.id, text="Die is van ons!")
    assert posts.talk(street.an.actor, post.id).replies == []
    moderating.decide_reply(street.leading, reply_id=reply.id, approve=True)
    assert [one.text for one in posts.talk(street.an.actor, post.id).replies] == ["Die is van ons!"]
    with pytest.raises(Stale):
        moderating.decide_reply(street.leading, reply_id=reply.id, approve=False)


def test_a_network_may_take_no_replies(street: Street) -> None:
    post = make_post(street.an)
    moderating.decide_post(street.leading, post_id=post.id, deed="approve")
    moderating.set_replies(street.leading, network_id=street.network.id, replies=False)
    with pytest.raises(Refused):
        writing.reply(street.bo.actor, post_id=post.id, text="Die is van ons!")


def test_enough_neighbours_hide_a_message_until_somebody_looked(street: Street) -> None:
    post = make_post(street.an)
    moderating.decide_post(street.leading, post_id=post.id, deed="approve")
    others = [street.bo, make_neighbour(street.network, "Dirk Dils"), make_neighbour(street.network, "Els Ost")]
    for one in (others[0], *others):
        writing.object_to(one.actor, post_id=post.id)
    post.refresh_from_db()
    assert (post.state, post.objections) == (PostState.HIDDEN, 3)
    assert posts.posts(street.coordinator.actor, street.network.id) == []
    moderating.decide_post(street.leading, post_id=post.id, deed="approve")
    assert len(posts.posts(street.bo.actor, street.network.id)) == 1 and Objection.objects.count() == 0


def test_a_message_is_gone_after_its_days(street: Street) -> None:
    post = make_post(street.an)
    moderating.decide_post(street.leading, post_id=post.id, deed="approve")
    Post.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert posts.posts(street.bo.actor, street.network.id) == []
    with pytest.raises(Missing):
        posts.talk(street.bo.actor, post.id)


def test_nobody_floods_the_street(street: Street) -> None:
    for number in range(MOST_A_DAY):
        make_post(street.an, f"Het park is dicht, dag {number}.")
    with pytest.raises(Refused):
        make_post(street.an, "Nog een bericht.")


@pytest.mark.parametrize("state", [NetworkState.RESTING, NetworkState.STOPPED])
def test_nobody_writes_in_a_network_that_rests(street: Street, state: str) -> None:
    type(street.network).objects.filter(id=street.network.id).update(state=state)
    with pytest.raises(Refused):
        make_post(street.an)


def test_a_member_is_called_by_a_first_name_or_as_they_chose(street: Street) -> None:
    names = names_for(neighbour(street.an.actor, street.network.id))
    assert names[0] == "An" and not any("Peeters" in name for name in names)
    choosing.choose(street.an.actor, network_id=street.network.id, digest="weekly", shown_as=names[-1])
    assert make_post(street.an).shown_as == names[-1]
    assert make_post(street.an, "De brug is dicht.", shown_as="De baas van de straat").shown_as == names[-1]


def test_who_is_erased_leaves_no_trace_in_what_is_shown(street: Street) -> None:
    shown, waiting = make_post(street.an), make_post(street.an, "De brug is dicht.")
    moderating.decide_post(street.leading, post_id=shown.id, deed="approve")
    erase_person(street.an.actor, person_id=street.an.person.id)
    shown.refresh_from_db()
    waiting.refresh_from_db()
    assert (shown.author, shown.author_key, shown.shown_as, shown.text) == (None, None, "", PRACTICAL)
    assert (waiting.state, waiting.text, waiting.author) == (PostState.WITHDRAWN, "", None)
