"""What may be asked about interest and start-ups."""

from nabij.networks.founding.queries.steps import (
    Progress,
    StepNow,
    due_before,
    past_term,
    progress,
    stalled,
    steps_of,
)

__all__ = ["Progress", "StepNow", "due_before", "past_term", "progress", "stalled", "steps_of"]
