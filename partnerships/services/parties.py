"""The cities of an agreement: asked, signed, declined, left. Each change holds the lock on the agreement, so that none is counted twice."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from cities.models import City
from files.services import keep
from notices.services import owe
from officials.models import Official, User, today
from partnerships.models import Agreement, AgreementDocument, Party, ShareCalculation
from partnerships.queries import weight_of
from partnerships.services.agreements import lock
from partnerships.services.errors import ChangedMeanwhileError, CityIsPartyError, FiguresMissingError, NotInNetworkError
from partnerships.services.sharing import calculate_shares
from partnerships.services.telling import all_concerned, leads_of


@transaction.atomic
def invite_city(*, agreement: Agreement, city: City, by: User, **figures: Any) -> Party:
    """Ask a city of the network to sign. Of a draft it is told once that is opened."""
    agreement = lock(agreement)
    if not (agreement.is_draft or agreement.is_under_way):
        raise ChangedMeanwhileError
    if not agreement.network.city_memberships.current().filter(city=city).exists():
        raise NotInNetworkError
    if agreement.parties.current().filter(city=city).exists():
        raise CityIsPartyError
    party = Party(agreement=agreement, city=city, **figures)
    if agreement.is_under_way and weight_of(party, agreement.shares_method) is None:
        raise FiguresMissingError(str(city))
    party.save()
    if agreement.is_under_way:
        calculate_shares(agreement, because=ShareCalculation.Because.INVITED)
        record(Verb.AGREEMENT_CITY_INVITED, by=by, subject=agreement, network=agreement.network, city=city)
        owe("partnerships.invited", to=leads_of([city.pk]), subject=agreement, network=agreement.network)
    return party


@transaction.atomic
def change_party(*, party: Party, by: User, **figures: Any) -> None:
    """What a city puts in, gets, and would pay alone. The shares follow."""
    agreement, party = _locked(party)
    if party.status not in {Party.Status.INVITED, Party.Status.SIGNED} or not (agreement.is_draft or agreement.is_under_way):
        raise ChangedMeanwhileError
    for name, value in figures.items():
        setattr(party, name, value)
    if agreement.is_under_way and weight_of(party, agreement.shares_method) is None:
        raise FiguresMissingError(str(party.city))
    party.save(update_fields=list(figures))
    if agreement.is_under_way:
        calculate_shares(agreement, because=ShareCalculation.Because.CHANGED)
    record(Verb.AGREEMENT_EDITED, by=by, subject=agreement, network=agreement.network, city=party.city)


@transaction.atomic
def remove_party(*, party: Party, by: User) -> None:
    """Take a city off a draft: nobody has asked it yet."""
    agreement, party = _locked(party)
    if not agreement.is_draft:
        raise ChangedMeanwhileError
    city = party.city
    party.delete()
    record(Verb.AGREEMENT_EDITED, by=by, subject=agreement, network=agreement.network, city=city)


@transaction.atomic
def sign(
    *,
    party: Party,
    authority: str,
    by: User,
    signed_by: Official | None = None,
    signed_on: date | None = None,
    paper: UploadedFile | None = None,
) -> Agreement:
    """The city signs: by its lead, or on paper, of which somebody who runs the network takes note.

    The signature that makes the quorum makes the agreement active, once, however many come at the same moment.
    """
    agreement, party = _locked(party)
    if party.status != Party.Status.INVITED or not agreement.is_under_way:
        raise ChangedMeanwhileError
    party.status, party.signed_on, party.signed_by, party.authority = Party.Status.SIGNED, signed_on or today(), signed_by, authority
    if paper:
        party.paper = AgreementDocument.objects.create(
            agreement=agreement, title=(paper.name or "")[:150], file=keep(paper, by=by), added_by=by
        )
    party.save()
    signed = agreement.parties.signed().count()
    counts: dict[str, Any] = {"signed": signed, "quorum": agreement.quorum}
    record(Verb.AGREEMENT_SIGNED, by=by, subject=agreement, network=agreement.network, city=party.city, **counts)
    owe("partnerships.signed", to=agreement.network.managers, subject=agreement, network=agreement.network, city=party.city_id, **counts)
    if agreement.is_active:
        calculate_shares(agreement, because=ShareCalculation.Because.SIGNED)
    elif signed >= agreement.quorum:
        _activate(agreement, by=by)
    elif agreement.quorum - signed == 1:
        waiting = agreement.parties.invited().values_list("city", flat=True)
        owe("partnerships.one_to_go", to=leads_of(waiting), subject=agreement, network=agreement.network, **counts)
    return agreement


@transaction.atomic
def decline(*, party: Party, reason: str, by: User) -> None:
    """The city does not sign. Who runs the network reads why."""
    agreement, party = _locked(party)
    if party.status != Party.Status.INVITED or not agreement.is_under_way:
        raise ChangedMeanwhileError
    party.status, party.declined_on, party.reason = Party.Status.DECLINED, today(), reason
    party.save()
    calculate_shares(agreement, because=ShareCalculation.Because.DECLINED)
    record(Verb.AGREEMENT_DECLINED, by=by, subject=agreement, network=agreement.network, city=party.city)
    owe("partnerships.declined", to=agreement.network.managers, subject=agreement, network=agreement.network, city=party.city_id)


@transaction.atomic
def leave(*, party: Party, reason: str, by: User) -> Agreement:
    """A city that had signed goes. All whom it concerns are told; with fewer left than the quorum it waits for signatures again."""
    agreement, party = _locked(party)
    if party.status != Party.Status.SIGNED or not agreement.is_under_way:
        raise ChangedMeanwhileError
    party.status, party.left_on, party.reason = Party.Status.LEFT, today(), reason
    party.save()
    counts: dict[str, Any] = {"signed": agreement.parties.signed().count(), "quorum": agreement.quorum}
    record(Verb.AGREEMENT_LEFT, by=by, subject=agreement, network=agreement.network, city=party.city, **counts)
    falls = agreement.is_active and counts["signed"] < agreement.quorum
    if falls:
        agreement.status = Agreement.Status.OPEN
        agreement.save(update_fields=["status"])
        record(Verb.AGREEMENT_BELOW_QUORUM, by=by, subject=agreement, network=agreement.network, **counts)
    calculate_shares(agreement, because=ShareCalculation.Because.LEFT)
    told: dict[str, Any] = {"city": party.city_id, "falls": falls, **counts}
    owe("partnerships.left", to=all_concerned(agreement, also=party.city), subject=agreement, network=agreement.network, **told)
    return agreement


def _activate(agreement: Agreement, *, by: User) -> None:
    agreement.status, agreement.active_since = Agreement.Status.ACTIVE, timezone.now()
    agreement.save(update_fields=["status", "active_since"])
    record(Verb.AGREEMENT_ACTIVE, by=by, subject=agreement, network=agreement.network)
    calculate_shares(agreement, because=ShareCalculation.Because.ACTIVE)
    owe("partnerships.active", to=all_concerned(agreement), subject=agreement, network=agreement.network)


def _locked(party: Party) -> tuple[Agreement, Party]:
    """The agreement, and then the city's place as it is now."""
    agreement = lock(party.agreement)
    found = agreement.parties.select_related("city").filter(pk=party.pk).first()
    if found is None:
        raise ChangedMeanwhileError
    return agreement, found
