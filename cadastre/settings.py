"""Settings of the site; every value that an office changes comes from the environment."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from cadastre import env

BASE_DIR = Path(__file__).resolve().parent.parent
# How the system runs: demo and test use the private cluster, production an office's own PostGIS.
# Demo and test set every variable themselves; a deployment's .env must not leak into them.
if os.environ.get("CADASTRE_MODE") not in {"demo", "test"}:
    env.load_env_file(BASE_DIR / ".env")
MODE = env.choice("CADASTRE_MODE", ("demo", "test", "production"), "production")
VAR_DIR = Path(env.text("CADASTRE_VAR_DIR", str(BASE_DIR / "var")))
SECRET_KEY = env.text("CADASTRE_SECRET_KEY")
DEBUG = env.flag("CADASTRE_DEBUG", default=False)
ALLOWED_HOSTS = env.words("CADASTRE_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("CADASTRE_TRUSTED_ORIGINS")
HTTPS = env.flag("CADASTRE_HTTPS", default=MODE == "production")

# The office: which county it serves and the plane system its register is kept in.
OFFICE_NAME_ZH = env.text("CADASTRE_OFFICE_NAME_ZH", "山阳区不动产登记中心（演示）")
OFFICE_NAME_EN = env.text("CADASTRE_OFFICE_NAME_EN", "Shanyang Real Estate Registry (demo)")
COUNTY_CODE = env.text("CADASTRE_COUNTY_CODE", "410811")
SRID = env.integer("CADASTRE_SRID", 4547)
UNIFIED_REGISTRATION_ON = env.text("CADASTRE_UNIFIED_REGISTRATION_ON", "2016-08-08")
# Cases: when a light turns yellow, when the office is open, where two persons must act.
NEAR_DAYS = env.integer("CADASTRE_NEAR_DAYS", 1)
NEAR_PERCENT = env.integer("CADASTRE_NEAR_PERCENT", 20)
NEAR_MINUTES = env.integer("CADASTRE_NEAR_MINUTES", 30)
OFFICE_HOURS = env.words("CADASTRE_OFFICE_HOURS", ("08:30-12:00", "13:30-18:00"))
TWO_PERSONS = env.words("CADASTRE_TWO_PERSONS", ("change", "correction"))
PUBLIC_ADDRESS = env.text("CADASTRE_PUBLIC_ADDRESS", "")
PUBLIC_MAP = env.choice("CADASTRE_PUBLIC_MAP", ("none", "point"), "none")
PUBLIC_LOOKUPS_PER_MINUTE = env.integer("CADASTRE_PUBLIC_LOOKUPS_PER_MINUTE", 60)

# Where delivered files are kept under their SHA-256, and the imagery that lies under the maps.
FILES_DIR = Path(env.text("CADASTRE_FILES_DIR", str(VAR_DIR / "files")))
IMAGERY_FILE = Path(env.text("CADASTRE_IMAGERY_FILE", str(VAR_DIR / "imagery.tif")))
DEMO_FILES_DIR = Path(env.text("CADASTRE_DEMO_FILES_DIR", str(VAR_DIR / "demo")))
UPLOAD_MAX_MB = env.integer("CADASTRE_UPLOAD_MAX_MB", 100)
UPLOAD_OFFICE_MAX_MB = env.integer("CADASTRE_UPLOAD_OFFICE_MAX_MB", 1024)
CHECK_MAX_MB = env.integer("CADASTRE_CHECK_MAX_MB", 20)
UPLOAD_QUOTA_MB = env.integer("CADASTRE_UPLOAD_QUOTA_MB", 5120)
UPLOAD_PARTS_HOURS = env.integer("CADASTRE_UPLOAD_PARTS_HOURS", 48)

INSTALLED_APPS = [
    "cadastre",
    "accounts",
    "parcels",
    "buildings",
    "surveys",
    "registration",
    "tiles",
    "disclosure",
    "portal",
    "demo",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "leaflet",
    "rest_framework",
    "rest_framework_gis",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cadastre.http.RefusalMiddleware",
    "cadastre.http.ContentSecurityMiddleware",
    "cadastre.http.TextMiddleware",
]

ROOT_URLCONF = "cadastre.urls"
WSGI_APPLICATION = "cadastre.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cadastre.context.office",
            ],
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "CONN_MAX_AGE": 60,
        **env.database("DATABASE_URL"),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "portal:home"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["cadastre.formats"]

STATIC_URL = "static/"
# Finders serve the files as they lie in the checkout; production collects and compresses them.
STATIC_ROOT = VAR_DIR / "static" if MODE == "production" else None
WHITENOISE_USE_FINDERS = MODE != "production"
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MODE == "production"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LEAFLET_CONFIG = {"TILES": [], "NO_GLOBALS": False, "RESET_VIEW": False, "SCALE": "metric"}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 100,
    "EXCEPTION_HANDLER": "cadastre.http.api_refusal",
    "DEFAULT_THROTTLE_RATES": {
        "public": f"{PUBLIC_LOOKUPS_PER_MINUTE}/minute",
        "checks": "30/minute",
    },
    "COERCE_DECIMAL_TO_STRING": True,
}
REST_KNOX = {"TOKEN_TTL": None, "AUTH_HEADER_PREFIX": "Token"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cadastre",
    "DESCRIPTION": "Unit codes, parcels, buildings and survey results. Areas are decimal strings "
    "in square metres; GeoJSON is in CGCS2000 longitude and latitude (EPSG:4490).",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "CodeLevelEnum": ["parcel", "building", "unit"],
        "GroundLevelEnum": ["parcel", "building"],
    },
}

SILENCED_SYSTEM_CHECKS = [
    # Spatial references are integer codes of our own; user text never reaches one.
    "gis.W001",
    # HSTS for other hosts of the office's domain, and for good, is not ours to promise.
    "security.W005",
    "security.W021",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("CADASTRE_LOG_LEVEL", "WARNING")},
    # Who looked at which holders is recorded whatever the level of the rest.
    "loggers": {"cadastre.access": {"level": "INFO"}},
}
