"""The first administrators of an installation."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from nabij.people.actions.accounts import invite_staff
from nabij.people.actions.grants import install_role
from nabij.people.models import Account, AccountKind
from nabij.tenants.actions import found_tenant
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Refused
from nabij.tenants.models import TenantKind

FIRST_ADMINISTRATORS = 2
_LOCK = 7_126_001

Pair = tuple[str, str]


@transaction.atomic
def bootstrap(
    *, zone: Pair, municipalities: Sequence[Pair], administrators: Sequence[Pair]
) -> list[tuple[Account, str]]:
    """Founds the zone (name, code) and its municipalities (name, NIS code), with two administrators (username, full name).

    Returns each account with the token that lets its owner choose a password. Raises Refused where staff exists already.
    """
    if len(administrators) != FIRST_ADMINISTRATORS:
        raise Refused(
            _("Give two administrators: a powerful role takes a second person, so one alone could not go on.")
        )
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    if Account.objects.filter(kind=AccountKind.STAFF).exists():
        raise Refused(_("There is an administrator already. Ask that person for an account and a role."))
    actor = system_actor(name="bootstrap")
    name, code = zone
    tenants = [found_tenant(actor, kind=TenantKind.ZONE, name=name, slug=slugify(name), code=code)]
    for name, code in municipalities:
        tenants.append(
            found_tenant(actor, kind=TenantKind.MUNICIPALITY, name=name, slug=slugify(name), code=code, zone=tenants[0])
        )
    invited = [
        invite_staff(actor, tenant_id=tenants[0].id, username=username, name=full) for username, full in administrators
    ]
    for account, _token in invited:
        for tenant in tenants:
            install_role(actor, account_id=account.id, tenant_id=tenant.id, role="administrator")
    return invited
