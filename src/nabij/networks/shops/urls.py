from __future__ import annotations

from django.urls import URLPattern, path

from nabij.networks.shops.views import counter, joining, mine, office
from nabij.people.access import View, resident_required, staff_required

helps = staff_required("people.help")
PAGES: list[tuple[str, View, str]] = [
    ("", mine.listing, "shops_mine"),
    ("nieuw/<uuid:binz_id>/", joining.shop, "shop_join"),
    ("nieuw/<uuid:binz_id>/ik/", joining.me, "shop_join_me"),
    ("uitnodiging/<uuid:invitation_id>/", joining.invited, "shop_invitation"),
    ("<uuid:business_id>/", mine.page, "shop"),
    ("<uuid:business_id>/wijzig", mine.change, "shop_change"),
]
urlpatterns: list[URLPattern] = [
    *(path(f"mijn/zaken/{address}", resident_required(view), name=name) for address, view, name in PAGES),
    *(
        path(f"hulp/<uuid:person_id>/zaken/{address}", helps(view), name=f"helped_{name}")
        for address, view, name in PAGES
    ),
    path("winkel/", resident_required(counter.start), name="counter"),
    path("winkel/app.webmanifest", counter.manifest, name="counter_manifest"),
    path("winkel/<uuid:business_id>/", resident_required(counter.shop), name="counter_shop"),
    path("winkel/<uuid:business_id>/bel/<slug:category>/", resident_required(counter.call_first), name="counter_call"),
    path("winkel/<uuid:business_id>/meld", resident_required(counter.report), name="counter_report"),
    path("winkel/melding/<uuid:tap_id>/", resident_required(counter.tap), name="tap"),
    path("netwerken/<uuid:binz_id>/zaken", office.page, name="shops"),
    path("netwerken/<uuid:binz_id>/zaken/wijzig", office.change, name="shops_change"),
    path("buurt/<uuid:binz_id>/affiche.pdf", office.window_poster, name="poster"),
]
