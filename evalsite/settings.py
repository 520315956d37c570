"""The one settings file. Everything that differs between installations comes from the environment (README, 生产部署)."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import SELF

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(f"EVALSITE_{name}", default)


def env_flag(name: str) -> bool:
    return env(name) == "1"


DEBUG = env_flag("DEBUG")
DEMO = env_flag("DEMO")
PRODUCTION = env_flag("PRODUCTION")
VAR_DIR = Path(env("VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)
# Where deploy/fill.py wrote this installation's files; only `doctor` looks there.
CONFIG_DIR = Path(env("CONFIG_DIR", str(VAR_DIR)))


def local_secret(name: str) -> str:
    """A secret kept beside the database of this installation, made on first use; production takes it from the environment."""
    file = VAR_DIR / f"{name}.secret"
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(os.urandom(32).hex())
    return file.read_text()


SECRET_KEY = env("SECRET_KEY") or local_secret("key")


def env_list(name: str) -> list[str]:
    return [entry for entry in env(name).split(",") if entry]


# Keys of before: sessions and links made with them stay good until they are taken out.
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
# Encrypts telephone and identity numbers; losing it loses them, so it is kept apart from SECRET_KEY, which may rotate.
FIELD_KEY = env("FIELD_KEY") or local_secret("field")
# Keys of before: read with, never written with. ``rotate_field_key`` writes everything anew, then they are taken out.
FIELD_KEY_FALLBACKS = env_list("FIELD_KEY_FALLBACKS")
# The lane of a vote signs with it what it takes; no database holds it, and while a vote is open it must not change.
# Of the processes of a production only those of the web have it.
LANE_KEY = env("LANE_KEY") or ("" if PRODUCTION else local_secret("lane"))
# Keys of votes, each under two passphrases, from the zero report until sealing. In no backup.
KEY_DIR = VAR_DIR / ("demo-keys" if DEMO else "keys")
# How many ballots of a vote were taken, beside the database; the lane's own process writes there as well. In no backup.
CASTS_DIR = VAR_DIR / ("demo-casts" if DEMO else "casts")
# scrypt's N for the two passphrases of a vote's key.
KEY_COST = 2**17
# A count runs in a process of its own, which alone holds the key; tests and the making of the demo count in theirs.
COUNT_IN_PROCESS = False
# Shown on the pages of the demo, and nowhere else.
DEMO_PASSPHRASES = {"inspectorate": "演示用的监察室口令一二三", "watcher": "演示用的监督员口令四五六"}
SECRETS_FROM_ENVIRONMENT = bool(env("SECRET_KEY") and env("FIELD_KEY"))

ALLOWED_HOSTS = [host for host in env("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = env_list("TRUSTED_ORIGINS")
# Address that stands on printed cards and certificates, without a slash at the end.
PUBLIC_URL = env("PUBLIC_URL", "http://127.0.0.1:8000")
SITE_NAME = "评议监督平台"

INSTALLED_APPS = [
    "django_linear_migrations",
    "evalsite",
    "evaluations.meetings",
    "evaluations.elections",
    "evaluations.surveys",
    "evaluations.conduct",
    "supervision",
    "disclosure",
    "matters",
    "draws",
    "ballots",
    "desk",
    "registry",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "template_partials",
]
FIRST_PARTY_APPS = [
    "evaluations.meetings",
    "evaluations.elections",
    "evaluations.surveys",
    "evaluations.conduct",
    "supervision",
    "disclosure",
    "matters",
    "draws",
    "ballots",
    "desk",
    "registry",
]

MIDDLEWARE = [
    "evalsite.middleware.content_policy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "evalsite.middleware.no_nul",
    "evalsite.middleware.ballot_lane",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "evalsite.middleware.kept_nowhere",
    "django_otp.middleware.OTPMiddleware",
    "evalsite.middleware.idle_timeout",
    "evalsite.middleware.SignInRequired",
    "evalsite.middleware.PasswordFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "evalsite.urls"
WSGI_APPLICATION = "evalsite.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "evalsite.context.frame",
            ],
            "builtins": [
                "registry.templatetags.ui",
                "registry.templatetags.answers",
                "template_partials.templatetags.partials",
            ],
        },
    }
]

DATABASE_URL = os.environ.get("DATABASE_URL", "")


def private_file(path: Path) -> Path:
    """A file that only its owner reads; SQLite makes the files beside its database as the database's own is."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    for file in (path, *path.parent.glob(f"{path.name}-*")):
        file.chmod(0o600)
    return path


