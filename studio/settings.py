"""Settings of the studio: everything that differs between a laptop and a large set-up is said by the
environment, see `environment.py`. To read them writes nothing.
"""

import os
import secrets
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
import platformdirs
from csp.constants import NONCE
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import SimpleLazyObject

from studio.environment import SMTP, environment

PACKAGE = Path(__file__).resolve().parent
try:
    ENVIRONMENT = environment()
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None


def _data_folder() -> Path:
    """DATA, otherwise `data` in a checkout, otherwise where this system keeps a person's data."""
    if ENVIRONMENT.data is not None:
        return ENVIRONMENT.data
    checkout = PACKAGE.parent
    if (checkout / "manage.py").exists():
        return checkout / "data"
    return platformdirs.user_data_path("sunmask-studio", appauthor=False)


DATA = _data_folder()
RUN = DATA / "run"
"""Process ids and signs of life."""

DEBUG = ENVIRONMENT.is_debug
DEMO_RUNS = ENVIRONMENT.demo_runs
"""How often the demo's text is run each way, so that it shows what a word pulls at first sight; 0: not."""


def _secret_key() -> str:
    """Made once and kept in DATA, readable by its owner only."""
    path = DATA / "secret_key"
    if not path.exists():
        DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=DATA) as made:  # readable by its owner only
            made.write(secrets.token_urlsafe(64))
            made.flush()
            with suppress(FileExistsError):  # another process was first, and whole
                os.link(made.name, path)
    return path.read_text()


SECRET_KEY = ENVIRONMENT.secret_key or SimpleLazyObject(_secret_key)

# ---- where the studio is reached: origins are exact (scheme, host and port) ----------------------

ORIGINS = list(ENVIRONMENT.origins)
if DEBUG:
    ORIGINS += ["http://localhost:5173", "http://127.0.0.1:5173"]
ALLOWED_HOSTS = sorted({urlsplit(origin).hostname or "" for origin in ORIGINS})
CSRF_TRUSTED_ORIGINS = ORIGINS
IS_SECURE = all(origin.startswith("https://") for origin in ORIGINS)
PATH = ENVIRONMENT.path
"""Everything is beneath it, with a slash at both ends; `studio.addresses` makes addresses of it."""
FORCE_SCRIPT_NAME = PATH.rstrip("/") or None
# Cookies of others at this host, such as those of another studio, come along and must not be taken for these.
_OWN = PATH.strip("/").replace("/", "_") + "_" if FORCE_SCRIPT_NAME else ""
IS_BEHIND_PROXY = ENVIRONMENT.is_behind_proxy
_WEBSOCKETS = [origin.replace("http", "ws", 1) for origin in ORIGINS]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "allauth.mfa",
    "channels",
    "csp",
    "django_vite",
    "ninja",
    "studio",
]

MIDDLEWARE = [
    "studio.web.middleware.Counted",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "studio.web.by_token.ByToken",
    "studio.web.middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "studio.web.middleware.PrivateAnswers",
    "studio.web.middleware.CsrfEverywhere",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "studio.web.middleware.Browsers",
    "studio.web.middleware.SessionAge",
    "studio.web.middleware.Acting",
    "studio.web.middleware.NotedInLogs",
    "allauth.account.middleware.AccountMiddleware",
    "studio.web.middleware.Refusals",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "studio.urls"
ASGI_APPLICATION = "studio.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# ---- storage ----------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(ENVIRONMENT.database_url or f"sqlite:///{DATA / 'studio.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # FULL: an acknowledged edit is on disk. IMMEDIATE: writers queue instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
    }
    # a file of its own per test run: threads share no in-memory database
    DATABASES["default"]["TEST"] = {
        "NAME": str(Path(tempfile.gettempdir()) / f"sunmask-test-{os.getpid()}.sqlite3")
    }
else:
    # connections live on in a pool of the process, whichever thread needs one
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": 16, "timeout": 10},
        "application_name": f"sunmask {socket.gethostname():.32} {os.getpid()}",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- bell (for Celery see `studio.celery`) -------------------------------------------------------

REDIS_URL = ENVIRONMENT.redis_url
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None, "socket_connect_timeout": 1}]},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

