"""Every setting of the product, read from the environment. `docs/settings.md` is generated from this page."""

import os
import secrets
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from commonhour.environment import Environment, database

ROOT = Path(__file__).resolve().parents[2]
env = Environment(os.environ)

MODE = env.choice(
    "COMMONHOUR_MODE",
    "How the server runs. Production asks for a secret key, hosts and an https address.",
    options=("development", "production"),
    default="development",
)
PRODUCTION = MODE == "production"
DEBUG = False  # a debug page would print the private half of a proposal: never, in any mode

DATA_FOLDER = Path(env.text("COMMONHOUR_DATA", "Folder for the SQLite database and the generated development secret.",
                            default=str(ROOT / ".cache"))).resolve()  # fmt: skip


def _development_secret() -> str:
    """A secret that stays the same between runs of one checkout, made on the first."""
    file = DATA_FOLDER / "secret"
    if not file.exists():
        DATA_FOLDER.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()


SECRET_KEY = env.text("COMMONHOUR_SECRET_KEY", "Signs sessions and links in mail. Required in production.")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured(
            "COMMONHOUR_SECRET_KEY is not set. Set it to 50 or more random characters."
        )
    SECRET_KEY = _development_secret()

ORIGIN = env.origin(
    "COMMONHOUR_ORIGIN",
    "The address people use, for links in mail and in feeds.",
    default="http://127.0.0.1:8000",
)
if PRODUCTION and not ORIGIN.startswith("https://"):
    raise ImproperlyConfigured("COMMONHOUR_ORIGIN must start with https:// in production.")

ALLOWED_HOSTS = env.words(
    "COMMONHOUR_HOSTS",
    "Host names the server answers to, separated by commas. Required in production.",
    default=() if PRODUCTION else ("127.0.0.1", "localhost", "testserver"),
)
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "COMMONHOUR_HOSTS is not set. Set it to your host name, such as calendar.example.org."
    )
CSRF_TRUSTED_ORIGINS = [ORIGIN]

NETWORK_NAME = env.text("COMMONHOUR_NETWORK_NAME", "The network's name, in page titles and calendars.",
                        default="Commonhour network")  # fmt: skip
NETWORK_TIME_ZONE = env.text("COMMONHOUR_TIME_ZONE", "Time zone of the network, an IANA name.",
                             default="America/New_York")  # fmt: skip
SOURCE = env.text(
    "COMMONHOUR_SOURCE",
    "Address of the source of the running version, shown in the footer. The licence asks for it once you change the code.",
)
CHECKLISTS_FOLDER = Path(env.text("COMMONHOUR_CHECKLISTS", "Folder of the checklist files.",
                                  default=str(ROOT / "checklists")))  # fmt: skip
FRONTEND_BUILD = ROOT / "frontend" / "dist"
FEED_CLIENTS_WITHOUT_GZIP = env.words(
    "COMMONHOUR_FEED_CLIENTS_WITHOUT_GZIP",
    "Calendar apps that get feeds uncompressed although they ask for gzip, by a part of their user agent, separated by "
    "commas. For an app whose subscriptions break on compressed feeds.",
)

DATABASES: dict[str, Any] = {
    "default": database(
        env.text(
            "DATABASE_URL",
            "The database: sqlite:///path or postgres://user:password@host:5432/name.",
            default=f"sqlite:///{DATA_FOLDER / 'commonhour.sqlite3'}",
        )
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    # Ours first: a template of ours stands before one of the same name in a package.
    "commonhour.records",
    "commonhour.people",
    "commonhour.checklists",
    "commonhour.events",
    "commonhour.library",
    "commonhour.participation",
    "commonhour.proposals",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "csp",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "commonhour.urls"
WSGI_APPLICATION = "commonhour.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "backend" / "commonhour" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# Who people are
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "name")}},
]  # fmt: skip
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "commonhour.people.forms.SignUpForm"
ACCOUNT_ADAPTER = "commonhour.people.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{ORIGIN}/verify-email/{{key}}",
    "account_reset_password": f"{ORIGIN}/reset-password",
    "account_reset_password_from_key": f"{ORIGIN}/reset-password/{{key}}",
    "account_signup": f"{ORIGIN}/sign-up",
}