DATABASES: dict[str, dict[str, Any]] = {}
if DATABASE_URL:
    DATABASES["default"] = dict(dj_database_url.parse(DATABASE_URL, conn_max_age=600))
    # Compiling a plan takes longer than running it for a page of twenty rows.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
else:
    name = "demo.sqlite3" if DEMO else "evalsite.sqlite3"
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": private_file(VAR_DIR / name),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
FORM_RENDERER = "registry.forms.renderer.Renderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "registry.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "registry.services.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "registry.services.passwords.NotEveryday"},
]
LOGIN_URL = "registry:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "registry:sign-in"
IDLE_TIMEOUT_SECONDS = int(env("IDLE_TIMEOUT_SECONDS", "1800"))
OTP_TOTP_ISSUER = SITE_NAME
# However busy, a session ends after so long; the next morning begins with a sign-in.
SESSION_LIMIT_SECONDS = int(env("SESSION_LIMIT_SECONDS", "43200"))
# Proxies of ours before the server: so many entries of X-Forwarded-For, from the right, are ours to believe.
TRUSTED_PROXIES = int(env("TRUSTED_PROXIES", "1" if env_flag("BEHIND_PROXY") else "0"))

LANGUAGE_CODE = "zh-hans"
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str] | str] = {
    "camera": "self",
    "geolocation": "self",
    "microphone": [],
    "payment": [],
    "usb": [],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
HTTPS = env_flag("HTTPS") or PRODUCTION
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS


def cookie_name(name: str, *, https: bool) -> str:
    """Under HTTPS tied to this very host: no neighbouring site, and nobody without TLS, can set it."""
    return f"__Host-{name}" if https else name


SESSION_COOKIE_NAME = cookie_name("sessionid", https=HTTPS)
CSRF_COOKIE_NAME = cookie_name("csrftoken", https=HTTPS)
CSRF_FAILURE_VIEW = "evalsite.views.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_flag("BEHIND_PROXY") else None
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

REDIS_URL = os.environ.get("REDIS_URL", "")
CELERY_BROKER_URL = REDIS_URL or "memory://localhost//"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 7200, "unacked_restore_interval": 5, "unacked_restore_throttle": 1}
    if REDIS_URL
    else {}
)
CELERY_BEAT_SCHEDULE = {
    "requeue-jobs": {"task": "desk.requeue_unfinished_jobs", "schedule": 60.0},
    "keep-calendar": {"task": "desk.keep_calendar", "schedule": 24 * 3600.0},
    "release-exports": {"task": "desk.release_exports", "schedule": 24 * 3600.0},
    "hand-over-ended": {"task": "desk.hand_over_ended", "schedule": 3600.0},
    "keep-limits": {"task": "meetings.keep_limits", "schedule": 600.0},
    "sweep-clocks": {"task": "desk.sweep_clocks", "schedule": 600.0},
    "scheduled-moves": {"task": "ballots.run_due_moves", "schedule": 60.0},
    "finish-wipes": {"task": "ballots.finish_wipes", "schedule": 60.0},
}
EMAIL_HOST = env("EMAIL_HOST")
EMAIL_PORT = int(env("EMAIL_PORT", "25"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env("EMAIL_USER"), env("EMAIL_PASSWORD")
EMAIL_USE_TLS = env_flag("EMAIL_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", "pingyi@localhost")
EMAIL_BACKEND = f"django.core.mail.backends.{'console' if DEMO else 'smtp'}.EmailBackend"
MAIL_CONFIGURED = DEMO or bool(EMAIL_HOST)
EXPORT_KEEP_DAYS = int(env("EXPORT_KEEP_DAYS", "30"))
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "ballot_secrecy": {"()": "ballots.sql.secrecy.BallotSecrecyFilter"},
        "tokens": {"()": "evalsite.logs.TokensHidden"},
    },
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["ballot_secrecy", "tokens"],
        },
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
    "loggers": {
        "django.db.backends": {"filters": ["ballot_secrecy"]},
        "django.request": {"filters": ["ballot_secrecy"]},
        "django.server": {
            "filters": ["ballot_secrecy"],
            "handlers": ["console"],
            "level": "INFO",
            "propagate": False,
        },
    },
}
