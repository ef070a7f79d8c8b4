"""Stories in the small worlds of worlds.py, and who may read what of them.

c  its address     l  what the public reads, or did     d  what only its writers read: the edition that is being written, reasons
"""

from dataclasses import dataclass

from django.utils import timezone
from hypothesis import strategies as st

from activity.services import activity
from activity.verbs import Verb
from files.models import File, FileContent
from stories.models import Edition, Picture, PictureText, Story, StoryText

# What became of its open edition, by what became of the story.
OPEN = {"draft": "draft", "asked": "asked", "agreed": "agreed", "rewritten": "draft", "withdrawn": "draft"}
WAS_PUBLISHED = {"published", "rewritten", "withdrawn"}
STATES = ["draft", "asked", "agreed", "published", "published", "rewritten", "withdrawn"]


@dataclass(frozen=True)
class Told:
    number: int
    network: int
    city: int
    state: str

    @property
    def is_published(self) -> bool:
        return self.state in {"published", "rewritten"}


def tellings(draw, nets, cities: int) -> tuple[Told, ...]:
    return tuple(
        Told(number, draw(st.sampled_from(nets)).number, draw(st.integers(0, cities - 1)), draw(st.sampled_from(STATES)))
        for number in range(draw(st.integers(1, 2)))
    )


# Who may read what: `seen` and `runs` are the numbers of networks that the reader may know of, and runs; without a reader a visitor does.


def read_by(told: tuple[Told, ...], reader, seen: set[int], runs: set[int]) -> list[Told]:
    return [one for one in told if is_writer(one, reader, runs) or (one.is_published and one.network in seen)]


def is_writer(one: Told, reader, runs: set[int]) -> bool:
    return one.network in runs or (reader is not None and reader.is_believed and reader.city == one.city)


def may_read_of_stories(told: tuple[Told, ...], reader, seen: set[int], runs: set[int]) -> set[str]:
    may = set()
    for one in read_by(told, reader, seen, runs):
        # Whoever reads a story reads which network's it is.
        may |= {f"c{one.number}", f"l{one.number}", f"n{one.network}", f"h{one.network}"}
        if is_writer(one, reader, runs):
            may.add(f"d{one.number}")
    return may


# The same in the database


def build_stories(world, networks, users, cities, mark):
    """(the stories, what the log says)."""
    stories, lines, boss = [], [], users[0]
    for one in world.told:
        story = Story.objects.create(
            slug=mark("c", one.number), network=networks[one.network], city=cities[one.city], reason="trust", created_by=boss
        )
        if one.state in WAS_PUBLISHED:
            story.current = _edition(story, 1, "published", mark("l", one.number), boss)
        if one.state in OPEN:
            _edition(story, 2, OPEN[one.state], mark("d", one.number), boss)
        if one.state == "withdrawn":
            story.withdrawn_at, story.withdrawn_by, story.withdrawn_reason = timezone.now(), boss, mark("d", one.number)
        story.save()
        stories.append(story)
        lines += [activity(verb, by=boss, subject=story, network=story.network, city=story.city) for verb in _verbs(one)]
    return stories, lines


def _edition(story, number, status, words, boss):
    agreed = {"agreed_at": timezone.now(), "agreed_by": boss} if status in {"agreed", "published"} else {}
    published = {"published_at": timezone.now(), "published_by": boss} if status == "published" else {}
    edition = Edition.objects.create(
        story=story, number=number, status=status, declined_reason=words if status == "draft" else "", **agreed, **published
    )
    for language in ("en", "es"):
        StoryText.objects.create(edition=edition, language=language, title=words, summary=words, body=words)
    file = File.objects.create(name=f"{words}.txt", content_type="text/plain", size=1, sha256="x")
    FileContent.objects.create(file=file, content=words.encode())
    picture = Picture.objects.create(edition=edition, file=file, credit=words)
    PictureText.objects.create(picture=picture, language="en", alt=words, caption=words)
    return edition


def _verbs(one: Told) -> list[Verb]:
    """As the services write them."""
    before = [Verb.STORY_DRAFTED, Verb.STORY_CONSENT_ASKED]
    after = {"draft": [Verb.STORY_DECLINED], "asked": [], "agreed": [Verb.STORY_AGREED], "withdrawn": [Verb.STORY_WITHDRAWN]}
    return [*before, *([Verb.STORY_PUBLISHED] if one.state in WAS_PUBLISHED else []), *after.get(one.state, [])]
