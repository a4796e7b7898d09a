"""What the list of the staff does: for one incident, for many by an order, with filters that are kept, and into a file."""

from nabij.reports.backlog.actions.exporting import export
from nabij.reports.backlog.actions.many import carry_out, order_bulk
from nabij.reports.backlog.actions.saving import drop_filter, save_filter
from nabij.reports.backlog.actions.single import change_category, give_team, reword

__all__ = [
    "carry_out",
    "change_category",
    "drop_filter",
    "export",
    "give_team",
    "order_bulk",
    "reword",
    "save_filter",
]
