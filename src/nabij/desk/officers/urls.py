from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from nabij.desk.officers.views import checking, inbox, mine, office, public
from nabij.people.access import resident_required, staff_required

answers, manages, helps = staff_required("desk.answer"), staff_required("desk.officers"), staff_required("people.help")

urlpatterns: list[URLPattern | URLResolver] = [
    path("wijkagent/", public.find, name="officers_find"),
    path("wijkagent/wijk/<str:code>/", public.area, name="officers_area"),
    path("wijkagent/wijk/<str:code>/vraag/", public.ask_desk, name="area_ask"),
    path("wijkagent/vraag/", public.look_up, name="question_look_up"),
    path("wijkagent/vraag/verstuurd/", public.sent, name="question_sent"),
    path("wijkagent/vraag/<str:code>/", public.question, name="question_page"),
    path("wijkagent/<uuid:officer_id>/", public.one, name="officer_public"),
    path("wijkagent/<uuid:officer_id>/foto", public.photo, name="officer_photo"),
    path("wijkagent/<uuid:officer_id>/vraag/", public.ask, name="officer_ask"),
    path("mijn/wijkagent/", resident_required(mine.show), name="my_officer"),
    path("hulp/<uuid:person_id>/wijkagent/", helps(mine.show), name="helped_officer"),
    path("wijkagenten/wie/", answers(office.listing), name="officers"),
    path("wijkagenten/nieuw", manages(office.new), name="officer_new"),
    path("wijkagenten/lijst", manages(office.bring_in), name="officers_list_in"),
    path("wijkagenten/controle/", manages(checking.check), name="officers_check"),
    path("wijkagenten/", answers(inbox.listing), name="officer_inbox"),
    path("wijkagenten/vragen/laat/", manages(inbox.late), name="officer_late"),
    path("wijkagenten/vragen/<uuid:question_id>/", answers(inbox.question), name="officer_question"),
    path("wijkagenten/<uuid:officer_id>/", answers(office.page), name="officer"),
    path("wijkagenten/<uuid:officer_id>/stap", answers(office.step), name="officer_step"),
    path("wijkagenten/<uuid:officer_id>/kaart", answers(checking.cards), name="officer_cards"),
]
