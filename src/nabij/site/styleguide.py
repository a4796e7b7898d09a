"""Every component in every state on one page: to look at, and for the tests of looks and accessibility."""

from __future__ import annotations

import json
from datetime import timedelta

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from nabij.site.components import icons
from nabij.site.navigation import Menu, Shown
from nabij.tenants.errors import Refused

AREA = {
    "type": "MultiPolygon",
    "coordinates": [[[[4.692, 50.876], [4.706, 50.876], [4.706, 50.884], [4.692, 50.884], [4.692, 50.876]]]],
}
BOUNDS = "4.66,50.86,4.74,50.90"
NAVIGATION = [
    Menu(
        "", "", (Shown("/stijl/", "Meldkamer", "map", True), Shown("/stijl/?a", "Waarschuwingen", "bell-ring", False))
    ),
    Menu(
        "Wijken",
        "users",
        (Shown("/stijl/?b", "Netwerken", "users", False), Shown("/stijl/?c", "Mensen", "id-card", False)),
    ),
]
QUEUE = [
    {
        "id": "row-3",
        "when": "14:02",
        "what": "Verdachte situatie",
        "where": "Kerkstraat 12",
        "urgent": True,
        "reports": 2,
    },
    {"id": "row-1", "when": "13:58", "what": "Geluid", "where": "Molenweg 8", "urgent": False, "reports": 1},
    {
        "id": "row-2",
        "when": "13:51",
        "what": "Sluikstort",
        "where": "Kerkplein 3",
        "urgent": False,
        "reports": 1,
    },
]


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Hoe heet je?", help_text="Alleen als je wil dat we je antwoorden.", required=False)
    what = forms.CharField(label="Wat zag je?", widget=forms.Textarea(attrs={"rows": 4}))
    kind = forms.ChoiceField(
        label="Soort", choices=[("", "Kies een soort"), ("noise", "Geluid"), ("litter", "Sluikstort")]
    )
    reach = forms.ChoiceField(
        label="Hoe mogen we je bereiken?",
        choices=[("sms", "Sms"), ("mail", "E-mail"), ("none", "Niet: ik blijf anoniem")],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(
        label="Ik wil horen hoe het afloopt", help_text="Je krijgt één bericht.", required=False
    )
    photo = forms.FileField(
        label="Foto", help_text="Hoogstens 10 MB. We wissen waar en wanneer ze genomen is.", required=False
    )


def show(request: HttpRequest) -> HttpResponse:
    """The page itself; `?office=1` in the shell of the back office, `?errors=1` with a form that came back."""
    _only_for_builders()
    office = request.GET.get("office") == "1"
    form = Sample({"reach": "letter"}) if request.GET.get("errors") == "1" else Sample(initial={"reach": "sms"})
    shown = {
        "shell": "site/office.html" if office else "site/base.html",
        "form": form,
        "office": office,
        "city_theme": request.GET.get("city"),
    } | _samples()
    return render(request, "site/styleguide.html", shown)


def console(request: HttpRequest) -> HttpResponse:
    """A console with sample rows: three columns, keys and map."""
    _only_for_builders()
    return render(request, "site/styleguide_console.html", _samples())


def addresses(request: HttpRequest) -> JsonResponse:
    """Sample answers for the address search."""
    _only_for_builders()
    query = request.GET.get("q", "").casefold()
    streets = ["Kerkstraat 1", "Kerkstraat 12", "Kerkplein 3", "Molenweg 8"]
    found = [s for s in streets if query and s.casefold().startswith(query)]
    return JsonResponse(
        [{"id": s, "label": f"{s}, 9999 Zandekerke", "lon": 4.70, "lat": 50.88} for s in found], safe=False
    )


def shapes(request: HttpRequest, layer: str) -> JsonResponse:
    """Sample GeoJSON of one layer."""
    _only_for_builders()
    points = [("new", 4.695, 50.879), ("handling", 4.701, 50.882), ("urgent", 4.708, 50.878), ("closed", 4.69, 50.883)]
    incidents = [
        {
            "type": "Feature",
            "id": n,
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {"id": f"row-{n}", "state": s},
        }
        for n, (s, lon, lat) in enumerate(points, start=1)
    ]
    network = {"type": "Feature", "id": 1, "geometry": AREA, "properties": {"id": "bin-1", "name": "BIN Molenwijk"}}
    return JsonResponse({"type": "FeatureCollection", "features": incidents if layer == "incidents" else [network]})


def answer(request: HttpRequest, status: int) -> HttpResponse:
    """What a part of a page gets: 200 a sentence, 422 a refusal, anything else that error."""
    _only_for_builders()
    if status == 422:
        raise Refused("Een collega was je voor.")
    return HttpResponse("<p>Het lukte.</p>", status=status)


def _only_for_builders() -> None:
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404


def _samples() -> dict[str, object]:
    now = timezone.now()
    return {
        "timeline": [
            {
                "when": now - timedelta(minutes=4),
                "text": "We waarschuwden 214 buren.",
                "icon": "megaphone",
                "tone": "warning",
            },
            {
                "when": now - timedelta(minutes=9),
                "text": "De politie bekeek je melding.",
                "icon": "shield-check",
                "tone": "success",
            },
            {
                "when": now - timedelta(days=2),
                "text": "We ontvingen je melding.",
                "detail": "Kerkstraat 12, met 1 foto.",
            },
        ],
        "columns": ["Wijk", ("Meldingen", "end"), ("Gewaarschuwd", "end")],
        "rows": [["Molenwijk", 12, 214], ["Centrum", 31, "1 020"], ["De Kouter", 4, 0]],
        "facts": [
            ("Plaats", "Kerkstraat 12"),
            ("Wijk", "Molenwijk"),
            ("BIN", "Molenwijk-Noord"),
            ("Gemeld door", "2 mensen"),
        ],
        "step_names": ["Wat", "Waar", "Meer", "Wie"],
        "step_links": ["?stap=1"],
        "tab_items": [
            {"url": "?tab=new", "label": "Nieuw", "count": 7, "current": True},
            {"url": "?tab=busy", "label": "In behandeling", "count": 3, "current": False},
            {"url": "?tab=done", "label": "Gesloten", "count": None, "current": False},
        ],
        "icon_names": sorted(path.stem for path in icons.ICONS.glob("*.svg")),
        "area": json.dumps(AREA),
        "bounds": BOUNDS,
        "queue": QUEUE,
        "office_nav": NAVIGATION,
        "office_who": "An Peeters",
        "office_tenant": "PZ Zandekerke",
    }
