"""Settings: everything that differs between installations comes from the environment (see docs/reference/settings.md)."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from nabij.site import configuration, logs, secrets

PACKAGE = Path(__file__).resolve().parent.parent
STATE_DIR = Path(os.environ.get("NABIJ_STATE_DIR", PACKAGE.parent.parent / "var"))
SECRETS = secrets.load(Path(os.environ.get("NABIJ_SECRETS", STATE_DIR / "secrets.json")))
DEMO = os.environ.get("NABIJ_DEMO") == "1"
CONFIG = configuration.load(
    os.environ.get("NABIJ_CONFIG", ""), environment=os.environ, secrets=SECRETS.get("providers", {})
)
SITE_URL_GIVEN = os.environ.get("NABIJ_SITE_URL") or CONFIG.url
SITE_URL = SITE_URL_GIVEN or "http://localhost:8000"
REAL_DATA = os.environ.get("NABIJ_REAL_DATA", "")

SECRET_KEY = SECRETS["django"]
DEBUG = False
HOSTS = os.environ.get("NABIJ_HOSTS", "")
ALLOWED_HOSTS = HOSTS.split(",") if HOSTS else [*CONFIG.hosts] or ["localhost", "127.0.0.1", "testserver"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "nabij.site.urls"
WSGI_APPLICATION = "nabij.site.wsgi.application"
AUTH_USER_MODEL = "people.Account"
SITE_ID = 1

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "nabij.people",  # before allauth: its pages are ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "procrastinate.contrib.django",
    "nabij.audit",
    "nabij.tenants",
    "nabij.places",
    "nabij.channels",
    "nabij.reports",
    "nabij.meetings",
    "nabij.networks",
    "nabij.alerts",
    "nabij.desk",
    "nabij.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "nabij.people.middleware.actor",
    "nabij.site.middleware.faults",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nabij.site.context.site",
            ],
        },
    }
]

# The role that serves may not change what is on record; `nabij migrate` and the sealer use addresses of their own.
DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql://nabij_app@127.0.0.1:5432/nabij")
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", DATABASE_URL)
DATABASE_SEALER_URL = os.environ.get("DATABASE_SEALER_URL", DATABASE_URL)
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
# Only what asks for it (nabij.audit.statements) is planned once per connection.
DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {"prepare_threshold": 5}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_ADAPTER = "nabij.people.second_factor.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "people:after_sign_in"
MFA_ADAPTER = "nabij.people.second_factor.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_TOTP_ISSUER = "Nabij"
MFA_TOTP_TOLERANCE = 1

LOGGING = logs.plain_settings()

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("fr", _("French")), ("en", _("English")), ("de", _("German"))]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+/site/build/assets/.+$"
MEDIA_ROOT = Path(os.environ.get("NABIJ_MEDIA_DIR", STATE_DIR / "media"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# Counts against abuse stand here, of sign-in too: with Django's 300 places whoever makes 300 more would wipe out their own.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# Every upload of the house comes in here; with the address of a ClamAV daemon it is checked first.
FILE_UPLOAD_HANDLERS = ["nabij.site.uploads.InMemory", "nabij.site.uploads.OnDisk"]
NABIJ_CLAMD = os.environ.get("NABIJ_CLAMD") or CONFIG.clamd

# Where the live stream answers; another port than the pages where no proxy stands before both.
LIVE_URL = os.environ.get("NABIJ_LIVE_URL") or CONFIG.live_url or SITE_URL

SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_ENGINE = "nabij.people.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "connect-src": [SELF, LIVE_URL],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}

# Fragments that a room above puts into a page of a room below.
NABIJ_SLOTS = {"incident": "/meldkamer/incident/{id}/erbij/", "public_map": "/nu/kaart.geojson", "now": "/nu/"}

# Which provider serves which channel, the first that is up: from the configuration file, or the simulator in the demo.
NABIJ_SIMULATOR = DEMO
SIMULATED = {channel: [{"driver": "simulator", "name": f"simulator-{channel}"}] for channel in configuration.CHANNELS}
NABIJ_ROUTES = CONFIG.routes or (SIMULATED if DEMO else {})
# What carries sign-in codes and trial messages of the room of people, which lies below the channels.
NABIJ_MESSENGER = "nabij.channels.single.send_single"
CITY_NAME = os.environ.get("NABIJ_CITY_NAME") or CONFIG.city_name or "Zandekerke"
CITY_THEME = CONFIG.theme or "default"
# BE-Alert's public feed, shown on the map and never sent on; empty: not looked at.
NABIJ_BE_ALERT_FEED = os.environ.get("NABIJ_BE_ALERT_FEED", "")
# Whoever asks for figures from another machine sends this as a bearer token; empty: only this machine may ask.
NABIJ_API_PER_MINUTE = int(os.environ.get("NABIJ_API_PER_MINUTE", "600"))
METRICS_TOKEN = os.environ.get("NABIJ_METRICS_TOKEN", "")
AUDIT_HEADS = Path(os.environ.get("NABIJ_AUDIT_HEADS", STATE_DIR / "audit-heads.jsonl"))
