"""Networks and working groups, and who runs them."""

from django.db import IntegrityError, transaction

from activity.services import record
from activity.verbs import Verb
from networks.models import Area, Network, Stewardship
from networks.services.errors import AlreadyRunsError, NameTakenError
from officials.models import Staff, User, today


@transaction.atomic
def create_network(
    *,
    name: str,
    slug: str,
    area: Area,
    purpose: str,
    by: User,
    parent: Network | None = None,
    admission: str = Network.Admission.APPROVAL,
    is_listed: bool = True,
) -> Network:
    """Begin a network, or a working group of `parent`. Staff who begin one run it."""
    if Network.objects.filter(slug=slug).exists():
        raise NameTakenError
    network = Network.objects.create(
        name=name, slug=slug, area=area, purpose=purpose, parent=parent, admission=admission, is_listed=is_listed
    )
    if parent:
        # An unlisted one is not told of where its network's members read.
        record(Verb.WORKING_GROUP_CREATED, by=by, subject=network, network=parent if is_listed else network)
    else:
        record(Verb.NETWORK_CREATED, by=by, subject=network, network=network)
    if by.staff:
        start_stewardship(network=network, staff=by.staff, by=by)
    return network


@transaction.atomic
def edit_network(*, network: Network, name: str, area: Area, purpose: str, admission: str, is_listed: bool, by: User) -> None:
    """Its address stays, so that links go on working."""
    network.name, network.area, network.purpose = name, area, purpose
    network.admission, network.is_listed = admission, is_listed
    network.save(update_fields=["name", "area", "purpose", "admission", "is_listed"])
    record(Verb.NETWORK_EDITED, by=by, subject=network, network=network)


@transaction.atomic
def start_stewardship(*, network: Network, staff: Staff, by: User) -> Stewardship:
    try:
        with transaction.atomic():
            stewardship = Stewardship.objects.create(network=network, staff=staff)
    except IntegrityError as error:
        raise AlreadyRunsError from error
    record(Verb.STEWARDSHIP_STARTED, by=by, subject=stewardship, network=network)
    return stewardship


@transaction.atomic
def end_stewardship(*, stewardship: Stewardship, by: User) -> None:
    """Somebody runs the network no more, from today on."""
    if Stewardship.objects.current().filter(pk=stewardship.pk).update(ended_on=today()):
        record(Verb.STEWARDSHIP_ENDED, by=by, subject=stewardship, network=stewardship.network)
