"""Every page of the project as a visitor gets it: accessible, within the content security policy, and fit for a phone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from nabij.people.demo import totp
from tests.browser.people import Desk
from tests.pages import Address, addresses
from tests.served import Served

PHONE_WIDTH = 390
MOST_TABS = 80
NEW_NAME, NEW_PASSWORD = "nieuw", "een lange zin voor mij"
PUBLIC, RESIDENT, MEMBER, COORDINATOR, SHOPKEEPER = "", "resident", "member", "coordinator", "shopkeeper"


@dataclass(frozen=True)
class Reach:
    """How to come to a page: who opens it, and questions to the database that give its arguments."""

    who: str = PUBLIC
    given: tuple[str, ...] = ()
    query: str = ""


SENT = "select id::text from alerts_alert where state in ('sent', 'sent_unreviewed') and kind = 'urgent' limit 1"
TEMPLATE = "select id::text from alerts_alerttemplate where code = 'danger' limit 1"
DRAFT = "select id::text from alerts_alert where state = 'draft' limit 1"
INCIDENT = "select id::text from reports_incident where state = 'new' order by id desc limit 1"
SECOND = (
    "select id::text from reports_incident where state in ('new', 'in_hand') and tenant_id ="
    " (select tenant_id from reports_incident where state = 'new' order by id desc limit 1) order by id limit 1"
)
BULK = (
    "with bulk as (insert into reports_bulk (tenant_id, id, account_id, deed, words, total, ordered_at)"
    " select i.tenant_id, gen_random_uuid(), a.id, 'note', '{}', 1, now() from reports_incident i, people_account a"
    " where i.state = 'new' and a.username = 'dispatcher' order by i.id desc limit 1 returning tenant_id, id),"
    " item as (insert into reports_bulkitem (tenant_id, id, bulk_id, incident_id, version, state, sentence)"
    " select b.tenant_id, gen_random_uuid(), b.id, i.id, 1, 'refused', 'Een collega was je voor.' from bulk b"
    " cross join (select id from reports_incident where state = 'new' order by id desc limit 1) i)"
    " select id::text from bulk"
)
HANDOVER = "select id::text from alerts_handover order by id limit 1"
NETWORK = "select id::text from networks_network order by id limit 1"
BINZ = "select id::text from networks_network where kind = 'binz' limit 1"
SHOP = "select b.id::text from networks_business b where name = 'Boekhandel De Wulp' and retired_at is null order by id limit 1"
TAP = f"select id::text from networks_tap where business_id::text = ({SHOP}) order by id limit 1"
INVITED = (
    "insert into networks_invitation (tenant_id, id, business_id, kind, lookup, digest, attempts, invited_at, expires_at)"
    " select tenant_id, gen_random_uuid(), id, 'email', 'l', 'd', 0, now(), now() + interval '7 days' from networks_business"
    " where name = 'Boekhandel De Wulp' limit 1 returning id::text"
)
STARTING = "select id::text from networks_network where state = 'starting' limit 1"
TALKING = "select network_id::text from networks_opengroup where state = 'open' limit 1"
POST = "select id::text from networks_post where state = 'shown' order by id limit 1"
EVENING = (
    "select id::text from meetings_meeting where kind = 'information' and state = 'planned' order by starts_at limit 1"
)
HELD = "select id::text from meetings_meeting where state = 'held' order by starts_at limit 1"
MEETING_NETWORK = "select about[1]::text from meetings_meeting where kind = 'information' order by starts_at limit 1"
TALK = "select o.id::text from desk_ringoffer o join desk_ring r on r.id = o.ring_id where r.answered_at is not null limit 1"
IN_A_YEAR, A_CASE = (
    "select network_id::text from networks_wish limit 1",
    "select id::text from networks_measure limit 1",
)
RULE = "select id::text from reports_routingrule where ended_at is null order by id limit 1"
REFERRAL = "select id::text from reports_referral order by id desc limit 1"
ONLINE = "from people_contactpoint where verified_how <> 'paper' and retired_at is null order by id limit 1"
MY_POINT, PERSON = f"select id::text {ONLINE}", f"select person_id::text {ONLINE}"
PASSKEY = (
    "insert into mfa_authenticator (user_id, type, data, created_at) select id, 'webauthn', '{\"name\": \"Sleutel\"}', now()"
    " from people_account where username = 'korpschef' returning id::text"
)

CHARTER = "select id::text from networks_document where kind = 'charter' and state = 'signed' limit 1"
UNSIGNED = "select id::text from networks_document where kind = 'charter' and state = 'signing' limit 1"
UNSETTLED = "select id::text from networks_document where state = 'draft' limit 1"
CHARTERED = "select network_id::text from networks_document where kind = 'charter' and state = 'signed' limit 1"
NEIGHBOURHOOD = "select neighbourhood_code from places_address where neighbourhood_code <> '' order by id limit 1"
HALL = "select id::text from desk_counter where kind = 'town_hall' order by id limit 1"
STATION = "select id::text from desk_counter where kind = 'commissariat' order by id limit 1"
BOOKABLE = "select service_id::text from desk_offer where cardinality(ways) > 0 and counter_id::text"
CARD, COMPLAINT = f"{BOOKABLE} = ({HALL}) order by id limit 1", f"{BOOKABLE} = ({STATION}) order by id limit 1"
COMING = "select id::text from desk_appointment where state = 'booked' order by id limit 1"
AT_NINE = "?om=2030-01-07T09:00:00%2B01:00"
DRILL = (
    "insert into alerts_drill (tenant_id, id, account_id, scene, expected, started_at)"
    " select g.tenant_id, gen_random_uuid(), a.id, 0, 214, now()"
    " from people_account a join people_rolegrant g on g.account_id = a.id where a.username = 'officier' limit 1"
    " returning id::text"
)

OFFICER = "select id::text from desk_officer where name = 'Wout Jacobs' limit 1"
QUESTION = "select id::text from desk_question where state = 'open' order by id limit 1"
NEWS = (
    "select item.id::text from desk_newsitem item join tenants_tenant owner on owner.id = item.tenant_id"
    " where item.state = 'published' and owner.kind = 'zone' order by item.id limit 1"
)

PAGES: dict[str, Reach] = {
    "home": Reach(query="?address=Markt"),
    "privacy": Reach(),
    "accessibility": Reach(),
    "telephones": Reach(),
    "senders": Reach(),
    "sender": Reach(given=("select slug from tenants_tenant where settings ? 'sender' limit 1",)),
    "styleguide": Reach(),
    "stijl/meldkamer": Reach(),
    "people:sign_in": Reach(),
    "account_login": Reach(),
    "account_inactive": Reach(),
    "reports:what": Reach(),
    "reports:follow": Reach(),
    "reports:outward": Reach(),
    "easy": Reach(),
    "easy_page": Reach(given=("select 'melden'",)),
    "reports:answers": Reach("officier"),
    "reports:answers_written": Reach("officier"),
    "reports:answers_ratings": Reach("officier"),
    "reports:answers_words": Reach("beheerder"),
    "reports:answers_panel": Reach("officier", (INCIDENT,)),
    "reports:my_reports": Reach(RESIDENT),
    "reports:helped_reports": Reach("loket", (PERSON,)),
    "people:my_page": Reach(RESIDENT),
    "people:my_choices": Reach(RESIDENT, (MY_POINT,)),
    "people:my_confirm": Reach(RESIDENT, (MY_POINT,)),
    "people:my_erase": Reach(RESIDENT),
    "people:find": Reach("loket"),
    "people:helped_page": Reach("loket", (PERSON,)),
    "people:helped_choices": Reach("loket", (PERSON, MY_POINT)),
    "people:helped_confirm": Reach("loket", (PERSON, MY_POINT)),
    "people:helped_erase": Reach("loket", (PERSON,)),
    "people:groups": Reach("officier", query="?groep=school"),
    "people:rights": Reach("beheerder"),
    "people:keys": Reach("beheerder"),
    "people:work": Reach("beheerder"),
    "reports:roster": Reach("beheerder"),
    "reports:teams": Reach("beheerder"),
    "reports:team": Reach("beheerder", ("select id::text from reports_team where outside = 'email' limit 1",)),
    "reports:order": Reach("beheerder"),
    "reports:new_rule": Reach("beheerder"),
    "reports:rule": Reach("beheerder", (RULE,)),
    "reports:end_rule": Reach("beheerder", (RULE,)),
    "reports:terms": Reach("beheerder"),
    "reports:referrals": Reach("preventie"),
    "reports:points": Reach("officier"),
    "reports:point": Reach("officier", ("select id from reports_point order by id limit 1",)),
    "reports:offline": Reach(given=("select 'nl'",)),
    "account_logout": Reach("officier"),
    "account_reauthenticate": Reach("officier"),
    "account_change_password": Reach("officier"),
    "mfa_index": Reach("officier"),
    "mfa_reauthenticate": Reach("officier"),
    "mfa_deactivate_totp": Reach("officier"),
    "mfa_generate_recovery_codes": Reach("officier"),
    "mfa_list_webauthn": Reach("officier"),
    "mfa_add_webauthn": Reach("officier"),
    "mfa_reauthenticate_webauthn": Reach("officier"),
    "mfa_remove_webauthn": Reach("korpschef", (PASSKEY,)),
    "mfa_edit_webauthn": Reach("korpschef", (PASSKEY,)),
    "logbook": Reach("dpo"),
    "networks:exports_waiting": Reach("dpo"),
    "operations": Reach("techniek"),
    "operations_routes": Reach("techniek"),
    "operations_route": Reach("techniek", query="?route=simulator-sms"),
    "console": Reach("dispatcher"),
    "reports:intake": Reach("dispatcher"),
    "reports:incidents": Reach("dispatcher"),
    "reports:save_filter": Reach("dispatcher", query="?view=new"),
    "reports:export": Reach("dispatcher", query="?view=new"),
    "reports:bulk": Reach("dispatcher", (BULK,)),
    "reports:history": Reach("dispatcher", (INCIDENT,)),
    "reports:texts": Reach("dispatcher", (INCIDENT,)),
    "reports:sides": Reach("dispatcher", (INCIDENT, SECOND)),
    "reports:incident": Reach("dispatcher", (INCIDENT,)),
    "reports:tasks": Reach("wacht"),
    "reports:referral": Reach("officier", (REFERRAL,)),
    "networks:list": Reach("officier"),
    "networks:today": Reach("korpschef"),
    "networks:goals": Reach("korpschef"),
    "networks:new": Reach("officier"),
    "networks:network": Reach("officier", (NETWORK,)),
    "networks:members": Reach("officier", (NETWORK,)),
    "networks:lists": Reach("officier", (NETWORK,)),
    "networks:list_in": Reach("officier", ("select id::text from networks_memberlist order by id limit 1",)),
    "networks:paper": Reach("loket", (NETWORK,)),
    "networks:find_invitation": Reach("loket"),
    "networks:invitation_code": Reach(),
    "networks:survey_paper": Reach(),
    "networks:everywhere": Reach(query="?address=Markt"),
    "networks:here": Reach(query="?address=Markt"),
    "networks:public": Reach(given=(NETWORK,)),
    "networks:mine": Reach(RESIDENT),
    "networks:meetings": Reach("officier", (MEETING_NETWORK,)),
    "networks:quiz": Reach(),
    "networks:quiz_question": Reach(given=("select 1",)),
    "networks:quiz_finish": Reach(),
    "networks:my_training": Reach(RESIDENT),
    "networks:helped_training": Reach("loket", (PERSON,)),
    "meetings:list": Reach("officier"),
    "meetings:new": Reach("officier", query="?kind=training"),
    "meetings:meeting": Reach("officier", (HELD,)),
    "meetings:change": Reach("officier", (EVENING,)),
    "meetings:public_list": Reach(),
    "meetings:public": Reach(given=(EVENING,)),
    "meetings:mine": Reach(RESIDENT),
    "meetings:seat": Reach(RESIDENT, (EVENING,)),
    "meetings:helped_mine": Reach("loket", (PERSON,)),
    "meetings:helped_seat": Reach("loket", (PERSON, EVENING)),
    "networks:join": Reach(RESIDENT, (NETWORK,)),
    "networks:shops": Reach("officier", (BINZ,)),
    "networks:shops_mine": Reach(SHOPKEEPER),
    "networks:shop": Reach(SHOPKEEPER, (SHOP,)),
    "networks:shop_join": Reach(RESIDENT, (BINZ,)),
    "networks:shop_invitation": Reach(RESIDENT, (INVITED,)),
    "networks:counter_shop": Reach(SHOPKEEPER, (SHOP,)),
    "networks:counter_call": Reach(SHOPKEEPER, (SHOP, "select 'hold-up'")),
    "networks:counter": Reach(RESIDENT),
    "networks:tap": Reach(SHOPKEEPER, (TAP,)),
    "networks:helped_shops_mine": Reach("loket", (PERSON,)),
    "networks:helped_shop_join": Reach("loket", (PERSON, BINZ)),
    "networks:helped_shop_invitation": Reach("loket", (PERSON, INVITED)),
    "networks:wanted": Reach(given=(NEIGHBOURHOOD,)),
    "networks:starting": Reach(given=(STARTING,)),
    "networks:my_interest": Reach(RESIDENT),
    "networks:want": Reach(RESIDENT),
    "networks:helped_interest": Reach("loket", (PERSON,)),
    "networks:helped_want": Reach("loket", (PERSON,)),
    "networks:interest": Reach("preventie"),
    "networks:begin": Reach("preventie"),
    "networks:start_up": Reach("korpschef", (STARTING,)),
    "networks:start_area": Reach("preventie", (STARTING,)),
    "networks:coordinator": Reach("preventie", (NETWORK,)),
    "networks:signs": Reach("preventie", (STARTING,)),
    "networks:merge": Reach("preventie"),
    "networks:split": Reach("preventie", (NETWORK,)),
    "networks:posts": Reach(MEMBER, (TALKING,)),
    "networks:post_question": Reach(MEMBER, (TALKING,)),
    "networks:post_call": Reach(MEMBER, (TALKING,)),
    "networks:post_police": Reach(MEMBER, (TALKING,)),
    "networks:post_write": Reach(MEMBER, (TALKING,)),
    "networks:post": Reach(MEMBER, (POST,)),
    "networks:group": Reach(MEMBER, (TALKING,)),
    "networks:messages": Reach(COORDINATOR, (TALKING,)),
    "networks:office_group": Reach("officier", (TALKING,)),
    "networks:whatsapp": Reach("officier", (TALKING,)),
    "networks:share": Reach("officier", (TALKING,)),
    "networks:year": Reach("officier", (IN_A_YEAR,)),
    "networks:year_wishes": Reach("officier", (IN_A_YEAR,)),
    "networks:year_wish": Reach(
        "officier", (IN_A_YEAR, "select id::text from networks_wish where settled_at is null limit 1")
    ),
    "networks:year_evaluation": Reach("officier", (IN_A_YEAR,)),
    "networks:year_measures": Reach("officier", (IN_A_YEAR,)),
    "networks:year_measure": Reach("officier", (IN_A_YEAR, A_CASE)),
    "networks:my_wishes": Reach("member", (IN_A_YEAR,)),
    "networks:my_survey": Reach("member", (IN_A_YEAR,)),
    "networks:my_letters": Reach(RESIDENT),
    "networks:helped_letters": Reach("loket", (PERSON,)),
    "networks:helped_mine": Reach("loket", (PERSON,)),
    "networks:helped_join": Reach("loket", (PERSON, NETWORK)),
    "networks:documents": Reach("preventie", (CHARTERED,)),
    "networks:federal": Reach("preventie", (CHARTERED,)),
    "networks:document": Reach("preventie", (CHARTER,)),
    "networks:document_edit": Reach("preventie", (UNSETTLED,)),
    "networks:document_sign": Reach("burgemeester", (UNSIGNED,)),
    "networks:document_check": Reach("preventie", (CHARTER,)),
    "desk:officers_find": Reach(query="?address=Markt"),
    "desk:officers_area": Reach(given=(NEIGHBOURHOOD,)),
    "desk:area_ask": Reach(given=(NEIGHBOURHOOD,)),
    "desk:question_look_up": Reach(),
    "desk:officer_public": Reach(given=(OFFICER,)),
    "desk:officer_ask": Reach(given=(OFFICER,)),
    "desk:my_officer": Reach(RESIDENT),
    "desk:helped_officer": Reach("loket", (PERSON,)),
    "desk:officers": Reach("korpschef"),
    "desk:officer_new": Reach("korpschef"),
    "desk:officers_list_in": Reach("korpschef"),
    "desk:officers_check": Reach("korpschef"),
    "desk:officer_inbox": Reach("wijkagent"),
    "desk:officer_late": Reach("korpschef"),
    "desk:officer_question": Reach("wijkagent", (QUESTION,)),
    "desk:officer": Reach("korpschef", (OFFICER,)),
    "desk:news_list": Reach(),
    "desk:news_item": Reach(given=(NEWS,)),
    "desk:news_subscribe": Reach(),
    "desk:my_news": Reach(RESIDENT),
    "desk:helped_news": Reach("loket", (PERSON,)),
    "desk:news_desk": Reach("korpschef"),
    "desk:news_new": Reach("korpschef"),
    "desk:news_edit": Reach("korpschef", (NEWS,)),
    "desk:video_door": Reach(),
    "desk:video_ask_ring_back": Reach(),
    "desk:video_stand_in": Reach(given=("select 'nabij-proef'",)),
    "desk:video_desk": Reach("loket"),
    "desk:video_talk": Reach("loket", (TALK,)),
    "desk:video_ring_back": Reach("loket", ("select id::text from desk_ringback where state = 'open' limit 1",)),
    "desk:video_helped": Reach("loket", (PERSON,)),
    "desk:video_mine": Reach(RESIDENT),
    "desk:video_roster": Reach("beheerder"),
    "desk:video_figures": Reach("korpschef"),
    "desk:victims": Reach(),
    "desk:demand": Reach("korpschef"),
    "desk:counters": Reach(query="?address=Markt"),
    "desk:counter": Reach(given=(HALL,)),
    "desk:book": Reach(),
    "desk:book_day": Reach(given=(CARD, HALL)),
    "desk:book_who": Reach(given=(CARD, HALL), query=AT_NINE),
    "desk:my_book": Reach(RESIDENT),
    "desk:my_book_day": Reach(RESIDENT, (CARD, HALL)),
    "desk:my_book_who": Reach(RESIDENT, (CARD, HALL), AT_NINE),
    "desk:my_appointments": Reach(RESIDENT),
    "desk:helped_book": Reach("loket", (PERSON,)),
    "desk:helped_book_day": Reach("loket", (PERSON, CARD, HALL)),
    "desk:helped_book_who": Reach("loket", (PERSON, CARD, HALL), AT_NINE),
    "desk:helped_appointments": Reach("loket", (PERSON,)),
    "desk:staff_book": Reach("loket"),
    "desk:staff_book_day": Reach("loket", (COMPLAINT, STATION)),
    "desk:staff_book_who": Reach("loket", (COMPLAINT, STATION), AT_NINE),
    "desk:staff_appointment": Reach("loket", (COMING,)),
    "desk:staff_move": Reach("loket", (COMING,)),
    "desk:appointment_ask": Reach(),
    "desk:desks": Reach("loket"),
    "desk:agenda": Reach("loket", (STATION,)),
    "desk:queue": Reach("loket", (STATION,)),
    "desk:waiting_report": Reach("loket", (STATION,)),
    "desk:hours": Reach("beheerder"),
    "desk:counter_new": Reach("beheerder"),
    "desk:counter_hours": Reach("beheerder", (STATION,)),
    "desk:counter_change": Reach("beheerder", (STATION,)),
    "desk:service_new": Reach("beheerder"),
    "desk:service": Reach("beheerder", (COMPLAINT,)),
    "alerts:in_force": Reach(),
    "alerts:banner": Reach(given=("select slug from tenants_tenant where kind = 'zone' limit 1",)),
    "alerts:snippet": Reach("officier"),
    "alerts:cap_messages": Reach("officier"),
    "alerts:list": Reach("officier"),
    "alerts:new": Reach("officier"),
    "alerts:alert": Reach("officier", (SENT,)),
    "alerts:templates": Reach("officier"),
    "alerts:template_new": Reach("officier"),
    "alerts:template": Reach("officier", (TEMPLATE,)),
    "alerts:template_edit": Reach("officier", (TEMPLATE,)),
    "alerts:edit": Reach("officier", (DRAFT,)),
    "alerts:feedback": Reach("officier", (SENT,)),
    "alerts:follow_up": Reach("officier", (SENT,), query="?soort=cancel"),
    "alerts:handover": Reach("officier", (HANDOVER,)),
    "alerts:look_back": Reach("korpschef"),
    "alerts:drills": Reach("officier"),
    "alerts:drill": Reach("officier", (DRILL,)),
    "alerts:campaign": Reach("officier"),
    "alerts:campaign_area": Reach("officier", (NEIGHBOURHOOD,)),
    "alerts:sign_up": Reach(),
    "alerts:sign_up_area": Reach(given=(NEIGHBOURHOOD,)),
}
# The steps of a report stand in the session of who reports, and a code leads to one page: walked below, one after the other.
STEPS = {
    "reports:now",
    "reports:call",
    "reports:where",
    "reports:more",
    "reports:who",
    "reports:sent",
    "reports:followed",
}
# The third step of a shop that joins needs the second, and staff opens a shop of who they help: walked by test_shops.py.
SHOP_STEPS = {"networks:shop_join_me", "networks:helped_shop_join_me", "networks:helped_shop"}
# Opened by the code of a letter to who is on an older list: walked by test_members.py.
OF_A_LETTER = {"networks:invitation", "networks:helped_invitation"}
# What a report may meet on its way: walked by test_report_offline.py.
BESIDE_A_REPORT = {"reports:first", "reports:near_known", "reports:me_too"}
# Opened by an address that nobody can guess, after ringing the video desk: walked by test_video.py.
AFTER_RINGING = {"desk:video_wait", "desk:video_asked", "desk:video_link"}
# Opened by the code of an appointment or the key of a waiting hall: walked by test_counters.py, once for all who may book.
WITH_A_CODE = {
    "desk:appointment", "desk:move", "desk:my_appointment", "desk:my_move", "desk:helped_appointment",
    "desk:helped_move", "desk:ticket", "desk:take", "desk:screen", "desk:screen_live",
}  # fmt: skip
# Opened only by a link in a message, which nobody can guess: walked by test_devices.py, test_routing.py and test_officers.py.
IN_MESSAGES = {
    "reports:errand",
    "unsubscribe",
    "desk:news_confirm",
    "desk:news_stop",
    "desk:question_sent",
    "desk:question_page",
}
# Pages on the way in, each opened by what stands on the one before it: walked below by a new colleague and a resident.
WAY_IN = {
    "people:accept_invitation",
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "mfa_authenticate",
    "people:work_code",
    "people:sign_in_code",
}
# The page of a member for who helps them, and what opens after a reason: walked by test_year.py.
OF_A_HELPED_MEMBER = {
    "networks:helped_wishes", "networks:helped_survey", "networks:year_police", "networks:helped_posts",
    "networks:helped_post_question", "networks:helped_post_call", "networks:helped_post_police",
    "networks:helped_post_write", "networks:helped_post", "networks:helped_group", "networks:helped_group_new",
}  # fmt: skip
# Data, parts of a page, and what only takes a form: no page of its own.
NO_PAGE = {
    "desk:counters_geojson", "desk:appointment_calendar", "desk:appointment_step",
    "desk:video_wait_now", "desk:video_desk_now", "desk:video_available", "desk:video_take", "desk:video_off_roster",
    "desk:video_reach",
    "desk:demand_export",
    "desk:officer_photo", "desk:officer_step", "desk:officer_cards", "desk:news_rss", "desk:news_photo",
    "networks:year_papers",
    "networks:year_do", "networks:year_log", "networks:year_report", "networks:year_letter", "networks:my_letter",
    "networks:helped_letter",
    "networks:member", "networks:household_limit", "networks:ask_list", "networks:ask_export", "networks:bad_rows",
    "networks:decide_export", "networks:fetch_export", "networks:paper_form",
    "service_worker", "app_manifest", "app_icon", "reports:meant", "reports:later", "reports:token", "reports:staff_point",
    "reports:unstaff_point", "reports:close_point", "reports:point_poster", "callback", "sender_card", "sender_qr",
    "health", "live_ticket", "metrics", "operations_now", "operations_settle", "operations_routes_now", "console_queue",
    "console_beside", "console_networks", "console_alerts", "stijl/adressen", "stijl/vormen/<str:layer>",
    "stijl/antwoord/<int:status>",
    "set_language", "places:search_addresses", "places:neighbourhoods", "places:base_map", "places:place",
    "people:change_grant", "mfa_download_recovery_codes", "mfa_login_webauthn", "reports:kinds", "reports:near",
    "reports:unmerge", "reports:drop_filter", "reports:order_bulk",
    "reports:outward_map", "reports:outward_rss", "reports:outward_geojson", "reports:outward_csv", "alerts:in_force_shapes",
    "alerts:open_geojson", "alerts:open_csv",
    "reports:make_team", "reports:change_team", "reports:move_rule", "reports:give_team", "reports:wait",
    "reports:answer_errand", "reports:send_errand_again", "reports:done_photo", "reports:errand_photo",
    "reports:queue", "reports:newer", "reports:presence", "reports:geojson", "reports:panel", "reports:photo", "networks:geojson",
    "networks:document_change", "networks:document_paper", "networks:document_pdf", "networks:document_package",
    "networks:document_scan", "networks:federal_change", "networks:federal_letter", "networks:public_rules",
    "networks:public_charter", "meetings:step", "meetings:letter", "meetings:poster", "meetings:report",
    "meetings:feed", "meetings:calendar",
    "networks:evening_invite", "networks:evening_letters", "networks:evening_streets", "networks:change",
    "networks:group_new", "networks:office_group_new", "networks:post_photo", "networks:messages_photo",
    "networks:helped_post_photo",
    "networks:whatsapp_letter", "networks:came_by",
    "networks:shops_change", "networks:shop_change", "networks:helped_shop_change", "networks:counter_report",
    "networks:counter_manifest", "networks:poster",
    "reports:open311_discovery", "reports:open311_services", "reports:open311_service", "reports:open311_requests",
    "reports:open311_request", "reports:open311_token",
    "alerts:cap_in", "alerts:cap_certificate", "alerts:atom", "alerts:rss", "alerts:json_feed", "alerts:cap_document",
    "alerts:cap_original", "alerts:from_others", "alerts:be_alert_shapes",
    "alerts:spoken", "alerts:duplicate", "alerts:template_step", "alerts:template_audience",
    "alerts:geojson", "alerts:measure", "alerts:measure_again", "alerts:audience", "alerts:audience_again",
    "alerts:incident_panel", "alerts:progress", "alerts:step",
    "alerts:replies",
    "alerts:handover_file", "alerts:confirm", "alerts:results", "alerts:keep_results", "alerts:leave_handover",
    "alerts:spread", "alerts:resend", "alerts:report", "alerts:drill_send", "alerts:drill_finish", "alerts:campaign_change",
    "alerts:campaign_leaflet", "alerts:campaign_letters", "alerts:campaign_merge", "alerts:sign_up_onward",
    *(f"reports:{name}" for name in (
        "judge", "close", "reopen", "note", "merge", "split", "give_task", "refer", "revoke", "source", "add_photo",
        "task_step", "answer_referral", "put_on_duty", "make_team", "answers_read", "answers_again",
        "answers_contact", "answers_stop", "rate", "not_solved", "tell_more", "stop_messages",
    )),
    *(address.name for address in addresses() if address.name.startswith("api:")),
    *(f"people:{whose}_{name}" for whose in ("my", "helped") for name in (
        "add", "send_code", "trial", "retire", "place", "describe", "consent", "download", "download_readable", "care",
        "stop_caring", "follow_places",
    )),
    "networks:export", "people:import_labels", "people:end_label", "people:helped_vouch", "people:after_sign_in",
    "people:my_add_device", "people:work_forget",
    "people:helped_add_system", "easy_switch",
}  # fmt: skip
BY_NAME = {address.name: address for address in addresses()}


def test_every_address_has_its_place_in_these_tables() -> None:
    placed = [
        set(PAGES),
        STEPS,
        AFTER_RINGING,
        WITH_A_CODE,
        SHOP_STEPS,
        BESIDE_A_REPORT,
        IN_MESSAGES,
        OF_A_LETTER,
        WAY_IN,
        OF_A_HELPED_MEMBER,
        NO_PAGE,
    ]
    assert set(BY_NAME) - set().union(*placed) == set(), "not looked at"
    assert set().union(*placed) - set(BY_NAME) == set(), "no longer there"
    assert sum(map(len, placed)) == len(set().union(*placed)), "in two tables"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_within_its_policy(name: str, desk: Desk, look: Callable[[Page], list[str]]) -> None:
    reach = PAGES[name]
    page, faults = desk.standing_page_of(reach.who)
    answer = page.goto(desk.served.address + path_of(BY_NAME[name], reach, desk.served))
    assert answer is not None and answer.ok, f"{page.url}: {answer and answer.status}"
    page.wait_for_selector("html[data-ready]")
    assert look(page) == [], page.url
    page.set_viewport_size({"width": PHONE_WIDTH, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE_WIDTH, f"{page.url} is too wide for a phone"
    assert faults == [], page.url


def path_of(address: Address, reach: Reach, served: Served) -> str:
    values = [served.ask(query) for query in reach.given]
    assert None not in values, f"the demo town has nothing for {address.name}"
    return address.path(**dict(zip(address.arguments, values, strict=True))) + reach.query


def test_the_steps_of_a_report_are_accessible_by_keyboard_alone(desk: Desk, look: Callable[[Page], list[str]]) -> None:
    page, faults = desk.page_of(PUBLIC)
    seen = []

    def arrived(name: str) -> None:
        page.wait_for_url(lambda url: url.startswith(desk.served.address + BY_NAME[name].path(code="")))
        page.wait_for_selector("html[data-ready]")
        assert look(page) == [], page.url
        seen.append(name)

    page.goto(f"{desk.served.address}/melden/")
    page.wait_for_selector("html[data-ready]")
    tab_to(page, "#id_q")
    page.keyboard.type("inbraak")
    page.wait_for_selector("#kinds button[value=burglary]")
    press(page, "button[value=burglary]")
    arrived("reports:now")
    press(page, "button[value=yes]")
    arrived("reports:call")
    press(page, "main form button:not([type=button])")
    arrived("reports:where")
    tab_to(page, "[name=address]")
    page.keyboard.type("Markt 1")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    press(page, "main form[method=post] button:has-text('Volgende')")
    arrived("reports:more")
    tab_to(page, "[name=text]")
    page.keyboard.type("Glas gehoord aan de achterkant.")
    press(page, "main form[method=post] button:has-text('Volgende')")
    arrived("reports:who")
    press(page, "main form[method=post] button:has-text('Verstuur je melding')")
    arrived("reports:sent")
    press(page, "a[href^='/volgen/']:has-text('Volg je melding')")
    arrived("reports:followed")
    assert set(seen) == STEPS
    assert faults == []


def test_the_way_in_is_accessible_from_invitation_to_second_step(desk: Desk, look: Callable[[Page], list[str]]) -> None:
    """A colleague is invited by an administrator, chooses a password and sets up the second step; a resident gets a code."""
    seen: list[str] = []
    invited = _invited(desk)
    page, faults = desk.page_of(PUBLIC)

    def looked_at(name: str, who: Page = page) -> None:
        who.wait_for_selector("html[data-ready]")
        assert look(who) == [], who.url
        who.set_viewport_size({"width": PHONE_WIDTH, "height": 844})
        assert who.evaluate("document.documentElement.scrollWidth") <= PHONE_WIDTH, f"{who.url} is too wide for a phone"
        seen.append(name)

    page.goto(invited)
    page.locator("[name=password]").fill("kort")
    page.keyboard.press("Enter")
    page.get_by_role("alert").first.wait_for()
    looked_at("people:accept_invitation")
    faults.clear()
    page.locator("[name=password]").fill(NEW_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/aanmelden/")
    _give_name_and_password(page)
    page.goto(desk.served.address + BY_NAME["mfa_activate_totp"].path())
    looked_at("mfa_activate_totp")
    page.locator("[name=code]").fill(totp(page.locator("main code").inner_text(), time.time()))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{BY_NAME['mfa_view_recovery_codes'].path()}")
    looked_at("mfa_view_recovery_codes")
    page.goto(desk.served.address + BY_NAME["people:work"].path())
    page.get_by_label("Per e-mail").check()
    page.locator("[name=value]").fill("nele.nieuw@politie.example")
    page.locator("main form button").click()
    page.wait_for_url(f"**{BY_NAME['people:work_code'].path()}")
    looked_at("people:work_code")
    page.goto(f"{desk.served.address}/afmelden/")
    page.locator("main form button").first.click()
    page.goto(f"{desk.served.address}/aanmelden/")
    _give_name_and_password(page)
    page.wait_for_url(f"**{BY_NAME['mfa_authenticate'].path()}*")
    looked_at("mfa_authenticate")
    resident, their_faults = desk.page_of(PUBLIC)
    resident.goto(f"{desk.served.address}/mijn/aanmelden/")
    resident.get_by_label("Telefoonnummer of e-mailadres").fill("0470 65 43 21")
    resident.get_by_role("button", name="Stuur mij een code").click()
    resident.wait_for_url(f"**{BY_NAME['people:sign_in_code'].path()}")
    looked_at("people:sign_in_code", resident)
    assert set(seen) == WAY_IN
    assert faults + their_faults == []


def _invited(desk: Desk) -> str:
    """The address in the invitation that an administrator makes."""
    page, _faults = desk.page_of("beheerder")
    page.goto(f"{desk.served.address}/rechten/")
    page.locator("[name=new_username]").fill(NEW_NAME)
    page.locator("[name=name]").fill("Nele Nieuw")
    page.locator("main form:has([name=new_username]) button").click()
    return page.locator("main code").inner_text()


def _give_name_and_password(page: Page) -> None:
    page.locator("[name=login]").fill(NEW_NAME)
    page.locator("[name=password]").fill(NEW_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/aanmelden/"))


def tab_to(page: Page, selector: str) -> None:
    """Goes on with Tab until this has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        if page.evaluate("selector => !!document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached with Tab on {page.url}")


def press(page: Page, selector: str) -> None:
    """Tabs to it and presses Enter."""
    wanted = page.locator(selector).first
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => document.activeElement === element"):
            return page.keyboard.press("Enter")
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached with Tab on {page.url}")
