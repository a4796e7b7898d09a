"""Every change of shops, of who works there, and of what they report."""

from nabij.networks.shops.actions.colleagues import (
    WrongCode,
    accept_invitation,
    count_wrong_code,
    forget_person,
    invite_colleague,
    make_owner,
    remove_colleague,
    set_my_hours,
)
from nabij.networks.shops.actions.enrolling import (
    Shop,
    Worker,
    change_shop,
    enrol_shop,
    retire_shop,
    set_sectors,
    write_usual_plan,
)
from nabij.networks.shops.actions.tapping import report_now, take_back, tell_more

__all__ = [
    "Shop",
    "Worker",
    "WrongCode",
    "accept_invitation",
    "change_shop",
    "count_wrong_code",
    "enrol_shop",
    "forget_person",
    "invite_colleague",
    "make_owner",
    "remove_colleague",
    "report_now",
    "retire_shop",
    "set_my_hours",
    "set_sectors",
    "take_back",
    "tell_more",
    "write_usual_plan",
]
