import pytest

from reports import services, tasks
from reports.models import Export
from reports.queries import Choice
from reports.tasks import keeper


@pytest.fixture(autouse=True)
def _no_beat(monkeypatch):
    """The thread that keeps a worker's claim has a connection of its own, which does not see what a test has not committed."""
    monkeypatch.setattr(keeper, "BEAT", 60)


def asked(by, *, what="members", **options) -> Export:
    chosen = {name: options.pop(name) for name in ("networks", "period", "columns", "format") if name in options}
    return services.ask_export(choice=Choice(what=what, **chosen), by=by, **options)


def worked(export: Export) -> Export:
    """What the worker does."""
    tasks.make_export(export.pk)
    export.refresh_from_db()
    return export


def made(by, **options) -> Export:
    return worked(asked(by, **options))
