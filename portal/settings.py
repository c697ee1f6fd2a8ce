"""Settings of the portal; whatever an operator turns is an environment variable listed in the README."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.env import env, one_of, rate, require, require_keys

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = require("SECRET_KEY")
FIELD_KEYS = require_keys("FIELD_KEYS")  # Fernet keys: the first encrypts, every one decrypts
INDEX_KEY = require("INDEX_KEY")
CODE_KEY = require("CODE_KEY")
SITE_URL = require("SITE_URL").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)  # demo accounts may log in only while this is on

INSTALLED_APPS = [
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "crispy_forms",
    "csp",
    "portal.clocks",
    "portal.outbox",
    "portal.identity",
    "portal.operations",
    "portal.uploads",
    "portal.apps.PortalConfig",
    "officials",
    "feedback",
    "sessions_app",
    "reports",
]

MIDDLEWARE = [
    "portal.middleware.request_ids",
    "portal.middleware.unavailable",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "portal.middleware.response_headers",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.middleware.one_encoding",
    "portal.uploads.handlers.choose",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "officials.middleware.second_factor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "officials.context.office",
            ],
        },
    },
]

DATABASES = {"default": env.db_url_config(require("DATABASE_URL"))}
DATABASES["default"].update(ENGINE="portal.database", CONN_MAX_AGE=600, CONN_HEALTH_CHECKS=True)
DATABASES["default"].setdefault("OPTIONS", {}).update(
    connect_timeout=2,
    # A line the network dropped is noticed by itself; a local socket ignores these.
    keepalives_idle=30,
    keepalives_interval=5,
    keepalives_count=3,
    tcp_user_timeout=10000,
    # The last two: pages by number cost no more on today's disks than in a row, and every list stops early,
    # so that compiling its plan takes longer than running it.
    options="-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"
    " -c random_page_cost=1.1 -c jit=off",
)
PG_BIN = env.str("PG_BIN", default="")  # folder of pg_dump, pg_restore and psql; empty: on the PATH

REDIS_URL = require("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "officials.User"
AUTHENTICATION_BACKENDS = ["officials.backends.RoleBackend"]
LOGIN_URL = "officials:login"
PASSWORD_CHANGE_URL = "officials:password"  # noqa: S105 – an address
LOGIN_REDIRECT_URL = "officials:home"
LOGOUT_REDIRECT_URL = "officials:login"
SECOND_FACTOR_REQUIRED = not DEMO  # in a demonstration who enrolled is asked for a code, nobody else
PASSWORD_HASHERS = [
    "officials.hashers.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # older accounts, until their next login
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "civ"
CRISPY_TEMPLATE_PACK = "civ"
CRISPY_FAIL_SILENTLY = False

EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    _email = env.email_url_config(EMAIL_URL)
    EMAIL_BACKEND = "portal.outbox.smtp.SmtpBackend"
    EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
        _email["EMAIL_HOST_USER"] or "",
        _email["EMAIL_HOST_PASSWORD"] or "",
    )
    EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
else:
    EMAIL_BACKEND = "portal.outbox.files.EmlBackend"
MAIL_DIR = Path(env.str("MAIL_DIR", default=str(BASE_DIR / "var" / "mail")))
EMAIL_TIMEOUT = 10
LETTERS_VISIBLE_TO = "feedback.queries.letters_visible_to"  # whose letters the admin shows to whom
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="gop-y@localhost")

LIMIT_SUBMIT = rate("LIMIT_SUBMIT", "30/hour")
LIMIT_TRACK = rate("LIMIT_TRACK", "30/hour")
LIMIT_LOGIN = rate("LIMIT_LOGIN", "10/hour")
LIMIT_LETTERS = rate("LIMIT_LETTERS", "3/day")  # receipts and new codes to one address
LIMIT_WORDS = rate("LIMIT_WORDS", "20/hour")  # words added to one case
LOG_FORMAT = one_of("LOG_FORMAT", "plain", "json")
LIMIT_UPLOAD = rate("LIMIT_UPLOAD", "120/hour")
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MIN_FILL_SECONDS = 0 if LIMIT_SUBMIT == "off" else 3

HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_NAME = "__Host-staff" if HTTPS else "staff"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_ENGINE = "portal.sessions"
# Not Strict: a link in a letter to a unit, opened from web mail, would ask people at work to log in again.
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 30 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "feedback.views.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by the machine itself, without TLS
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS = ["portal.uploads.handlers.Refusing"]  # views that take files have their own

UPLOAD_DIR = Path(env.str("UPLOAD_DIR", default=str(BASE_DIR / "var" / "uploads")))
UPLOAD_FILES = env.int("UPLOAD_FILES", default=5)
UPLOAD_MB = env.int("UPLOAD_MB", default=10)
CLAMD_URL = env.str("CLAMD_URL", default="")  # tcp://host:3310 or unix:///run/clamav/clamd.ctl

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# What the apps tell on the operations page beside the portal's own: functions that yield facts.
OPERATIONS_FACTS = ["feedback.operations.facts"]

DEFAULT_EXCEPTION_REPORTER_FILTER = "portal.logs.WordlessReports"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "class": "portal.logs.Formatter",
            "format": "{asctime} {levelname} {name} {request_id}{task_id} {message}",
            "style": "{",
        },
        "json": {"class": "portal.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},  # Django's own would mail errors to ADMINS
        "django.request": {"level": "ERROR"},  # refusals would list what visitors typed as addresses
    },
}
