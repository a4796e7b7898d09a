"""What runs on a schedule does its work and can run again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from nabij.channels import actions, tasks
from nabij.channels.drivers import Message, Receipt
from nabij.channels.models import ReceiptInbox
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db


def test_each_hour_old_receipts_are_set_aside_and_tomorrow_has_its_partition() -> None:
    actions.store_receipts("telco", [Receipt("u1", "delivered")])
    ReceiptInbox.objects.update(received_at=timezone.now() - timedelta(days=4))
    for _ in range(2):
        tasks.hourly.func(timestamp=0)
    assert ReceiptInbox.objects.exclude(dead_letter_at=None).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_inherits where inhparent = 'channels_submission'::regclass")
        assert cursor.fetchone() == (2,)


@pytest.mark.parametrize(("demo", "receipts"), [(True, 1), (False, 0)])
def test_receipts_of_a_stopped_worker_are_written_in_the_demo_only(settings: Any, demo: bool, receipts: int) -> None:
    settings.NABIJ_SIMULATOR = demo
    message = Message(key=new_id(), to="+32470112233", text="hallo")
    actions.keep_simulated("simulator", "sms", [message], 0.0)
    tasks.simulated_receipts.func(timestamp=0)
    assert ReceiptInbox.objects.count() == receipts
