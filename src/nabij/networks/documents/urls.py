from __future__ import annotations

from django.urls import URLPattern, path

from nabij.networks.documents.views import federal, files, listing, signing, writing

urlpatterns: list[URLPattern] = [
    path("netwerken/<uuid:network_id>/documenten/", listing.documents, name="documents"),
    path("netwerken/<uuid:network_id>/federaal/", federal.federal, name="federal"),
    path("netwerken/documenten/<uuid:document_id>/", listing.document, name="document"),
    path("netwerken/documenten/<uuid:document_id>/doe", writing.change, name="document_change"),
    path("netwerken/documenten/<uuid:document_id>/invullen", writing.edit, name="document_edit"),
    path("netwerken/documenten/<uuid:document_id>/tekenen", signing.sign, name="document_sign"),
    path("netwerken/documenten/<uuid:document_id>/papier", signing.paper, name="document_paper"),
    path("netwerken/documenten/<uuid:document_id>/nakijken", signing.check, name="document_check"),
    path("netwerken/documenten/<uuid:document_id>/pdf", files.pdf, name="document_pdf"),
    path("netwerken/documenten/<uuid:document_id>/pakket", files.package, name="document_package"),
    path("netwerken/handtekeningen/<uuid:signature_id>/scan", files.scan, name="document_scan"),
    path("netwerken/meldingen/<uuid:notice_id>/doe", federal.change, name="federal_change"),
    path("netwerken/meldingen/<uuid:notice_id>/brief", files.letter, name="federal_letter"),
    path("buurt/<uuid:network_id>/huisreglement.pdf", files.public_rules, name="public_rules"),
    path("buurt/<uuid:network_id>/charter.pdf", files.public_charter, name="public_charter"),
]
