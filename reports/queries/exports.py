"""Files that were made: what is in them, in pieces, and who may have them."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from access.permissions import Permission
from access.services import can
from networks.models import Network
from officials.models import User
from reports.models import Delivery, Export
from reports.queries.choices import ALL_FORMATS, Choice
from reports.queries.periods import PERIODS


def network_names(choice: Choice, user: User) -> list[str]:
    """None: of all."""
    return [network.name for network in Network.objects.visible_to(user).filter(slug__in=choice.networks).order_by("name", "pk")]


def may_have(user: User, export: Export) -> bool:
    return can(user, Permission.REPORT_EXPORT) or Choice.from_json(export.choice).is_shared_with(user)


def facts_of(choice: Choice, user: User, export: Export | None = None) -> list[tuple[str, str]]:
    """What was chosen, in the reader's language. Of an export with the days that it is of."""
    period = choice.period_in_words
    if export and choice.period and choice.period in PERIODS:
        period = _("%(period)s: %(days)s") % {"period": period, "days": choice.days(export.day)}
    facts = [
        (_("Report"), choice.title),
        (_("Networks"), ", ".join(export.networks if export else network_names(choice, user)) or _("All networks")),
        (_("Period"), period),
        (_("Columns"), ", ".join(column.heading for column in choice.report(user).shown)),
        (_("Format"), str(ALL_FORMATS[choice.format].label)),
    ]
    return [(name, words) for name, words in facts if words]


def content_type(export: Export) -> str:
    return ALL_FORMATS[export.choice["format"]].content_type


def parts_of(export: Export) -> Iterator[bytes]:
    """The file, of which no more is held in memory than one part."""
    parts = export.parts.order_by("number").values_list("content", flat=True)
    for number in range(parts.count()):
        yield bytes(parts.get(number=number))


def with_links(user: User, exports: Iterable[Export]) -> list[tuple[Export, str]]:
    """Each with the address of its file, where it is for this person and still kept."""
    exports = list(exports)
    own = Delivery.objects.visible_to(user).filter(export__in=[export.pk for export in exports if export.is_kept])
    links = {delivery.export_id: delivery.get_absolute_url() for delivery in own}
    return [(export, links.get(export.pk, "")) for export in exports]


def count_ahead(export: Export) -> int:
    """How many wait longer."""
    return Export.objects.open().filter(pk__lt=export.pk).count()
