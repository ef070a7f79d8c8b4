"""What stands in digests. However many are made at once, it is found out by the same number of queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import translation

from activity.models import Activity
from activity.queries import condensed
from activity.verbs import Audience
from digests.models import LeftOut, Note
from digests.queries.readers import Column, EachReader, Reader, for_each, know_posts, seen_by_each
from digests.queries.relevance import Relevance, relevance_to
from digests.queries.waits import Waits, waits_of
from exchange.queries import what_they_know
from networks.models import Network
from notices.models import How, Notice, Thing
from notices.queries import Told, things_of, told_of
from officials.models import User
from workshops.models import Registration, Workshop

LINES_PER_NETWORK = 8
LINES_FOR_READER = 20
# What happens and who is told of it are written down in one transaction.
SAME_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True)
class Near:
    workshop: Workshop
    has_place: bool  # the reader


@dataclass
class Section:
    relevance: Relevance
    activities: list[Activity] = field(default_factory=list)  # newest first; those that say the same as one
    near: list[Near] = field(default_factory=list)  # that begin before the next digest, the soonest first


@dataclass
class NetworkNews:
    network: Network
    note: Note | None = None  # from who runs it
    by_relevance: dict[int, Section] = field(default_factory=dict)
    more_count: int = 0  # less relevant lines, which the feed shows

    def section(self, relevance: int) -> Section:
        return self.by_relevance.setdefault(relevance, Section(Relevance(relevance)))

    @property
    def sections(self) -> list[Section]:
        """The most relevant first."""
        return [self.by_relevance[relevance] for relevance in sorted(self.by_relevance)]

    @property
    def has_headings(self) -> bool:
        """Where everything is of the last kind they say nothing."""
        return any(relevance != Relevance.OTHER for relevance in self.by_relevance)

    @property
    def activities(self) -> list[Activity]:
        return [activity for section in self.sections for activity in section.activities]

    @property
    def count(self) -> int:
        told = sum(1 + activity.more for activity in self.activities)
        near = sum(len(section.near) for section in self.sections)
        return told + self.more_count + near + (self.note is not None)


@dataclass(frozen=True)
class DigestContents:
    since: datetime
    until: datetime
    networks: list[NetworkNews]  # the one with the most relevant first
    notices: list[Told]  # of which the reader wants to hear here, newest first
    waits: list[Waits]  # for who runs networks: where something waits for them
    owed: list[int]  # the notices that are mailed with it: these, those beyond the last line, and those that nobody may see any more

    @property
    def more_notices(self) -> int:
        return max(0, len(self.owed) - LINES_FOR_READER)

    @property
    def activity_count(self) -> int:
        return sum(news.count for news in self.networks) + len(self.notices) + self.more_notices + self.waiting_count

    @property
    def waiting_count(self) -> int:
        return sum(wait.count for of_network in self.waits for wait in of_network.waits)

    @property
    def first(self) -> Activity | None:
        """What of others' news the reader will want to know before all, if there is such a thing: it stands in the subject."""
        sections = self.networks[0].sections if self.networks else []
        has_such = sections and sections[0].activities and sections[0].relevance <= Relevance.PEERS
        return sections[0].activities[0] if has_such else None


def what_happened(*, user: User, since: datetime, until: datetime) -> DigestContents:
    """What others did in the person's networks, from `since` to just before `until`, and what they put off to their digest."""
    return what_happened_to_each([(user, since, until)])[0]


