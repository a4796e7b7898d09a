"""Templates as data of the zone: versions, the second reader, and the product's texts that never overwrite a city's own."""

from __future__ import annotations

import dataclasses

import pytest

from nabij.alerts import actions
from nabij.alerts.digest import Text
from nabij.alerts.models import Alert, AlertTemplate, AlertTemplateVersion
from nabij.alerts.prefilling import prefilled
from nabij.alerts.tests.factories import Zone, make_incident, make_zone, neighbour_of
from nabij.alerts.wording import actions as wording_actions
from nabij.alerts.wording import queries
from nabij.alerts.wording.actions import (
    archive_template,
    duplicate_template,
    edit_template,
    make_template,
    restore_template,
    review_template,
    seed_templates,
)
from nabij.alerts.wording.fields import fields_for
from nabij.alerts.wording.shipped import Shipped, Wording, shipped
from nabij.audit.models import AuditRow
from nabij.tenants.errors import Missing, Refused, Stale

pytestmark = pytest.mark.django_db


def wording(body: str = "Inbraak {straat}, {tijd}. Sluit ramen en deuren. Bel 101.", **changes: object) -> Wording:
    texts = {"nl": Text("Inbraak", body)}
    values: dict[str, object] = {
        "texts": texts,
        "fields": tuple(fields_for(texts)),
        "categories": ("burglary",),
        "ground": "threat",
    }
    return Wording(**(values | changes))  # type: ignore[arg-type]


def made(zone: Zone, **changes: object) -> AlertTemplate:
    return make_template(
        zone.writing, tenant_id=zone.tenant.id, kind_code="urgent", name="Inbraak hier", wording=wording(**changes)
    )  # type: ignore[arg-type]


def review(zone: Zone, found: AlertTemplate) -> AlertTemplate:
    newest = queries.newest(queries.template(zone.approving, found.id))
    return review_template(zone.approving, template_id=found.id, number=newest.number, digest=newest.digest)


def offered(zone: Zone, code: str) -> queries.Ready | None:
    return next((one for one in queries.ready(zone.tenant.id) if one.code == code), None)


def test_before_a_zone_was_seeded_the_product_speaks() -> None:
    zone = make_zone()
    assert {one.code for one in queries.ready(zone.tenant.id)} == {one.code for one in shipped()}


def test_seeding_twice_is_seeding_once() -> None:
    zone = make_zone()
    assert seed_templates(zone.system, tenant_id=zone.tenant.id) == len(shipped())
    assert seed_templates(zone.system, tenant_id=zone.tenant.id) == 0
    assert all(one.reviewed and not one.own for one in queries.ready(zone.tenant.id))
    with pytest.raises(Missing):
        seed_templates(zone.approving, tenant_id=zone.tenant.id)


def changed_product(monkeypatch: pytest.MonkeyPatch, code: str) -> Shipped:
    newer = next(one for one in shipped() if one.code == code)
    texts = {language: Text(text.subject, f"{text.body} 2") for language, text in newer.wording.texts.items()}
    newer = dataclasses.replace(newer, wording=dataclasses.replace(newer.wording, texts=texts))
    monkeypatch.setattr(wording_actions, "shipped", lambda: (newer,))
    return newer


def test_a_newer_text_of_the_product_reaches_a_zone_that_left_it_as_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    zone = make_zone()
    seed_templates(zone.system, tenant_id=zone.tenant.id)
    newer = changed_product(monkeypatch, "burglary")
    assert seed_templates(zone.system, tenant_id=zone.tenant.id) == 1
    now = offered(zone, "burglary")
    assert now is not None
    assert (now.number, now.wording.digest) == (2, newer.wording.digest)


def test_a_newer_text_of_the_product_never_overwrites_what_a_zone_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    zone = make_zone()
    seed_templates(zone.system, tenant_id=zone.tenant.id)
    found = AlertTemplate.objects.get(tenant_id=zone.tenant.id, code="burglary")
    edit_template(zone.writing, template_id=found.id, number=1, name="Inbraak bij ons", wording=wording())
    away = AlertTemplate.objects.get(tenant_id=zone.tenant.id, code="shop")
    archive_template(zone.approving, template_id=away.id)
    changed_product(monkeypatch, "burglary")
    assert seed_templates(zone.system, tenant_id=zone.tenant.id) == 0
    found.refresh_from_db()
    away.refresh_from_db()
    assert (found.name, found.versions.count(), away.archived_at is not None) == ("Inbraak bij ons", 2, True)


def test_the_urgent_path_uses_only_what_a_second_person_read() -> None:
    zone = make_zone()
    seed_templates(zone.system, tenant_id=zone.tenant.id)
    found = made(zone)
    incident = make_incident(zone)
    assert offered(zone, found.code) is None
    assert prefilled(zone.writing, incident.id).draft.template == "burglary/1"
    review(zone, found)
    ready = prefilled(zone.writing, incident.id)
    assert ready.draft.template == f"{found.code}/1"
    assert ready.draft.texts["nl"].body.startswith("Inbraak in de omgeving van Dorpsstraat, ")
    edit_template(
        zone.writing,
        template_id=found.id,
        number=1,
        name="Inbraak hier",
        wording=wording("Anders {straat}, {tijd}. Bel 101."),
    )
    now = offered(zone, found.code)
    assert now is not None
    assert now.number == 1


def test_the_first_of_ones_own_does_not_take_the_others_away() -> None:
    zone = make_zone()
    made(zone)
    assert {one.code for one in queries.ready(zone.tenant.id)} == {one.code for one in shipped()}
    assert offered(zone, "burglary") is not None


