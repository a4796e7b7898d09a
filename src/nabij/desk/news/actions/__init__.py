"""The only writers of news and of who gets it."""

from nabij.desk.news.actions.mailing import gather_mails
from nabij.desk.news.actions.subscribing import (
    confirm,
    drop_unconfirmed,
    forget_person,
    mail_point,
    stop,
    stop_for_person,
    subscribe_address,
    subscribe_person,
)
from nabij.desk.news.actions.writing import change_item, publish, set_photo, withdraw, write_item

__all__ = [
    "change_item",
    "confirm",
    "drop_unconfirmed",
    "forget_person",
    "gather_mails",
    "mail_point",
    "publish",
    "set_photo",
    "stop",
    "stop_for_person",
    "subscribe_address",
    "subscribe_person",
    "withdraw",
    "write_item",
]
