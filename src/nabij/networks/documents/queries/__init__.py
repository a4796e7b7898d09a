"""What may be asked about documents: parties and staff of a network see them, neighbours only what is public."""

from nabij.networks.documents.queries.checking import Checked, check_file, checked, statement_of
from nabij.networks.documents.queries.documents import (
    Budget,
    answers_of,
    budget_of,
    charter_of,
    content_of,
    document,
    documents_of,
    house_rules_counts,
    in_force,
    latest,
    name_on,
    public_document,
    signature,
    signatures_of,
)
from nabij.networks.documents.queries.facts import (
    deputies_may_sign,
    facts_of,
    manages,
    may_write,
    prefilled,
    signing_roles,
    wanted_of,
)
from nabij.networks.documents.queries.federal import notice, notices_of
from nabij.networks.documents.queries.waiting import late_signings, to_do

__all__ = [
    "Budget",
    "Checked",
    "answers_of",
    "budget_of",
    "charter_of",
    "check_file",
    "checked",
    "content_of",
    "deputies_may_sign",
    "document",
    "documents_of",
    "facts_of",
    "house_rules_counts",
    "in_force",
    "late_signings",
    "latest",
    "manages",
    "may_write",
    "name_on",
    "notice",
    "notices_of",
    "prefilled",
    "public_document",
    "signature",
    "signatures_of",
    "signing_roles",
    "statement_of",
    "to_do",
    "wanted_of",
]
