from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from nabij.reports.backlog.views import listing, many, single

urlpatterns: list[URLPattern | URLResolver] = [
    path("incidenten/", listing.listing, name="incidents"),
    path("incidenten/nieuwer", listing.newer, name="newer"),
    path("incidenten/filter/", listing.save, name="save_filter"),
    path("incidenten/filter/<uuid:filter_id>/weg", listing.drop, name="drop_filter"),
    path("incidenten/bestand/", listing.export, name="export"),
    path("incidenten/samen/", many.order, name="order_bulk"),
    path("incidenten/samen/<uuid:bulk_id>/", many.result, name="bulk"),
    path("incidenten/<uuid:incident_id>/geschiedenis/", single.history, name="history"),
    path("incidenten/<uuid:incident_id>/teksten/", single.texts, name="texts"),
    path("incidenten/<uuid:incident_id>/naast/<uuid:other_id>/", single.sides, name="sides"),
    path("incidenten/<uuid:incident_id>/los/<uuid:other_id>", single.unmerge, name="unmerge"),
]
