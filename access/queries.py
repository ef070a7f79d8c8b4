"""What a page asks of many things, worked out once."""

from functools import cache

from django.urls import get_script_prefix, get_urlconf, reverse

ANY = "1234567890123"


def address(name: str, of: int | str) -> str:
    """What reverse() gives for one id, or one slug: rows have an address each, and the way to them is the same."""
    before, after = _around(name, get_urlconf(), get_script_prefix())
    return f"{before}{of}{after}"


@cache
def _around(name: str, urlconf: str | None, _prefix: str) -> list[str]:
    return reverse(name, args=[ANY], urlconf=urlconf).split(ANY)
