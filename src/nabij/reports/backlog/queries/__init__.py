"""What the list of the staff asks."""

from nabij.reports.backlog.queries.choosing import bulk, came_in, chosen_now, known, saved_filters, title_of
from nabij.reports.backlog.queries.history import History, Line, history
from nabij.reports.backlog.queries.sides import Side, sides

__all__ = [
    "History",
    "Line",
    "Side",
    "bulk",
    "came_in",
    "chosen_now",
    "history",
    "known",
    "saved_filters",
    "sides",
    "title_of",
]
