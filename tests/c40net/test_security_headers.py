import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import reverse

from tests.real_parts import database_address


@pytest.mark.parametrize("name", ["landing", "account_login", "networks"])
def test_pages_tell_the_browser_what_they_may_do(client, db, name):
    headers = client.get(reverse(name)).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    permissions = headers["Permissions-Policy"].split(", ")
    assert "camera=()" in permissions
    assert "geolocation=()" in permissions
    assert "publickey-credentials-get=(self)" in permissions


# Static files are not collected in tests.
CHECK = """
import django; from django.conf import settings
settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
django.setup()
from django.test import Client
answer = Client().get("/accounts/login/", secure=True, headers={"host": "c40net.test", "x-forwarded-proto": "https"})
print(answer.headers["Strict-Transport-Security"])
print(sorted((cookie.key, bool(cookie["secure"]), cookie["samesite"]) for cookie in answer.cookies.values()))
"""


@pytest.mark.django_db(transaction=True)
def test_over_https_browsers_stay_there_and_deployment_has_nothing_to_say():
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}  # the browser tests set it
    environment |= {"PUBLIC_URL": "https://c40net.test", "DJANGO_SETTINGS_MODULE": "c40net.settings", "DATABASE_URL": database_address()}
    run = [sys.executable, "-W", "ignore", "-c", CHECK]
    said = subprocess.run(run, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert said.stdout.splitlines() == ["max-age=31536000; includeSubDomains; preload", "[('csrftoken', True, 'Lax')]"], said.stderr

    check = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    assert subprocess.run(check, env=environment, cwd=settings.BASE_DIR, capture_output=True, check=False).returncode == 0
