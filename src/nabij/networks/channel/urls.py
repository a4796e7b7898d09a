from __future__ import annotations

from django.urls import URLPattern, path

from nabij.networks.channel.views import group, neighbours, office, whatsapp
from nabij.networks.views.office import members_of_staff_or_lead as lead
from nabij.people.access import resident_required as member
from nabij.people.access import staff_required

helps = staff_required("people.help")
HELPED = "hulp/<uuid:person_id>/buurten/<uuid:network_id>/berichten"
urlpatterns: list[URLPattern] = [
    path("mijn/buurten/<uuid:network_id>/berichten/", member(neighbours.listing), name="posts"),
    path("mijn/buurten/<uuid:network_id>/berichten/nieuw/", member(neighbours.question), name="post_question"),
    path("mijn/buurten/<uuid:network_id>/berichten/nu/", member(neighbours.call), name="post_call"),
    path("mijn/buurten/<uuid:network_id>/berichten/verdacht/", member(neighbours.to_police), name="post_police"),
    path("mijn/buurten/<uuid:network_id>/berichten/schrijf/", member(neighbours.write), name="post_write"),
    path("mijn/buurten/<uuid:network_id>/groep/", member(group.page), name="group"),
    path("mijn/buurten/<uuid:network_id>/groep/nieuw/", member(group.fresh), name="group_new"),
    path("mijn/berichten/<uuid:post_id>/", member(neighbours.post), name="post"),
    path("mijn/berichten/<uuid:post_id>/foto", member(neighbours.photo), name="post_photo"),
    path(f"{HELPED}/", helps(neighbours.listing), name="helped_posts"),
    path(f"{HELPED}/nieuw/", helps(neighbours.question), name="helped_post_question"),
    path(f"{HELPED}/nu/", helps(neighbours.call), name="helped_post_call"),
    path(f"{HELPED}/verdacht/", helps(neighbours.to_police), name="helped_post_police"),
    path(f"{HELPED}/schrijf/", helps(neighbours.write), name="helped_post_write"),
    path("hulp/<uuid:person_id>/berichten/<uuid:post_id>/", helps(neighbours.post), name="helped_post"),
    path("hulp/<uuid:person_id>/berichten/<uuid:post_id>/foto", helps(neighbours.photo), name="helped_post_photo"),
    path("hulp/<uuid:person_id>/buurten/<uuid:network_id>/groep/", helps(group.page), name="helped_group"),
    path("hulp/<uuid:person_id>/buurten/<uuid:network_id>/groep/nieuw/", helps(group.fresh), name="helped_group_new"),
    path("netwerken/<uuid:network_id>/berichten/", lead(office.listing), name="messages"),
    path("netwerken/berichten/<uuid:post_id>/foto", lead(neighbours.photo), name="messages_photo"),
    path("netwerken/<uuid:network_id>/groep/", lead(group.page), name="office_group"),
    path("netwerken/<uuid:network_id>/groep/nieuw/", lead(group.fresh), name="office_group_new"),
    path("netwerken/<uuid:network_id>/whatsapp/", lead(whatsapp.listing), name="whatsapp"),
    path(
        "netwerken/<uuid:network_id>/whatsapp/<uuid:group_id>/brief.pdf", lead(whatsapp.letter), name="whatsapp_letter"
    ),
    path("netwerken/<uuid:network_id>/delen/", lead(whatsapp.share), name="share"),
    path("buurt/via/<slug:code>/", whatsapp.came_by, name="came_by"),
]
