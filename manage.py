#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

# So that whatever a command or a shell queues belongs to our application.
import c40net.celery  # noqa: F401

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "c40net.settings")
    execute_from_command_line(sys.argv)
