"""The only writers of officers, their questions and counts of inhabitants."""

from nabij.desk.officers.actions.answering import answer, pass_on, send_again
from nabij.desk.officers.actions.asking import Sent, ask, ask_more
from nabij.desk.officers.actions.bringing_in import bring_in_officers, bring_in_population, count_people
from nabij.desk.officers.actions.corps import (
    change_officer,
    end_delegation,
    give_ground,
    make_officer,
    say_away,
    set_delegate,
    set_photo,
    take_back_absence,
)
from nabij.desk.officers.actions.forgetting import forget_person

__all__ = [
    "Sent",
    "answer",
    "ask",
    "ask_more",
    "bring_in_officers",
    "bring_in_population",
    "change_officer",
    "count_people",
    "end_delegation",
    "forget_person",
    "give_ground",
    "make_officer",
    "pass_on",
    "say_away",
    "send_again",
    "set_delegate",
    "set_photo",
    "take_back_absence",
]
