"""Every setting of c40net, read from the environment and the same for tests. `make run` fills in the environment for one machine."""

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]

# --- Where we are -----------------------------------------------------------
# The address people type; links in mail start with it.
PUBLIC_URL = env("PUBLIC_URL", default="http://localhost:8000").rstrip("/")
OVER_HTTPS = PUBLIC_URL.startswith("https://")
SECRET_KEY = env("SECRET_KEY")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[str(urlsplit(PUBLIC_URL).hostname), "localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# How many proxies of ours stand before us, each adding to X-Forwarded-For.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1 if OVER_HTTPS else 0)

# --- Single sign-on ---------------------------------------------------------
# By OpenID Connect, by SAML, by both or not at all; see below.
OIDC_SERVER_URL = env("OIDC_SERVER_URL", default="")
SAML_METADATA_URL = env("SAML_METADATA_URL", default="")
SSO_PROVIDERS = []
if OIDC_SERVER_URL:
    SSO_PROVIDERS.append("allauth.socialaccount.providers.openid_connect")
if SAML_METADATA_URL:
    SSO_PROVIDERS.append("allauth.socialaccount.providers.saml")

# --- What it is made of -----------------------------------------------------
INSTALLED_APPS = [
    "c40net",
    "search",
    "reports",
    "digests",
    "stories",
    "reach",
    "imports",
    "actions",
    "partnerships",
    "workshops",
    "exchange",
    "networks",
    "notices",
    "officials",
    "cities",
    "activity",
    "files",
    "access",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *SSO_PROVIDERS,
    "allauth.usersessions",
    "csp",
    "django_countries",
    "timezone_field",
    "whitenoise.runserver_nostatic",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pads what it compresses, so that its length tells nothing of what is secret in it.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "c40net.addresses.where_people_are",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "c40net.middleware.SecondFactorOfStaff",
    "c40net.middleware.TroubleAtProvider",
    "c40net.middleware.session_last_seen",
    "c40net.middleware.told_by_mail",
    "c40net.middleware.reader_language_and_zone",
    "c40net.middleware.networks_asked_once",
    "c40net.middleware.addresses_of_api",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "c40net.urls"
WSGI_APPLICATION = "c40net.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "c40net.context.every_page",
            ],
        },
    },
]
FORM_RENDERER = "c40net.forms.FieldRenderer"

# --- PostgreSQL and Redis ---------------------------------------------------


def database(url: str) -> dict[str, Any]:
    """Django's settings for a libpq address, with sockets and every libpq option that it may carry."""
    options = conninfo_to_dict(url)
    pooled = env.bool("DATABASE_POOLED", default=False)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": options.pop("dbname", "c40net"),
        "USER": options.pop("user", ""),
        "PASSWORD": options.pop("password", ""),
        "HOST": options.pop("host", ""),
        "PORT": options.pop("port", ""),
        # What access.querysets prepares, the database prepares when it is first asked.
        "OPTIONS": {"connect_timeout": "5", "prepare_threshold": None if pooled else 0, **options},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # A transaction pooler hands each transaction another connection.
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
    }


