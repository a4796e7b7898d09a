from __future__ import annotations

from django.urls import URLPattern, re_path

from nabij.reports.open311 import views

FORM = r"\.(?P<form>json|xml)$"
urlpatterns: list[URLPattern] = [
    re_path(rf"^open311/discovery{FORM}", views.discovery, name="open311_discovery"),
    re_path(rf"^open311/v2/services{FORM}", views.services, name="open311_services"),
    re_path(rf"^open311/v2/services/(?P<code>[\w-]+){FORM}", views.service, name="open311_service"),
    re_path(rf"^open311/v2/requests{FORM}", views.requests, name="open311_requests"),
    re_path(rf"^open311/v2/requests/(?P<request_id>[\w-]+){FORM}", views.single, name="open311_request"),
    re_path(rf"^open311/v2/tokens/(?P<token>[\w-]+){FORM}", views.token, name="open311_token"),
]