def what_happened_to_each(asked: Iterable[tuple[User, datetime, datetime]]) -> list[DigestContents]:
    """The same for many people at once: nothing that they may not see at this moment, nothing of which they had a mail, nothing twice.

    So many queries for each standing and kind of thing among them, however many people, networks and lines there are.
    """
    asked = list(asked)
    know_posts(user for user, _, _ in asked)
    readers = [Reader(user, since, until, patterns="\n".join(what_they_know(user))) for user, since, until in asked]
    news, owed, waits = _news(readers), _owed(asked), waits_of(user for user, _, _ in asked)
    notices = Notice.objects.select_related("network").in_bulk([pk for pks in owed for pk in pks[:LINES_FOR_READER]])
    to_tell = [[notices[pk] for pk in pks[:LINES_FOR_READER] if pk in notices] for pks in owed]
    things = [{*_subjects(of_reader), *things_of(told)} for of_reader, told in zip(news, to_tell, strict=True)]
    seen = seen_by_each((reader.user, *thing) for reader, of_reader in zip(readers, things, strict=True) for thing in of_reader)
    # Once for all who may see it, or read that language.
    address = cache(_address)
    sentence = cache(_sentence)
    contents = []
    for (user, since, until), of_reader, told, about, pks in zip(asked, news, to_tell, things, owed, strict=True):
        open_to_them = {thing: seen[user.pk, *thing] for thing in about if (user.pk, *thing) in seen}
        for activity in (activity for of_network in of_reader for activity in of_network.activities):
            thing = _subject(activity)
            subject = open_to_them.get(thing) if thing else None
            activity.url = address(subject) if subject is not None else ""
            activity.words = sentence(activity, user.language)
        with translation.override(user.language):
            lines = told_of(told, open_to_them, in_mail=True)
        contents.append(DigestContents(since, until, of_reader, lines, waits.get(user.pk, []), pks))
    return contents


def _networks_of(each: EachReader) -> Any:
    """Where each has a seat, and has not said that it is to be left out."""
    return Network.objects.joined_by(each).exclude(pk__in=LeftOut.objects.filter(user=each).values("network"))


def _news(readers: Sequence[Reader]) -> list[list[NetworkNews]]:
    news: list[dict[int, NetworkNews]] = [{} for _ in readers]

    def of(number: int, network: Network) -> NetworkNews:
        return news[number].setdefault(network.pk, NetworkNews(network))

    _add_lines(readers, of)
    _add_notes(readers, of)
    _add_workshops(readers, of)
    return [sorted(of_reader.values(), key=_most_relevant_first) for of_reader in news]


Of = Callable[[int, Network], NetworkNews]


def _add_lines(readers: Sequence[Reader], of: Of) -> None:
    rows = sorted(for_each(readers, _lines_for), key=lambda row: (row[0], row[1]))
    activities = Activity.objects.with_names().in_bulk({pk for _, (_, _, pk, *_) in rows})
    for (number, _, relevance, of_network), of_heading in groupby(rows, key=lambda row: (row[0], row[1][0], *row[1][3:])):
        # Readers have the line in common, but not what it is to them.
        lines = [copy(activities[pk]) for _, (_, _, pk, *_) in of_heading]
        network = lines[0].network
        assert network  # in which it was looked for
        news = of(number, network)
        news.section(relevance).activities += condensed(lines)
        news.more_count = max(0, of_network - LINES_PER_NETWORK)


def _lines_for(each: EachReader) -> Any:
    told_already = Notice.objects.filter(
        user=each, how__in=[How.AT_ONCE, How.DIGEST], subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id"),
        created_at__gt=OuterRef("happened_at") - SAME_MOMENT, created_at__lt=OuterRef("happened_at") + SAME_MOMENT,
    )  # fmt: skip
    of_others = (
        Activity.objects.visible_to(each)
        .filter(network__in=_networks_of(each).values("pk"), audience__in=[Audience.PUBLIC, Audience.MEMBERS])
        .filter(happened_at__gte=Column("since"), happened_at__lt=Column("until"))
        .exclude(actor=each)
        .exclude(official=each.official)
        .exclude(Exists(told_already))
        .annotate(relevance=relevance_to(each))
    )
    most_relevant = of_others.annotate(
        place=Window(RowNumber(), partition_by="network", order_by=["relevance", "-happened_at", "-pk"]),
        of_network=Window(Count("pk"), partition_by="network"),
    ).filter(place__lte=LINES_PER_NETWORK)
    return most_relevant.values_list("network", "place", "pk", "relevance", "of_network")


