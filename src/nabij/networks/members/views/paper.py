"""Joining on paper: the form to print, and entering one that came back on a single page."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.letters import pdf, pdf_answer
from nabij.networks import queries as networks
from nabij.networks.house_rules import house_rules
from nabij.networks.members import actions
from nabij.networks.models import Network
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.people.access import actor_of
from nabij.tenants.errors import Refused
from nabij.tenants.languages import spoken

FORM: Final = Path(__file__).resolve().parents[1] / "paper.typ"


class PaperForm(forms.Form):
    """What stands on a form that came back. Fields in the order of the paper, for who types one after the other."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, widget=forms.TextInput(attrs={"autofocus": True})
    )
    address = forms.CharField(
        label=gettext_lazy("Address"), max_length=160, help_text=gettext_lazy("For example: Kerkstraat 12 bus 3, 3500")
    )
    mobile = forms.CharField(label=gettext_lazy("Mobile number"), max_length=40, required=False)
    phone = forms.CharField(label=gettext_lazy("Landline, to be called on"), max_length=40, required=False)
    email = forms.CharField(label=gettext_lazy("E-mail address"), max_length=254, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    accepts = forms.BooleanField(
        label=gettext_lazy("The house rules are ticked and the form is signed"), required=False
    )
    is_adult = forms.BooleanField(label=gettext_lazy("18 or older, and lives or works in the area"), required=False)
    shown = forms.BooleanField(label=gettext_lazy("The coordinator may see the name"), required=False, initial=True)


@never_cache
def enter(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """One form after the other: a good one leaves the page empty for the next."""
    actor = actor_of(request)
    network = networks.network(actor, network_id)
    form = PaperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.join_on_paper(actor, network_id=network_id, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("%(name)s is a member now. The next form:") % {"name": form.cleaned_data["name"]}
            )
            return redirect("networks:paper", network_id=network_id)
    shown = {"network": network, "form": form}
    return render(request, "networks/members/paper.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
@members_of_staff_or_lead
def form(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """The form to print, with the name of the network and its house rules."""
    found = networks.network(actor_of(request), network_id)
    content = pdf(FORM, _printed(found))
    return pdf_answer(content, "lid-worden")


def _printed(found: Network) -> dict[str, Any]:
    return {
        "title": _("Become a member of %(network)s") % {"network": found.name}, "foot": found.name,
        "lead": _(
            "Fill in this form and give it to your coordinator or the police station. Joining is free. You leave when you want."
        ),
        "rules": house_rules(spoken()).sentences,
        "labels": {
            "given": _("First name"), "family": _("Family name"), "street": _("Street, number, box"),
            "town": _("Postcode and municipality"), "mobile": _("Mobile number"), "phone": _("Landline, to be called on"),
            "email": _("E-mail address"), "language": _("Language: Dutch, French, German or English"),
            "rules": _("What we ask of you"), "data": _("What becomes of your data"), "day": _("Date"),
            "signature": _("Signature"),
        },
        "ticks": [
            _("I read the house rules and accept them"), _("I am 18 or older, and live or work in this area"),
            _("The coordinator may see my name"),
        ],
        "data": _(
            "Your police zone uses your name, address and numbers only to warn you, with your consent. Only the coordinator and"
            " the mandated police officer see that you are a member. You see, change and erase your data at any moment: on the"
            " site, by telephone or at the police station. Complaints: Data Protection Authority."
        ),
    }  # fmt: skip
