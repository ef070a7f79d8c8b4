"""Which networks somebody means."""

import re
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from imports.queries.words import plain
from networks.models import Network
from officials.models import User

LIKE = 70
CHOICES = 3
WITHOUT = "-"


@dataclass
class Asked:
    """The networks that a cell names, and what is to be said about them."""

    networks: list[int] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)


class Networks:
    """Every network by all its names, read once for a whole import, and which of them this person may fill."""

    def __init__(self, by: User) -> None:
        self.by_id = {
            network.pk: network
            for network in Network.objects.visible_to(by).select_related("parent", "succeeded_by__succeeded_by__succeeded_by")
        }
        self.run = set(Network.objects.run_by(by).values_list("pk", flat=True))
        self.by_slug = {network.slug: network for network in self.by_id.values()}
        self.by_name: dict[str, Network] = {}
        for network in sorted(self.by_id.values(), key=lambda network: network.is_open):
            self.by_name[plain(network.name)] = network
        initials = [("".join(word[0] for word in name.split()), network) for name, network in self.by_name.items()]
        for letters, network in initials:
            if len(letters) > 1 and [found for found, _ in initials].count(letters) == 1:
                self.by_name.setdefault(letters, network)

    def read(self, text: str, answers: dict[str, str]) -> Asked:
        asked = Asked()
        for name in self._split(text):
            self._add(asked, name, answers.get(f"networks:{plain(name)}"))
        asked.networks = list(dict.fromkeys(asked.networks))
        return asked

    def _split(self, text: str) -> list[str]:
        """At semicolons, lines and bars; at commas too, except in a network's own name."""
        names: list[str] = []
        for part in re.split(r"[;|\n]", text):
            names += [part] if plain(part) in self.by_name else part.split(",")
        return [name.strip() for name in names if plain(name)]

    def _add(self, asked: Asked, name: str, answer: str | None) -> None:
        if answer == WITHOUT:
            return
        meant = self.by_slug.get(answer or "") or self.by_name.get(plain(name))
        if meant is None:
            like = process.extract(plain(name), self.by_name.keys(), scorer=fuzz.ratio, score_cutoff=LIKE, limit=CHOICES)
            near = dict.fromkeys(self.by_name[match] for match, *_ in like)
            choices = [_choice(name, network.slug, "use", network.name) for network in near] + [_choice(name, WITHOUT, "without_seat")]
            asked.problems.append(_problem("network_unknown", "question", name, choices=choices))
            return
        heir = _heir(meant)
        if heir is None:
            asked.problems.append(_problem("network_ended", "note", name, network=meant.name))
        elif heir.pk not in self.run:
            asked.problems.append(_problem("network_not_yours", "note", name, network=heir.name))
        else:
            self._seat(asked, name, meant, heir)

    def _seat(self, asked: Asked, name: str, meant: Network, heir: Network) -> None:
        if heir != meant:
            choices = [_choice(name, WITHOUT, "without_seat")]
            asked.problems.append(_problem("network_succeeded", "note", name, choices=choices, network=meant.name, heir=heir.name))
        if heir.parent_id and heir.parent_id not in self.run:
            asked.problems.append(_problem("network_not_yours", "note", name, network=str(heir.parent)))
            return
        asked.networks += [heir.parent_id, heir.pk] if heir.parent_id else [heir.pk]


def _heir(network: Network) -> Network | None:
    """Itself while it works, else what its work goes on in, if anything."""
    seen: set[int] = set()
    here: Network | None = network
    while here and not here.is_open and here.pk not in seen:
        seen.add(here.pk)
        here = here.succeeded_by
    return here if here and here.is_open else None


def _choice(name: str, value: str, code: str, label: str = "") -> dict[str, str]:
    return {"answer": f"networks:{plain(name)}", "value": value, "code": code, "name": label}


def _problem(code: str, level: str, text: str, *, choices: Any = (), **params: str) -> dict[str, Any]:
    return {"code": code, "level": level, "field": "networks", "text": text, "choices": list(choices), **params}