def _add_notes(readers: Sequence[Reader], of: Of) -> None:
    """What who runs a network writes to its members once a month."""
    rows = list(for_each(readers, _notes_for))
    notes = Note.objects.select_related("network", "author").in_bulk({pk for _, (pk,) in rows})
    for number, (pk,) in rows:
        of(number, notes[pk].network).note = notes[pk]


def _notes_for(each: EachReader) -> Any:
    written = Note.objects.filter(written_at__gte=Column("since"), written_at__lt=Column("until"))
    return written.filter(network__in=_networks_of(each).values("pk")).order_by("written_at").values_list("pk")


def _add_workshops(readers: Sequence[Reader], of: Of) -> None:
    """Those that begin before the next digest comes."""
    rows = list(for_each(readers, _workshops_for))
    workshops = Workshop.objects.with_place().in_bulk({pk for _, (pk, *_) in rows})
    networks = Network.objects.in_bulk({network for _, (_, network, _) in rows})
    for number, (pk, network, has_place) in sorted(rows, key=lambda row: workshops[row[1][0]].starts_at):
        of(number, networks[network]).section(Relevance.WORKSHOP).near.append(Near(workshops[pk], has_place=has_place))


def _workshops_for(each: EachReader) -> Any:
    """In the network that convenes it, or in one of the reader's for which it is too."""
    further = Workshop.also_for.through.objects.filter(workshop=OuterRef(OuterRef("pk")), network=OuterRef("pk"))
    convenes = ExpressionWrapper(Q(pk=OuterRef("network")), output_field=BooleanField())
    theirs = _networks_of(each).annotate(convenes=convenes).filter(Q(convenes=True) | Q(Exists(further))).order_by("-convenes", "pk")
    comes = Registration.objects.registered().filter(workshop=OuterRef("pk"), official__user=each)
    near = Workshop.objects.visible_to(each).announced().filter(starts_at__gte=Column("until"), starts_at__lt=Column("next_until"))
    in_network = near.annotate(in_network=Subquery(theirs.values("pk")[:1]), has_place=Exists(comes)).filter(in_network__isnull=False)
    return in_network.values_list("pk", "in_network", "has_place")


def _most_relevant_first(news: NetworkNews) -> tuple[Any, ...]:
    """Of two that have the same to tell the one with the newest line."""
    relevance = min(news.by_relevance, default=len(Relevance))
    newest = max((activity.happened_at.timestamp() for activity in news.activities), default=0)
    return (relevance, -newest, news.network.name)


def _owed(asked: Sequence[tuple[User, datetime, datetime]]) -> list[list[int]]:
    """For each the notices that wait for their digest, by number, the newest first."""
    ends = {user.pk: until for user, _, until in asked}
    waiting = Notice.objects.for_digest().filter(user__in=ends).newest_first()
    owed: dict[int, list[int]] = defaultdict(list)
    for pk, user, created_at in waiting.values_list("pk", "user", "created_at"):
        if created_at < ends[user]:
            owed[user].append(pk)
    return [owed[user.pk] for user, _, _ in asked]


def _subjects(news: Iterable[NetworkNews]) -> list[Thing]:
    """What the lines are about."""
    activities = (activity for of_network in news for activity in of_network.activities)
    return [thing for thing in map(_subject, activities) if thing]


def _subject(activity: Activity) -> Thing | None:
    if not activity.subject_type_id or not activity.subject_id:
        return None
    model = ContentType.objects.get_for_id(activity.subject_type_id).model_class()
    return (model, activity.subject_id) if model else None


def _address(subject: Any) -> str:
    return subject.get_absolute_url() if hasattr(subject, "get_absolute_url") else ""


def _sentence(activity: Activity, language: str) -> str:
    with translation.override(language):
        return activity.sentence
