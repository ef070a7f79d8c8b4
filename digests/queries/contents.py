"""What stands in a digest."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Window
from django.db.models.functions import RowNumber

from activity.models import Activity
from activity.queries import told
from activity.verbs import Audience
from networks.models import Network
from notices.models import How, Notice
from notices.queries import Told
from notices.queries import told as told_of_notices
from officials.models import User

LINES_PER_NETWORK = 8
LINES_FOR_READER = 20
# What happens and who is told of it are written down in one transaction.
SAME_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True)
class NetworkNews:
    network: Network
    activities: list[Activity]  # newest first
    more_count: int  # older ones, which the feed shows


@dataclass(frozen=True)
class DigestContents:
    since: datetime
    until: datetime
    networks: list[NetworkNews]  # the one with the newest first
    notices: list[Told]  # of which the reader wants to hear here, newest first
    owed: list[int]  # the notices that are mailed with it: these, those beyond the last line, and those that nobody may see any more

    @property
    def more_notices(self) -> int:
        return max(0, len(self.owed) - LINES_FOR_READER)

    @property
    def activity_count(self) -> int:
        of_networks = sum(sum(1 + told.more for told in news.activities) + news.more_count for news in self.networks)
        return of_networks + len(self.notices) + self.more_notices


def what_happened(*, user: User, since: datetime, until: datetime) -> DigestContents:
    """What others did, from `since` to just before `until`, in the networks where the person has a seat now, and what they put off to it.

    Nothing of which they had a mail of its own, and nothing twice. Three queries about the person, one for each kind of thing that it
    tells of, and one for the rest.
    """
    told_already = Notice.objects.filter(
        user=user, how__in=[How.AT_ONCE, How.DIGEST], subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id"),
        created_at__gt=OuterRef("happened_at") - SAME_MOMENT, created_at__lt=OuterRef("happened_at") + SAME_MOMENT,
    )  # fmt: skip
    of_others = (
        Activity.objects.visible_to(user)
        .filter(network__in=Network.objects.joined_by(user), audience__in=[Audience.PUBLIC, Audience.MEMBERS])
        .filter(happened_at__gte=since, happened_at__lt=until)
        .exclude(actor=user)
        .exclude(official=user.official)
        .exclude(Exists(told_already))
    )
    newest = of_others.annotate(
        place=Window(RowNumber(), partition_by="network", order_by=["-happened_at", "-pk"]),
        of_network=Window(Count("pk"), partition_by="network"),
    ).filter(place__lte=LINES_PER_NETWORK)
    networks: dict[Network, NetworkNews] = {}
    newest_first = list(newest.with_names().newest_first())
    of_network = {line.network_id: line.of_network for line in newest_first}
    for activity in told(newest_first, user=user):
        more_count = max(0, of_network[activity.network_id] - LINES_PER_NETWORK)
        network = activity.network
        assert network  # in which it was looked for
        networks.setdefault(network, NetworkNews(network, [], more_count)).activities.append(activity)
    owed = list(user.notices.for_digest().filter(created_at__lt=until).select_related("network").newest_first())
    lines = told_of_notices(owed[:LINES_FOR_READER], user=user, in_mail=True)
    return DigestContents(since, until, list(networks.values()), lines, [notice.pk for notice in owed])
