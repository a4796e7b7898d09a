"""What can be asked about reports and incidents, by whom."""

from nabij.reports.queries.categories import categories, category, find_categories, propose_categories
from nabij.reports.queries.checking import incident_place
from nabij.reports.queries.duty import (
    call_to_make,
    calls_of,
    on_duty,
    roster,
    telephone_on_duty,
    unread_urgent,
)
from nabij.reports.queries.filtering import Filters, oldest_id
from nabij.reports.queries.following import Pace, Tracked, pace, reading_hours, track
from nabij.reports.queries.incidents import (
    Details,
    Source,
    incident,
    incident_brief,
    incident_of,
    photo,
    source,
    words_of_reports,
)
from nabij.reports.queries.likeness import Near, near, near_incident
from nabij.reports.queries.presence import open_with
from nabij.reports.queries.queue import COUNT_AT_MOST, Page, counts, incidents_geojson, queue
from nabij.reports.queries.responding import Judged, facts_in, judged_since
from nabij.reports.queries.work import (
    Received,
    my_tasks,
    referral_shown,
    referrals_received,
    referrals_sent,
    sees_referrals,
    teams,
    withheld_due,
)

__all__ = [
    "COUNT_AT_MOST",
    "Details",
    "Filters",
    "Judged",
    "Near",
    "Pace",
    "Page",
    "Received",
    "Source",
    "Tracked",
    "call_to_make",
    "calls_of",
    "categories",
    "category",
    "counts",
    "facts_in",
    "find_categories",
    "incident",
    "incident_brief",
    "incident_of",
    "incident_place",
    "incidents_geojson",
    "judged_since",
    "my_tasks",
    "near",
    "near_incident",
    "oldest_id",
    "on_duty",
    "open_with",
    "pace",
    "photo",
    "propose_categories",
    "queue",
    "reading_hours",
    "referral_shown",
    "referrals_received",
    "referrals_sent",
    "roster",
    "sees_referrals",
    "source",
    "teams",
    "telephone_on_duty",
    "track",
    "unread_urgent",
    "withheld_due",
    "words_of_reports",
]