# Sessions and cookies
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "commonhour.http.csrf_failure"

# What browsers may do
SECURE_SSL_REDIRECT = False  # the proxy's work: a redirect from http would repeat what the address holds
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],  # the embed shows itself before it is copied; nothing else of ours may be framed
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Static files: Vite names them by content, WhiteNoise serves them compressed and for ever
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("COMMONHOUR_STATIC", "Folder the collected static files are served from.",
                            default=str(DATA_FOLDER / "static"))).resolve()  # fmt: skip
STATICFILES_DIRS = [
    ROOT / "backend" / "commonhour" / "static",
    *([FRONTEND_BUILD] if FRONTEND_BUILD.is_dir() else []),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[0-9A-Za-z_-]{8,}\.[a-z0-9]+$"
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# Mail
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_HOST = env.text("COMMONHOUR_MAIL_HOST", "Mail server. Without one, mail is printed to the console.")
if EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_PORT = env.number("COMMONHOUR_MAIL_PORT", "Port of the mail server.", default=587, least=1)
EMAIL_HOST_USER = env.text("COMMONHOUR_MAIL_USER", "User name at the mail server.")
EMAIL_HOST_PASSWORD = env.text("COMMONHOUR_MAIL_PASSWORD", "Password at the mail server.")
EMAIL_USE_TLS = env.flag("COMMONHOUR_MAIL_TLS", "Whether mail is sent over TLS.", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text(
    "COMMONHOUR_MAIL_FROM", "Sender of mail.", default="Commonhour <no-reply@localhost>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Work done after the answer: queued in the transaction that causes it, so neither exists without the other
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": False}}

# Recurring jobs, by command; `manage.py keep_time` runs each when it is due.
TIMETABLE = {
    "review_dates": timedelta(hours=1),
    "delete_sign_ups": timedelta(hours=1),
    "roll_feeds": timedelta(hours=6),
    "check_feeds": timedelta(hours=1),
    "end_addresses": timedelta(days=1),
    "clearsessions": timedelta(days=1),
    "prune_db_task_results": timedelta(days=1),
}

REST_FRAMEWORK = {
    # Every view is an `http.Endpoint`, which brings its own; these shut a view that is not.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "commonhour.http.refuse",
    "URL_FORMAT_OVERRIDE": None,  # ?format= is a filter of the calendar
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Commonhour",
    "DESCRIPTION": "The planner and shared calendar of a network of student chapters.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ChapterRole": "commonhour.people.models.Role",
        "NetworkRole": "commonhour.people.models.NetworkRoleName",
        "EventType": "commonhour.events.choices.EventType",
        "Format": "commonhour.events.choices.Format",
        "Audience": "commonhour.events.choices.Audience",
        "Visibility": "commonhour.events.choices.Visibility",
        "Shown": "commonhour.events.choices.Shown",
        "Cost": "commonhour.events.choices.Cost",
        "AccessFeature": "commonhour.events.choices.AccessFeature",
        "Recording": "commonhour.events.choices.Recording",
        "Photos": "commonhour.events.choices.Photos",
        "RoleKind": "commonhour.events.choices.RoleKind",
        "FilterKind": "commonhour.events.choices.FilterKind",
        "PartKind": "commonhour.participation.models.PartKind",
        "AddressEnd": "commonhour.participation.models.AddressEnd",
        "FeedKind": "commonhour.events.models.FeedKind",
        "PublicStatus": "commonhour.events.choices.Status",
        "SharedKind": "commonhour.library.sharing.KINDS",
        "ProposalKind": "commonhour.proposals.states.Kind",
        "ProposalState": "commonhour.proposals.states.State",
        "VerdictWord": "commonhour.proposals.states.VerdictWord",
        "Result": "commonhour.proposals.states.Result",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"redacting": {"()": "commonhour.redaction.Redacting"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["redacting"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # These bring handlers of their own, which would print the addresses of personal calendars.
        "django": {"level": "INFO"},
        "django.server": {"propagate": True},
        "granian.access": {"propagate": True},
        "_granian": {"propagate": True},
        # "Not Found: /feeds/..." would write a mistyped private address into the log.
        "django.request": {"level": "CRITICAL" if "pytest" in sys.modules else "ERROR"},
    },
}
