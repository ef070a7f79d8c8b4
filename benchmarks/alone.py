"""Runs one benchmark in this process and leaves its rows in a file: `python -m benchmarks.alone <name> <file>`."""

import importlib
import json
import os
import sys
from pathlib import Path

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "c40net.settings")


def main(name: str, file: str) -> None:
    # Pages that are rendered in this process are so without collected static files, as in the tests.
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    django.setup()
    # Pages are measured as a web process is set up.
    importlib.import_module("c40net.wsgi")
    found = importlib.import_module(f"benchmarks.{name}").measure()
    Path(file).write_text(json.dumps([row if isinstance(row, dict) else row.as_dict() for row in found]))


if __name__ == "__main__":
    main(*sys.argv[1:])
