"""What was done with an alert, in words, for its report."""

from __future__ import annotations

from django.utils.translation import gettext as _


def deed_words(verb: str) -> str:
    """The verb of the record in words; one that is not known here as it stands."""
    return _words().get(verb.removeprefix("alerts."), verb)


def _words() -> dict[str, str]:
    return {
        "draft_alert": _("written"),
        "edit_alert": _("changed"),
        "submit_for_approval": _("handed in for approval"),
        "return_with_reason": _("returned with a reason"),
        "approve_alert": _("approved"),
        "release_alert": _("sent at its hour"),
        "send_caught_in_act": _("sent by one officer, caught in the act"),
        "record_second_consultation": _("second consultation at night"),
        "review_afterwards": _("reviewed afterwards"),
        "cancel": _("withdrawn"),
        "stop_alert": _("stopped"),
        "send_feedback": _("feedback sent"),
        "remind_feedback": _("reminded of feedback"),
        "write_consequence": _("consequence written in the log"),
        "settle_in_doubt": _("messages in doubt settled"),
        "resend_failed": _("failures sent again"),
        "escalate": _("people called since no receipt came"),
        "confirm_handover": _("hand-over to BE-Alert confirmed"),
        "correct_handover": _("hand-over to BE-Alert corrected"),
        "import_results": _("results of BE-Alert read"),
        "remind_handover": _("reminded of the hand-over to BE-Alert"),
        "escalate_handover": _("deputy told of the hand-over to BE-Alert"),
        "consult": _("consulted"),
    }
