"""Agreements in the small worlds of worlds.py, and who may read what of them.

g  agreement: title, scope, terms     y  what goes with its amounts: reasons, use, a document for its cities
o  what is for staff: the partner's contact, a document
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from hypothesis import strategies as st

from activity.services import activity
from activity.verbs import Verb
from files.models import File, FileContent
from officials.models import today
from partnerships.models import Agreement, AgreementDocument, Drawdown, Partner, Party, ShareCalculation

CURRENT = {"invited", "signed"}


@dataclass(frozen=True)
class Pooled:
    number: int
    network: int
    status: str  # draft, open, active
    places: tuple[str, ...]  # of each city: "", or the status of its place


def poolings(draw, nets, cities: int) -> tuple[Pooled, ...]:
    found = []
    for number in range(draw(st.integers(1, 2))):
        status = draw(st.sampled_from(["draft", "open", "active", "active"]))
        choice = ["", "invited"] if status == "draft" else ["", "invited", "signed", "signed", "left", "declined"]
        places = tuple(draw(st.sampled_from(choice)) for _ in range(cities))
        found.append(Pooled(number, draw(st.sampled_from(nets)).number, status, places))
    return tuple(found)


# Who may read what: `shared` and `runs` are the numbers of networks that the reader shares, and runs.


def may_read_of_agreements(pooled, people, reader, shared: set[int], runs: set[int]) -> set[str]:
    may = {"o0"} if reader.is_staff else set()
    for one in pooled:
        own = reader.is_believed and one.places[reader.city] in CURRENT
        asked = one.status != "draft" and (one.network in shared or (own and reader.lead))
        if one.network not in runs and not asked:
            continue
        # Whoever is asked to sign reads which network's agreement it is.
        may |= {f"g{one.number}", f"n{one.network}"}
        if reader.is_staff or own:
            may |= {f"y{one.number}"} | {f"u{signer.number}" for signer in signers(one, people)}
    return may


def signers(one: Pooled, people) -> list:
    return [lead for city, status in enumerate(one.places) if status in {"signed", "left"} and (lead := lead_of(people, city))]


def lead_of(people, city: int):
    return next((person for person in people if person.is_believed and person.lead and person.city == city), None)


def of_own_signatures(pooled, people, reader: int) -> set[str]:
    """The download about oneself names what one signed, and why the city left it."""
    own = [one for one in pooled if reader in {signer.number for signer in signers(one, people)}]
    return {name for one in own for name in (f"g{one.number}", f"y{one.number}")}


# The same in the database


def build_agreements(world, networks, users, cities, mark):
    """(the agreements, what the log says)."""
    partner = Partner.objects.create(name="Partner", kind="company", helps_with="x", contact=mark("o", 0))
    agreements, lines, boss = [], [], users[0]
    for one in world.pooled:
        agreement = _agreement(one, networks[one.network], partner, mark)
        agreements.append(agreement)
        lines.append(activity(Verb.AGREEMENT_DRAFTED, by=boss, subject=agreement, network=agreement.network))
        calculation = ShareCalculation.objects.create(agreement=agreement, because="opened", method="equal", cost=1, discount=30)
        for city, status in zip(cities, one.places, strict=True):
            if status:
                lines += _place(agreement, city, status, lead_of(world.people, cities.index(city)), users, mark("y", one.number))
                calculation.shares.create(city=city, weight=1, amount=1)
    return agreements, lines


def _agreement(one, network, partner, mark):
    words, amounts = mark("g", one.number), mark("y", one.number)
    agreement = Agreement.objects.create(
        network=network, partner=partner, title=words, scope=words, value_for=words, alone_means=words, capacity_means=words,
        starts_on=today(), ends_on=today() + timedelta(days=30), quorum=2, value=10, cost=5, status=one.status, active_since=timezone.now(),
    )  # fmt: skip
    Drawdown.objects.create(agreement=agreement, amount=1, note=amounts)
    for readers, title in (("network", words), ("cities", amounts), ("staff", mark("o", 0))):
        file = File.objects.create(name="a.txt", content_type="text/plain", size=1, sha256="x")
        FileContent.objects.create(file=file, content=title.encode())
        AgreementDocument.objects.create(agreement=agreement, title=title, file=file, readers=readers)
    return agreement


def _place(agreement, city, status, lead, users, words):
    days = {"signed": ["signed_on"], "left": ["signed_on", "left_on"], "declined": ["declined_on"]}.get(status, [])
    signs = status in {"signed", "left"}
    Party.objects.create(
        agreement=agreement, city=city, status=status, puts_in=words, gets=words, reason=words, authority="x" if signs else "", cost_alone=2,
        signed_by=users[lead.number].posts.get() if lead and signs else None, **dict.fromkeys(days, today()),
    )  # fmt: skip
    verbs = {"invited": [], "signed": [Verb.AGREEMENT_SIGNED], "left": [Verb.AGREEMENT_SIGNED, Verb.AGREEMENT_LEFT]}
    verbs["declined"] = [Verb.AGREEMENT_DECLINED]
    return [activity(verb, by=users[0], subject=agreement, network=agreement.network, city=city) for verb in verbs[status]]
