from __future__ import annotations

from nabij.tenants.errors import Refused


class Unreadable(Refused):
    """A document that is no CAP message, or one that we do not take. str() is a sentence for who sent it."""
