"""What is done about people: the only writers of this room."""

from nabij.people.actions.accounts import accept_invitation, close_account, invite_staff, sign_out
from nabij.people.actions.caring import care_about, stop_caring
from nabij.people.actions.codes import (
    confirm_contact_point,
    send_sign_in_code,
    send_verification_code,
    send_work_code,
    sign_in_with_code,
    vouch_for_contact_point,
)
from nabij.people.actions.contacts import (
    add_contact_point,
    describe_person,
    give_consent,
    opt_in,
    opt_out,
    place_person,
    retire_contact_point,
    send_trial_message,
    set_quiet_hours,
    settle_household,
    start_person,
    withdraw_consent,
)
from nabij.people.actions.erasing import erase_person
from nabij.people.actions.exporting import export_person
from nabij.people.actions.grants import ask_role, confirm_role, grant_role, install_role, refuse_role, withdraw_role
from nabij.people.actions.helping import start_helping, start_helping_known
from nabij.people.actions.keys import answer_once, count_request, make_key
from nabij.people.actions.labelling import Imported, end_label, import_labels, label_one
from nabij.people.actions.unreachable import retire_unreachable, tell_unreachable
from nabij.people.actions.working import confirm_work_contact, forget_work_contact

__all__ = [
    "Imported",
    "accept_invitation",
    "add_contact_point",
    "answer_once",
    "ask_role",
    "care_about",
    "close_account",
    "confirm_contact_point",
    "confirm_role",
    "confirm_work_contact",
    "count_request",
    "describe_person",
    "end_label",
    "erase_person",
    "export_person",
    "forget_work_contact",
    "give_consent",
    "grant_role",
    "import_labels",
    "install_role",
    "invite_staff",
    "label_one",
    "make_key",
    "opt_in",
    "opt_out",
    "place_person",
    "refuse_role",
    "retire_contact_point",
    "retire_unreachable",
    "send_sign_in_code",
    "send_trial_message",
    "send_verification_code",
    "send_work_code",
    "set_quiet_hours",
    "settle_household",
    "sign_in_with_code",
    "sign_out",
    "start_helping",
    "start_helping_known",
    "start_person",
    "stop_caring",
    "tell_unreachable",
    "vouch_for_contact_point",
    "withdraw_consent",
    "withdraw_role",
]
