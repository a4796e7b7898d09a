"""Writing an alert: text, audience and checks on one page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nabij.alerts import actions, presenters, previewing, queries
from nabij.alerts.audience_form import Offers, offers_on
from nabij.alerts.digest import Text
from nabij.alerts.drafts import Draft
from nabij.alerts.forms import BECAUSE, LANGUAGES, LONGEST_BODY, STAY, AlertForm, draft_of, initial_of
from nabij.alerts.kinds import kinds
from nabij.alerts.models import Alert
from nabij.alerts.prefilling import Prefilled, prefilled
from nabij.alerts.rules.chain import ENDS
from nabij.alerts.rules.dear import table
from nabij.alerts.rules.whom import whom
from nabij.alerts.surfaces import surfaces
from nabij.alerts.views import filling
from nabij.alerts.views.common import measured, shell, writers_only
from nabij.alerts.zone_rules import zone_rules
from nabij.channels.voice_preview import audio_for
from nabij.networks import queries as networks
from nabij.people.access import actor_of
from nabij.reports import queries as reports
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

if TYPE_CHECKING:
    from nabij.networks.models import Network
    from nabij.reports.models import Incident

PLAIN = json.dumps(table(), ensure_ascii=False)
""" What the counter of text messages offers instead of dear characters."""


class Desk:
    """Where an alert is written: its tenant, the incident it is about, and what this actor may choose from."""

    def __init__(self, actor: Actor, incident: Prefilled | None, alert: Alert | None) -> None:
        self.actor, self.incident, self.alert = actor, incident, alert
        self.networks = [one for one in networks.networks(actor) if one.state == "active"]
        self.tenant_id = self._tenant_id()
        self.networks = [one for one in self.networks if one.tenant_id == self.tenant_id]

    def _tenant_id(self) -> UUID:
        if self.alert is not None:
            return self.alert.tenant_id
        if self.incident is not None:
            return self.incident.tenant_id
        held = self.actor.tenants_with("alerts.draft")
        known = [one.tenant_id for one in self.networks]
        found = next((one for one in [*held, *known] if one in known), None) or next(iter(held), None)
        if found is None:
            raise Missing
        return found

    @cached_property
    def offers(self) -> Offers:
        """Staff choose from everything on their ground, a coordinator from their own networks."""
        whole = self.actor.may("alerts.draft", self.tenant_id)
        return offers_on(self.tenant_id, self.networks) if whole else Offers(self.networks)

    @property
    def codes(self) -> list[str]:
        if not self.actor.may("alerts.draft", self.tenant_id):
            return ["non_urgent"]
        if self.alert is not None and self.alert.kind == "feedback":
            return ["feedback"]
        return [code for code in kinds() if code != "feedback"]

    @property
    def incident_id(self) -> UUID | None:
        if self.alert is not None:
            return self.alert.incident_id
        return self.incident.incident.id if self.incident else None

    def draft(self) -> Draft:
        if self.alert is not None:
            return draft_of(self.alert, queries.versions(self.alert)[0].at)
        if self.incident is not None:
            return self.incident.draft
        only = [self.networks[0].id] if len(self.networks) == 1 else []
        return Draft(kind="non_urgent", texts={}, channels=("email", "push"), audience=whom(networks=only))

    def form(self, data: Any = None) -> AlertForm:
        version = self.alert.version if self.alert else None
        return AlertForm(
            data, offers=self.offers, codes=self.codes, initial=initial_of(self.draft()) | {"version": version}
        )

    def chosen(self) -> list[Network]:
        wanted = set(self.draft().audience.networks)
        return [one for one in self.networks if one.id in wanted]

    def covered(self) -> Mapping[str, Any] | None:
        """The surface of what stands written, for the map."""
        if self.alert is not None:
            return self.alert.area
        return surfaces(self.tenant_id, self.draft().audience).covers

    def report(self) -> Incident | None:
        """The incident that it is about, where this actor may see it."""
        if self.incident is not None:
            return self.incident.incident
        if self.alert is None or self.alert.incident_id is None or not self.actor.may("reports.view", self.tenant_id):
            return None
        return reports.incident_brief(self.actor, self.alert.incident_id)


def desk_of(request: HttpRequest, alert_id: UUID | None = None) -> Desk:
    """The desk of a page: an alert that exists, an incident by ?incident=, or an empty one. Raises Missing."""
    actor = actor_of(request)
    alert = queries.alert(actor, alert_id) if alert_id else None
    named = request.POST.get("incident") or request.GET.get("incident") or ""
    incident = None
    if alert is None and named:
        try:
            incident = prefilled(actor, UUID(named))
        except ValueError:
            raise Missing from None
    return Desk(actor, incident, alert)


@never_cache
@writers_only
def new(request: HttpRequest) -> HttpResponse:
    """An empty alert, or the one that an incident calls for."""
    desk = desk_of(request)
    return save(request, desk) if request.method == "POST" else show(request, desk, desk.form())


@never_cache
@writers_only
def edit(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    desk = desk_of(request, alert_id)
    return save(request, desk) if request.method == "POST" else show(request, desk, desk.form())


def show(request: HttpRequest, desk: Desk, form: AlertForm, error: str = "", status: int = 200) -> HttpResponse:
    value = presenters.map_value(desk.covered(), desk.chosen() or desk.networks)
    ready = filling.chosen(desk.tenant_id, form["template"].value() or "")
    rows = filling.rows(ready, form.filled_in() if form.is_bound else {}, filling.known(desk.report()))
    shown = {
        "templates": filling.offered(desk.tenant_id, desk.codes), "template": ready, "fields": rows,
        "unread": filling.unread(ready), "asks": any(not row["value"] for row in rows), "texts": _texts_of(form),
        "sms_cents": zone_rules(desk.tenant_id).prices_cents.get("sms", 0), "plain": PLAIN,
        "shell": shell(desk.actor), "form": form, "desk": desk, "error": error, "alert": desk.alert,
        "bounds": presenters.bounds_of(value), "incident": desk.incident.incident if desk.incident else None,
        "kind_icons": {code: found.icon for code, found in kinds().items()},
        "may_send_now": _may_send_now(desk), "is_feedback": bool(desk.alert and desk.alert.feedback_on_id),
        "follows_only": bool(desk.alert and desk.alert.message_type in ENDS), "audience_url": _audience_url(desk),
    }  # fmt: skip
    return render(request, "alerts/composer.html", shown | _first_look(desk, form), status=status)


def _audience_url(desk: Desk) -> str:
    return reverse("alerts:audience_again", args=[desk.alert.id]) if desk.alert else reverse("alerts:audience")


def _texts_of(form: AlertForm) -> list[dict[str, Any]]:
    """Subject and text of each language, as the tabs show them."""
    return [
        {
            "language": code,
            "name": previewing.NAMES[code],
            "subject": form[f"subject_{code}"],
            "body": form[f"body_{code}"],
        }
        for code in LANGUAGES
    ]


def _may_send_now(desk: Desk) -> bool:
    """Whether this person may send what happens now without a second person first."""
    chosen = zone_rules(desk.tenant_id)
    return chosen.caught_in_act_allowed and desk.actor.may("alerts.send_urgent", desk.tenant_id)


def _first_look(desk: Desk, form: AlertForm) -> dict[str, Any]:
    """Audience and checks without a script, and before the first change."""
    if form.is_bound and not form.is_valid():
        return {}
    try:
        found = measured(_as_if(desk, form.draft(desk.draft().category) if form.is_bound else desk.draft()))
        return found | {"warned": as_typed(found["warned"], form)}
    except (Refused, Missing):
        return {}


def _as_if(desk: Desk, draft: Draft) -> Alert:
    return actions.as_if(desk.actor, tenant_id=desk.tenant_id, draft=draft, incident_id=desk.incident_id, of=desk.alert)


@require_POST
@writers_only
def measure(request: HttpRequest, alert_id: UUID | None = None) -> HttpResponse:
    """Audience, price, checks and previews of what stands on the page now, as a fragment."""
    desk = desk_of(request, alert_id)
    form = desk.form(request.POST)
    shown: dict[str, Any]
    try:
        shown = (
            measured(_as_if(desk, form.draft(desk.draft().category)))
            if form.is_valid()
            else _size_alone(desk, form) | {"refusals": _faults(form)}
        )
        shown["warned"] = as_typed(shown.get("warned", []), form)
    except Refused as refusal:
        shown = {"refusals": [str(refusal)]}
    return render(request, "alerts/_measure.html", shown)


def _size_alone(desk: Desk, form: AlertForm) -> dict[str, Any]:
    """How many it is for, while the text is not yet one: so that the number follows the drawing from the first line."""
    if form.audience_errors():
        return {}
    chosen = form.cleaned_data.get("channels") or ("sms", "email", "push")
    draft = Draft(
        form.cleaned_data.get("kind") or "non_urgent", {"nl": Text("", "-")}, chosen, form.audience(), valid_hours=1
    )
    try:
        found = measured(_as_if(desk, draft))
    except (Refused, Missing):
        return {}
    return {name: found[name] for name in ("size", "size_words", "households", "cost_cents", "price", "covers")}


@require_POST
@writers_only
def audience(request: HttpRequest, alert_id: UUID | None = None) -> HttpResponse:
    """Whom it is for, with what was typed to be added; a fragment."""
    desk = desk_of(request, alert_id)
    form = desk.form(request.POST)
    form.is_valid()
    settled = form if form.audience_errors() else desk.form(form.settled())
    value = presenters.map_value(desk.covered(), desk.chosen() or desk.networks)
    shown = {
        "form": settled,
        "alert": desk.alert,
        "desk": desk,
        "bounds": presenters.bounds_of(value),
        "audience_url": _audience_url(desk),
    }
    return render(request, "alerts/_audience.html", shown)


@require_POST
@writers_only
def spoken(request: HttpRequest) -> HttpResponse:
    """A text as the call will say it, as sound; 404 where nothing here can speak."""
    language = request.POST.get("language", "nl")
    sound = audio_for(request.POST.get("text", "")[:LONGEST_BODY], language if language in LANGUAGES else "nl")
    if sound is None:
        raise Missing
    return HttpResponse(sound, content_type="audio/wav")


def as_typed(warned: list[dict[str, Any]], form: AlertForm) -> list[dict[str, Any]]:
    """The warnings with what stands in their boxes now, a reason that is too short included."""
    return [
        one | {"ticked": STAY + one["key"] in form.data, "typed": form.data.get(BECAUSE + one["key"], "")}
        if form.is_bound
        else one
        for one in warned
    ]


def _faults(form: AlertForm) -> list[str]:
    return [str(fault) for faults in form.errors.values() for fault in faults]


def save(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Keeps what was written and goes where its button says: back to the text, to a colleague, or to sending."""
    form, step = desk.form(request.POST), request.POST.get("step", "keep")
    if step in ("audience", "less"):
        form.is_valid()
        return show(request, desk, form if form.audience_errors() else desk.form(form.settled()))
    if step in ("template", "fill"):
        return take_template(request, desk, step)
    if not form.is_valid():
        return show(request, desk, form, status=422)
    try:
        alert = _kept(desk, form)
    except Refused as refusal:
        return show(request, desk, form, error=str(refusal), status=422)
    if step == "submit":
        try:
            actions.submit_for_approval(desk.actor, alert_id=alert.id, version=alert.version)
        except Refused as refusal:
            kept = Desk(desk.actor, None, alert)
            return show(request, kept, kept.form(), error=str(refusal), status=422)
        messages.success(request, _("Your alert is with a colleague for approval."))
    return redirect("alerts:edit" if step == "keep" else "alerts:alert", alert_id=alert.id)


def take_template(request: HttpRequest, desk: Desk, step: str) -> HttpResponse:
    """Shows the page with the words of a template; nothing is kept yet."""
    reference = request.POST.get("use" if step == "template" else "template", "")
    ready = filling.chosen(desk.tenant_id, reference)
    if ready is None or ready.kind not in desk.codes:
        return show(request, desk, desk.form(request.POST), error=_("Choose a template."), status=422)
    known = filling.known(desk.report())
    change = filling.with_template if step == "template" else filling.with_texts
    try:
        return show(request, desk, desk.form(change(request.POST, desk.tenant_id, ready, known)))
    except Refused as refusal:
        return show(request, desk, desk.form(request.POST), error=str(refusal), status=422)


def _kept(desk: Desk, form: AlertForm) -> Alert:
    draft = form.draft(desk.draft().category)
    if desk.alert is None:
        return actions.draft_alert(desk.actor, tenant_id=desk.tenant_id, draft=draft, incident_id=desk.incident_id)
    version = form.cleaned_data["version"] or 0
    return actions.edit_alert(desk.actor, alert_id=desk.alert.id, version=version, draft=draft)
