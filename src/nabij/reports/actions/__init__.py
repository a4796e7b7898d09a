"""Every change of a report, an incident and the work on it."""

from nabij.reports.actions.categories import load_categories
from nabij.reports.actions.duty import answer_call, escalate_unjudged, put_on_duty
from nabij.reports.actions.intake import (
    Recorded,
    post_by_open311,
    post_from_control_room,
    record_call,
    sent_before,
    submit_report,
)
from nabij.reports.actions.judging import (
    add_note,
    close_incident,
    judge_incident,
    reopen_incident,
    review_withheld,
)
from nabij.reports.actions.merging import merge_incidents, split_off, unmerge
from nabij.reports.actions.own import say_not_solved, stop_own_messages, tell_more, withdraw_report
from nabij.reports.actions.photos import MOST_PHOTOS, add_photo, sweep_photos
from nabij.reports.actions.presence import keep_open
from nabij.reports.actions.referring import (
    accept_referral,
    decline_referral,
    finish_referral,
    refer,
    revoke_referral,
)
from nabij.reports.actions.replying import add_to_reply, take_reply
from nabij.reports.actions.work import cancel_task, finish_task, give_task, start_task
from nabij.reports.routing.actions.teams import join_team, make_team

__all__ = [
    "MOST_PHOTOS",
    "Recorded",
    "accept_referral",
    "add_note",
    "add_photo",
    "add_to_reply",
    "answer_call",
    "cancel_task",
    "close_incident",
    "decline_referral",
    "escalate_unjudged",
    "finish_referral",
    "finish_task",
    "give_task",
    "join_team",
    "judge_incident",
    "keep_open",
    "load_categories",
    "make_team",
    "merge_incidents",
    "post_by_open311",
    "post_from_control_room",
    "put_on_duty",
    "record_call",
    "refer",
    "reopen_incident",
    "review_withheld",
    "revoke_referral",
    "say_not_solved",
    "sent_before",
    "split_off",
    "start_task",
    "stop_own_messages",
    "submit_report",
    "sweep_photos",
    "take_reply",
    "tell_more",
    "unmerge",
    "withdraw_report",
]
