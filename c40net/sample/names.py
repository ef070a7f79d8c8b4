"""Invented people: first and last names of a language, combined by chance. None is taken from a list of real officials."""

import csv
import random
import re
import string
from collections.abc import Iterator
from itertools import count, product
from pathlib import Path

from django.conf import settings

from cities.querysets import fold

DATA = Path(settings.BASE_DIR) / "c40net" / "data" / "names.csv"
# Letters that are no others with a mark on them.
PLAIN = str.maketrans({"ø": "o", "\u0131": "i", "ł": "l", "æ": "ae", "ß": "ss", "đ": "d"})


class Names:
    """Gives each name once."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.taken: set[str] = set()
        self.of_country: dict[str, Iterator[str]] = {}
        with DATA.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                names = self._combinations(row["first_names"].split(), row["last_names"].split("; "))
                self.of_country |= dict.fromkeys(row["countries"].split(), names)

    def take(self, country: str) -> str:
        names = self.of_country.get(country, self.of_country["GB"])
        name = next(name for name in names if mailbox(name) not in self.taken)
        self.taken.add(mailbox(name))
        return name

    def _combinations(self, first: list[str], last: list[str]) -> Iterator[str]:
        """Every pair in any order; then again with a middle initial, with two, and so on without end."""
        for turn in count():
            rounds, letter = divmod(turn - 1, 26)
            initials = f" {string.ascii_uppercase[letter]}." * (rounds + 1) if turn else ""
            pairs = list(product(first, last))
            self.rng.shuffle(pairs)
            yield from (f"{one}{initials} {other}" for one, other in pairs)


def mailbox(name: str) -> str:
    """'Marloes van der Plaats' → 'marloes.vanderplaats', as the part of an address before the @."""
    first, _, last = fold(name).translate(PLAIN).partition(" ")
    return f"{re.sub(r'[^a-z]', '', first)}.{re.sub(r'[^a-z]', '', last)}"
