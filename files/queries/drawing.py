"""Draws the first pages of a file. Run by previews.py in a process of its own: drawing.py <folder> <name>."""

import resource
import sys
from pathlib import Path

import typst

MEMORY, SECONDS = 1 << 30, 20
PAGES = (3, 2, 1)


def draw(folder: Path, name: str) -> None:
    images = [f'image("{name}", page: {page}, width: 100%)' for page in range(1, max(PAGES) + 1)]
    ways = [images[:count] for count in PAGES] if name.endswith(".pdf") else [[f'image("{name}", width: 100%)']]
    page = folder / "page.typ"
    for way in ways:
        page.write_text(f"#set page(width: 900pt, height: auto, margin: 0pt, fill: white)\n#stack(spacing: 12pt, {', '.join(way)})")
        try:
            drawn = typst.compile(str(page), root=str(folder), format="png", ppi=72.0)
        except typst.TypstError:
            # It has fewer pages, or cannot be read.
            continue
        (folder / "drawn.png").write_bytes(drawn)
        return


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    draw(Path(sys.argv[1]), sys.argv[2])
