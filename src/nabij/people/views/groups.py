"""Target groups of a tenant: how many, who, one more, or a list of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nabij.people import actions, queries
from nabij.people.access import actor_of, staff_required
from nabij.people.models import LabelBasis
from nabij.people.target_groups import group, groups
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant
from nabij.tenants.queries import tenants

LIST_BYTES = 2_000_000
RIGHT = "people.label"


class LabelForm(forms.Form):
    """Somebody in a group, and how to reach them."""

    code = forms.ChoiceField(label=gettext_lazy("Group"))
    name = forms.CharField(label=gettext_lazy("Name of the person or organisation"), max_length=120)
    sms = forms.CharField(label=gettext_lazy("Mobile number"), required=False, max_length=40)
    voice = forms.CharField(label=gettext_lazy("Telephone number"), required=False, max_length=40)
    email = forms.CharField(label=gettext_lazy("E-mail address"), required=False, max_length=254)
    address = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=200)
    basis = forms.ChoiceField(
        label=gettext_lazy("Why may we keep this?"), choices=LabelBasis.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=200)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = [(one.code, one.name) for one in groups().values()]  # type: ignore[attr-defined]


@never_cache
@staff_required(RIGHT)
def show(request: HttpRequest) -> HttpResponse:
    """How many belong to each group; with ?groep= who; and on POST one more."""
    actor, form, error = actor_of(request), LabelForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        ways = {kind: typed[kind] for kind in ("sms", "voice", "email") if typed[kind]}
        given = {name: typed[name] for name in ("code", "name", "basis", "note", "address")}
        try:
            actions.label_one(actor, tenant_id=_tenant(request, actor).id, ways=ways, **given)
        except Refused as refused:
            error = str(refused)
        else:
            messages.success(request, _("Noted."))
            return redirect(f"{reverse('people:groups')}?groep={typed['code']}")
    return _page(request, actor, {"form": form, "error": error}, 422 if error or form.errors else 200)


def _tenant(request: HttpRequest, actor: Actor) -> Tenant:
    """The tenant whose groups are shown: ?tenant= where the actor labels in several. Raises Missing."""
    held = {str(one.id): one for one in tenants(actor.tenants_with(RIGHT))}
    wanted = request.POST.get("tenant") or request.GET.get("tenant") or next(iter(held), "")
    if wanted not in held:
        raise Missing
    return held[wanted]


def _page(request: HttpRequest, actor: Actor, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    tenant, chosen = _tenant(request, actor), request.GET.get("groep", "")
    counts = queries.group_counts(tenant.id)
    found = group(chosen) if chosen else None
    actor = actor.because(_("target groups"))
    context = {
        "groups": [(one, counts.get(one.code, 0)) for one in groups().values()],
        "chosen": found,
        "people": queries.labelled(actor, tenant.id, found.code) if found else [],
        "tenant": tenant,
        "tenants": tenants(actor.tenants_with(RIGHT)),
    }
    return render(request, "people/groups.html", {"form": LabelForm()} | context | shown, status=status)


@require_POST
@staff_required(RIGHT)
def import_list(request: HttpRequest) -> HttpResponse:
    """A list from a spreadsheet; what is wrong with a line stands on the page by its number."""
    actor, file = actor_of(request), request.FILES.get("file")
    tenant = _tenant(request, actor)
    if file is None or (file.size or 0) > LIST_BYTES:
        return _page(request, actor, {"error": _("Choose a list (CSV) of at most 2 MB.")}, 422)
    try:
        found = actions.import_labels(actor, tenant_id=tenant.id, content=file.read())
    except Refused as refused:
        return _page(request, actor, {"error": str(refused)}, 422)
    return _page(request, actor, {"imported": found})


@require_POST
@staff_required(RIGHT)
def end(request: HttpRequest, label_id: Any) -> HttpResponse:
    ended = actions.end_label(actor_of(request), label_id=label_id)
    messages.success(request, _("No longer in this group."))
    return redirect(f"{reverse('people:groups')}?groep={ended.code}&tenant={ended.tenant_id}")
