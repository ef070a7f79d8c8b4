"""Invented stories, to show what a story is: their words are in stories.toml, each drawing beside it."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify

from actions.models import Practice
from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from c40net.sample.clock import Clock
from c40net.sample.places import Stewards
from cities.models import City
from files.services import keep
from networks.models import CityMembership, Network
from officials.models import Official, User
from reach.models import Snapshot, SnapshotScope
from stories.models import Citation, Edition, Picture, PictureText, Story, StoryText

DATA = Path(__file__).parent.parent / "data"
CREDIT = "c40net, CC0"


@dataclass(frozen=True)
class Told:
    """A story with the figures that it is to cite, once they are counted."""

    edition: Edition
    figures: list[str]


def tell_stories(clock: Clock, networks: list[Network], stewards: Stewards, log: list[Activity]) -> list[Told]:
    by_slug = {network.slug: network for network in networks}
    told = []
    for row in tomllib.loads((DATA / "stories.toml").read_text(encoding="utf-8"))["story"]:
        network = by_slug.get(row["network"])
        members = _members(network) if network else []
        if network and len(members) > 1:
            told.append(_tell(clock, row, network, members, stewards.founder_of_groups(network).user, log))
    return told


def cite_figures(told: Iterable[Told]) -> None:
    """Of the last day that was over."""
    snapshot = Snapshot.objects.computed().newest_first()[1]
    scope = SnapshotScope.objects.get(snapshot=snapshot, network=None, region="")
    for story in told:
        counted = [figure for figure in story.figures if figure in scope.figures]
        Citation.objects.bulk_create(Citation(edition=story.edition, scope=scope, figure=figure) for figure in counted)


def _members(network: Network) -> list[City]:
    rows = CityMembership.objects.current().filter(network=network).select_related("city").order_by("city__slug")
    return [row.city for row in rows]


def _tell(clock: Clock, row: dict[str, Any], network: Network, members: list[City], by: User, log: list[Activity]) -> Told:
    there = {city.slug: city for city in members}
    city = next((there[slug] for slug in row["cities"] if slug in there), members[0])
    peers = [there[slug] for slug in row["peers"] if slug in there] + members
    names = {"city": city.name, "peer": next(peer for peer in peers if peer != city).name}
    began = clock.days_ago(row["days"] + 30)
    practice = Practice.objects.filter(network=network, name=row["practice"]).first()
    title = row["title"].format(**names)
    story = Story.objects.create(
        slug=slugify(title)[:100], network=network, city=city, reason=row["reason"], practice=practice, is_sample=True, created_by=by,
        created_at=began,
    )  # fmt: skip
    edition = Edition.objects.create(story=story, language=row["language"], changed_at=clock.days_ago(row["days"] + 9))
    languages = {row["language"]: row, **row.get("translations", {})}
    StoryText.objects.bulk_create(_texts(edition, languages, names))
    if row["picture"]:
        _draw(edition, row["picture"], languages, by)
    of: dict[str, Any] = {"subject": story, "network": network, "city": city}
    log.append(activity(Verb.STORY_DRAFTED, by=by, at=began, **of))
    if row["state"] != "draft":
        edition.status, edition.asked_at = Edition.Status.ASKED, edition.changed_at + timedelta(days=1)
        log.append(activity(Verb.STORY_CONSENT_ASKED, by=by, at=edition.asked_at, **of))
    if row["state"] == "published":
        _publish(clock, edition, by, row["days"], log, of)
    edition.save()
    return Told(edition, row["figures"])


def _publish(clock: Clock, edition: Edition, by: User, days: int, log: list[Activity], of: dict[str, Any]) -> None:
    lead = Official.objects.current().filter(city=of["city"], is_lead=True).select_related("user").first()
    edition.status = Edition.Status.PUBLISHED
    edition.agreed_at, edition.agreed_by = clock.days_ago(days + 3), lead.user if lead else None
    edition.published_at, edition.published_by = clock.days_ago(days), by
    of["subject"].current = edition
    of["subject"].save(update_fields=["current"])
    log.append(activity(Verb.STORY_AGREED, by=edition.agreed_by, at=edition.agreed_at, **of))
    log.append(activity(Verb.STORY_PUBLISHED, by=by, at=edition.published_at, **of))


def _texts(edition: Edition, languages: dict[str, Any], names: dict[str, str]) -> Iterator[StoryText]:
    for language, words in languages.items():
        said = {name: words[name].format(**names).strip() for name in ("title", "summary", "body")}
        # In the file the lines of a paragraph are broken to be read there; in Markdown as people write it each break is meant.
        said["body"] = re.sub(r"(?<=\S)\n(?=[^\n#-])", " ", said["body"])
        yield StoryText(edition=edition, language=language, **said)


def _draw(edition: Edition, name: str, languages: dict[str, Any], by: User) -> None:
    svg = (DATA / "stories" / f"{name}.svg").read_text(encoding="utf-8").replace('"', "'")
    page = f'#set page(width: 800pt, height: 450pt, margin: 0pt)\n#image(bytes("{svg}"), format: "svg", width: 100%)'
    png = typst.compile(page.encode(), format="png", ppi=110)
    picture = Picture.objects.create(edition=edition, file=keep(SimpleUploadedFile(f"{name}.png", png), by=by), credit=CREDIT)
    PictureText.objects.bulk_create(
        PictureText(picture=picture, language=language, alt=words["alt"], caption=words["caption"]) for language, words in languages.items()
    )
