"""The only writers of appointments."""

from nabij.desk.appointments.actions.booking import Booked, book, cancel, come_late, mark, move
from nabij.desk.appointments.actions.forgetting import forget_person

__all__ = ["Booked", "book", "cancel", "come_late", "forget_person", "mark", "move"]
