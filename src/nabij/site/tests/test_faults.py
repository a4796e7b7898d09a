"""What breaks on purpose is answered, not an error of ours."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_sign_that_no_database_keeps_is_said_and_is_no_error_of_ours(client: Client) -> None:
    answer = client.post(reverse("reports:what"), {"category": "no\0ise"})
    assert answer.status_code == 400
    assert "teken dat niet bewaard kan worden" in answer.content.decode()
