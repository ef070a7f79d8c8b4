"""Which city somebody means."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz, process

from cities.models import City
from imports.queries.words import country, plain

# The city, another name of it, whether that is sure or has to be asked, and why: exonyms, former and short names.
ALSO_CALLED = list(csv.DictReader((Path(__file__).parent.parent / "data" / "city_names.csv").read_text(encoding="utf-8").splitlines()))
AROUND_A_NAME = [
    "metropolitan municipality of", "municipality of", "municipio de", "municipalidad de", "municipalidade de", "prefeitura de",
    "prefeitura municipal de", "camara municipal de", "ayuntamiento de", "alcaldia de", "ciudad de", "cidade de", "ville de", "mairie de",
    "city of", "greater", "stadt", "comune di", "gemeente", "kommune", "the",
]  # fmt: skip
BEHIND_A_NAME = ["municipality", "metropolitan municipality", "city council", "city hall", "kommune", "belediyesi"]
LIKE = 75
LIKE_ANYWHERE = 85
CHOICES = 3
# A file may call the country of these what their own pages do not.
PART_OF = {"HK": "CN", "MO": "CN", "TW": "CN", "PR": "US"}


@dataclass(frozen=True)
class Place:
    """A city that is meant for sure, or those that may be meant."""

    city: City | None = None
    choices: list[City] = field(default_factory=list)


class Places:
    """Every city by all its names, read once for a whole import."""

    def __init__(self) -> None:
        self.cities = list(City.objects.all())
        self.by_slug = {city.slug: city for city in self.cities}
        self.by_id = {city.pk: city for city in self.cities}
        self.sure: dict[str, City] = {}
        self.likely: dict[str, City] = {}
        by_name = {city.name: city for city in self.cities}
        for city in self.cities:
            self.sure.setdefault(plain(city.name.partition("(")[0]), city)
            self.sure[plain(city.name)] = city
        for row in ALSO_CALLED:
            if found := by_name.get(row["city"]):
                (self.sure if row["sure"] == "yes" else self.likely).setdefault(plain(row["also_called"]), found)
        self._found: dict[tuple[str, str | None], Place] = {}

    def find(self, text: str, code: str | None) -> Place:
        key = (text, code)
        if key not in self._found:
            self._found[key] = self._find(text, code)
        return self._found[key]

    def _find(self, text: str, code: str | None) -> Place:
        if not plain(text):
            return Place(choices=self._in(code)[:1] if len(self._in(code)) == 1 else [])
        names = _names(text)
        for name in names:
            if name in self.sure:
                return Place(self.sure[name])
        for name in names:
            if name in self.likely:
                return Place(choices=[self.likely[name]])
        return Place(choices=self._like(names, code))

    def _in(self, code: str | None) -> list[City]:
        return [city for city in self.cities if code and str(city.country) == code]

    def _like(self, names: list[str], code: str | None) -> list[City]:
        near = {name: city for name, city in (self.likely | self.sure).items() if not code or str(city.country) == code}
        pool, least = (near, LIKE) if near and code else (self.likely | self.sure, LIKE_ANYWHERE)
        matches = [match for name in names for match in process.extract(name, pool.keys(), scorer=fuzz.ratio, score_cutoff=least, limit=9)]
        best_first = sorted(matches, key=lambda match: -match[1])
        return list(dict.fromkeys(pool[name] for name, _score, _ in best_first))[:CHOICES]


def is_in(city: City, code: str) -> bool:
    return code in {str(city.country), PART_OF.get(str(city.country))}


def _names(text: str) -> list[str]:
    """What is written, and the same without what stands around a name: 'Stadt Heidelberg', 'Hong Kong, China'."""
    whole = plain(text)
    names = [whole]
    head, comma, tail = text.partition(",")
    if comma and country(tail):
        names.append(plain(head))
    for name in list(names):
        names += [name.removeprefix(f"{word} ") for word in AROUND_A_NAME if name.startswith(f"{word} ")]
        names += [name.removesuffix(f" {word}") for word in BEHIND_A_NAME if name.endswith(f" {word}")]
    return list(dict.fromkeys(name for name in names if name))
