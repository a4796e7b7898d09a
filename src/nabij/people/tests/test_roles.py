from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from nabij.people import actions, queries
from nabij.people.models import Account, RoleGrant
from nabij.people.roles import ROLES_FILE, known_rights, powerful_rights, rights_of, roles
from nabij.people.tests.factories import grant, make_account, make_staff, make_tenant, staff_actor
from nabij.tenants.actor import PUBLIC, Actor, system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant, TenantKind

ASKS_A_RIGHT = re.compile(r"(?:require|may|tenants_with|staff_required|Door)\([^()]*?\"([a-z]+\.[a-z_]+)\"")


def test_some_role_gives_every_right_that_rooms_ask_for() -> None:
    sources = [path for path in ROLES_FILE.parents[2].rglob("*.py") if "tests" not in path.parts]
    asked = {right for path in sources for right in ASKS_A_RIGHT.findall(path.read_text())}
    assert {"people.help", "people.grant", "tenants.configure"} <= asked
    assert asked - known_rights() == set()
    assert powerful_rights() <= known_rights()


def test_what_sends_or_approves_alone_is_powerful() -> None:
    assert {name for name, role in roles().items() if role.is_powerful} == {
        "mandated_officer", "prevention", "mayor", "chief", "dpo", "administrator", "alert_approver",
    }  # fmt: skip


def test_police_data_are_not_visible_to_the_city_by_default() -> None:
    city = rights_of((uuid4(), TenantKind.MUNICIPALITY, name) for name in roles())
    assert not any("reports.view_source" in rights or "alerts.send_urgent" in rights for rights in city.values())


@given(
    st.lists(st.tuples(st.uuids(), st.sampled_from(TenantKind.values), st.sampled_from([*roles(), "gone"])), max_size=6)
)
def test_a_role_gives_its_rights_in_its_own_tenant_and_kind_only(grants: list[tuple[object, str, str]]) -> None:
    rights = rights_of(grants)  # type: ignore[arg-type]
    for tenant_id, kind, name in grants:
        if name in roles():
            assert roles()[name].rights.get(kind, frozenset()) <= rights[tenant_id]  # type: ignore[index]
    assert set(rights) == {tenant_id for tenant_id, _kind, name in grants if name in roles()}


pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Tenant:
    return make_tenant()


@pytest.fixture
def admins(zone: Tenant) -> list[Actor]:
    return [staff_actor(zone, "administrator") for _ in range(3)]


def rights(account: Account, zone: Tenant) -> frozenset[str]:
    return frozenset(queries.actor_for(account).rights.get(zone.id, frozenset()))


def test_a_plain_role_is_in_force_when_it_is_granted(zone: Tenant, admins: list[Actor]) -> None:
    clerk = make_account()
    row = actions.ask_role(admins[0], account_id=clerk.id, tenant_id=zone.id, role="desk_clerk")
    assert row.state == "active"
    assert "people.help" in rights(clerk, zone)


def test_a_powerful_role_counts_only_after_the_second_person(zone: Tenant, admins: list[Actor]) -> None:
    officer = make_account()
    row = actions.ask_role(admins[0], account_id=officer.id, tenant_id=zone.id, role="mandated_officer")
    assert row.state == "granted"
    assert rights(officer, zone) == frozenset()
    with pytest.raises(Refused, match="second person"):
        actions.confirm_role(admins[0], grant_id=row.id)
    actions.confirm_role(admins[1], grant_id=row.id)
    assert "alerts.approve" in rights(officer, zone)


def test_asker_granter_and_grantee_cannot_confirm(zone: Tenant, admins: list[Actor]) -> None:
    chief = make_staff(zone, "chief")
    grantee = queries.account(admins[2].id)  # type: ignore[arg-type]
    row = actions.ask_role(queries.actor_for(chief), account_id=grantee.id, tenant_id=zone.id, role="mandated_officer")
    assert row.state == "asked"
    with pytest.raises(Refused, match="yourself"):
        actions.grant_role(admins[2], grant_id=row.id)
    actions.grant_role(admins[0], grant_id=row.id)
    grant(chief, zone, "administrator")
    for barred in (queries.actor_for(chief), admins[0], admins[2]):
        with pytest.raises(Refused):
            actions.confirm_role(barred, grant_id=row.id)
    assert actions.confirm_role(admins[1], grant_id=row.id).state == "active"


def test_nobody_asks_or_grants_without_the_right_or_in_another_tenant(zone: Tenant, admins: list[Actor]) -> None:
    account, elsewhere = make_account(), make_tenant()
    row = actions.ask_role(staff_actor(zone, "chief"), account_id=account.id, tenant_id=zone.id, role="dispatcher")
    stranger = staff_actor(elsewhere, "administrator")
    for actor in (stranger, staff_actor(zone, "dispatcher"), PUBLIC):
        with pytest.raises(Missing):
            actions.ask_role(actor, account_id=account.id, tenant_id=zone.id, role="dispatcher")
        for action in (actions.grant_role, actions.confirm_role, actions.refuse_role, actions.withdraw_role):
            with pytest.raises(Missing):
                action(actor, grant_id=row.id)
        with pytest.raises(Missing):
            queries.grant(actor, row.id)
    assert row.id not in {shown.id for shown in queries.grants(stranger)}
    with pytest.raises(Missing):
        actions.grant_role(staff_actor(zone, "chief"), grant_id=row.id)
    assert actions.grant_role(admins[0], grant_id=row.id).state == "active"


