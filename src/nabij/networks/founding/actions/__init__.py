"""The only writers of interest, start-ups, and networks that merge or split."""

from nabij.networks.founding.actions.candidates import (
    approve_deputy,
    end_coordinator,
    propose,
    propose_member,
    say_willing,
    screen,
    withdraw_candidate,
)
from nabij.networks.founding.actions.changing import Seats, merge_networks, split_network
from nabij.networks.founding.actions.ground import (
    cover_network,
    make_steering_group,
    place_signs,
    seat_steering_group,
    set_sign,
    settle_area,
)
from nabij.networks.founding.actions.interest import forget_interest, show_interest, withdraw_interest
from nabij.networks.founding.actions.police import decide_start, name_officers
from nabij.networks.founding.actions.polls import cast_vote, close_poll, open_poll, record_meeting_decision
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
    "Seats",
    "approve_deputy",
    "assign_step",
    "begin_start_up",
    "cast_vote",
    "close_poll",
    "complete_step",
    "cover_network",
    "decide_start",
    "end_coordinator",
    "forget_interest",
    "make_steering_group",
    "mark_step_reminded",
    "mark_step_stalled",
    "merge_networks",
    "name_officers",
    "open_network",
    "open_poll",
    "place_signs",
    "propose",
    "propose_member",
    "record_meeting_decision",
    "say_willing",
    "screen",
    "seat_steering_group",
    "set_sign",
    "settle_area",
    "show_interest",
    "skip_step",
    "split_network",
    "tick_step",
    "withdraw_candidate",
    "withdraw_interest",
]
