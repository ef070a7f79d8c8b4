"""What goes on beside the work of a worker: a sign of life, how far it is, and an ear for who cancels it."""

from datetime import timedelta
from threading import Event, Thread
from typing import Self

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from reports.models import Export

BEAT = 1.0  # seconds
# A worker may be silent for so long before another takes its work: it may hold all else up while it packs a large file.
LEASE = timedelta(seconds=60)


class LostError(Exception):
    """The work is this worker's no more: somebody has cancelled it, or another worker has it."""


class Keeper(Thread):
    """`with Keeper(export) as keeper`: write, and call keeper.wrote(rows) now and then, which raises LostError.

    A thread with a connection of its own, since the work's is busy with one long statement.
    """

    def __init__(self, export: Export) -> None:
        super().__init__(daemon=True)
        self.mine = Export.objects.filter(pk=export.pk, claim=export.claim, status=Export.Status.MAKING)
        # The work's connection, of this thread: what it waits for in the database is called off with the work.
        connection.ensure_connection()
        self.work = connection.connection
        self.done = 0
        self.is_lost = False
        self.is_over = Event()

    def wrote(self, rows: int) -> None:
        self.done = rows
        if self.is_lost:
            raise LostError

    def run(self) -> None:
        while not self.is_lost and not self.is_over.wait(BEAT):
            try:
                self.is_lost = not self.mine.update(done=self.done, leased_until=timezone.now() + LEASE)
            except (OperationalError, InterfaceError):
                # The database is away: it may be back at the next beat.
                close_old_connections()
        connection.close()
        if self.is_lost:
            self.work.cancel_safe()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _where: object) -> None:
        self.is_over.set()
        self.join()
        if self.is_lost:
            raise LostError from error
