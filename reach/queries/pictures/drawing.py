"""A picture as SVG or PNG: drawn by a process of its own, once, and kept by its content."""

import base64
import hashlib
import json
import logging
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.core.cache import cache as kept
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject

from reach.queries.pictures.picture import Picture

if TYPE_CHECKING:
    import redis
else:  # Loaded when it is first asked for: few pages need it, and it takes a while.
    redis = SimpleLazyObject(partial(import_module, "redis"))

HERE = Path(__file__).parent
RENDERER = HERE / "renderer.py"
ECHARTS = settings.NPM_DIR / "echarts/dist/echarts.min.js"
# Complete fonts for typst; a browser takes those of the pages, which are in the SVG.
FONTS = settings.BASE_DIR / "reach/data/fonts"
SANS, SERIF = "Public Sans", "Source Serif 4"
# Half a second is usual. A web worker waits no longer than this; then nobody asks the renderer for a while.
PATIENCE, REST = 10, 30
RESTS, FAILED = "picture:rests", "failed"
KEEP, A_DAY = 30 * 24 * 3600, 24 * 3600
# Of a picture that stands alone: its edge, and the lines of its name and of its source.
EDGE, NAME, SOURCE = 36, 34, 40

# A page asks for several pictures at once: no more than these are drawn at a time.
AT_A_TIME = BoundedSemaphore(2)

log = logging.getLogger(__name__)


class CannotDrawError(Exception):
    """The renderer failed, took too long, or rests because it did. The table says the same."""


@dataclass(frozen=True)
class Look:
    """For light or dark paper, how wide, and whether the picture stands alone, so that its name and its source are in it."""

    theme: Literal["light", "dark"] = "light"
    width: int = 720
    stands_alone: bool = False


# In a file, in mail, in a PDF.
ALONE = Look(width=960, stands_alone=True)
# In a page, as it fits.
WIDE, NARROW = 720, 344
LOOKS = {"wide": Look(), "narrow": Look(width=NARROW), "wide-dark": Look("dark"), "narrow-dark": Look("dark", NARROW)}


def svg(picture: Picture, look: Look = ALONE) -> str:
    """In the language in which the picture was made."""
    assert picture.chart
    inner = look.width - 2 * EDGE if look.stands_alone else look.width
    height = picture.chart.height(inner)
    colours = palette()[look.theme]
    asked = {"draw": "svg", "width": inner, "height": height, "options": painted(options(picture, inner), colours)}
    words = {
        "title": picture.title,
        "says": picture.says,
        "source": picture.source,
        "height": height,
        "colours": {name: colours[f"--{name}"] for name in ("ink", "paper")} | {"soft": colours["--ink-soft"]},
    }

    def draw() -> str:
        drawn = _rendered({**asked, "echarts": str(ECHARTS)}).decode()
        return _framed(drawn, look, words)

    found = _once(_key(asked, words, look.width, look.stands_alone, _code()), draw)
    assert isinstance(found, str)
    return found


def fingerprint(picture: Picture, look: Look, kind: str) -> str:
    """Another one for each picture that looks, or says, something else."""
    return hashlib.sha256(repr((picture, look, kind, _code())).encode()).hexdigest()


def png(picture: Picture, look: Look = ALONE) -> bytes:
    """Twice as many dots as it has pixels, for good paper and good screens."""
    drawn = re.sub(r"<style.*?</style>", "", svg(picture, look), flags=re.DOTALL)
    width, height = re.findall(r'<svg [^>]*?width="(\d+)" height="(\d+)"', drawn)[0]
    asked = {"draw": "png", "svg": drawn, "width": width, "height": height, "fonts": str(FONTS), "dots": 2}
    found = _once(_key(asked, _code()), lambda: _rendered(asked))
    assert isinstance(found, bytes)
    return found


def pdf(template: str, content: dict[str, Any], pictures: dict[str, tuple[Picture, int]]) -> bytes:
    """A document of typst's. It finds the content in its input as JSON, with the pictures by their keys, each drawn so many pixels wide."""
    colours = palette()["light"]
    drawn = {
        key: {"width": width, "height": picture.chart.height(width), "options": painted(options(picture, width), colours)}
        for key, (picture, width) in pictures.items() if picture.chart
    }  # fmt: skip
    tools = {"echarts": str(ECHARTS), "fonts": str(FONTS)}
    asked = {"draw": "pdf", "template": template, "content": {**content, "colours": colours}, "pictures": drawn}
    found = _once(_key(asked, _code()), lambda: _rendered({**asked, **tools}, patience=3 * PATIENCE), keep=A_DAY)
    assert isinstance(found, bytes)
    return found


