"""French and German ways to ask people to do what only the police may. Over plain words, as `words` gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from nabij.prose.asking import Patterns

_FRENCH_ALWAYS: Patterns = (
    ("follow", re.compile(r"\b(?:poursuivez|poursuivre|pourchassez|prenez .*en filature|filature)\b")),
    (
        "stop",
        re.compile(
            r"\b(?:interceptez|intercepter|maitrisez|maitriser|immobilisez|barrez la route|bloquez la (?:rue|route))\b"
        ),
    ),
    (
        "patrol",
        re.compile(
            r"\b(?:patrouillez|patrouiller|montez la garde|milice)\b|\b(?:faites|faire|organisez) (?:des|une) rondes?\b"
        ),
    ),
    (
        "confront",
        re.compile(r"\b(?:interpellez|interpeller|confrontez|confronter|demandez (?:leur|lui) des comptes)\b"),
    ),
)
_FRENCH_TO_SOMEBODY: Patterns = (
    ("follow", re.compile(r"\b(?:suivez|suivre|pistez)\b")),
    ("stop", re.compile(r"\b(?:arretez|arreter|retenez|retenir|bloquez|bloquer|attrapez|attraper|saisissez)\b")),
    ("patrol", re.compile(r"\b(?:cherchez|recherchez|rechercher|traquez)\b")),
    ("confront", re.compile(r"\b(?:abordez|aborder|chassez|chasser|parlez|adressez)\b")),
)
_GERMAN_ALWAYS: Patterns = (
    ("follow", re.compile(r"\b(?:verfolgen|verfolgt|verfolge|beschatten|hinterher(?:fahren|laufen|gehen)?)\b")),
    (
        "stop",
        re.compile(
            r"\b(?:festhalten|festnehmen|festzuhalten|uberwaltigen|aufzuhalten)\b|\bversperren sie\b|\bblockieren sie\b"
        ),
    ),
    (
        "patrol",
        re.compile(
            r"\b(?:patrouillieren|patrouilliert|burgerwehr)\b|\b(?:gehen|laufen|fahren|machen) sie .*(?:streife|runden?|wache)\b"
        ),
    ),
    ("patrol", re.compile(r"\bhalten sie (?:mit )?wache\b")),
    ("confront", re.compile(r"\b(?:konfrontieren|verjagen|vertreiben)\b|\bzur rede\b")),
)
_GERMAN_TO_SOMEBODY: Patterns = (
    ("follow", re.compile(r"\b(?:folgen|folge|folgt)\b")),
    (
        "stop",
        re.compile(r"\b(?:stoppen|anhalten|aufhalten|fangen|packen)\b|\b(?:halten|nehmen) sie\b.*\b(?:fest|auf|an)\b"),
    ),
    ("patrol", re.compile(r"\b(?:suchen sie nach|fahnden)\b")),
    ("confront", re.compile(r"\b(?:ansprechen|anzusprechen)\b|\bsprechen sie\b.*\ban\b")),
)

PATTERNS: Final[Mapping[str, tuple[Patterns, Patterns]]] = {
    "fr": (_FRENCH_ALWAYS, _FRENCH_TO_SOMEBODY),
    "de": (_GERMAN_ALWAYS, _GERMAN_TO_SOMEBODY),
}
"""Per language: deeds that are a police task whatever stands beside them, and those that are one when done to somebody."""
