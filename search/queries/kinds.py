"""What is found: where the words of each kind of thing are, and what else a line about it says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actions.models import ClimateAction
from cities.models import City, Mark, Texts
from exchange.models import Question, Reply, Resource
from networks.models import Network
from officials.models import Official, User
from partnerships.models import Agreement
from stories.models import Story, StoryText
from workshops.models import Workshop


@dataclass(frozen=True, eq=False)
class Source:
    """Rows with words, as far as a person sees them. `of` is the field that says which thing a row belongs to; "pk": it is one itself."""

    model: Any
    seen: Callable[[Any], QuerySet[Any]]
    text: Callable[[Any], str]
    title: str = ""
    of: str = "pk"
    # What stands before its words, where they are not the thing's own.
    where: Promise | str = ""
    # Which field says the year: a path that takes a number. None: these things are of no year.
    year: str | None = None
    # Its rows are marked with their network and their label, so that those of other networks need not be looked at.
    is_marked: bool = False
    # The marks of what a row is of, where another table says that: as an array, beside those among its words.
    names: Texts | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of thing that is found. What it cannot be narrowed to, it is not found under."""

    key: str
    name: Promise
    sources: tuple[Source, ...]
    rows: QuerySet[Any]
    beside: Callable[[Any], str]
    when: Callable[[Any], datetime | None] = lambda _thing: None
    in_network: Callable[[QuerySet[Any], Network, Any], QuerySet[Any]] | None = None
    in_language: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    has_language: bool = True
    # Names are in order of the alphabet, the rest begins with the newest.
    is_by_name: bool = False


def _of_network(things: QuerySet[Any], network: Network, _user: Any) -> QuerySet[Any]:
    return things.filter(network=network)


def _for_network(things: Any, network: Network, _user: Any) -> QuerySet[Any]:
    return things.in_network(network)


def _stories_of_network(texts: QuerySet[Any], network: Network, _user: Any) -> QuerySet[Any]:
    return texts.filter(edition__story__network=network)


def _published(user: Any) -> QuerySet[Any]:
    """What the public reads of a story, in each of its languages."""
    return StoryText.objects.filter(edition__in=Story.objects.visible_to(user).published().values("current"))


def _people_of_network(people: QuerySet[Any], network: Network, user: Any) -> QuerySet[Any]:
    """Who sits in a network is for those with whom it is shared."""
    shared = Network.objects.shared_with(user).filter(pk=network.pk)
    return people.filter(pk__in=Official.objects.current().in_networks(shared).values("user"))


def _speaking(people: Any, language: str) -> QuerySet[Any]:
    return people.speaking(language)


def _about(user: Any) -> str:
    return " · ".join(filter(None, [*user.expertise, user.about, user.offers, user.seeks]))


def _post(user: Any) -> str:
    return " · ".join(word for post in user.current_posts for word in (post.job_title, str(post.city)) if word)


def _area(network: Any) -> str:
    return str(network.area)


def _place(city: Any) -> str:
    return f"{city.country.name} · {city.get_region_display()}"


def _purpose(network: Any) -> str:
    return str(network.purpose)


def _text(found: Any) -> str:
    return str(found.text)


def _network(found: Any) -> str:
    return str(found.network)


def _what_it_is(resource: Any) -> str:
    return " ".join(filter(None, [resource.text, resource.used_for]))


def _from(resource: Any) -> str:
    facts = (resource.get_kind_display(), resource.network, resource.city, resource.year)
    return " · ".join(str(fact) for fact in facts if fact)


def _scope(agreement: Any) -> str:
    return str(agreement.scope)


def _between(agreement: Any) -> str:
    return f"{agreement.partner} · {agreement.network}"


def _stage(action: Any) -> str:
    return f"{action.city} · {action.get_stage_display()}"


def _posted(post: Any) -> datetime:
    return post.posted_at


def _starts(workshop: Any) -> datetime:
    return workshop.starts_at


def _story(text: Any) -> str:
    return f"{text.summary} {text.body}"


def _told_by(story: Any) -> str:
    return f"{story.city} · {story.network}"


def _nothing(_found: Any) -> str:
    return ""


KINDS = [
    Kind(
        "questions", _("Questions"),
        (Source(Question, Question.objects.visible_to, _text, "title", year="posted_at__year", is_marked=True),
         Source(Reply, Reply.objects.visible_to, _text, of="question_id", where=_("In a reply:"), year="posted_at__year", is_marked=True)),
        Question.objects.select_related("network"), _network, _posted, _of_network,
    ),
    Kind(
        "resources", _("Resources"), (Source(Resource, Resource.objects.visible_to, _what_it_is, "title", year="year", is_marked=True),),
        Resource.objects.select_related("network", "city"), _from, in_network=_of_network,
    ),
    Kind(
        "people", _("People"), (Source(User, User.objects.visible_to, _about, "full_name"),), User.objects.with_posts(), _post,
        in_network=_people_of_network, in_language=_speaking, is_by_name=True,
    ),
    Kind(
        "cities", _("Cities"),
        (Source(City, City.objects.visible_to, _nothing, "name"),), City.objects.all(), _place, has_language=False,
        is_by_name=True,
    ),
    Kind(
        "networks", _("Networks"), (Source(Network, Network.objects.visible_to, _purpose, "name"),),
        Network.objects.select_related("area"), _area,
        is_by_name=True,
    ),
    Kind(
        "workshops", _("Workshops"), (Source(Workshop, Workshop.objects.visible_to, _text, "title", year="starts_at__year"),),
        Workshop.objects.select_related("network"), _network, _starts, _for_network,
    ),
    Kind(
        "actions", _("Actions"), (Source(ClimateAction, ClimateAction.objects.visible_to, _nothing, "title", year="stage_on__year"),),
        ClimateAction.objects.with_names(), _stage, in_network=_for_network,
    ),
    Kind(
        "agreements", _("Agreements"), (Source(Agreement, Agreement.objects.visible_to, _scope, "title", year="starts_on__year"),),
        Agreement.objects.select_related("partner", "network"), _between, in_network=_of_network,
    ),
    Kind(
        "stories", _("Stories"),
        (Source(StoryText, _published, _story, "title", of="edition__story_id", year="edition__published_at__year",
                names=Texts(Mark("city", "edition__story__city"), Mark("network", "edition__story__network"))),),
        Story.objects.select_related("city", "network"), _told_by, in_network=_stories_of_network,
    ),
]  # fmt: skip
