"""The only writers of appointments."""

from nabij.desk.appointments.actions.booking import Booked, book, cancel, mark, move
from nabij.desk.appointments.actions.forgetting import forget_person
from nabij.desk.appointments.actions.noticing import claim_notices, settle_notice

__all__ = ["Booked", "book", "cancel", "claim_notices", "forget_person", "mark", "move", "settle_notice"]
