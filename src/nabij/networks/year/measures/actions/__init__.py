"""The only writers of measures."""

from nabij.networks.year.measures.actions.appeals import decide_appeal, record_appeal
from nabij.networks.year.measures.actions.cases import (
    begin_step,
    close_case,
    close_over,
    lift_exclusion,
    mark_offence,
    open_case,
    sign_step,
    withdraw_step,
    write_hearing,
)
from nabij.networks.year.measures.actions.effects import forget_person, tell_step

__all__ = [
    "begin_step",
    "close_case",
    "close_over",
    "decide_appeal",
    "forget_person",
    "lift_exclusion",
    "mark_offence",
    "open_case",
    "record_appeal",
    "sign_step",
    "tell_step",
    "withdraw_step",
    "write_hearing",
]
