"""What the pages of agreements show."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Sum

from access.permissions import Permission
from access.services import can
from networks.models import Network
from officials.models import today
from partnerships.models import Agreement, AgreementDocument, Party, Share
from partnerships.queries.money import listed, rate_of
from partnerships.queries.pooling import Pool, shared_among
from partnerships.queries.scale import scale_of

WIDEST = 100
ABOUT_TO_END = timedelta(days=90)


@dataclass(frozen=True)
class Bars:
    """Of a hundred, for a picture: what a city would pay alone, and what it pays."""

    alone: int
    pooled: int


@dataclass(frozen=True)
class PartyRow:
    """A city in an agreement. Without `amounts` the reader may not know what it pays."""

    party: Party
    amounts: bool
    pooled: Decimal | None = None
    alone: Decimal | None = None
    bars: Bars | None = None

    @property
    def saving(self) -> Decimal | None:
        return self.alone - self.pooled if self.alone is not None and self.pooled is not None else None


def seen_agreements(user: Any) -> Any:
    """Those that the reader may see, with all that a page shows of each."""
    return Agreement.objects.visible_to(user).with_amounts_for(user).with_counts().with_rate(today()).with_place()


def agreement_frame(user: Any, agreement: Any, *, tab: str) -> dict[str, object]:
    """For partnerships/_frame.html. `agreement` is one of those seen_agreements()."""
    return {
        "agreement": agreement,
        "network": agreement.network,
        "tab": tab,
        "may_manage": can(user, Permission.AGREEMENT_EDIT, agreement),
        "sees_network": Network.objects.shared_with(user).filter(pk=agreement.network_id).exists(),
        "own": _own_party(user, agreement),
        "names": _names(agreement) if agreement.is_under_way else "",
    }


def agreement_page(user: Any, agreement: Any) -> dict[str, object]:
    """Scope, cities, shares, figures, documents and use."""
    parties = list(agreement.parties.select_related("city", "signed_by__user", "paper").by_city())
    pool = shared_among(agreement, [party for party in parties if party.status == "invited"]) if agreement.is_draft else None
    if pool:
        _preview(pool)
    shows = agreement.shows_amounts
    used = agreement.drawdowns.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    scale = scale_of(agreement, parties)
    return {
        "rows": party_rows(parties, amounts=shows),
        "scale": scale,
        "rate": rate_of(agreement),
        "used": used,
        "left": agreement.value - used,
        "used_part": int(WIDEST * used / agreement.value) if agreement.value else 0,
        "documents": AgreementDocument.objects.visible_to(user).filter(agreement=agreement).select_related("file"),
        "error": agreement.calculations.values_list("error", flat=True).first() if shows else None,
    }


def party_rows(parties: list[Party], *, amounts: bool) -> list[PartyRow]:
    """Those who are in first, then those who declined or left."""
    in_order = sorted(parties, key=lambda party: party.status not in {"invited", "signed"})
    if not amounts:
        return [PartyRow(party, amounts=False) for party in in_order]
    known = [amount for party in parties for amount in (party.cost_alone, party.cost_pooled) if amount]
    most = max(known, default=Decimal(1))

    def width(amount: Decimal | None) -> int:
        return round(WIDEST * (amount or 0) / most)

    return [
        PartyRow(party, True, party.cost_pooled, party.cost_alone, Bars(width(party.cost_alone), width(party.cost_pooled)))
        for party in in_order
    ]


def history_of_shares(agreement: Agreement) -> Any:
    """Each calculation, the newest first, with what each city paid by it."""
    return agreement.calculations.prefetch_related(Prefetch("shares", Share.objects.select_related("city")))


def waits_for_signature(user: Any) -> Any:
    """Places in agreements that this person may sign for their city, the soonest to begin first."""
    return (
        Party.objects.waiting_for(user)
        .select_related("agreement__network", "agreement__partner", "city")
        .order_by("agreement__starts_on", "pk")
    )


def about_to_end(user: Any, *, until: date) -> Any:
    """Of those that this person manages."""
    return Agreement.objects.run_by(user).ending(today(), until).with_counts().with_place().soonest_to_end()


def _own_party(user: Any, agreement: Agreement) -> Party | None:
    if not user.is_authenticated or user.official is None or not user.official.is_verified:
        return None
    return agreement.parties.current().filter(city=user.official.city).select_related("city").first()


def _names(agreement: Agreement) -> str:
    return listed(agreement.parties.signed().order_by("signed_on", "city__name").values_list("city__name", flat=True))


def _preview(pool: Pool) -> None:
    """What each would pay if the draft were opened as it is; nothing of it is kept."""
    for party, amount in zip(pool.parties, pool.parts.amounts, strict=True):
        party.cost_pooled = amount
