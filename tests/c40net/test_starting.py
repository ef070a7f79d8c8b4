"""A web process starts without what few pages need; it is loaded when it is first asked for."""

import subprocess
import sys

import pytest
from django.core.exceptions import ValidationError

from c40net.celery import app
from cities.models import City, zone_named, zones
from officials.models import User

# Together they take longer to load than all else.
WAITS = {
    "celery", "kombu", "redis", "ninja", "pydantic", "numpy", "scipy", "statsmodels", "pandas", "networkx", "pint", "icalendar", "holidays",
    "py_mini_racer", "typst", "nh3", "markdown_it", "yaml", "timezone_field.backends.zoneinfo",
}  # fmt: skip


def printed(settings, run: str) -> str:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", run], cwd=settings.BASE_DIR, check=True, capture_output=True, text=True
    ).stdout


def test_a_web_process_starts_without_what_few_pages_need(settings):
    loaded = printed(settings, "import sys, c40net.wsgi; print(*sys.modules)").split()
    assert "workshops.views.hours" in loaded
    assert WAITS.intersection(loaded) == set()


def test_it_reads_no_zones_of_people_and_cities(settings):
    run = "import sys, zoneinfo as z; z.ZoneInfo = type('Z', (z.ZoneInfo,), {'__new__': lambda c, key: print(key)}); import c40net.wsgi"
    assert len(set(printed(settings, run).split())) < 10


def test_the_first_task_that_a_web_process_queues_is_ours(settings):
    """In a thread of its own, as pages are answered: there, Celery would take an application of its own making."""
    run = (
        "import c40net.wsgi, threading\nfrom notices.services import owing\n"
        "page = threading.Thread(target=lambda: print(owing.tasks.mail_notices.app.main, owing.tasks.mail_notices.delay_on_commit.__module__))\n"
        "page.start(); page.join()"
    )
    assert printed(settings, run).split() == ["c40net", "c40net.celery"]


def test_the_application_knows_the_tasks_of_all_apps():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
    queued = {task.partition(".tasks")[0] for task in app.tasks if ".tasks" in task}
    assert queued == {"networks", "reach", "digests", "exchange", "imports", "reports", "notices"}


def test_a_form_shows_all_zones_with_their_offsets_of_today(time_machine):
    field = User._meta.get_field("time_zone")
    time_machine.move_to("2026-01-15 12:00+00:00")
    assert dict(field.formfield().choices)[zone_named("Europe/Oslo")] == "GMT+01:00 Europe/Oslo"
    time_machine.move_to("2026-07-15 12:00+00:00")
    assert dict(field.formfield().choices)[zone_named("Europe/Oslo")] == "GMT+02:00 Europe/Oslo"
    assert len(zones()) > 500
    assert str(City(time_zone="America/New_York").get_time_zone_display()) == "America/New York"


@pytest.mark.parametrize("name", ["Europe/Atlantis", "../etc/passwd", "Factory"])
def test_a_zone_that_there_is_not_is_none(name):
    field = User._meta.get_field("time_zone").formfield()
    with pytest.raises(ValidationError, match="valid choice"):
        field.clean(name)
