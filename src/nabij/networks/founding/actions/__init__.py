"""The only writers of interest and start-ups."""

from nabij.networks.founding.actions.starting import begin_start_up, open_network
from nabij.networks.founding.actions.stepping import (
    assign_step,
    complete_step,
    mark_step_reminded,
    mark_step_stalled,
    skip_step,
    tick_step,
)

__all__ = [
    "assign_step",
    "begin_start_up",
    "complete_step",
    "mark_step_reminded",
    "mark_step_stalled",
    "open_network",
    "skip_step",
    "tick_step",
]
