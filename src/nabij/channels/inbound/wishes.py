"""What a text asks of us: to stop, to start again, or neither. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

STOP_WORDS: Final = frozenset({
    "stop", "stopall", "stopp", "stoppen", "uitschrijven", "arret", "arrêt", "arreter", "arrêter", "desabonner",
    "désabonner", "abmelden", "abbestellen", "unsubscribe", "quit", "end", "cancel",
})  # fmt: skip
START_WORDS: Final = frozenset({
    "start", "herstart", "starten", "inschrijven", "unstop", "subscribe", "reprendre", "démarrer", "demarrer", "abonner",
    "anmelden", "starte",
})  # fmt: skip
SHORT: Final = 3
"""`Stop aub` and `STOP Zandekerke nu` ask to stop; `Stop die auto met twee mannen erin` does not."""
LONGEST: Final = 6
"""Words in which somebody may name what to stop: `STOP BIN-Z Markt en Havenkaai`."""

KINDS: Final[Mapping[str, frozenset[str]]] = {
    "urgent": frozenset({"dringend", "dringende", "urgent", "urgente", "urgents", "dringlich"}),
    "non_urgent": frozenset({"nieuws", "gewone", "news", "nouvelles", "nachrichten"}),
    "missing_person": frozenset({"vermist", "vermiste", "vermisten", "vermissing", "missing", "disparition", "vermisst"}),
    "crisis": frozenset({"crisis", "noodsituatie", "noodsituaties", "emergency", "emergencies", "crise", "notfall"}),
    "prevention": frozenset({"preventie", "tips", "preventietips", "prevention", "prévention", "conseils", "vorbeugung"}),
    "feedback": frozenset({"afloop", "feedback", "terugkoppeling", "outcome", "suite", "suites", "ausgang"}),
    "calls": frozenset({"bellen", "oproepen", "telefoon", "calls", "calling", "appels", "anrufe"}),
}  # fmt: skip
FILLERS: Final = frozenset({
    "aub", "a.u.b", "svp", "please", "bitte", "nu", "now", "met", "de", "het", "le", "la", "les", "the", "von", "alles", "all",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """`about` holds the words after the first, in small letters, less the fillers: a kind of message, a network or a sender.

    `is_short`: so short that it is a wish even where nobody knows what it is about.
    """

    stops: bool
    about: tuple[str, ...]
    is_short: bool

    @property
    def kind(self) -> str:
        """The kind of message it names, empty for none."""
        return next((kind for kind, names in KINDS.items() if names & set(self.about)), "")


def wish_of(text: str) -> Wish | None:
    """The wish that a text begins with; None for any other text."""
    words = words_of(text)
    if not words or len(words) > LONGEST or words[0] not in STOP_WORDS | START_WORDS:
        return None
    about = tuple(word for word in words[1:] if word not in FILLERS)
    return Wish(words[0] in STOP_WORDS, about, len(words) <= SHORT)


def names(about: Collection[str], name: str, *, less: Collection[str] = ()) -> bool:
    """Whether words are about something of this name: they say nothing else, and at least one word that tells it apart."""
    known = set(words_of(name.replace("-", " ")))
    said = set(words_of(" ".join(about).replace("-", " ")))
    return bool(said - set(less)) and said <= known | set(less)


def words_of(text: str) -> list[str]:
    """The words in small letters, less the signs around them."""
    stripped = (word.strip(".,:;!?\"'()«»“”‘’").casefold() for word in text.split())
    return [word for word in stripped if word]
