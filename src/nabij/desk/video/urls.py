from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from nabij.desk.video.views import asking, office, public
from nabij.people.access import resident_required, staff_required

urlpatterns: list[URLPattern | URLResolver] = [
    path("beeld/", public.door, name="video_door"),
    path("beeld/wacht/<str:token>/", public.wait, name="video_wait"),
    path("beeld/wacht/<str:token>/nu", public.wait_now, name="video_wait_now"),
    path("beeld/terugbellen/", public.ring_back, name="video_ask_ring_back"),
    path("beeld/terugbellen/<str:token>/", public.asked, name="video_asked"),
    path("beeld/proef/<str:room>/", public.stand_in, name="video_stand_in"),
    path("beeld/balie/", office.desk, name="video_desk"),
    path("beeld/balie/nu", office.desk_now, name="video_desk_now"),
    path("beeld/balie/beschikbaar", office.available, name="video_available"),
    path("beeld/balie/bereik", office.reach, name="video_reach"),
    path("beeld/balie/cijfers", office.figures, name="video_figures"),
    path("beeld/balie/rooster/", office.roster, name="video_roster"),
    path("beeld/balie/rooster/<uuid:duty_id>/weg", office.off_roster, name="video_off_roster"),
    path("beeld/balie/terugbellen/<uuid:ring_back_id>/", office.ring_back, name="video_ring_back"),
    path("beeld/balie/<uuid:offer_id>/", office.talk, name="video_talk"),
    path("beeld/balie/<uuid:offer_id>/neem", office.take, name="video_take"),
    path("mijn/terugbellen/", resident_required(asking.ask), name="video_mine"),
    path("hulp/<uuid:person_id>/terugbellen/", staff_required("people.help")(asking.ask), name="video_helped"),
    path("beeld/<str:token>/", public.link, name="video_link"),
]
