from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from nabij.reports.views import follow, incidents, intake, judging, public, roster, work

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("nabij.reports.open311.urls")),
    path("melden/", public.what, name="what"),
    path("melden/nu/", public.now, name="now"),
    path("melden/bel/", public.call, name="call"),
    path("melden/waar/", public.where, name="where"),
    path("melden/meer/", public.more, name="more"),
    path("melden/wie/", public.who, name="who"),
    path("melden/verstuurd/", public.sent, name="sent"),
    path("volgen/", follow.ask, name="follow"),
    path("volgen/<str:code>", follow.followed, name="followed"),
    path("meldkamer/nieuw", intake.intake, name="intake"),
    path("meldkamer/nieuw/soorten", intake.kinds, name="kinds"),
    path("meldkamer/nieuw/dubbels", intake.near, name="near"),
    path("incidenten/", incidents.listing, name="incidents"),
    path("incidenten/rij/", incidents.queue, name="queue"),
    path("incidenten/kaart.geojson", incidents.geojson, name="geojson"),
    path("incidenten/<uuid:incident_id>/", incidents.page, name="incident"),
    path("incidenten/<uuid:incident_id>/paneel/", incidents.panel, name="panel"),
    path("incidenten/<uuid:incident_id>/open", incidents.presence, name="presence"),
    path("incidenten/<uuid:incident_id>/oordeel", judging.judge, name="judge"),
    path("incidenten/<uuid:incident_id>/sluit", judging.close, name="close"),
    path("incidenten/<uuid:incident_id>/heropen", judging.reopen, name="reopen"),
    path("incidenten/<uuid:incident_id>/nota", judging.note, name="note"),
    path("incidenten/<uuid:incident_id>/samenvoegen", judging.merge, name="merge"),
    path("incidenten/<uuid:incident_id>/afsplitsen", judging.split, name="split"),
    path("incidenten/<uuid:incident_id>/taak", judging.task, name="give_task"),
    path("incidenten/<uuid:incident_id>/doorverwijzen", judging.refer, name="refer"),
    path("incidenten/<uuid:incident_id>/intrekken", judging.revoke, name="revoke"),
    path("meldingen/<uuid:report_id>/bron", judging.source, name="source"),
    path("meldingen/<uuid:report_id>/foto", judging.photo, name="add_photo"),
    path("foto/<uuid:photo_id>", incidents.photo, name="photo"),
    path("taken/", work.tasks, name="tasks"),
    path("taken/<uuid:task_id>", work.step, name="task_step"),
    path("doorverwezen/<uuid:referral_id>/", work.referral, name="referral"),
    path("doorverwezen/<uuid:referral_id>/antwoord", work.answer_referral, name="answer_referral"),
    path("van-dienst/", roster.show, name="roster"),
    path("van-dienst/dienst", roster.duty, name="put_on_duty"),
    path("van-dienst/ploeg", roster.team, name="make_team"),
    path("van-dienst/ploeg/<uuid:team_id>", roster.member, name="join_team"),
]
