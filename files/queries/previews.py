"""A picture of what somebody uploaded, drawn anew from its pixels or pages: nothing of the file itself reaches a browser."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

# What can be drawn → what its file is called while it is.
DRAWN = {"application/pdf": "it.pdf", "image/png": "it.png", "image/jpeg": "it.jpg", "image/webp": "it.webp"}
SECONDS = 30
LARGEST = 4 * 1024 * 1024
DRAWING = Path(__file__).with_name("drawing.py")


def first_pages(content: bytes, content_type: str) -> bytes | None:
    """The first three pages of a PDF, or the picture, as a PNG; None where that fails, takes too long or would be too large.

    In a process of its own, which may use little time and memory: a file may have been made to do harm.
    """
    name = DRAWN.get(content_type)
    if name is None:
        return None
    with TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(content)
        try:
            subprocess.run([sys.executable, "-I", str(DRAWING), folder, name], timeout=SECONDS, check=True, capture_output=True)  # noqa: S603
            drawn = Path(folder, "drawn.png").read_bytes()
        except (subprocess.SubprocessError, OSError):
            return None
    return drawn if len(drawn) <= LARGEST else None
