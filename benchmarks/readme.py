"""The table of the README: every figure, and what it was measured on."""

import os
import platform
from datetime import datetime
from pathlib import Path

import psutil

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- measured -->\n", "<!-- /measured -->"


def write(results: list[dict], *, missing: list[str], scale: str, postgres: str) -> None:
    before, _, rest = README.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    first, last = [f"{datetime.fromisoformat(end([r['measured_at'] for r in results])):%d %B %Y}" for end in (min, max)]
    days = f"On {last}" if first == last else f"From {first} to {last}"
    measured_on = (
        f"{days}, with {os.cpu_count()} processors ({_processor()}), "
        f"{psutil.virtual_memory().total / 1e9:.0f} GB of memory, Python {platform.python_version()} and PostgreSQL {postgres}, "
        f"on the large world × {scale}."
    )
    lines = [
        measured_on + (f" Not measured yet: {', '.join(missing)}." if missing else ""),
        "",
        "| work | ours | limit | unit | ratio | goal | |",
        "|---|---:|---:|---|---:|---:|---|",
        *(f"| {r['work']} | {r['ours']:,} | {r['limit']:,} | {r['unit']} | {r['ratio']:,} | {r['goal']:g} | {_said(r)} |" for r in results),
    ]
    README.write_text(before + BEGIN + "\n".join(lines) + "\n" + END + after)


def _said(result: dict) -> str:
    return "holds" if result["holds"] else "**missed**"


def _processor() -> str:
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return names[0].partition(":")[2].strip() if names else platform.machine()
