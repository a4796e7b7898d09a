"""What signatories hear who are late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from nabij.networks.documents import texts
from nabij.networks.documents.models import Document

TEXTS: Final = {
    "nl": (
        "Nog te ondertekenen: {document}",
        "Beste,\n\n{document}, versie {version}, wacht op uw handtekening sinds {since}. De andere partijen kunnen niet verder"
        " zolang die ontbreekt.\n\nMeld u aan en teken hier: {url}\nLiever op papier? Vraag de preventiedienst om een afdruk.\n",
    ),
    "fr": (
        "À signer : {document}",
        "Madame, Monsieur,\n\n{document}, version {version}, attend votre signature depuis le {since}. Les autres parties ne peuvent"
        " pas avancer sans elle.\n\nConnectez-vous et signez ici : {url}\nVous préférez le papier ? Demandez un exemplaire imprimé au"
        " service de prévention.\n",
    ),
}  # fmt: skip


def reminders(found: Document, answers: Mapping[str, Any], waits: Sequence[str]) -> Iterator[dict[str, str]]:
    """A message per signatory with an e-mail address in the document, for `send_single`."""
    subject, text = TEXTS[found.language]
    since = found.frozen_at or found.made_at
    said = {
        "document": texts.title(found.kind, found.language, {"network": found.network.name}),
        "version": str(found.version),
        "since": f"{since.day}/{since.month}/{since.year}",
        "url": f"{settings.SITE_URL}{reverse('networks:document_sign', args=[found.id])}",
    }
    for role in waits:
        if to := answers.get(f"{role}_email"):
            yield {
                "kind": "email", "to": to, "subject": subject.format(**said), "text": text.format(**said),
                "language": found.language,
            }  # fmt: skip
