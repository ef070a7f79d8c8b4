from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from notices.models import Kind, Topic


@cache
def topics() -> tuple[Topic, ...]:
    """Of every app, the lowest first. They lie above this one, so their lists are found as Django finds models: by the name of the file."""
    with_emails = [app for app in reversed(list(apps.get_app_configs())) if app.module and module_has_submodule(app.module, "emails")]
    return tuple(topic for app in with_emails for topic in getattr(import_module(f"{app.name}.emails"), "TOPICS", ()))


@cache
def _by_kind() -> dict[str, tuple[Topic, Kind]]:
    return {kind.name: (topic, kind) for topic in topics() for kind in topic.kinds}


def kind_of(name: str) -> Kind:
    """Raises KeyError for what no app declares."""
    return _by_kind()[name][1]


def topic_called(name: str) -> Topic | None:
    """None for what no app declares."""
    return next((topic for topic in topics() if topic.name == name), None)


def topic_of(name: str) -> Topic:
    """The topic of the kind that is so called."""
    return _by_kind()[name][0]
