"""Resources: shared, kept up to date, taken back, used."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from access.services import tasks_of
from activity.services import record
from activity.verbs import Verb
from cities.models import City
from exchange.models import Label, Resource, ResourceDownload, ResourceUse, ResourceVersion
from exchange.services.errors import AnsweredMeanwhileError, ClosedError, NamesCityError, NotTheirsError
from exchange.services.posts import change_label, check_label, is_wider, record_post
from files.services import keep
from networks.models import Network
from notices.services import owe
from officials.models import User

if TYPE_CHECKING:
    from exchange import tasks
else:
    tasks = tasks_of("exchange")

SHARED = Verb.RESOURCE_SHARED, Verb.RESOURCE_SHARED_BY_STAFF, Verb.RESOURCE_SHARED_UNNAMED
USED = {ResourceUse.Way.USED: Verb.RESOURCE_USED, ResourceUse.Way.ADAPTED: Verb.RESOURCE_ADAPTED}
LATE = timedelta(minutes=5)
AT_ONCE = 200


@transaction.atomic
def share_resource(
    *, network: Network, label: str, named_cities: Iterable[City], by: User, upload: UploadedFile | None = None, link: str = "",
    **said: Any,
) -> Resource:  # fmt: skip
    """Put a file that is fit_to_keep, or a link, among a network's resources. `said`: title, text, kind, language and so on."""
    if not network.is_open:
        raise ClosedError
    resource = Resource(network=network, author=by, official=by.official, label=label, **said)
    cities = check_label(resource, label, named_cities)
    _check_city(label, resource.city)
    resource.save()
    resource.named_cities.set(cities)
    _add(resource, number=1, note="", upload=upload, link=link, by=by)
    record_post(SHARED, resource, by=by)
    return resource


@transaction.atomic
def edit_resource(*, resource: Resource, label: str, named_cities: Iterable[City], by: User, **said: Any) -> None:
    """What is said of it, by who keeps it. To open it to more readers is for who shared it alone."""
    resource = _locked(resource)
    if not resource.is_kept_by(by):
        raise NotTheirsError
    cities = check_label(resource, label, named_cities)
    _check_city(label, said.get("city"))
    if is_wider(resource, label, cities) and not resource.is_by(by):
        raise NotTheirsError
    changed = sorted(name for name, value in said.items() if getattr(resource, name) != value)
    change_label(resource, label, cities, by=by)
    for name, value in said.items():
        setattr(resource, name, value)
    resource.edited_at = timezone.now()
    resource.save(update_fields=["label", "edited_at", *said])
    record(Verb.RESOURCE_EDITED, by=_unless_unnamed(resource, by), subject=resource, network=resource.network, changed=changed)


@transaction.atomic
def add_version(*, resource: Resource, note: str, by: User, upload: UploadedFile | None = None, link: str = "") -> ResourceVersion:
    """A newer file or link in place of the one that is shown; those before stay to be read. The cities that used it are told."""
    resource = _locked(resource)
    if not resource.is_kept_by(by):
        raise NotTheirsError
    if not resource.is_there or not resource.network.is_open:
        raise ClosedError
    assert resource.latest  # it is shared with its first
    version = _add(resource, number=resource.latest.number + 1, note=note, upload=upload, link=link, by=by)
    record(Verb.RESOURCE_VERSION_ADDED, by=_unless_unnamed(resource, by), subject=resource, network=resource.network)
    users = User.objects.filter(posts__in=resource.uses.values("official"), is_active=True).exclude(pk=by.pk).distinct()
    owe("exchange.resource_version", to=users, subject=resource, network=resource.network, key=str(version.number))
    return version


@transaction.atomic
def withdraw_resource(*, resource: Resource, by: User) -> None:
    """Who shared it takes it back: only they and those who run the network read it then."""
    _take_back(resource, Resource.objects.filter(withdrawn_at=None), timezone.now(), Verb.RESOURCE_WITHDRAWN, by=by)


@transaction.atomic
def share_again(*, resource: Resource, by: User) -> None:
    _take_back(resource, Resource.objects.filter(withdrawn_at__isnull=False), None, Verb.RESOURCE_SHARED_AGAIN, by=by)


@transaction.atomic
def note_download(*, version: ResourceVersion, by: User) -> None:
    """Counted once for a person and a day, where the person is; never one's own."""
    resource = version.resource
    if resource.is_by(by):
        return
    _, is_first = ResourceDownload.objects.get_or_create(resource=resource, user=by, day=timezone.localdate())
    if is_first:
        record(Verb.RESOURCE_DOWNLOADED, by=by, subject=resource, network=resource.network, official=by.official)


@transaction.atomic
def say_used(*, resource: Resource, way: str, text: str, action: Any, by: User) -> ResourceUse:
    """A city says that it used or adapted it, or says it anew. Who shared it is told, once for a city."""
    resource = _locked(resource)
    official = by.official
    if official is None or not resource.is_used_elsewhere_than_by(by):
        raise NotTheirsError
    if not resource.is_there:
        raise ClosedError
    said = {"way": way, "text": text, "action": action, "official": official}
    use, is_new = ResourceUse.objects.update_or_create(resource=resource, city=official.city, defaults=said)
    if is_new:
        record(USED[ResourceUse.Way(way)], by=by, subject=resource, network=resource.network, official=official)
        if resource.author.is_active:
            owe(
                "exchange.resource_used", to=[resource.author], subject=resource, network=resource.network, key=str(use.city_id), use=use.pk
            )
    return use


@transaction.atomic
def end_use(*, use: ResourceUse, by: User) -> None:
    """A city's officials say for it that it was a mistake."""
    if by.official is None or by.official.city_id != use.city_id:
        raise NotTheirsError
    use.delete()
    resource = use.resource
    record(Verb.RESOURCE_USE_ENDED, by=by, subject=resource, network=resource.network, official=by.official)


def draw_missing_previews() -> None:
    """Hand over what should have been drawn by now. Handing over twice does no harm."""
    late = ResourceVersion.objects.filter(is_drawn=False, added_at__lt=timezone.now() - LATE).order_by("added_at")
    for pk in late.values_list("pk", flat=True)[:AT_ONCE]:
        tasks.draw_preview.delay(pk)


def _add(resource: Resource, *, number: int, note: str, upload: UploadedFile | None, link: str, by: User) -> ResourceVersion:
    """The resource is locked, or new: no two versions get one number."""
    file = keep(upload, by=by) if upload else None
    version = ResourceVersion.objects.create(
        resource=resource, number=number, note=note, file=file, link="" if file else link, added_by=by, is_drawn=file is None
    )
    resource.latest = version
    resource.save(update_fields=["latest"])
    if file:
        tasks.draw_preview.delay_on_commit(version.pk)
    return version


def _take_back(resource: Resource, rows: Any, moment: Any, verb: Verb, *, by: User) -> None:
    if not resource.is_kept_by(by):
        raise NotTheirsError
    if not rows.filter(pk=resource.pk).update(withdrawn_at=moment):
        raise AnsweredMeanwhileError
    record(verb, by=_unless_unnamed(resource, by), subject=resource, network=resource.network)


def _check_city(label: str, city: City | None) -> None:
    if label == Label.CHATHAM and city:
        raise NamesCityError


def _unless_unnamed(resource: Resource, by: User) -> User | None:
    return None if resource.hides_author else by


def _locked(resource: Resource) -> Resource:
    rows = Resource.objects.select_for_update(of=["self"]).select_related("network", "author", "official__city", "latest")
    return rows.get(pk=resource.pk)
