"""Who belongs to a target group: noted by staff of a tenant, with a basis, for that tenant only."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from nabij.people import actions, queries, vault
from nabij.people.models import ContactPoint, GroupLabel, Person
from nabij.people.target_groups import Fault, Row, groups, read_list
from nabij.people.tests.factories import (
    make_contact_point,
    make_person,
    make_resident,
    make_staff,
    make_tenant,
    mobile_number,
    sign_in,
    staff_actor,
)
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db
HEAD = "naam;doelgroep;grond;toelichting;gsm;telefoon;e-mail;adres;taal\n"


def label(actor: Any, tenant: Any, **changes: Any) -> GroupLabel:
    given = {"code": "school", "basis": "task", "name": "De Regenboog", "ways": {"sms": mobile_number()}}
    return actions.label_one(actor, tenant_id=tenant.id, **(given | changes))


def reached(tenant: Any, code: str = "school") -> set[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select contact_point_id from people_grouped join people_reachable using (contact_point_id)"
            " where tenant_id = %s and code = %s",
            [tenant.id, code],
        )
        return {row[0] for row in cursor.fetchall()}


def test_somebody_new_and_somebody_known() -> None:
    tenant = make_tenant()
    actor = staff_actor(tenant, "prevention")
    first = label(actor, tenant)
    known = make_contact_point(make_person(), "email")
    second = label(actor, tenant, ways={"email": queries.value_of(known)})
    assert second.person_id == known.person_id
    points = set(ContactPoint.objects.filter(person_id=first.person_id).values_list("id", flat=True))
    assert reached(tenant) == points | {known.id}
    assert [one.name for one in queries.labelled(actor, tenant.id, "school")] == ["", "De Regenboog"]
    assert queries.group_counts(tenant.id) == {"school": 2}


def test_a_label_is_of_one_tenant() -> None:
    tenant, other = make_tenant(), make_tenant()
    made = label(staff_actor(tenant, "prevention"), tenant)
    stranger = staff_actor(other, "prevention")
    assert reached(other) == set()
    for deed in (
        lambda: label(stranger, tenant),
        lambda: actions.end_label(stranger, label_id=made.id),
        lambda: actions.end_label(stranger, label_id=new_id()),
        lambda: queries.labelled(stranger, tenant.id, "school"),
        lambda: actions.import_labels(stranger, tenant_id=tenant.id, content=HEAD.encode()),
        lambda: label(staff_actor(tenant, "dispatcher"), tenant),
        lambda: label(PUBLIC, tenant),
    ):
        with pytest.raises(Missing):
            deed()
    assert GroupLabel.objects.filter(ended_at__isnull=True).count() == 1


def test_it_ends_and_may_start_again() -> None:
    tenant = make_tenant()
    actor = staff_actor(tenant, "prevention")
    number = mobile_number()
    first = label(actor, tenant, ways={"sms": number})
    assert label(actor, tenant, ways={"sms": number}).id == first.id
    actions.end_label(actor, label_id=first.id)
    assert reached(tenant) == set()
    with pytest.raises(Missing):
        actions.end_label(actor, label_id=first.id)
    assert label(actor, tenant, ways={"sms": number}).id != first.id
    assert reached(tenant)


@pytest.mark.parametrize(
    "changes",
    [{"basis": "because"}, {"ways": {}}, {"ways": {"sms": "12"}}, {"ways": {"email": "no"}}, {"address": "Nergens 1"}],
    ids=str,
)
def test_what_cannot_be_noted_leaves_nobody_behind(changes: dict[str, Any]) -> None:
    tenant = make_tenant()
    with pytest.raises(Refused):
        label(staff_actor(tenant, "prevention"), tenant, **changes)
    assert not Person.objects.exists()


def test_numbers_of_two_people_are_no_one() -> None:
    tenant = make_tenant()
    one, two = make_contact_point(make_person(), "sms"), make_contact_point(make_person(), "email")
    with pytest.raises(Refused):
        label(
            staff_actor(tenant, "prevention"), tenant,
            ways={"sms": queries.value_of(one), "email": queries.value_of(two)},
        )  # fmt: skip


def test_a_list_says_what_is_wrong_with_each_line_and_takes_the_others() -> None:
    tenant = make_tenant()
    actor = staff_actor(tenant, "prevention")
    known = make_contact_point(make_person(), "sms")
    lines = [
        "Apotheek Peeters;Apothekers;taak;;;;peeters@example.org;;nl;",
        "",
        ";school;taak;;0470 00 00 01;;;;",
        "Zonder groep;dansers;taak;;0470 00 00 01;;;;",
        "Zonder grond;school;zomaar;;0470 00 00 01;;;;",
        "Zonder nummer;school;taak;;;;;;",
        "Fout nummer;school;taak;;12;;;;",
        f"Gekend;school;toestemming;;{queries.value_of(known)};;;;",
        "Apotheek Peeters;pharmacy;taak;;;;PEETERS@example.org;;",
    ]
    found = actions.import_labels(actor, tenant_id=tenant.id, content=(HEAD + "\n".join(lines)).encode())
    assert (found.made, found.labelled, found.unchanged) == (1, 1, 1)
    assert [fault.line for fault in found.faults] == [4, 5, 6, 7, 8]
    assert len({fault.sentence for fault in found.faults}) == 5
    again = actions.import_labels(actor, tenant_id=tenant.id, content=(HEAD + "\n".join(lines)).encode())
    assert (again.made, again.labelled, again.unchanged) == (0, 0, 3)


@pytest.mark.parametrize("content", [b"", b"naam;gsm\nAn;0470", b"\xff\xfe\x00", b"\n\n"])
def test_what_is_no_such_list(content: bytes) -> None:
    tenant = make_tenant()
    with pytest.raises(Refused):
        actions.import_labels(staff_actor(tenant, "prevention"), tenant_id=tenant.id, content=content)


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda said: (HEAD + said).encode("utf-8", "replace")))
def test_any_file_is_read_or_refused(content: bytes) -> None:
    try:
        found = list(read_list(content))
    except Refused:
        return
    assert all(isinstance(one, (Row, Fault)) for one in found)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_as_spreadsheets_write_it(separator: str, encoding: str) -> None:
    said = separator.join(["Crèche Zoë", "Kinderopvang", "gerechtvaardigd belang", "a@example.org"])
    head = separator.join(["Naam", "Doelgroep", "Grond", "E-mail"])
    (row,) = read_list(f"{head}\r\n{said}\r\n".encode(encoding))
    assert row == Row(2, "Crèche Zoë", "creche", "interest", "", {"email": "a@example.org"}, "", "nl")


def test_every_group_has_its_names() -> None:
    assert all({"nl", "en", "fr", "de"} <= set(one.names) for one in groups().values())


def test_a_person_sees_and_takes_along_their_groups() -> None:
    tenant = make_tenant()
    resident = make_resident()
    point = make_contact_point(resident, "sms")
    label(staff_actor(tenant, "prevention"), tenant, ways={"sms": queries.value_of(point)}, note="Directie")
    mine = queries.actor_for(resident.account)  # type: ignore[arg-type]
    (kept,) = actions.export_person(mine, person_id=resident.id)["groups"]
    assert (kept["of"], kept["group"], kept["note"]) == (tenant.name, "school", "Directie")
    actions.erase_person(mine, person_id=resident.id)
    assert not GroupLabel.objects.exists()


def test_the_page_notes_one_reads_a_list_and_ends() -> None:
    tenant = make_tenant()
    client = sign_in(Client(), make_staff(tenant, "prevention"))
    url = reverse("people:groups")
    typed = {"code": "school", "name": "De Regenboog", "email": "school@example.org", "basis": "task"}
    assert client.post(url, typed).status_code == 302
    assert "De Regenboog" in client.get(url, {"groep": "school"}).content.decode()
    assert client.post(url, typed | {"email": "geen"}).status_code == 422
    assert client.post(url, {}).status_code == 422
    upload = SimpleUploadedFile("lijst.csv", (HEAD + "Zonder;school;taak;;;;;;").encode())
    page = client.post(reverse("people:import_labels"), {"file": upload}).content.decode()
    assert "telefoonnummer of e-mailadres" in page
    assert client.post(reverse("people:import_labels"), {}).status_code == 422
    label_id = GroupLabel.objects.get().id
    assert client.post(reverse("people:end_label", args=[label_id])).status_code == 302
    assert "De Regenboog" not in client.get(url, {"groep": "school"}).content.decode()
    assert client.get(url, {"groep": "dansers"}).status_code == 404
    assert client.get(url, {"tenant": str(make_tenant().id)}).status_code == 404


def test_what_is_sealed_stays_sealed() -> None:
    tenant = make_tenant()
    made = label(staff_actor(tenant, "prevention"), tenant, ways={"email": "directie@example.org"})
    point = ContactPoint.objects.get(person_id=made.person_id)
    assert b"directie" not in bytes(point.value) + bytes(point.lookup)
    assert vault.open_value("name", made.person_id, bytes(made.person.name)) == "De Regenboog"  # type: ignore[arg-type]
