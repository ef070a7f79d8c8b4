"""An agreement from its draft to its end."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from networks.models import Network
from notices.services import owe
from officials.models import User
from partnerships.models import Agreement, ShareCalculation
from partnerships.queries import ABOUT_TO_END, without_figures
from partnerships.services.errors import ChangedMeanwhileError, FiguresMissingError, TermIsOverError, TooFewCitiesError
from partnerships.services.sharing import calculate_shares
from partnerships.services.telling import all_concerned, leads_of


@transaction.atomic
def draft_agreement(*, network: Network, by: User, **fields: Any) -> Agreement:
    """Begin an agreement that only those who run the network see."""
    agreement = Agreement.objects.create(network=network, created_by=by, **fields)
    record(Verb.AGREEMENT_DRAFTED, by=by, subject=agreement, network=network)
    return agreement


@transaction.atomic
def edit_agreement(*, agreement: Agreement, by: User, **fields: Any) -> Agreement:
    """Change a draft. What cities are asked to sign stays as it is."""
    agreement = lock(agreement)
    if not agreement.is_draft:
        raise ChangedMeanwhileError
    for name, value in fields.items():
        setattr(agreement, name, value)
    agreement.save(update_fields=list(fields))
    record(Verb.AGREEMENT_EDITED, by=by, subject=agreement, network=agreement.network)
    return agreement


@transaction.atomic
def open_agreement(*, agreement: Agreement, by: User, today: date) -> None:
    """From now on its cities may sign. Their leads are told."""
    agreement = lock(agreement)
    if not agreement.is_draft:
        raise ChangedMeanwhileError
    if agreement.ends_on < today:
        raise TermIsOverError
    parties = list(agreement.parties.current().select_related("city").by_city())
    if len(parties) < agreement.quorum:
        raise TooFewCitiesError
    if missing := without_figures(agreement):
        raise FiguresMissingError(", ".join(str(party.city) for party in missing))
    agreement.status, agreement.opened_at = Agreement.Status.OPEN, timezone.now()
    agreement.save(update_fields=["status", "opened_at"])
    agreement.parties.current().update(invited_on=today)
    calculate_shares(agreement, because=ShareCalculation.Because.OPENED)
    record(Verb.AGREEMENT_OPENED, by=by, subject=agreement, network=agreement.network, cities=len(parties), quorum=agreement.quorum)
    owe("partnerships.invited", to=leads_of(party.city_id for party in parties), subject=agreement, network=agreement.network)


@transaction.atomic
def extend_agreement(*, agreement: Agreement, ends_on: date, by: User) -> None:
    """Let it go on for longer."""
    agreement = lock(agreement)
    if not agreement.is_under_way or ends_on <= agreement.ends_on:
        raise ChangedMeanwhileError
    before, agreement.ends_on = agreement.ends_on, ends_on
    agreement.save(update_fields=["ends_on"])
    before_and_now = [before.isoformat(), ends_on.isoformat()]
    record(Verb.AGREEMENT_EXTENDED, by=by, subject=agreement, network=agreement.network, ends_on=before_and_now)


@transaction.atomic
def end_agreement(*, agreement: Agreement, reason: str, by: User) -> None:
    """Before its term is over. All whom it concerns are told why."""
    agreement = lock(agreement)
    if not agreement.is_under_way:
        raise ChangedMeanwhileError
    _finish(agreement, Agreement.Status.ENDED, reason=reason, by=by)


def end_what_is_over(*, today: date) -> None:
    """Those whose last day has passed: ended if it was active, lapsed if it still, or again, waited for signatures."""
    for agreement in Agreement.objects.over(today).order_by("pk"):
        with transaction.atomic():
            found = lock(agreement)
            if found.is_under_way and found.ends_on < today:
                _finish(found, Agreement.Status.ENDED if found.is_active else Agreement.Status.LAPSED, reason="", by=None)


def remind_of_ends(*, today: date) -> None:
    """Once for each last day: who runs the network, and the leads of the cities that signed, hear 90 days before."""
    for agreement in Agreement.objects.ending(today, today + ABOUT_TO_END).select_related("network"):
        signed = agreement.parties.signed().values_list("city", flat=True)
        to = leads_of(signed).union(agreement.network.managers.order_by())
        owe("partnerships.ending", to=to, subject=agreement, network=agreement.network, key=agreement.ends_on.isoformat())


def lock(agreement: Agreement) -> Agreement:
    """One change of an agreement at a time."""
    return Agreement.objects.select_for_update(of=["self"]).select_related("network", "partner").get(pk=agreement.pk)


def _finish(agreement: Agreement, status: str, *, reason: str, by: User | None) -> None:
    agreement.status, agreement.over_at, agreement.over_reason = status, timezone.now(), reason
    agreement.save(update_fields=["status", "over_at", "over_reason"])
    verb = Verb.AGREEMENT_ENDED if status == Agreement.Status.ENDED else Verb.AGREEMENT_LAPSED
    record(verb, by=by, subject=agreement, network=agreement.network)
    owe("partnerships.over", to=all_concerned(agreement), subject=agreement, network=agreement.network)
