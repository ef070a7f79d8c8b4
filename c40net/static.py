from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Works out the address of each file once: a page names some thirty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.url = cache(super().url)  # type: ignore[method-assign]


class NpmFinder(BaseFinder):
    """Serves the files of npm packages that settings.NPM_FILES names, as npm/<path>, and nothing else of node_modules."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=settings.NPM_DIR)
        self.storage.prefix = "npm"  # type: ignore[attr-defined]  # read by collectstatic

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [name for name in settings.NPM_FILES if not (settings.NPM_DIR / name).is_file()]
        if not missing:
            return []
        return [Error(f"{missing[0]} is missing from {settings.NPM_DIR}", hint="Run npm ci.", id="c40net.E001")]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = path.removeprefix("npm/")
        found = [str(Path(settings.NPM_DIR) / name)] if path.startswith("npm/") and name in settings.NPM_FILES else []
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns: Any) -> Any:
        for name in settings.NPM_FILES:
            yield name, self.storage
