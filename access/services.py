from functools import partial
from importlib import import_module
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.utils.functional import SimpleLazyObject

from access.permissions import GRANTS, Permission, Role


class Person(Protocol):
    """Somebody at the other end of a request; only those signed in have roles."""

    @property
    def is_authenticated(self) -> bool: ...


class HasRoles(Protocol):
    """A thing to which people can be something: a network to its members and managers."""

    def roles_of(self, user: Person) -> set[Role]: ...


def can(user: Person, permission: Permission, thing: HasRoles | None = None) -> bool:
    """May this person do this, to this thing?"""
    roles = set(getattr(user, "roles", {Role.VISITOR}))
    if thing is not None and user.is_authenticated:
        roles |= thing.roles_of(user)
    return any(permission in GRANTS[role] for role in roles)


def require(user: Person, permission: Permission, thing: HasRoles | None = None) -> None:
    """Go on only if this person may do this, to this thing; else answer 403."""
    if not can(user, permission, thing):
        raise PermissionDenied


def tasks_of(app: str) -> Any:
    """Its tasks.py, for its services: loaded with Celery when the first task is queued. Most pages queue none."""
    return SimpleLazyObject(partial(_loaded, f"{app}.tasks"))


def _loaded(tasks: str) -> Any:
    # A task belongs to the application that is there when it is queued.
    import_module("c40net.celery")
    return import_module(tasks)
