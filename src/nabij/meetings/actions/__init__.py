"""The only writers of meetings."""

from nabij.meetings.actions.calling import call_meeting, cancel_meeting, change_meeting
from nabij.meetings.actions.forgetting import forget_person
from nabij.meetings.actions.holding import count_present, mark_attendance, publish_report, write_report
from nabij.meetings.actions.noticing import invite, send_again
from nabij.meetings.actions.passing import pass_on
from nabij.meetings.actions.registering import register, register_by_name, unregister

__all__ = [
    "call_meeting",
    "cancel_meeting",
    "change_meeting",
    "count_present",
    "forget_person",
    "invite",
    "mark_attendance",
    "pass_on",
    "publish_report",
    "register",
    "register_by_name",
    "send_again",
    "unregister",
    "write_report",
]