def test_a_role_fits_the_tenant_and_the_account(zone: Tenant, admins: list[Actor]) -> None:
    resident = make_account("resident")
    for account, role in (
        (resident, "dispatcher"),
        (make_account(), "coordinator"),
        (make_account(), "no_such"),
        (make_account(), "control_room"),
    ):
        with pytest.raises(Refused, match="role"):
            actions.ask_role(admins[0], account_id=account.id, tenant_id=zone.id, role=role)
    assert actions.ask_role(admins[0], account_id=resident.id, tenant_id=zone.id, role="coordinator").state == "active"


def test_a_role_is_asked_once(zone: Tenant, admins: list[Actor]) -> None:
    account = make_account()
    actions.ask_role(admins[0], account_id=account.id, tenant_id=zone.id, role="dispatcher")
    with pytest.raises(Refused, match="already"):
        actions.ask_role(admins[1], account_id=account.id, tenant_id=zone.id, role="dispatcher")


def test_a_withdrawn_role_counts_at_once_and_can_be_asked_again(zone: Tenant, admins: list[Actor]) -> None:
    account = make_account()
    row = actions.ask_role(admins[0], account_id=account.id, tenant_id=zone.id, role="dispatcher")
    version = queries.account(account.id).grants_version
    actions.withdraw_role(admins[1], grant_id=row.id)
    assert queries.account(account.id).grants_version == version + 1
    assert rights(account, zone) == frozenset()
    with pytest.raises(Refused, match="already handled"):
        actions.withdraw_role(admins[1], grant_id=row.id)
    assert actions.ask_role(admins[0], account_id=account.id, tenant_id=zone.id, role="dispatcher").state == "active"


def test_a_refused_request_never_counts(zone: Tenant, admins: list[Actor]) -> None:
    account = make_account()
    row = actions.ask_role(admins[0], account_id=account.id, tenant_id=zone.id, role="mayor")
    actions.refuse_role(admins[1], grant_id=row.id)
    with pytest.raises(Refused):
        actions.confirm_role(admins[1], grant_id=row.id)
    assert rights(account, zone) == frozenset()


def test_only_the_platform_installs_a_role_alone(zone: Tenant, admins: list[Actor]) -> None:
    account = make_account()
    with pytest.raises(Missing):
        actions.install_role(admins[0], account_id=account.id, tenant_id=zone.id, role="mayor")
    first = actions.install_role(system_actor([zone.id]), account_id=account.id, tenant_id=zone.id, role="mayor")
    assert (
        actions.install_role(system_actor([zone.id]), account_id=account.id, tenant_id=zone.id, role="mayor").id
        == first.id
    )


def test_a_closed_account_may_nothing(zone: Tenant, admins: list[Actor]) -> None:
    account = make_staff(zone, "dispatcher")
    with pytest.raises(Missing):
        actions.close_account(staff_actor(make_tenant(), "administrator"), account_id=account.id, tenant_id=zone.id)
    actions.close_account(admins[0], account_id=account.id, tenant_id=zone.id)
    assert queries.actor_for(queries.account(account.id)) is PUBLIC
    assert not RoleGrant.objects.filter(account=account, state="active").exists()


def test_a_key_calls_in_with_its_own_right_only(zone: Tenant, admins: list[Actor]) -> None:
    account, secret = actions.make_key(admins[0], tenant_id=zone.id, name="Meldkamer", role="control_room")
    caller = queries.actor_for_key(secret)
    assert caller is not None and not caller.rights
    row = RoleGrant.objects.get(account=account)
    with pytest.raises(Refused):
        actions.confirm_role(admins[0], grant_id=row.id)
    actions.confirm_role(admins[1], grant_id=row.id)
    caller = queries.actor_for_key(secret)
    assert caller is not None
    assert (caller.kind, caller.mode, caller.rights) == ("key", "live", {zone.id: frozenset({"reports.post"})})
    wrong = [
        f"{account.id}.x",
        f"{uuid4()}.{secret.split('.')[1]}",
        "",
        ".",
        "x.y",
        secret[:-1],
        f"{make_account().id}.",
    ]
    assert [queries.actor_for_key(presented) for presented in wrong] == [None] * len(wrong)
    assert secret.split(".")[1].encode() not in bytes(account.key_digest or b"")
    with pytest.raises(Missing):
        actions.make_key(staff_actor(zone, "chief"), tenant_id=zone.id, name="Meldkamer", role="control_room")
    actions.close_account(admins[0], account_id=account.id, tenant_id=zone.id)
    assert not (queries.actor_for_key(secret) or PUBLIC).rights


def test_the_database_keys_grants_by_tenant(zone: Tenant) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select string_agg(a.attname, ',' order by k.n) from pg_constraint c, unnest(c.conkey) with ordinality k(att, n)"
            " join pg_attribute a on a.attnum = k.att and a.attrelid = 'people_rolegrant'::regclass"
            " where c.conrelid = 'people_rolegrant'::regclass and c.contype = 'p'"
        )
        assert cursor.fetchone() == ("tenant_id,id",)
    row = grant(make_account(), zone, "dispatcher")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update people_rolegrant set tenant_id = %s where id = %s", [uuid4(), row.id])
        cursor.execute("set constraints all immediate")
