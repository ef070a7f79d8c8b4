"""Who reads what of an action. Whatever shows an action (a page, an export, a search, a mail) shows it from here."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from actions.models import PARTS, ClimateAction, Document, Indicator, Influence, Readers
from actions.querysets import OPEN_TO, own_city
from networks.models import Network
from officials.models import Official


@dataclass(frozen=True)
class Reading:
    """An action as one person may read it: a part that is not open to them is empty."""

    action: ClimateAction
    parts: frozenset[str]
    is_own: bool
    # None: the practice is of a network that the reader does not know of.
    network: Network | None = None
    influences: list[Influence] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.action.text if "text" in self.parts else ""

    @property
    def department(self) -> str:
        return self.action.department if "lead" in self.parts else ""

    @property
    def lead(self) -> Official | None:
        """Who is in charge; whoever took over from somebody who left."""
        lead = self.action.lead if "lead" in self.parts else None
        return (lead.successor or lead) if lead and lead.ended_on else lead

    @property
    def emissions_avoided(self) -> Decimal | None:
        return self.action.emissions_avoided if "emissions" in self.parts else None

    @property
    def budget(self) -> Decimal | None:
        return self.action.budget if "budget" in self.parts else None

    @property
    def indicators(self) -> list[Indicator]:
        if "indicators" not in self.parts:
            return []
        return list(self.action.indicators.prefetch_related("values"))

    @property
    def documents(self) -> list[Document]:
        return list(self.action.documents.select_related("file")) if "documents" in self.parts else []


def open_parts(action: ClimateAction, reads_as: str) -> frozenset[str]:
    return frozenset(part for part in PARTS if getattr(action, f"{part}_for") in OPEN_TO[reads_as])


def reads_as(action: ClimateAction, user: Any) -> str:
    """A key of OPEN_TO; one query, none for an action that comes from as_read_by()."""
    return action.reads_as or ClimateAction.objects.as_read_by(user).get(pk=action.pk).reads_as


def readable(action: ClimateAction, user: Any) -> Reading:
    """What this person may read of an action that they may see."""
    network = action.practice.network if action.practice else None
    if network and not Network.objects.visible_to(user).filter(pk=network.pk).exists():
        network = None
    influences = Influence.objects.visible_to(user).filter(action=action).select_related("network").order_by("network__name")
    is_own = own_city(user) == action.city_id
    return Reading(action, open_parts(action, reads_as(action, user)), is_own, network, list(influences))


def may_read(action: ClimateAction, user: Any, part: str) -> bool:
    return part in open_parts(action, reads_as(action, user))


def part_readers(action: ClimateAction) -> list[tuple[str, list[str]]]:
    """Who reads what: each kind of reader with the parts that are open to them and to nobody else."""
    fields = ("readers", *(f"{part}_for" for part in PARTS))
    by_readers = [
        (str(label), [str(ClimateAction.field(name).verbose_name) for name in fields if getattr(action, name) == value])
        for value, label in Readers.choices
    ]
    return [(label, parts) for label, parts in by_readers if parts]
