"""What a tenant chooses by command: kept, on record, and refused in a sentence where it means nothing."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from nabij.alerts.zone_rules import zone_rules
from nabij.audit.models import AuditRow
from nabij.people.tests.factories import make_tenant
from nabij.site.tenant_settings import known_names, tenant

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(tenant, arguments)
    return done.exit_code, done.output


def test_all_are_listed_and_one_is_shown() -> None:
    zone, other = make_tenant(), make_tenant()
    listed = run()[1]
    assert zone.slug in listed and other.slug in listed
    assert run(zone.slug) == (0, "{}\n")


def test_a_choice_holds_beside_earlier_ones_for_this_tenant_only() -> None:
    zone, other = make_tenant(), make_tenant()
    assert run(zone.slug, "--set", "alerts.handover_minutes=9")[0] == 0
    assert run(zone.slug, "--set", "alerts.caught_in_act_allowed=true", "--set", "unjudged_after_min=4")[0] == 0
    chosen = zone_rules(zone.id)
    assert (chosen.handover_minutes, chosen.caught_in_act_allowed) == (9, True)
    zone.refresh_from_db()
    assert zone.settings["unjudged_after_min"] == 4
    assert zone_rules(other.id).handover_minutes == 5
    assert AuditRow.objects.filter(tenant_id=zone.id, verb="tenants.change_settings").count() == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("alerts.handover_minute=9", "is no setting"),
        ("alerts.handover_minutes", "is no setting"),
        ("alerts.handover_minutes=soon", "is written like 5"),
        ("alerts.caught_in_act_allowed=1", "is written like false"),
        ("alerts.night_from=25:00", "cannot be used"),
        ("unjudged_after_min=0", "is a number of minutes"),
        ('reading_hours={"from": "07:00"}', "is written like"),
    ],
)
def test_what_means_nothing_is_refused_and_nothing_changes(change: str, sentence: str) -> None:
    zone = make_tenant()
    code, said = run(zone.slug, "--set", change)
    assert code == 2 and sentence in said
    assert run(zone.slug)[1] == "{}\n"


@pytest.mark.parametrize(
    ("written", "kept"),
    [("8850", "8850"), ("0470 11 22 33", "+32470112233"), ("+32 11 22 33 44", "+3211223344")],
)
def test_the_published_number_is_kept_as_it_is_written_everywhere(written: str, kept: str) -> None:
    zone = make_tenant()
    assert run(zone.slug, "--set", f"sender.number={written}", "--set", "sender.email=Nabij@Example.be")[0] == 0
    assert run(zone.slug, "--set", "sender.name=Politie Zandekerke")[0] == 0
    zone.refresh_from_db()
    assert zone.settings["sender"] == {"number": kept, "email": "nabij@example.be", "name": "Politie Zandekerke"}
    assert run(zone.slug, "--set", "sender.email=")[0] == 0
    zone.refresh_from_db()
    assert "email" not in zone.settings["sender"]


@pytest.mark.parametrize("change", ["sender.number=Nabij", "sender.number=0470 11", "sender.email=nergens"])
def test_what_is_no_number_or_address_is_not_published(change: str) -> None:
    zone = make_tenant()
    code, said = run(zone.slug, "--set", change)
    assert code == 2 and change.partition("=")[0] in said
    assert run(zone.slug)[1] == "{}\n"


def test_every_name_can_be_listed() -> None:
    assert {"unjudged_after_min", "alerts.prices_cents"} <= set(known_names())


def test_an_unknown_tenant_is_said() -> None:
    assert run("nowhere") == (1, "Error: There is no nowhere. `nabij tenant` lists those there are.\n")
