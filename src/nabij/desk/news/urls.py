from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from nabij.desk.news.views import desk, mine, public
from nabij.people.access import resident_required, staff_required

writes, helps = staff_required("desk.news"), staff_required("people.help")

urlpatterns: list[URLPattern | URLResolver] = [
    path("nieuws/", public.listing, name="news_list"),
    path("nieuws/rss.xml", public.rss, name="news_rss"),
    path("nieuws/per-mail/", public.subscribe, name="news_subscribe"),
    path("nieuws/bevestig/<str:token>/", public.confirm, name="news_confirm"),
    path("nieuws/stop/<str:token>/", public.stop, name="news_stop"),
    path("nieuws/<uuid:item_id>/", public.item, name="news_item"),
    path("nieuws/<uuid:item_id>/foto", public.photo, name="news_photo"),
    path("mijn/nieuws/", resident_required(mine.show), name="my_news"),
    path("hulp/<uuid:person_id>/nieuws/", helps(mine.show), name="helped_news"),
    path("nieuws/beheer/", writes(desk.listing), name="news_desk"),
    path("nieuws/beheer/nieuw", writes(desk.new), name="news_new"),
    path("nieuws/beheer/<uuid:item_id>/", writes(desk.edit), name="news_edit"),
]
