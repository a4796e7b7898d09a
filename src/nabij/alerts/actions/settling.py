"""What a person decides about messages of which nobody knows whether they left."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from nabij.alerts.actions.changing import put_on_record
from nabij.alerts.fanout import attention
from nabij.alerts.models import Alert
from nabij.alerts.orders import load_order
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused, Stale

RIGHT = "alerts.operate"


@transaction.atomic
def settle_in_doubt(actor: Actor, *, alert_id: UUID, send_again: bool) -> int:
    """Sends what is in doubt of an alert once more, or leaves it. Returns how many deliveries that settles.

    Sending again may give somebody the message twice. Raises Missing without the right in the alert's tenant, Refused where
    the alert may no longer leave, Stale where nothing waits: somebody or a receipt was first.
    """
    alert = Alert.objects.select_for_update().filter(id=alert_id, tenant_id__in=actor.tenants_with(RIGHT)).first()
    if alert is None:
        raise Missing
    if send_again and load_order(alert_id) is None:
        raise Refused(_("This alert has expired or was stopped. Its messages can only be left as they are."))
    settle = attention.send_once_more if send_again else attention.leave_in_doubt
    deliveries = settle(alert.tenant_id, alert.id)
    if not deliveries:
        raise Stale(_("Nothing of this alert is in doubt any more: a receipt or a colleague was first."))
    put_on_record(actor, alert, "settle_in_doubt", {"again": send_again, "deliveries": deliveries})
    return deliveries
