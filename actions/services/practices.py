"""The catalogue of what cities can do, kept by those who run its network."""

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from actions.models import ClimateAction, Practice
from actions.services.errors import CannotMergeError, NameTakenError
from activity.services import record
from activity.verbs import Verb
from networks.models import Network
from officials.models import User


@transaction.atomic
def add_practice(*, network: Network, name: str, definition: str, by: User | None) -> Practice:
    try:
        with transaction.atomic():
            practice = Practice.objects.create(network=network, name=name, slug=_free_slug(network, name), definition=definition)
    except IntegrityError as error:
        raise NameTakenError from error
    record(Verb.PRACTICE_ADDED, by=by, subject=practice, network=network)
    return practice


@transaction.atomic
def edit_practice(*, practice: Practice, name: str, definition: str, is_active: bool, by: User) -> None:
    """Its address stays, so that links go on working."""
    practice.name, practice.definition, practice.is_active = name, definition, is_active
    try:
        with transaction.atomic():
            practice.save(update_fields=["name", "definition", "is_active"])
    except IntegrityError as error:
        raise NameTakenError from error
    record(Verb.PRACTICE_EDITED, by=by, subject=practice, network=practice.network)


@transaction.atomic
def merge_practices(*, survivor: Practice, duplicate: Practice, by: User) -> int:
    """Two entries for one practice become one: its actions move, its name stays as another word. Returns how many actions moved."""
    locked = {practice.pk: practice for practice in Practice.objects.select_for_update().filter(pk__in=[survivor.pk, duplicate.pk])}
    survivor, duplicate = locked[survivor.pk], locked[duplicate.pk]
    fits = survivor.network_id == duplicate.network_id and not survivor.merged_into_id and not duplicate.merged_into_id
    if survivor.pk == duplicate.pk or not fits:
        raise CannotMergeError
    moved = ClimateAction.objects.filter(practice=duplicate).update(practice=survivor)
    Practice.objects.filter(merged_into=duplicate).update(merged_into=survivor)
    Practice.objects.filter(pk=duplicate.pk).update(merged_into=survivor, is_active=False)
    record(Verb.PRACTICES_MERGED, by=by, subject=survivor, network=survivor.network, duplicate=duplicate.pk, actions=moved)
    return moved


def _free_slug(network: Network, name: str) -> str:
    """Names in other letters have no slug of their own, and two names may have the same."""
    base = slugify(name)[:90] or "practice"
    taken = set(Practice.objects.filter(network=network, slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)
