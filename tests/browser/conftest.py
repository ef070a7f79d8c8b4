"""A real Chromium on a real server. Every page that a test visits is checked at two widths."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

from tests.conftest import code_of_the_app

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
WIDTHS = {"desk": 1440, "phone": 390}
# Playwright's own event loop makes Django think that these tests are asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


# What a page still asks of the server when the last test is over would keep the test database from being taken away.
HANG_UP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture(scope="session")
def chromium(django_db_setup, django_db_blocker):
    if CHROMIUM is None:
        missing = "Chromium is not installed, so no browser test ran. Install it (Debian: apt-get install chromium) and try again."
        if os.environ.get("C40NET_REQUIRE_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield browser
        browser.close()
    with django_db_blocker.unblock():
        # Tests of faults hang up on each other too.
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute(HANG_UP)


class Visitor:
    """Somebody at a browser."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url
        self.problems: list[str] = []
        page.on("console", lambda message: self.problems.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.problems.append(str(error)))

    def opens(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.base_url + path)
        self.looks()

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()
        self.looks()

    def follows(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.looks()

    def fills(self, **fields: str) -> None:
        for label, value in fields.items():
            self.page.get_by_label(label.replace("_", " "), exact=False).first.fill(value)

    def signs_in(self, email: str, password: str) -> None:
        """With the app of the tests where a second step is asked."""
        self.signs_in_with_password_only(email, password)
        if self.page.url.endswith("/second-step/authenticate/"):
            self.page.locator("input[name=code]").fill(code_of_the_app())
            self.presses("Sign in")

    def signs_in_with_password_only(self, email: str, password: str) -> None:
        self.opens("/accounts/login/")
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(password)
        self.presses("Sign in")

    def sees(self, text: str) -> None:
        assert text in self.page.inner_text("main"), f"{self.page.url} does not say {text!r}"

    def looks(self) -> None:
        """No accessibility violation, nothing that scrolls sideways, no error in the console: at a desk and on a phone."""
        for width in WIDTHS.values():
            self.page.set_viewport_size({"width": width, "height": 900})
            where = f"{self.page.url} at {width} px"
            assert self._fits(), f"{where} scrolls sideways"
            violations = self._axe()
            assert violations == [], f"{where}: {violations}"
        self.page.set_viewport_size({"width": WIDTHS["desk"], "height": 900})
        assert self.problems == [], self.page.url

    def _fits(self) -> bool:
        """Once the browser has come to the page and laid it out for its new width, which takes long on a busy machine."""
        self.page.wait_for_load_state()
        try:
            self.page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth", timeout=10_000)
        except TooLate:
            return False
        return True

    def _axe(self) -> list[str]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate((settings.NPM_DIR / "axe-core" / "axe.min.js").read_text())
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [f"{v['id']}: {v['help']} {[n['target'] for n in v['nodes'][:3]]}" for v in found["violations"]]


@pytest.fixture
def new_visitor(chromium, live_server):
    """Makes people at browsers of their own: new_visitor()."""
    contexts = []

    def make() -> Visitor:
        context = chromium.new_context(locale="en-GB", reduced_motion="reduce")
        contexts.append(context)
        return Visitor(context.new_page(), live_server.url)

    yield make
    for context in contexts:
        context.close()
