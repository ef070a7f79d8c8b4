"""What is used of an agreement, and the documents that belong to it."""

from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum

from activity.services import record
from activity.verbs import Verb
from cities.models import City
from files.services import keep
from officials.models import User
from partnerships.models import Agreement, AgreementDocument, Drawdown
from partnerships.services.agreements import lock
from partnerships.services.errors import ChangedMeanwhileError, MoreThanLeftError


@transaction.atomic
def draw_down(*, agreement: Agreement, amount: Decimal, drawn_on: date, note: str, by: User, city: City | None = None) -> None:
    """Note what was used; never more than it is worth. Only while it is active."""
    agreement = lock(agreement)
    if not agreement.is_active:
        raise ChangedMeanwhileError
    used = agreement.drawdowns.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    if used + amount > agreement.value:
        raise MoreThanLeftError(agreement.value - used)
    Drawdown.objects.create(agreement=agreement, amount=amount, drawn_on=drawn_on, note=note, city=city, noted_by=by)
    record(Verb.DRAWN_DOWN, by=by, subject=agreement, network=agreement.network, city=city)


@transaction.atomic
def add_document(*, agreement: Agreement, title: str, file: UploadedFile, readers: str, by: User) -> None:
    AgreementDocument.objects.create(agreement=agreement, title=title, file=keep(file, by=by), readers=readers, added_by=by)
    record(Verb.AGREEMENT_DOCUMENT_ADDED, by=by, subject=agreement, network=agreement.network)
