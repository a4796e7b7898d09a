"""What an action or query says when it does not do what was asked."""


class Missing(Exception):
    """It is not there, or it is not yours: the same thing to who asks."""


class Refused(Exception):
    """A rule says no. `str(error)` is a sentence for the person who has to act on it."""


class Stale(Refused):
    """Somebody else was first."""


class NotNow(Refused):
    """It cannot be done at this moment; the same asked later may be."""
