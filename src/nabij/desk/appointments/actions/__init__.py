"""The only writers of appointments."""

from nabij.desk.appointments.actions.booking import Booked, book, cancel, mark, move
from nabij.desk.appointments.actions.forgetting import forget_person

__all__ = ["Booked", "book", "cancel", "forget_person", "mark", "move"]
