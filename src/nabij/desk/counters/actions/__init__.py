"""The only writers of counters, services and hours."""

from nabij.desk.counters.actions.hours import drop_odd_days, put_odd_days, set_week, take_usual_days
from nabij.desk.counters.actions.places import change_counter, make_counter, retire_counter
from nabij.desk.counters.actions.services import offer_service, put_service, retire_service, withdraw_service

__all__ = [
    "change_counter",
    "drop_odd_days",
    "make_counter",
    "offer_service",
    "put_odd_days",
    "put_service",
    "retire_counter",
    "retire_service",
    "set_week",
    "take_usual_days",
    "withdraw_service",
]