DATABASES = {"default": database(env("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env("REDIS_URL")
REDIS_PREFIX = env("REDIS_PREFIX", default="c40net:")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX + "cache",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    },
}

# --- Work outside the request -----------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": REDIS_PREFIX, "visibility_timeout": 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A page does not wait for a Redis that is away.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "default"
# By kind of work, so that a long computation never delays a mail.
CELERY_TASK_ROUTES = {
    "networks.*": {"queue": "mail"},
    "notices.*": {"queue": "mail"},
    "digests.*": {"queue": "mail"},
    "reach.*": {"queue": "reach"},
    "imports.*": {"queue": "imports"},
    "reports.*": {"queue": "exports"},
}

# --- People and sign-in -----------------------------------------------------
AUTH_USER_MODEL = "officials.User"
# It is unique, whatever its case, which the check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["c40net.accounts.ReaderBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "c40net.accounts.AccountAdapter"
ACCOUNT_FORMS = {"signup": "c40net.registration.RegistrationForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Some cities' mail servers take their time.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
# The library's rate limits stand. Proxies of ours add to X-Forwarded-For: that tells where somebody comes from.
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ACCOUNT_LOGOUT_REDIRECT_URL = "landing"
ACCOUNT_USER_DISPLAY = "officials.models.display_name"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if OVER_HTTPS else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "c40net"
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
# Nobody signs in without a confirmed address, so another one that waits to be confirmed is no reason to go without a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "add_webauthn": "c40net.forms.AddPasskeyForm",
    "authenticate_webauthn": "c40net.forms.UsePasskeyForm",
    "edit_webauthn": "c40net.forms.RenamePasskeyForm",
    "login_webauthn": "c40net.forms.SignInWithPasskeyForm",
    "reauthenticate_webauthn": "c40net.forms.ShowPasskeyAgainForm",
}
USERSESSIONS_TRACK_ACTIVITY = True

# --- Single sign-on, in detail ----------------------------------------------
# Lets in who is here already, by an address that both sides confirmed, and never makes an account.
SOCIALACCOUNT_ADAPTER = "c40net.accounts.ClosedSocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
# Where the browser may be sent on to from our sign-in form: that of the provider, and of those it asks in turn.
SSO_ORIGINS = env.list("SSO_ORIGINS", default=[])


def openid_connect(*, name: str, server_url: str, client_id: str, secret: str) -> dict[str, Any]:
    """A provider that we trust with addresses: it must say email_verified. Its way back is /accounts/oidc/sso/login/callback/."""
    trust = {"server_url": server_url, "email_authentication": True}
    app = {"provider_id": "sso", "name": name, "client_id": client_id, "secret": secret, "settings": trust}
    return {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}


def saml(*, name: str, metadata_url: str, entity_id: str) -> dict[str, Any]:
    """A provider that we trust with addresses. What it has to know of us stands at /accounts/saml/sso/metadata/."""
    attributes = {
        "uid": ["urn:oasis:names:tc:SAML:attribute:subject-id"],
        "email": [
            "urn:oid:0.9.2342.19200300.100.1.3",
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
            "email",
            "mail",
        ],
    }
    idp = {"metadata_url": metadata_url, "entity_id": entity_id}
    trust = {"idp": idp, "attribute_mapping": attributes, "email_authentication": True, "verified_email": True}
    return {"APPS": [{"provider_id": entity_id, "name": name, "client_id": "sso", "settings": trust}]}


if OIDC_SERVER_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = openid_connect(
        name=env("OIDC_NAME", default="OpenID"),
        server_url=OIDC_SERVER_URL,
        client_id=env("OIDC_CLIENT_ID"),
        secret=env("OIDC_CLIENT_SECRET"),
    )
    SSO_ORIGINS.append("{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER_URL)))
if SAML_METADATA_URL:
    SOCIALACCOUNT_PROVIDERS["saml"] = saml(
        name=env("SAML_NAME", default="SAML"), metadata_url=SAML_METADATA_URL, entity_id=env("SAML_ENTITY_ID")
    )
    SSO_ORIGINS.append("{0.scheme}://{0.netloc}".format(urlsplit(SAML_METADATA_URL)))

# --- Mail -------------------------------------------------------------------
globals().update(env.email_url("EMAIL_URL", default="smtp://localhost:1025"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="c40net <no-reply@c40net.test>")
# Where mail comes back that nobody takes: bounces@c40net.example, whose server also takes bounces+anything@. It is read over IMAP
# (imaps://user:password@host), or comes in from the mail provider. Without, only the provider tells of it.
RETURN_ADDRESS = env("RETURN_ADDRESS", default="")
RETURN_MAILBOX = env("RETURN_MAILBOX", default="")
# One that Anymail knows, which tells at /notices/<provider>/tracking/ what became of mail, with this user:password.
MAIL_PROVIDER = env("MAIL_PROVIDER", default="")
ANYMAIL = {"WEBHOOK_SECRET": env("MAIL_PROVIDER_SECRET", default="")}

# --- Words and times --------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("fr", _("French")), ("pt", _("Portuguese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files -----------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / "static_root"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder", "c40net.static.NpmFinder"]
STORAGES = {"staticfiles": {"BACKEND": "c40net.static.StaticStorage"}}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# What of node_modules is served, as npm/<path>; nothing else of it ever is.
NPM_DIR = BASE_DIR / "node_modules"
NPM_FILES = [
    "@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2",
    "@fontsource-variable/public-sans/files/public-sans-latin-ext-wght-normal.woff2",
    "@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2",
    "@fontsource-variable/source-serif-4/files/source-serif-4-latin-ext-wght-normal.woff2",
    "echarts/dist/echarts.min.js",
]

# --- Security ---------------------------------------------------------------
SECURE_SSL_REDIRECT = OVER_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OVER_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if OVER_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = OVER_HTTPS
SECURE_HSTS_PRELOAD = OVER_HTTPS
# The container asks these over plain HTTP from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = OVER_HTTPS
CSRF_COOKIE_SECURE = OVER_HTTPS
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# Nothing of the machine is ours to use, but passkeys.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    **{name: [] for name in ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "payment", "usb")},
    "publickey-credentials-create": ["self"],
    "publickey-credentials-get": ["self"],
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF, *SSO_ORIGINS],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# --- What programs read -----------------------------------------------------
NINJA_PAGINATION_CLASS = "ninja.pagination.CursorPagination"
NINJA_PAGINATION_DEFAULT_ORDERING = ("pk",)
NINJA_PAGINATION_PER_PAGE = 50
NINJA_PAGINATION_MAX_PER_PAGE_SIZE = 200

# --- Logs -------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
}