# ---- people -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "studio.User"
AUTHENTICATION_BACKENDS = ["studio.services.sign_in.LimitedBackend"]
PASSWORD_HASHERS = [
    "studio.services.sign_in.Argon2InTurn",
    "studio.services.sign_in.Pbkdf2InTurn",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = PATH
LOGIN_REDIRECT_URL = f"{PATH}admin/"  # only the admin pages sign in by a page of their own

HAS_MAIL = bool(ENVIRONMENT.smtp_url)
_SMTP = urlsplit(ENVIRONMENT.smtp_url)
EMAIL_HOST, EMAIL_PORT = _SMTP.hostname or "", _SMTP.port or SMTP.get(_SMTP.scheme, 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_SMTP.username or ""), unquote(_SMTP.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _SMTP.scheme == "smtp+tls", _SMTP.scheme == "smtps"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from

# ---- ways in beside name and password (allauth): its rows and its cryptography; pages and limits are ours

HAS_LOCAL_SIGN_IN = ENVIRONMENT.has_local_sign_in
PROVIDERS = {provider.id: provider for provider in ENVIRONMENT.providers}
ACCOUNT_ADAPTER = "studio.services.people.adapters.AccountAdapter"
ACCOUNT_RATE_LIMITS = False
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_ADAPTER = "studio.services.people.adapters.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True}}
MFA_ADAPTER = "studio.services.people.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "SUNMASK studio"
MFA_TOTP_TOLERANCE = 1
# browsers make passkeys for https and for localhost alone
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_SECURE

SESSION_COOKIE_NAME, SESSION_COOKIE_PATH = f"{_OWN}sessionid", PATH
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_IDLE_S = 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_NAME, CSRF_COOKIE_PATH = f"{_OWN}csrftoken", PATH
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IS_SECURE
BROWSER_COOKIE_NAME = f"{_OWN}browser"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # its cookies would know no path
CSRF_FAILURE_VIEW = "studio.web.pages.csrf_failure"

# `CsrfEverywhere` is Django's CSRF middleware, stricter; the check knows it by name only.
# W005, W021: whether subdomains are bound too, and browsers are to list the name, is its owner's choice.
SILENCED_SYSTEM_CHECKS = ["security.W003", "security.W005", "security.W021"]

# ---- headers ----------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = IS_SECURE
SECURE_REDIRECT_EXEMPT = [rf"^{PATH[1:]}healthz$"]  # asked from inside, before any proxy
# browsers remember it for so long, for this host alone: what else stands below its name is not the studio's
SECURE_HSTS_SECONDS = ENVIRONMENT.hsts_s if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
if IS_SECURE and IS_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

_VITE_DEV = ENVIRONMENT.is_from_vite
# WebAssembly only: the sounds are Vorbis, decoded in an audio worklet
_VITE = ["http://localhost:5173"] if _VITE_DEV else []
_SCRIPTS = ["'self'", "'wasm-unsafe-eval'", *_VITE]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": _SCRIPTS,
        # the text editor writes its own style sheet, with the page's nonce
        "style-src": ["'self'", "'unsafe-inline'" if _VITE_DEV else NONCE],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "blob:"],
        "font-src": ["'self'", *_VITE],
        "connect-src": ["'self'", *_WEBSOCKETS],
        "worker-src": ["'self'", "blob:"],
        "manifest-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
}

# ---- files of the page ------------------------------------------------------------------------

STATIC_URL = f"{PATH}static/"
FRONTEND_DIST = PACKAGE / "web" / "dist"
"""The built browser part; a wheel carries it."""
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.exists() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9a-zA-Z_-]{8}\.[0-9a-z.]+$"
DJANGO_VITE = {"default": {"dev_mode": _VITE_DEV, "manifest_path": FRONTEND_DIST / ".vite" / "manifest.json"}}

# An upload is counted while it is read (`api/canvases.py`); this is the cap of every other body.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 << 20
DATA_UPLOAD_MAX_NUMBER_FILES = 1

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

HAS_JSON_LINES = ENVIRONMENT.has_json_lines
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "studio.ops.log_context.JsonLines"},
    },
    "filters": {"secrets": {"()": "studio.web.redaction.WithoutSecrets"}},
    "handlers": {
        "console": {
            "class": "studio.ops.console.Console",
            "formatter": "json" if HAS_JSON_LINES else "line",
            "filters": ["secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": ENVIRONMENT.log_level},
    "loggers": {
        "daphne": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},  # a task a second
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
