"""Whether a text names a street that there is."""

from __future__ import annotations

from collections.abc import Collection

from nabij.places.models import Street
from nabij.places.rules import search_key


def registered_streets(typed: Collection[str]) -> dict[str, str]:
    """Of these texts those that name a street of the register, each with the name as the register writes it. One query."""
    keys = {text: key for text in typed if (key := search_key(text))}
    if not keys:
        return {}
    rows = Street.objects.filter(search_key__in=set(keys.values())).order_by("-id")
    names = dict(rows.values_list("search_key", "name"))
    return {text: names[key] for text, key in keys.items() if key in names}
