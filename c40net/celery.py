"""The Celery application. Tasks live in each app's tasks.py (queued by services) and periodic.py (started by the clock).

A web process loads it when it queues its first task (access.services.tasks_of): most pages queue none, and it takes a tenth of the start.
"""

import os
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.schedules import crontab
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "c40net.settings")

CLOCK = {
    "digests that are due": {"task": "digests.periodic.send_due_digests", "schedule": crontab(minute="*/5")},
    "mail that was not sent": {"task": "networks.periodic.send_unsent_mail", "schedule": crontab(minute="*/5")},
    "mail that came back": {"task": "notices.periodic.read_returned_mail", "schedule": crontab(minute="*/10")},
    "notices that were not sent": {"task": "notices.periodic.mail_unsent_notices", "schedule": crontab(minute="*/5")},
    "requests to join open networks": {"task": "networks.periodic.admit_verified", "schedule": crontab(minute="*/5")},
    "feedback on workshops": {"task": "workshops.periodic.ask_for_feedback", "schedule": crontab(minute="*/10")},
    "places of those who have left": {"task": "workshops.periodic.settle_places", "schedule": crontab(minute="*/5")},
    "waitlists of workshops": {"task": "workshops.periodic.move_waitlists_on", "schedule": crontab(minute="*/5")},
    "reminders of workshops": {"task": "workshops.periodic.remind_registered", "schedule": crontab(minute="*/10")},
    "workshops that are over": {"task": "workshops.periodic.record_held", "schedule": crontab(minute="*/5")},
    "hours of cities that came or left": {"task": "workshops.periodic.follow_cities", "schedule": crontab(hour=4, minute=10)},
    "imports that a killed worker left": {"task": "imports.periodic.continue_unfinished_imports", "schedule": crontab()},
    "accounts that nobody uses": {"task": "networks.periodic.close_unused_accounts", "schedule": crontab(hour="3", minute="20")},
    "people who may be there twice": {"task": "officials.periodic.find_namesakes", "schedule": crontab(hour=4, minute=20)},
    "rows of old imports": {"task": "imports.periodic.forget_old_rows", "schedule": crontab(hour=3, minute=40)},
    "terms of agreements": {"task": "partnerships.periodic.keep_terms", "schedule": crontab(minute="25")},
    "pictures of resources": {"task": "exchange.periodic.draw_previews", "schedule": crontab(minute="*/2")},
    "plans that have not moved for a year": {"task": "actions.periodic.ask_about_the_shelf", "schedule": crontab(hour="6", minute="20")},
    "what networks had to do with it": {"task": "actions.periodic.ask_about_influence", "schedule": crontab(hour="6", minute="30")},
    "what most peers plan": {"task": "actions.periodic.nudge_about_peers", "schedule": crontab(day_of_week="tue", hour="6", minute="40")},
    "what merged people said twice": {"task": "exchange.periodic.drop_doubles", "schedule": crontab(minute="55")},
    "introductions that wait": {"task": "exchange.periodic.keep_introductions", "schedule": crontab(minute="50")},
    "peer effect of the month": {"task": "reach.periodic.compute_due_peer_effects", "schedule": crontab(minute="*/15")},
    "reach of the day": {"task": "reach.periodic.compute_due_snapshots", "schedule": crontab(minute="*/10")},
    "exports that a killed worker left": {"task": "reports.periodic.continue_unfinished_exports", "schedule": crontab()},
    "reports that are due": {"task": "reports.periodic.make_due_reports", "schedule": crontab(minute="*/5")},
    "files of old exports": {"task": "reports.periodic.forget_old_files", "schedule": crontab(minute="35")},
    "pulse of networks": {"task": "reach.periodic.keep_pulses", "schedule": crontab(hour="6", minute="50")},
}


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
app.conf.beat_schedule = CLOCK
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="periodic")
