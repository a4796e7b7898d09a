"""The API against its own description, with requests that nobody here thought of (schemathesis)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig

from nabij.people.models import AccountKind
from nabij.people.queries import key_digest
from nabij.people.roles import roles
from nabij.people.tests.factories import grant, make_account
from nabij.reports.tests.factories import make_town
from nabij.site.api import api
from nabij.tenants.models import TenantKind

# What is valid by its form may still be refused by a rule: that is a 422 with its sentence, too.
BY_RULE = {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "404", "409", "422"]}}}
schema = schemathesis.openapi.from_dict(api.get_openapi_schema(), config=SchemathesisConfig.from_dict(BY_RULE))


@pytest.fixture
def key(transactional_db: None, settings: Any) -> Iterator[str]:
    """A key with every role that a key can hold, in a zone of its own."""
    settings.NABIJ_API_PER_MINUTE = 1_000_000
    zone = make_town().zone
    account = make_account(AccountKind.KEY)
    account.key_digest = key_digest("geheim")
    account.save()
    for role in roles().values():
        if role.holder == "key" and TenantKind.ZONE in role.rights:
            grant(account, zone, role.name)
    yield f"{account.id}.geheim"


@schema.parametrize()
@settings(
    max_examples=25,
    deadline=timedelta(seconds=60),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_answer_is_as_described(case: Any, key: str, live_server: Any) -> None:
    case.call_and_validate(base_url=live_server.url, headers={"Authorization": f"Bearer {key}"})
