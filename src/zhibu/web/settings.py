"""Settings of one cell, read from the environment; defaults are safe, not convenient."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from environs import Env
from psycopg.conninfo import conninfo_to_dict

from zhibu.kit import identity
from zhibu.kit.language import LANGUAGES as SPOKEN

env = Env()
ROOT = Path(__file__).resolve().parents[3]

MODE: str = env.str("ZHIBU_MODE", "test")  # production | local | demo | test
DEBUG = False
DATA = Path(env.str("ZHIBU_DATA", str(ROOT / "var")))
FILES = DATA / "files"
SECRET_KEY: str = env.str(
    "ZHIBU_SECRET_KEY", "only-for-tests-" + "0" * 50 if MODE == "test" else ""
)
# Earlier keys: what they signed or sealed still opens, nothing new is made by them.
SECRET_KEY_FALLBACKS: list[str] = list(filter(None, env.list("ZHIBU_SECRET_KEY_FALLBACKS", [])))
ALLOWED_HOSTS: list[str] = env.list(
    "ZHIBU_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"] if MODE != "production" else []
)
# Lets a monitor of another machine read /healthz, /readyz and /metrics; none = this machine alone.
METRICS_TOKEN: str = env.str("ZHIBU_METRICS_TOKEN", "")
LIVE_URL: str = env.str("ZHIBU_LIVE_URL", "/live")
# Whether people reach us by https: always in production; a hall's network (--local) has none.
HTTPS = MODE == "production"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "django_htmx",
    "zhibu.kit",
    "zhibu.trail",
    "zhibu.orgs",
    "zhibu.people",
    "zhibu.notices",
    "zhibu.archive",
    "zhibu.gatherings",
    "zhibu.appeals",
    "zhibu.meetings",
    "zhibu.points",
    "zhibu.insights",
    "zhibu.web",
]
MIDDLEWARE = [
    "zhibu.web.middleware.SafeHeaders",
    "zhibu.web.operation.door.ForTheMachine",
    "zhibu.web.operation.door.TrueAddress",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhibu.web.middleware.WhoActs",
    "zhibu.web.middleware.InTheirLanguage",
    "zhibu.web.middleware.PostOnce",
]
ROOT_URLCONF = "zhibu.web.urls"
WSGI_APPLICATION = "zhibu.web.wsgi.application"
ZHIBU_HANDLERS = "zhibu.web.assembly.HANDLERS"
ZHIBU_DUTIES = "zhibu.web.assembly.DUTIES"
ZHIBU_APPEAL_KINDS = "zhibu.web.assembly.APPEAL_KINDS"
ZHIBU_PERSONAL_FILES = "zhibu.web.assembly.PERSONAL_FILES"
ZHIBU_FEATURES = "zhibu.web.features.FEATURES"
ZHIBU_GATHERING_PAGES = "zhibu.web.assembly.GATHERING_PAGES"
ZHIBU_METRICS = "zhibu.web.assembly.METRICS"
ZHIBU_METRIC_GROUPS = "zhibu.web.assembly.METRIC_GROUPS"
ZHIBU_COUNTED_FACTS = "zhibu.web.assembly.COUNTED_FACTS"
ZHIBU_STOCKS = "zhibu.web.assembly.STOCKS"
ZHIBU_EVIDENCE = "zhibu.web.assembly.EVIDENCE"
ZHIBU_RECORD_PAGES = "zhibu.web.assembly.RECORD_PAGES"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "zhibu.web.context.frame",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    }
]


POOLED = env.str("DATABASE_DIRECT_URL", "") not in {"", env.str("DATABASE_URL", "")}


def database(url: str) -> dict[str, Any]:
    """Django's form of a libpq address; a unix socket's folder may stand in ``host``."""
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "zhibu"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # A pooler in transaction mode gives every transaction another session: no cursors across them.
        "DISABLE_SERVER_SIDE_CURSORS": POOLED,
        "OPTIONS": {"application_name": "zhibu"},
    }


APP_URL: str = env.str("DATABASE_URL", "postgresql:///zhibu")
OWNER_URL: str = env.str("DATABASE_OWNER_URL", APP_URL)
DIRECT_URL: str = env.str("DATABASE_DIRECT_URL", APP_URL)
# Migrations run as the owner of the tables; everything else as a role that cannot rewrite history.
DATABASES = {"default": database(OWNER_URL if os.environ.get("ZHIBU_ROLE") == "owner" else APP_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["zhibu.people.hashing.Argon2"]
if MODE == "test" and "pytest" in sys.modules:
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "web:sign_in"
LOGIN_REDIRECT_URL = "web:home"

# The university's own sign-in, and who needs a second factor: docs/decisions/0008-ways-in.md.
IDENTITY = identity.read(os.environ, mode=MODE)

SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "zhibu_session"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "zhibu_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "zhibu.web.errors.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [(language.code, language.name) for language in SPOKEN]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
BUILD = ROOT / "build"
STATICFILES_DIRS = [BUILD] if BUILD.exists() else []
STATIC_ROOT = None  # Vite names files by their content; whitenoise serves them as they lie
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[\w-]{8}\.\w+$"

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# How mail leaves the house; off until told. The address under which people reach us stands in mails.
PUBLIC_URL: str = env.str(
    "ZHIBU_URL",
    f"https://{ALLOWED_HOSTS[0]}" if HTTPS and ALLOWED_HOSTS else "http://localhost:8000",
).rstrip("/")


def mail(url: str) -> dict[str, Any]:
    """Django's settings for an address of mail; empty for none.

    ``smtp://user:password@host:587`` (STARTTLS unless ``?plain``), ``smtps://…:465``; ``console:``
    shows mails in the worker's log, ``file:///folder`` lays them there, ``memory:`` is for tests.
    """
    parts = urlsplit(url)
    backends = "django.core.mail.backends."
    simple = {"": "dummy", "console": "console", "file": "filebased", "memory": "locmem"}
    if parts.scheme in simple:
        kind = simple[parts.scheme]
        return {"BACKEND": f"{backends}{kind}.EmailBackend", "FILE_PATH": unquote(parts.path)}
    if parts.scheme not in {"smtp", "smtps"}:
        raise ValueError(f"EMAIL_URL: {parts.scheme}: is not known")
    safe = parts.scheme == "smtps"
    return {
        "BACKEND": f"{backends}smtp.EmailBackend",
        "HOST": parts.hostname or "localhost",
        "PORT": parts.port or (465 if safe else 587),
        "HOST_USER": unquote(parts.username or ""),
        "HOST_PASSWORD": unquote(parts.password or ""),
        "USE_SSL": safe,
        "USE_TLS": not safe and parts.query != "plain",
    }


_BY_MODE = {"demo": f"file://{DATA / 'mail'}", "test": "memory:"}
EMAIL_URL: str = env.str("EMAIL_URL", _BY_MODE.get(MODE, ""))
MAIL_IS_ON = bool(EMAIL_URL)
globals().update({f"EMAIL_{name}": value for name, value in mail(EMAIL_URL).items()})
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", "zhibu@localhost")

# One JSON object a line, without values (security.md rule 31); plain words in tests alone.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "zhibu.kit.logs.JsonLines"},
        "plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain" if MODE == "test" else "json",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
