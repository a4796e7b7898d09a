"""What is done about documents of a network: the only writers of this part."""

from nabij.networks.documents.actions.federal import answer_federal, lapse_federal, notify_federal, send_federal
from nabij.networks.documents.actions.forgetting import forget_person, what_stays
from nabij.networks.documents.actions.keeping import sweep_files
from nabij.networks.documents.actions.reminding import remind_late
from nabij.networks.documents.actions.signing import record_paper, sign
from nabij.networks.documents.actions.superseding import supersede
from nabij.networks.documents.actions.writing import discard, freeze, revise, save_answers, start_document

__all__ = [
    "answer_federal",
    "discard",
    "forget_person",
    "freeze",
    "lapse_federal",
    "notify_federal",
    "record_paper",
    "remind_late",
    "revise",
    "save_answers",
    "send_federal",
    "sign",
    "start_document",
    "supersede",
    "sweep_files",
    "what_stays",
]
