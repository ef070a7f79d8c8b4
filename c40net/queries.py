import logging
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import connection
from django.utils.functional import SimpleLazyObject

if TYPE_CHECKING:
    from c40net import celery
else:  # Loaded when it is first asked for, since it takes a while.
    celery = SimpleLazyObject(partial(import_module, "c40net.celery"))

logger = logging.getLogger(__name__)


def readiness() -> dict[str, bool]:
    """Whether the database, Redis and a worker answer, told within seconds whatever their state."""
    redis = _answers(_redis)
    return {"database": _answers(_database), "redis": redis, "worker": redis and _answers(_worker)}


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except Exception as error:  # noqa: BLE001  # whatever is wrong with one part, the others are still to be told
        logger.warning("Not ready: %s", error)
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _redis() -> None:
    cache.get("worker")


def _worker() -> None:
    """Asked at most every five seconds, since anyone may open the page that tells."""
    if not cache.get_or_set("worker", lambda: celery.app.control.ping(timeout=1, limit=1), timeout=5):
        raise TimeoutError("no worker answers")