def options(picture: Picture, width: int) -> dict[str, Any]:
    """What ECharts draws, on the server and in the browser; colours are still names."""
    assert picture.chart
    text = {"fontFamily": SANS, "fontSize": 14, "color": "--ink"}
    return {"animation": False, "textStyle": text, **picture.chart.options(width)}


def painted(thing: Any, colours: dict[str, str]) -> Any:
    if isinstance(thing, dict):
        return {name: painted(value, colours) for name, value in thing.items()}
    if isinstance(thing, list):
        return [painted(value, colours) for value in thing]
    return colours[thing] if isinstance(thing, str) and thing.startswith("--") else thing


@cache
def palette() -> dict[str, dict[str, str]]:
    """The colours of the pages, for light and for dark paper."""
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    pairs = re.findall(r"(--[\w-]+): light-dark\((#\w+), (#\w+)\)", tokens)
    return {"light": {name: light for name, light, _ in pairs}, "dark": {name: dark for name, _, dark in pairs}}


def _framed(drawn: str, look: Look, words: dict[str, Any]) -> str:
    """With its fonts, its words for who cannot see it and, where it stands alone, its name and its source."""
    letters = look.width // 13  # of its name, so many are a line
    lines = textwrap.wrap(words["title"], letters) if look.stands_alone else []
    top = EDGE + NAME * len(lines) + 12 if lines else 0
    frame = {
        "width": look.width,
        "height": top + words["height"] + (SOURCE + EDGE // 2 if lines else 0),
        "edge": EDGE if lines else 0,
        "top": top,
        "lines": [(EDGE + NAME * number - 8, line) for number, line in enumerate(lines, start=1)],
        "foot": top + words["height"] + SOURCE,
        "fonts": [(family, _woff2(file)) for family, file in _fonts_for(drawn + words["title"] + words["source"], look)],
        "drawn": drawn,
    }
    return render_to_string("reach/picture.svg", words | frame)


def _fonts_for(text: str, look: Look) -> list[tuple[str, str]]:
    """The second file of each font holds letters that only some names have, as in Łódź."""
    kinds = ["latin-ext", "latin"] if re.search(r"[\u0100-\u024f\u1e00-\u1eff]", text) else ["latin"]
    families = [(SANS, "public-sans")] + ([(SERIF, "source-serif-4")] if look.stands_alone else [])
    return [(family, f"{name}/files/{name}-{kind}-wght-normal.woff2") for family, name in families for kind in kinds]


@cache
def _woff2(file: str) -> str:
    return base64.b64encode((settings.NPM_DIR / "@fontsource-variable" / file).read_bytes()).decode()


@cache
def _code() -> str:
    """Of the files that decide how pictures look, so that a changed one draws them again."""
    files = [*sorted(HERE.glob("*.py")), settings.BASE_DIR / "templates/reach/picture.svg"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _key(*content: Any) -> str:
    return "picture:" + hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _once(key: str, draw: Callable[[], str | bytes], keep: int = KEEP) -> str | bytes:
    """What is kept, or what is drawn now. What failed is not tried again for a while. Without Redis nothing is kept."""
    found = None
    with suppress(redis.RedisError):
        found = kept.get(key)
    if found == FAILED:
        raise CannotDrawError
    if found is not None:
        return found
    try:
        drawn = draw()
    except CannotDrawError:
        _keep(key, FAILED, REST)
        raise
    _keep(key, drawn, keep)
    return drawn


def _keep(key: str, content: str | bytes, seconds: int) -> None:
    with suppress(redis.RedisError):
        kept.set(key, content, seconds)


def _rendered(asked: dict[str, Any], patience: float | None = None) -> bytes:
    """By a process that has none of our environment, where secrets are. While it hangs a web worker waits: once, not for each picture."""
    if not AT_A_TIME.acquire(timeout=2 * PATIENCE):
        raise CannotDrawError
    try:
        return _asked(asked, patience or PATIENCE)
    finally:
        AT_A_TIME.release()


def _asked(asked: dict[str, Any], patience: float) -> bytes:
    with suppress(redis.RedisError):
        if kept.get(RESTS):
            raise CannotDrawError
    command = [sys.executable, "-P", "-X", "utf8", str(RENDERER)]
    try:
        return subprocess.run(command, input=json.dumps(asked).encode(), capture_output=True, timeout=patience, check=True, env={}).stdout  # noqa: S603
    except subprocess.TimeoutExpired as trouble:
        log.warning("The renderer of pictures hangs. It is left alone for %s seconds.", REST)
        _keep(RESTS, "yes", REST)
        raise CannotDrawError from trouble
    except (OSError, subprocess.CalledProcessError) as trouble:
        # An error in ECharts comes with the whole of its code.
        log.error("A picture could not be drawn: %s", getattr(trouble, "stderr", b"")[-800:].decode(errors="replace"))  # noqa: TRY400
        raise CannotDrawError from trouble
