"""Django's settings: few, from the environment, and safe unless told otherwise.

What differs between a demo, a test and production is decided here and nowhere else. What is unsafe
is not judged here: that is `samrum.site.doctor`.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict

from samrum.journal.cluster import Cluster, secret_in
from samrum.packages.places import shipped
from samrum.site.variables import told, told_environment, told_list

ENVIRONMENT: Final = told_environment()
IN_PRODUCTION: Final = ENVIRONMENT == "production"
VAR: Final = Path(told("SAMRUM_VAR")).expanduser().absolute()
# The municipalities that this serves, and where service packages lie: ours first, then its own.
MUNICIPALITIES: Final = Path(told("SAMRUM_MUNICIPALITIES") or shipped("municipalities")).absolute()
MADE_UP: Final = not told("SAMRUM_MUNICIPALITIES")
_OWN: Final = told("SAMRUM_SERVICES")
SERVICES: Final = [shipped("services"), *([Path(_OWN).absolute()] if _OWN else [])]
WEB: Final = Path(__file__).resolve().parent.parent / "web"
ADDRESS: Final = told("SAMRUM_ADDRESS")
BEHIND_TLS: Final = urlsplit(ADDRESS).scheme == "https"

DEBUG = told("SAMRUM_DEBUG") == "1" and not IN_PRODUCTION
DEMO_LOGIN: Final = told("SAMRUM_DEMO_LOGIN") == "1" and not IN_PRODUCTION
SECRET_KEY = told("SAMRUM_KEY") or secret_in(VAR / "secrets" / "key")
SECRET_KEY_FALLBACKS = told_list("SAMRUM_KEYS_BEFORE")
ALLOWED_HOSTS = told_list("SAMRUM_HOSTS")
CSRF_TRUSTED_ORIGINS = [ADDRESS]

INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "samrum.journal",
]
MIDDLEWARE = [
    "samrum.web.shared.measuring.Measuring",
    "samrum.web.shared.security.ProxysWord",
    "samrum.web.shared.security.ContentPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "samrum.api.problem.Problems",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "samrum.web.shared.session.WhoIsHere",
    "samrum.web.shared.noting.Noting",
    "samrum.web.shared.pace.Pace",
    "samrum.web.shared.bounds.Bounds",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "samrum.web.shared.gate.Gate",
]
ROOT_URLCONF = "samrum.site.urls"
WSGI_APPLICATION = "samrum.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [WEB],
        "OPTIONS": {"environment": "samrum.web.shared.environment.environment"},
    }
]


def database(address: str) -> dict[str, Any]:
    """Django's words for a libpq address, with connections that stay open (one costs 11 ms)."""
    parts = conninfo_to_dict(address)
    return {
        "ENGINE": "samrum.journal.engine",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


# "default" is what the pages may do; "owner" makes and changes tables (`samrum migrate`).
_APP = told("DATABASE_URL") or Cluster(VAR).app_dsn
_OWNER = told("DATABASE_OWNER_URL") or told("DATABASE_URL") or Cluster(VAR).owner_dsn
DATABASES = {"default": database(_APP), "owner": database(_OWNER)}

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("da", "Dansk"), ("en", "English")]
LOCALE_PATHS = [shipped("locale")]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# A name that begins with __Host- is a promise the browser keeps: only over TLS, only to this host.
COOKIE_PREFIX: Final = "__Host-" if BEHIND_TLS else ""
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}samrum-language"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}samrum-session"
SESSION_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_SAMESITE = "Lax"  # the e-identity provider sends the person back from its own site
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # many use a computer at the library
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}samrum-form"
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "samrum.web.shared.page.forged"

# No more is acknowledged when what was has waited so long for a checkpoint (samrum.office.act).
_UNCOVERED = told("SAMRUM_UNCOVERED") or ("15" if IN_PRODUCTION else "0")
UNCOVERED: Final = timedelta(minutes=float(_UNCOVERED)) or None

# What is told of this installation, and to whom: samrum.site.daily.
ADMINISTRATOR: Final = told("SAMRUM_ADMINISTRATOR")
METRICS_TOKEN: Final = told("SAMRUM_METRICS_TOKEN")  # samrum.web.shared.metrics
BACKUP_WITHIN: Final = timedelta(hours=float(told("SAMRUM_BACKUP_WITHIN")))

API_TOKENS = "samrum.site.api_tokens.Tokens"
PACE: Final = IN_PRODUCTION  # whether who presses too fast has to wait (samrum.web.shared.pace)

E_IDENTITY = "samrum.site.e_identity.EIdentity"

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_SSL_REDIRECT = BEHIND_TLS
# A program that sends its token in the clear is told so: a redirect would hide it from whoever runs
# it (samrum.api.door, samrum.web.shared.metrics).
SECURE_REDIRECT_EXEMPT = [r"^api/", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# W002: samrum.web.shared.security sets X-Frame-Options. W021: to be preloaded is for a whole domain
# and for whoever owns it, not for one address in it.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A page of answers is small; uploads stream to disk, and the upload page sets its own limit.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
FILES: Final = VAR / "files"
SCANNER: Final = told("SAMRUM_SCANNER")

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [WEB / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ENVIRONMENT == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    }
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has any use for our style sheets
WHITENOISE_USE_FINDERS = ENVIRONMENT == "test"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "samrum.site.logs.JsonLines"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json" if IN_PRODUCTION else "line",
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "samrum.security": {"level": "INFO" if IN_PRODUCTION else "WARNING"},
    },
}