def test_what_is_not_urgent_may_be_used_before_it_was_read() -> None:
    zone = make_zone()
    found = make_template(
        zone.writing, tenant_id=zone.tenant.id, kind_code="non_urgent", name="Nieuws", wording=wording("Nieuws.")
    )
    now = offered(zone, found.code)
    assert now is not None
    assert not now.reviewed


def test_who_wrote_any_version_since_the_last_reading_cannot_read_it() -> None:
    zone = make_zone()
    found = make_template(
        zone.reviewing, tenant_id=zone.tenant.id, kind_code="urgent", name="Inbraak", wording=wording()
    )
    edit_template(
        zone.approving, template_id=found.id, number=1, name="Inbraak", wording=wording("Inbraak {straat}. Bel 101.")
    )
    newest = queries.newest(queries.template(zone.approving, found.id))
    for editor in (zone.approving, zone.reviewing):
        with pytest.raises(Refused):
            review_template(editor, template_id=found.id, number=2, digest=newest.digest)
    with pytest.raises(Missing):
        review_template(zone.writing, template_id=found.id, number=2, digest=newest.digest)


def test_reading_binds_the_words_that_were_read() -> None:
    zone = make_zone()
    found = made(zone)
    seen = queries.newest(queries.template(zone.approving, found.id))
    edit_template(
        zone.writing, template_id=found.id, number=1, name="Inbraak", wording=wording("Inbraak {straat}. Bel 101.")
    )
    with pytest.raises(Stale):
        review_template(zone.approving, template_id=found.id, number=1, digest=seen.digest)
    review(zone, found)
    with pytest.raises(Stale):
        review(zone, found)


def test_an_edit_is_a_version_and_the_same_words_are_none() -> None:
    zone = make_zone()
    found = made(zone)
    edit_template(zone.writing, template_id=found.id, number=1, name="Andere naam", wording=wording())
    assert AlertTemplateVersion.objects.filter(template_id=found.id).count() == 1
    edit_template(
        zone.writing, template_id=found.id, number=1, name="Andere naam", wording=wording("Inbraak {straat}. Bel 101.")
    )
    assert AlertTemplateVersion.objects.filter(template_id=found.id).count() == 2
    with pytest.raises(Stale):
        edit_template(zone.writing, template_id=found.id, number=1, name="x", wording=wording())


@pytest.mark.parametrize(
    "body",
    ["Een getinte man {straat}. Bel 101.", "Volg de wagen {straat}.", "Plaat 1-ABC-123 {straat}", "{Straat}", ""],
)
def test_what_could_never_leave_is_refused_as_a_template(body: str) -> None:
    zone = make_zone()
    with pytest.raises(Refused):
        made(zone, body=body)


def test_archived_is_offered_no_longer_and_comes_back() -> None:
    zone = make_zone()
    found = review(zone, made(zone))
    archive_template(zone.approving, template_id=found.id)
    assert offered(zone, found.code) is None
    assert [one.id for one in queries.templates(zone.approving, archived=True)] == [found.id]
    restore_template(zone.approving, template_id=found.id)
    assert offered(zone, found.code) is not None
    with pytest.raises(Missing):
        archive_template(zone.writing, template_id=found.id)


def test_a_copy_has_its_own_code_and_is_read_again() -> None:
    zone = make_zone()
    found = review(zone, made(zone))
    copy = duplicate_template(zone.writing, template_id=found.id)
    assert copy.code != found.code
    assert queries.reviewed(queries.template(zone.writing, copy.id)) is None
    assert (
        queries.newest(queries.template(zone.writing, copy.id)).texts
        == queries.newest(queries.template(zone.writing, found.id)).texts
    )


def test_another_zone_sees_and_changes_nothing() -> None:
    zone = make_zone()
    other = neighbour_of(zone)
    found = made(zone)
    assert queries.templates(other.approving) == []
    for deed in (
        lambda: queries.template(other.approving, found.id),
        lambda: edit_template(other.writing, template_id=found.id, number=1, name="x", wording=wording()),
        lambda: archive_template(other.approving, template_id=found.id),
        lambda: duplicate_template(other.writing, template_id=found.id),
        lambda: make_template(other.writing, tenant_id=zone.tenant.id, kind_code="urgent", name="x", wording=wording()),
    ):
        with pytest.raises(Missing):
            deed()
    foreign = {"networks": [str(other.network.id)], "areas": [], "shapes": [], "near": [], "roles": []}
    with pytest.raises(Missing):
        made(zone, audience=foreign)


def test_audience_and_channels_come_with_the_template() -> None:
    zone = make_zone()
    aim = {"networks": [str(zone.network.id)], "areas": [], "shapes": [], "near": [], "roles": []}
    review(zone, made(zone, audience=aim, channels=("email",)))
    draft = prefilled(zone.writing, make_incident(zone).id).draft
    assert (list(draft.audience.networks), list(draft.channels)) == ([zone.network.id], ["email"])


def test_the_alert_keeps_from_which_text_it_was_made_and_the_record_every_deed() -> None:
    zone = make_zone()
    found = review(zone, made(zone))
    incident = make_incident(zone)
    actions.draft_alert(
        zone.writing,
        tenant_id=zone.tenant.id,
        draft=prefilled(zone.writing, incident.id).draft,
        incident_id=incident.id,
    )
    assert Alert.objects.get().template == f"{found.code}/1"
    verbs = AuditRow.objects.filter(target="alerts.template", target_id=found.id).values_list("verb", flat=True)
    assert set(verbs) == {"alerts.make_template", "alerts.review_template"}
