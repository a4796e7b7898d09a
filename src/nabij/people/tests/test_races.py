"""Two at once: one wins, and the other is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from nabij.people import actions
from nabij.people.models import Account, ContactPoint, Person, RoleGrant
from nabij.people.tests import factories
from nabij.people.tests.letterbox import Letter
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def together(*deeds: Callable[[], object]) -> list[bool]:
    """Carries the deeds out in threads that start at the same moment; whether each was accepted."""
    start = Barrier(len(deeds))

    def carried_out(deed: Callable[[], object]) -> bool:
        try:
            start.wait()
            deed()
        except Refused:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(carried_out, deeds))


def test_a_code_opens_one_session_though_it_is_sent_in_four_times(letters: list[Letter]) -> None:
    code_id = actions.send_sign_in_code(PUBLIC, kind="sms", raw="0470 12 34 56", origin="", language="nl")
    deeds = [lambda: actions.sign_in_with_code(PUBLIC, code_id=code_id, code=letters[0].code)] * 4
    assert sorted(together(*deeds)) == [False, False, False, True]
    assert Person.objects.count() == Account.objects.count() == ContactPoint.objects.count() == 1


def test_wrong_codes_sent_in_together_all_count(letters: list[Letter]) -> None:
    code_id = actions.send_sign_in_code(PUBLIC, kind="sms", raw="0470 12 34 56", origin="", language="nl")
    wrong = f"{(int(letters[0].code) + 1) % 1_000_000:06}"
    deeds = [lambda: actions.sign_in_with_code(PUBLIC, code_id=code_id, code=wrong)] * 6
    assert together(*deeds) == [False] * 6
    assert together(lambda: actions.sign_in_with_code(PUBLIC, code_id=code_id, code=letters[0].code)) == [False]


def test_codes_asked_together_stay_within_the_limit(letters: list[Letter]) -> None:
    ask = lambda: actions.send_sign_in_code(PUBLIC, kind="sms", raw="0470 12 34 56", origin="", language="nl")  # noqa: E731
    assert sum(together(*[ask] * 6)) == len(letters) == 3


def test_one_number_is_verified_by_one_of_two(letters: list[Letter]) -> None:
    zone, number = factories.make_tenant(), factories.mobile_number()
    clerk = factories.staff_actor(zone, "desk_clerk")
    points = [factories.make_contact_point(value=number, verified=False) for _ in range(2)]
    deeds = [
        lambda point=point: actions.vouch_for_contact_point(  # type: ignore[misc]
            clerk.helping(point.person_id), contact_point_id=point.id, how="call"
        )
        for point in points
    ]
    assert sorted(together(*deeds)) == [False, True]
    assert ContactPoint.objects.filter(verified_at__isnull=False).count() == 1


def test_a_request_is_refused_or_confirmed_not_both() -> None:
    zone = factories.make_tenant()
    first, second, third = (factories.staff_actor(zone, "administrator") for _ in range(3))
    row = actions.ask_role(first, account_id=factories.make_account().id, tenant_id=zone.id, role="mayor")
    outcome = together(
        lambda: actions.confirm_role(second, grant_id=row.id), lambda: actions.refuse_role(third, grant_id=row.id)
    )
    assert sorted(outcome) == [False, True]
    assert RoleGrant.objects.get(id=row.id).state == ("active" if outcome[0] else "refused")
