"""What keeps the architecture of the README true: the order of the apps is checked by import-linter, the rest here."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

ROOT = Path(settings.BASE_DIR)
APPS = [app.name for app in apps.get_app_configs() if Path(app.path).parent == ROOT and app.name != "c40net"]
# Each file of an app, and which files of its own app it may import. Any other file has no place in an app.
MAY_IMPORT = {
    "urls": {"views", "api"},
    "views": {"forms", "tables", "filters", "services", "queries", "models", "querysets"},
    "api": {"services", "queries", "models", "querysets"},
    "admin": {"queries", "models"},
    "templatetags": {"queries", "models", "verbs"},
    "periodic": {"services"},
    "management": {"services", "queries", "models"},
    "forms": {"models"},
    "tables": {"models"},
    "filters": {"models", "querysets", "verbs"},
    "services": {"tasks", "models", "querysets", "queries", "verbs", "permissions"},
    # Long work starts with a long read; no query imports a task.
    "tasks": {"emails", "models", "queries"},
    "emails": {"queries", "models"},
    "queries": {"models", "querysets", "verbs"},
    "models": {"querysets", "verbs"},
    "querysets": {"verbs"},
    "apps": set(),
    "migrations": {"models", "querysets"},
    "data": set(),
    "permissions": set(),
    "verbs": set(),
    "__init__": set(),
}
ONLY_IN = {"permissions": "access", "verbs": "activity"}
# What one app may use of another.
DOORS = {"models", "querysets", "services", "queries", "permissions", "verbs"}


def part_of(path: Path) -> str:
    """views for workshops/views/attendance.py as for workshops/views.py."""
    return path.relative_to(ROOT).parts[1].removesuffix(".py")


def python_files():
    tracked = subprocess.run(["git", "ls-files", "*.py", "*.html", "*.css", "*.js"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in tracked.stdout.splitlines() if (ROOT / name).exists()]


def imported_modules(path: Path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_an_app_holds_files_of_the_closed_list_only():
    for app in APPS:
        for entry in (ROOT / app).iterdir():
            name = entry.name.removesuffix(".py")
            if name == "__pycache__":
                continue
            assert name in MAY_IMPORT, f"{app}/{entry.name} has no place in an app"
            assert ONLY_IN.get(name, app) == app


@pytest.mark.parametrize("app", APPS)
def test_files_import_what_their_place_allows(app):
    for path in (ROOT / app).rglob("*.py"):
        part = part_of(path)
        for module in imported_modules(path):
            names = module.split(".")
            if names[0] not in APPS or len(names) < 2:
                continue
            allowed = MAY_IMPORT[part] | {part} if names[0] == app else DOORS | ({"migrations"} if part == "migrations" else set())
            assert names[1] in allowed, f"{path.relative_to(ROOT)} imports {module}"


def test_no_file_is_longer_than_400_lines():
    too_long = [path for path in python_files() if "migrations" not in path.parts and len(path.read_text().splitlines()) > 400]
    assert too_long == []


def test_nothing_is_imported_inside_a_function():
    for path in python_files():
        if path.suffix != ".py":
            continue
        functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
        inner = [n for function in functions for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
        assert not inner, path


def views_by_address(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views_by_address(pattern, address)
        else:
            yield address, pattern.callback


# Words in addresses that stand for an app without being its name.
NAMES_OF_APPS = {app: app for app in APPS} | {
    "settings": "officials",
    "introductions": "exchange",
    "practices": "actions",
    "progress": "actions",
    "pulse": "reach",
    "people": "officials",
    "duplicates": "officials",
    "audit": "activity",
    "handover": "networks",
    "close": "networks",
    "data": "reports",
    "calendar": "workshops",
    "digest": "digests",
    "notifications": "notices",
    "agreements": "partnerships",
    "accounts": "allauth",
}


def test_an_address_is_served_by_the_last_app_named_in_it():
    for address, view in views_by_address():
        words = [word for word in re.split(r"[/<>:\-]", address) if word in NAMES_OF_APPS]
        expected = NAMES_OF_APPS[words[-1]] if words else "c40net"
        assert view.__module__.split(".")[0] == expected, address


def test_the_readme_maps_every_app():
    readme = (ROOT / "README.md").read_text()
    for app in ["c40net", *APPS]:
        assert re.search(rf"^\| `{app}` \|", readme, re.MULTILINE), f"README.md does not tell what {app} is for"


def test_nothing_names_a_registry_host():
    hosts = "|".join(("pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", "deb" + r"\.debian"))
    found = subprocess.run(["git", "grep", "-nIE", hosts], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.stdout == ""
