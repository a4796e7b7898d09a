"""Existing WhatsApp groups: registered, with a sealed manager, texts to share word for word, and a way over that is counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nabij.audit.models import AuditRow
from nabij.networks.channel import inviting, sharing
from nabij.networks.channel.actions import whatsapp
from nabij.networks.channel.actions.whatsapp import Described
from nabij.networks.channel.agreement import agreement, agreement_version
from nabij.networks.channel.models import WhatsAppGroup
from nabij.networks.channel.queries import whatsapp as queries
from nabij.networks.channel.sharing import Told
from nabij.networks.channel.tests.factories import Street, make_street
from nabij.networks.channel.to_do import to_do
from nabij.networks.house_rules import current_version
from nabij.networks.tests.factories import LAT, LON
from nabij.people.models import Account
from nabij.people.tests.factories import (
    make_contact_point,
    make_resident,
    make_staff,
    make_tenant,
    sign_in,
    staff_actor,
)
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id
from nabij.tenants.models import TenantKind

pytestmark = pytest.mark.django_db
KNOWN = Described(
    "Molenwijk waakt", "Molenwijk", 120, "Piet Pauwels", "0470 98 76 54", date(2026, 11, 2), date(2026, 11, 2)
)


@pytest.fixture
def street() -> Street:
    return make_street()


def register(street: Street, described: Described = KNOWN) -> WhatsAppGroup:
    return whatsapp.register_group(street.leading, network_id=street.network.id, described=described)


def test_a_group_is_registered_with_a_sealed_manager(street: Street) -> None:
    row = register(street)
    assert (row.agreement, row.size) == (agreement_version(), 120)
    assert b"Pauwels" not in bytes(row.manager or b"") and b"9876" not in bytes(row.manager_contact or b"")
    known = queries.manager_of(street.policing.because("jaarlijks gesprek"), street.network.id, row.id)
    assert (known.name, known.contact) == ("Piet Pauwels", "0470 98 76 54")
    assert AuditRow.objects.filter(verb="consult", target="networks.whatsapp", reason="jaarlijks gesprek").exists()
    with pytest.raises(Refused):
        register(street, Described(" "))


def test_who_may_not_manage_sees_counts_at_most(street: Street) -> None:
    row = register(street)
    city = make_tenant(TenantKind.MUNICIPALITY, street.network.tenant)
    type(street.network).objects.filter(id=street.network.id).update(municipality_id=city.id)
    prevention, dispatcher = staff_actor(city, "prevention"), staff_actor(street.network.tenant, "dispatcher")
    for actor in (prevention, dispatcher):
        assert [one.id for one in queries.whatsapp_groups(actor, street.network.id)] == [row.id]
        with pytest.raises(Missing):
            queries.manager_of(actor, street.network.id, row.id)
        with pytest.raises(Missing):
            whatsapp.change_group(actor, network_id=street.network.id, group_id=row.id, described=KNOWN)
    with pytest.raises(Missing):
        queries.whatsapp_groups(street.an.actor, street.network.id)
    with pytest.raises(Missing):
        queries.whatsapp_group(staff_actor(make_tenant(), "chief", "mandated_officer"), street.network.id, row.id)


def test_the_page_shows_the_manager_only_with_a_reason(street: Street) -> None:
    row = register(street)
    client, path = sign_in(Client(), street.officer), reverse("networks:whatsapp", args=[street.network.id])
    assert "Pauwels" not in client.get(path).content.decode()
    refused = client.post(path, {"deed": "manager", "group": str(row.id), "why": " "})
    assert refused.status_code == 422 and "Pauwels" not in refused.content.decode()
    told = client.post(path, {"deed": "manager", "group": str(row.id), "why": "jaarlijks gesprek"})
    assert "Piet Pauwels" in told.content.decode()


def test_what_is_left_empty_stays_known(street: Street) -> None:
    row = register(street)
    whatsapp.change_group(
        street.leading, network_id=street.network.id, group_id=row.id, described=Described("Molenwijk", size=90)
    )
    known = queries.manager_of(street.leading, street.network.id, row.id)
    row.refresh_from_db()
    assert (known.name, row.size, row.agreement) == ("Piet Pauwels", 90, agreement_version())


def test_the_invitation_counts_who_comes_and_who_joins(street: Street) -> None:
    row = register(street)
    person = make_resident("Nele Nieuw")
    point = make_contact_point(person, "email")
    client = sign_in(Client(), Account.objects.get(id=person.account_id))
    assert (
        client.get(reverse("networks:came_by", args=[row.code]))
        .headers["Location"]
        .endswith(f"/buurt/{street.network.id}/")
    )
    given = {
        "address": "", "lon": LON, "lat": LAT, "accepts": "on", "is_adult": "on", "points": [str(point.id)],
        "house_rules": current_version(),
    }  # fmt: skip
    client.post(reverse("networks:join", args=[street.network.id]), given)
    client.post(reverse("networks:join", args=[street.network.id]), given)
    row.refresh_from_db()
    assert (row.came, row.joined) == (1, 1)
    assert Client().get(reverse("networks:came_by", args=["zzzzzzzz"])).status_code == 404


def test_the_letter_is_a_pdf_with_the_way_in(street: Street) -> None:
    row = register(street)
    client = sign_in(Client(), make_staff(street.network.tenant, "dispatcher"))
    answer = client.get(reverse("networks:whatsapp_letter", args=[street.network.id, row.id]))
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    assert row.code in inviting.invitation_text(row, "nl") and "101" in inviting.invitation_text(row, "nl")


def test_a_text_to_share_is_the_approved_one_with_a_way_to_check_it(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Told(new_id(), "feedback", timezone.now(), {"nl": "De dader is gevat. Dank voor je hulp."})
    monkeypatch.setattr(sharing, "_sources", {"test": lambda network, since: [told]})
    [one] = sharing.texts_to_share(street.network, timezone.now(), "nl")
    assert one.text.startswith("De dader is gevat. Dank voor je hulp.\n") and "101" in one.text
    link = urlsplit(one.link)
    assert (link.scheme, link.netloc) == ("https", "wa.me") and parse_qs(link.query)["text"] == [one.text]


def test_a_silent_group_is_on_the_list(street: Street) -> None:
    register(street)
    now = timezone.now()
    assert list(to_do([street.network.id], now)) == []
    [todo] = to_do([street.network.id], now + timedelta(days=400))
    assert "WhatsApp" in todo.what


def test_the_agreement_leaves_out_what_belgian_rules_forbid() -> None:
    for language in ("nl", "en", "fr", "de"):
        rules: Any = agreement(language)
        assert len(rules) >= 6 and "101" in rules[0]
    assert not any("spreek de persoon aan" in rule.lower() for rule in agreement("nl"))
