"""Partners, and what currencies were worth."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from activity.services import record
from activity.verbs import Verb
from officials.models import User
from partnerships.models import ExchangeRate, Partner
from partnerships.services.errors import PartnerExistsError


@transaction.atomic
def add_partner(*, by: User, **fields: Any) -> Partner:
    partner = Partner(**fields)
    _save(partner)
    record(Verb.PARTNER_ADDED, by=by, subject=partner)
    return partner


@transaction.atomic
def edit_partner(*, partner: Partner, by: User, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(partner, name, value)
    _save(partner)
    record(Verb.PARTNER_EDITED, by=by, subject=partner)


def _save(partner: Partner) -> None:
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError as error:
        raise PartnerExistsError from error


@transaction.atomic
def add_rates(*, rates: Sequence[ExchangeRate], by: User) -> int:
    """Those of days for which none is known; a known one stays, since figures were made with it. Returns how many were new."""
    before = ExchangeRate.objects.count()
    ExchangeRate.objects.bulk_create(rates, ignore_conflicts=True)
    new = ExchangeRate.objects.count() - before
    if new:
        record(Verb.RATES_ADDED, by=by, rates=new)
    return new
