"""make bench: runs measure() of every module here on scratch databases, prints a table and writes results.json.

Each answers with dicts {work, ours, limit, unit, ratio, goal, holds}. The exit code is 1 where a goal does not hold.
"""

import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "c40net.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

# Pages are rendered without collected static files, as in the tests.
settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

HERE = Path(__file__).parent


def measured(module: str) -> list[dict]:
    """Each module has a database of its own, made and dropped here."""
    name_outside = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        return importlib.import_module(f"benchmarks.{module}").measure()
    finally:
        connection.creation.destroy_test_db(name_outside, verbosity=0)


def main() -> int:
    results = [result for module in pkgutil.iter_modules([str(HERE)]) if module.name != "__main__" for result in measured(module.name)]
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    print(f"{'':4}{'ours':>10} {'limit':>10} unit   {'ratio':>7} {'goal':>6}  work")
    for r in results:
        print(f"{'ok' if r['holds'] else 'NO':4}{r['ours']:>10} {r['limit']:>10} {r['unit']:6} {r['ratio']:>7} {r['goal']:>6}  {r['work']}")
    return 0 if all(result["holds"] for result in results) else 1


sys.exit(main())
