"""The Celery application. Tasks live in each app's tasks.py (queued by services) and periodic.py (started by the clock)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "c40net.settings")

app = Celery("c40net")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="periodic")
