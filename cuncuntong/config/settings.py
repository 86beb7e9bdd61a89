"""Django settings. Everything a county changes comes from the environment: see docs/operations.md."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from cuncuntong.config import environment as env
from cuncuntong.config.secret import secret_key

PACKAGE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", "var")).resolve()

PRODUCTION = env.flag("PRODUCTION")
DEBUG = env.flag("DEBUG") and not PRODUCTION
SECRET_KEY = secret_key(VAR_DIR)
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.names("TRUSTED_ORIGINS")

CUNCUNTONG: dict[str, Any] = {
    "VAR_DIR": VAR_DIR,
    "KEY_FILE": Path(env.text("KEY_FILE", str(VAR_DIR / "keys.json"))),
    "MEDIA_DIR": Path(env.text("MEDIA_DIR", str(VAR_DIR / "files"))),
    "COUNTY_CODE": env.text("COUNTY_CODE", "140522"),
    "PUBLIC_URL": env.text("PUBLIC_URL", "http://127.0.0.1:8000"),
    "SMS_GATEWAY": env.text("SMS_GATEWAY"),
    "SMS_TOKEN": env.text("SMS_TOKEN"),
    "ABOVE_TRANSPORT": env.text("ABOVE_TRANSPORT").strip().lower(),
    "ABOVE_URL": env.text("ABOVE_URL"),
    "ABOVE_TOKEN": env.text("ABOVE_TOKEN"),
    "ABOVE_TIMEOUT": env.number("ABOVE_TIMEOUT", 10),
    "ABOVE_DIR": env.text("ABOVE_DIR"),
    "ABOVE_PACKAGE_MINUTES": env.number("ABOVE_PACKAGE_MINUTES", 60),
    "ABOVE_KEY_FILE": Path(env.text("ABOVE_KEY_FILE", str(VAR_DIR / "above-keys.json"))),
    "PRODUCTION": PRODUCTION,
    "IDLE_SECONDS": env.number("IDLE_SECONDS", 20 * 60),
    "DEMO": env.flag("DEMO"),
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "cuncuntong.foundation.audit",
    "cuncuntong.foundation.search",
    "cuncuntong.foundation.tasks",
    "cuncuntong.network",
    "cuncuntong.ledgers.residents",
    "cuncuntong.ledgers.messages",
    "cuncuntong.ledgers.above",
    "cuncuntong.ledgers.insurance",
    "cuncuntong.ledgers.portraits",
    "cuncuntong.ledgers.jobs",
    "cuncuntong.ledgers.pensions",
    "cuncuntong.ledgers.payments",
    "cuncuntong.ledgers.recoveries",
    "cuncuntong.ledgers.collection",
    "cuncuntong.ledgers.loading",
    "cuncuntong.ledgers.bookkeeping",
    "cuncuntong.ledgers.cards",
    "cuncuntong.ledgers.training",
    "cuncuntong.ledgers.policies",
    "cuncuntong.ledgers.employment",
    "cuncuntong.ledgers.fairs",
    "cuncuntong.ledgers.claims",
    "cuncuntong.ledgers.recalculations",
    "cuncuntong.ledgers.proofs",
    "cuncuntong.ledgers.certification",
    "cuncuntong.ledgers.unemployment",
    "cuncuntong.ledgers.skills",
    "cuncuntong.cases",
    "cuncuntong.items",
    "cuncuntong.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "cuncuntong.web.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "cuncuntong.web.null_characters.NoNullCharacters",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cuncuntong.web.middleware.ClosedByDefault",
    "cuncuntong.web.middleware.WhoAndWhere",
    "cuncuntong.web.middleware.ParametersAnew",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cuncuntong.web.urls"
WSGI_APPLICATION = "cuncuntong.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cuncuntong.web.context.frame",
            ],
        },
    }
]

DATABASES = {"default": env.database(env.text("DATABASE_URL"), VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "network.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "cuncuntong.network.backends.DutyBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "cuncuntong.network.passwords.LongEnough"},
    {"NAME": "cuncuntong.network.passwords.NotLikeAccount"},
    {"NAME": "cuncuntong.network.passwords.NotCommon"},
]
LOGIN_URL = "account:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account:sign_in"

SESSION_ENGINE = "cuncuntong.network.sessions"
SESSION_COOKIE_NAME = "cct_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_NAME = "cct_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "cuncuntong.web.errors.csrf_failure"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000)
    SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None

AXES_FAILURE_LIMIT = env.number("SIGN_IN_TRIES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=env.number("SIGN_IN_LOCK_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "cuncuntong.web.errors.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "cuncuntong.web.assets.ManifestStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# A file over 32 MB is counted while it is received, but kept nowhere (foundation/files/receiving.py);
# Django itself spools uploads over 2.5 MB to disk, so memory stays flat.
FILE_UPLOAD_HANDLERS = [
    "cuncuntong.foundation.files.receiving.CappedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

# Only for what may be lost and may differ between processes; limits and locks live in the database.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

EMAIL_HOST = env.text("MAIL_HOST")
EMAIL_PORT = env.number("MAIL_PORT", 25)
EMAIL_HOST_USER = env.text("MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("MAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("MAIL_TLS")
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "cuncuntong@localhost")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.console.EmailBackend"
)

LOG_DIR = VAR_DIR / "log"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}

# The whole system speaks one set of messages to the user; silence checks that ask for the admin site.
SILENCED_SYSTEM_CHECKS: list[str] = []
