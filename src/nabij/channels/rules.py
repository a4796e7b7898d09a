"""What a text from a person asks. Pure."""

from typing import Final

STOP_WORDS: Final = frozenset({"stop", "stopall", "stoppen", "uitschrijven", "arret", "arrêt", "unsubscribe"})
STOP_SENTENCE_WORDS: Final = 3
"""`Stop aub` and `STOP Zandekerke` ask to stop; `Stop die auto met twee mannen erin` does not."""


def wants_to_stop(text: str) -> bool:
    """Whether a text asks for no more messages: it begins with a stop word and says little else."""
    words = [word.strip(".,!?\"'()").casefold() for word in text.split()]
    return bool(words) and words[0] in STOP_WORDS and len(words) <= STOP_SENTENCE_WORDS
