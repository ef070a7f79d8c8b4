"""What the manager asks of those who register."""

from django.db import transaction

from activity.services import record
from activity.verbs import Verb
from officials.models import User
from workshops.models import RegistrationQuestion, Workshop


@transaction.atomic
def ask_registrants(*, workshop: Workshop, text: str, is_required: bool, by: User) -> RegistrationQuestion:
    """One more question to those who register from now on; who has a place may still answer it."""
    question = RegistrationQuestion.objects.create(workshop=workshop, text=text, is_required=is_required)
    _record(workshop, by=by)
    return question


@transaction.atomic
def change_question(*, question: RegistrationQuestion, text: str, is_required: bool, by: User) -> None:
    question.text, question.is_required = text, is_required
    question.save(update_fields=["text", "is_required"])
    _record(question.workshop, by=by)


@transaction.atomic
def remove_question(*, question: RegistrationQuestion, by: User) -> None:
    """And what was answered to it."""
    _record(question.workshop, by=by)
    question.delete()


def _record(workshop: Workshop, *, by: User) -> None:
    record(Verb.QUESTIONS_CHANGED, by=by, subject=workshop, network=workshop.network)
