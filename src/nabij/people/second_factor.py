"""Staff signs in with a second factor. Until there is one, only the pages that set it up are open."""

from __future__ import annotations

import base64
import time
from typing import Any, Final
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from nabij.people import vault
from nabij.people.access import origin_of
from nabij.people.queries import REAL_FACTORS, has_other_factor
from nabij.tenants.errors import Refused

PROVEN: Final = "people.second_factor"
"""Session key: the second factor was set up, and so shown, in this session."""

SET_UP_AT: Final = "people.second_factor_at"
SETTING_UP_S: Final = 300.0
SHOWN_AGAIN_S: Final = 300.0
SPENT: Final = "people.passkey_spent_at"
"""Session key: which showing of a passkey already stood for a deed."""

ALWAYS_OPEN: Final = frozenset({"account_login", "account_logout", "account_reauthenticate", "set_language"})
_SECRETS: Final = UUID(int=0)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session showed a second factor: at sign-in, or by setting one up."""
    if request.session.get(PROVEN) == str(request.user.pk):
        return True
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def is_open_without(path: str) -> bool:
    """Whether staff that still has to set up a second factor may open this address."""
    try:
        name = resolve(path).url_name or ""
    except Resolver404:
        return False
    return name.startswith("mfa_") or name in ALWAYS_OPEN


def remember_proof(request: HttpRequest, user: Any, authenticator: Authenticator, **_rest: Any) -> None:
    """Receiver of allauth's `authenticator_added`: who just set up a factor has shown it."""
    if authenticator.type in REAL_FACTORS:
        request.session[PROVEN] = str(user.pk)
        request.session[SET_UP_AT] = time.time()


def shown_again(request: HttpRequest, code: str) -> str:
    """How staff shows, for one deed, that it is still them: "totp" or "recovery_codes" for a code typed now, "webauthn" for a
    passkey that was shown again in the last minutes, once. Raises Refused with a sentence.
    """
    if code.strip():
        form = AuthenticateForm({"code": code}, user=request.user)
        if not form.is_valid():
            raise Refused(_("This code is not right. Wait for the next one in your app, and type that."))
        return str(form.authenticator.type)
    shown = passkey_shown(request)
    if shown is None:
        raise Refused(_("Type the six digits of your app, or use your passkey."))
    request.session[SPENT] = shown
    return str(Authenticator.Type.WEBAUTHN)


def passkey_shown(request: HttpRequest) -> float | None:
    """When a passkey was shown again in the last minutes, for a deed that did not happen yet; in seconds since 1970."""
    records = get_authentication_records(request, request.user)
    shown = [
        float(one["at"])
        for one in records
        if one.get("reauthenticated") and one.get("type") == Authenticator.Type.WEBAUTHN
    ]
    newest = max(shown, default=0.0)
    is_fresh = time.time() - newest < SHOWN_AGAIN_S and newest > request.session.get(SPENT, 0.0)
    return newest if is_fresh else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: staff gets an account, residents sign in with a code."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return origin_of(request) or "127.0.0.1"

    def is_reauthentication_required(self, *, app: str, **_options: Any) -> bool:
        """Changing a second factor asks to sign in again; setting up the first one, and seeing its recovery codes, does not."""
        request = self.request or context.request
        since_set_up_s = time.time() - request.session.get(SET_UP_AT, 0.0)
        return has_second_factor(request) and since_set_up_s > SETTING_UP_S

    def send_notification_mail(self, *_arguments: Any, **_options: Any) -> None:
        """Accounts of staff have no mail address; changes of factors stand in the session's messages."""


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of one-time codes are sealed like contact values; the last real factor cannot be taken away."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(vault.seal_value("totp", _SECRETS, text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return vault.open_value("totp", _SECRETS, base64.b64decode(encrypted_text))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return authenticator.type not in REAL_FACTORS or has_other_factor(authenticator)
