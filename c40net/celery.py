"""The Celery application. Tasks live in each app's tasks.py (queued by services) and periodic.py (started by the clock)."""

import os
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "c40net.settings")


class QueuedTask(DjangoTask):
    """A task whose work is a row in PostgreSQL already, so that queueing it may fail."""

    abstract = True

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:
        """Make it happen soon. Without Redis it happens later, by the clock, and the person's page is none the worse."""

        def queue() -> None:
            self.delay(*args, **kwargs)

        transaction.on_commit(queue, robust=True)


app = Celery("c40net", task_cls=QueuedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="periodic")
