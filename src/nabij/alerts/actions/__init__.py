"""What is done with alerts: the only writers of this room."""

from nabij.alerts.actions.approving import (
    approve_alert,
    record_second_consultation,
    release_alert,
    review_afterwards,
    send_caught_in_act,
    stop_alert,
)
from nabij.alerts.actions.chasing import mark_duty_reminded
from nabij.alerts.actions.drafting import (
    as_if,
    cancel,
    draft_alert,
    edit_alert,
    return_with_reason,
    submit_for_approval,
)
from nabij.alerts.actions.duplicating import duplicate_alert
from nabij.alerts.actions.feedback import postpone_feedback, send_feedback, write_consequence
from nabij.alerts.actions.follow_ups import follow_up_alert, tell_at_once
from nabij.alerts.actions.handover import (
    confirm_handover,
    import_results,
    leave_handover,
    mark_reminded,
    take_handover_file,
)
from nabij.alerts.actions.settling import settle_in_doubt
from nabij.alerts.fanout.receipts import take_receipts

__all__ = [
    "approve_alert",
    "as_if",
    "cancel",
    "confirm_handover",
    "draft_alert",
    "duplicate_alert",
    "edit_alert",
    "follow_up_alert",
    "import_results",
    "leave_handover",
    "mark_duty_reminded",
    "mark_reminded",
    "postpone_feedback",
    "record_second_consultation",
    "release_alert",
    "return_with_reason",
    "review_afterwards",
    "send_caught_in_act",
    "send_feedback",
    "settle_in_doubt",
    "stop_alert",
    "submit_for_approval",
    "take_handover_file",
    "take_receipts",
    "tell_at_once",
    "write_consequence",
]
