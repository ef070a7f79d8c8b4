"""A process of its own that draws: asked once on its standard input, it answers on its standard output and ends.

It knows nothing of c40net and has none of its secrets. V8 must never be created in a process that forks, and whatever hangs in here is
killed from outside (drawing.py), or after so many seconds of work by the system.
"""

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import typst
from py_mini_racer import MiniRacer

SECONDS = 20
# ECharts asks for timers that server rendering never waits for.
NO_BROWSER = "var self = globalThis, setTimeout = () => 0, clearTimeout = () => {};"
# How wide words are: near enough to Public Sans, which has no canvas here to measure it on.
MEASURE = """
const WIDTHS = [[/[ijl.,:;|!'’·]/, 0.27], [/[ftrI()\\[\\] -]/, 0.33], [/[mwMW@%]/, 0.88], [/[A-Z0-9]/, 0.63], [/[\\s\\S]/, 0.53]];
echarts.setPlatformAPI({measureText: (text, font = "") => {
  const size = parseFloat(/([\\d.]+)px/.exec(font)?.[1] ?? 12) * (/bold|[6-9]00/.test(font) ? 1.03 : 1);
  return {width: [...String(text)].reduce((sum, letter) => sum + size * WIDTHS.find(([kind]) => kind.test(letter))[1], 0)};
}});
"""
DRAW = """
(({options, width, height}) => {
  const chart = echarts.init(null, null, {renderer: "svg", ssr: true, width, height});
  chart.setOption(options);
  return chart.renderToSVGString({useViewBox: true});
})(%s)
"""
PAGE = """
#set page(width: 1pt * int(sys.inputs.width), height: 1pt * int(sys.inputs.height), margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""


def svg(*, echarts: str, **picture: object) -> bytes:
    return drawn(echarts, [picture])[0].encode()


def drawn(echarts: str, pictures: list[dict[str, object]]) -> list[str]:
    engine = MiniRacer()
    engine.eval(NO_BROWSER)
    engine.eval(Path(echarts).read_text())
    engine.eval(MEASURE)
    return [str(engine.eval(DRAW % json.dumps(picture))) for picture in pictures]


def png(*, fonts: str, dots: int, **picture: str) -> bytes:
    """So many dots for each pixel of the picture."""
    given = {"font_paths": [Path(fonts)], "ignore_system_fonts": True, "sys_inputs": picture}
    return typst.compile(PAGE.encode(), format="png", ppi=72.0 * dots, **given)  # type: ignore[no-any-return, call-overload]


def pdf(*, echarts: str, fonts: str, template: str, content: dict[str, object], pictures: dict[str, dict[str, object]]) -> bytes:
    """A document with pictures in it, tagged for screen readers (PDF/UA-1). The same content is the same file, byte for byte."""
    svgs = drawn(echarts, list(pictures.values())) if pictures else []
    inputs = {"content": json.dumps({**content, "svgs": dict(zip(pictures, svgs, strict=True))})}
    given = {"font_paths": [Path(fonts)], "sys_inputs": inputs, "format": "pdf", "timestamp": 0}
    try:
        found = typst.compile(template.encode(), ignore_system_fonts=True, pdf_standards=["ua-1"], **given)  # type: ignore[call-overload]
    except typst.TypstError:
        # That standard wants every letter of every name. Those that our fonts have not, those of the machine may have.
        found = typst.compile(template.encode(), **given)  # type: ignore[call-overload]
    return bytes(found)


DRAWERS: dict[str, Callable[..., bytes]] = {"svg": svg, "png": png, "pdf": pdf}

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    asked = json.load(sys.stdin)
    sys.stdout.buffer.write(DRAWERS[asked.pop("draw")](**asked))
