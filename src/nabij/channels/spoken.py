"""What a telephone call says: who calls, the text twice, and which keys to press. Pure."""

from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

HEARD: Final = "1"
NO_MORE: Final = "9"


def call_text(text: str, language: str) -> str:
    """`text` as a call says it in `language`."""
    with override(language):
        who = _("This is a message of %(city)s.") % {"city": settings.CITY_NAME}
        again = _("Once more.")
        keys = _("Press 1 to confirm that you heard this. Press 9 to get no more calls.")
    said = text.strip()
    return f"{who} {said} {again} {said} {keys}"
