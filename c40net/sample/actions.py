"""What cities do about the climate: over three years, from an idea to done, some of it adapted from a peer."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from actions.models import (
    Adaptation,
    ClimateAction,
    Indicator,
    IndicatorValue,
    Influence,
    Milestone,
    Practice,
    Proposal,
    Stage,
    StageChange,
)
from actions.queries.peers import nudges_of, plans_of
from actions.queries.progress import progress_for_members
from actions.services.writing import VERBS
from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from c40net.sample.clock import Clock, noon
from c40net.sample.people import LEAD, OFFICIAL
from c40net.sample.places import BUSY, Place, Stewards
from c40net.sample.texts import CHANGED, DEPARTMENTS, HOW, KEPT, MILESTONES, WHY, WHY_STOPPED
from cities.models import City
from networks.models import Network
from notices.models import Notice
from officials.models import Official, User

DATA = Path(settings.BASE_DIR) / "c40net" / "data" / "actions.csv"
ORDER = Stage.in_order()
# How far an action has come by now: idea, planned, adopted, under way, done.
HOW_FAR = [14, 20, 26, 27, 13]
# How many actions a city has in a network: weights of 0, 1, 2 … In the busy one they have more.
HOW_MANY = [54, 30, 11, 5]
HOW_MANY_BUSY = [1, 3, 8, 16, 22, 24, 18, 8]
ADAPTED = 60
# The lineage of four generations: after which share of the sample world's time each began.
GENERATIONS = [0.06, 0.27, 0.49, 0.77]


@dataclass
class Story:
    """One action with all that belongs to it."""

    action: ClimateAction
    official: Official
    steps: list[tuple[Stage, datetime]]
    reason: str = ""
    origin: "Story | None" = None
    milestones: list[Milestone] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    values: list[IndicatorValue] = field(default_factory=list)
    influences: list[Influence] = field(default_factory=list)

    @property
    def began(self) -> datetime:
        return self.steps[0][1]


@dataclass(frozen=True)
class Words:
    """How an action on a practice may be called, and what is measured of it."""

    titles: list[str]
    text: str
    indicator: str
    unit: str


class Acting:
    """Draws what each city does in the networks that it is in."""

    def __init__(self, clock: Clock, places: list[Place], officials: list[Official], stewards: Stewards) -> None:
        self.clock, self.rng, self.stewards = clock, clock.rng, stewards
        self.places = [place for place in places if place.end is None and place.start < clock.days_ago(40)]
        self.officials: dict[City, list[Official]] = defaultdict(list)
        for official in officials:
            if not official.ended_on and official.user.created_at < clock.days_ago(40):
                self.officials[official.city].append(official)
        self.practices: dict[int, list[Practice]] = defaultdict(list)
        for practice in Practice.objects.select_related("network").order_by("network", "slug"):
            self.practices[practice.network_id].append(practice)
        self.words = _words()
        self.stories: list[Story] = []

    def draw(self) -> list[Story]:
        for place in self.places:
            if self.officials[place.city]:
                self._act(place)
        self._hand_on()
        self.stories.sort(key=lambda story: story.began)
        self._adapt()
        self._fill_jakarta()
        return self.stories

    def _act(self, place: Place) -> None:
        weights = HOW_MANY_BUSY if place.network.slug == BUSY else HOW_MANY
        number = self.rng.choices(range(len(weights)), weights)[0]
        if place.network.slug == BUSY and place.city.slug == "jakarta":
            number = 6
        practices = self.practices[place.network.pk]
        # What is known best is done most.
        likely = [1 / (3 + at) for at in range(len(practices))]
        chosen = dict.fromkeys(self.rng.choices(practices, likely, k=number))
        for practice in chosen:
            self._begin(place, practice)

    def _begin(self, place: Place, practice: Practice, *, began: datetime | None = None, far: int | None = None) -> Story:
        clock, rng = self.clock, self.rng
        official = self._official(place.city)
        earliest = max(place.start, official.user.created_at, clock.since)
        began = max(began, earliest) if began else clock.moment(earliest, clock.days_ago(15), place.city.time_zone)
        far = rng.choices(range(len(ORDER)), HOW_FAR)[0] if far is None else far
        # A step takes a month at least.
        far = min(far, (clock.now - began).days // 30)
        # Somewhat more than a tenth have not moved for long.
        last = clock.days_ago(rng.uniform(400, 900)) if rng.random() < 0.14 else clock.days_ago(rng.uniform(1, 330))  # noqa: PLR2004
        first = min(far, rng.choice([0, 0, 1]))
        steps = self._steps(began, max(began + timedelta(days=25 * (far - first)), last), ORDER[first : far + 1], place.city)
        story = Story(self._action(official, practice, steps), official, steps)
        if rng.random() < 0.04 and far in {1, 2, 3}:  # noqa: PLR2004
            self._stop(story)
        self._measure(story)
        self._credit_networks(story)
        self.stories.append(story)
        return story

    def _official(self, city: City) -> Official:
        there = self.officials[city]
        named = [official for official in there if official.user.email == OFFICIAL]
        return named[0] if named and self.rng.random() < 0.5 else self.rng.choice(there)  # noqa: PLR2004

    def _steps(self, began: datetime, last: datetime, stages: list[Stage], city: City) -> list[tuple[Stage, datetime]]:
        last = max(began, min(last, self.clock.days_ago(0.2)))
        between = sorted(self.rng.uniform(0, 1) for _ in stages[2:])
        shares = [0.0, *between, 1.0][: len(stages)] if len(stages) > 1 else [0.0]
        return [(stage, began + share * (last - began)) for stage, share in zip(stages, shares, strict=True)]

    def _action(self, official: Official, practice: Practice, steps: list[tuple[Stage, datetime]]) -> ClimateAction:
        rng, words = self.rng, self.words[practice.name]
        (stage, since), began = steps[-1], steps[0][1]
        confirmed = min(max(since, began + timedelta(days=rng.uniform(1, 12))), self.clock.now)
        readers = rng.choices(["public", "members", "city"], [22, 71, 7])[0]
        title = rng.choice(words.titles).format(n=rng.choice([3, 4, 6, 8, 12, 15, 20, 24, 40]))
        text = words.text.format(n=rng.choice([12, 20, 60]))
        budget = Decimal(rng.choice([2, 4, 7, 12, 25, 60, 140])) * 100_000 if rng.random() < 0.6 else None  # noqa: PLR2004
        tonnes = Decimal(rng.choice([1, 2, 3, 5, 9, 14, 40])) if rng.random() < 0.45 else None  # noqa: PLR2004
        agrees = readers != "city" and stage in {Stage.ADOPTED, Stage.UNDER_WAY, Stage.DONE} and rng.random() < 0.4  # noqa: PLR2004
        return ClimateAction(
            city=official.city, practice=practice, title=title, text=text, department=rng.choice(DEPARTMENTS), lead=official,
            stage=stage, stage_on=since.date(), emissions_avoided=tonnes, emissions_unit="kt", budget=budget,
            currency="USD" if budget else "", status="published", readers=readers, text_for=_no_wider("public", readers),
            budget_for=rng.choice(["members", "city"]), created_by=official.user, created_at=began, changed_at=confirmed,
            confirmed_at=confirmed, confirmed_by=self._lead(official).user, example_since=confirmed if agrees else None,
        )  # fmt: skip

    def _lead(self, official: Official) -> Official:
        return next((other for other in self.officials[official.city] if other.is_lead), official)

    def _stop(self, story: Story) -> None:
        at = self.clock.moment(story.steps[-1][1], self.clock.now, story.official.city.time_zone)
        story.steps.append((Stage.STOPPED, at))
        story.reason = self.rng.choice(WHY_STOPPED)
        action = story.action
        action.stage, action.stage_on, action.example_since = Stage.STOPPED, at.date(), None
        action.changed_at = action.confirmed_at = max(at, action.confirmed_at or at)

    def _measure(self, story: Story) -> None:
        """Milestones, and an indicator with a value for each year since it began."""
        rng, action = self.rng, story.action
        if rng.random() < 0.5:  # noqa: PLR2004
            for at, title in enumerate(rng.sample(MILESTONES, 3)):
                due = (story.began + timedelta(days=150 * (at + 1))).date()
                done = due if due < action.stage_on else None
                story.milestones.append(Milestone(action=action, title=title, due_on=due, done_on=done))
        if action.stage in {Stage.UNDER_WAY, Stage.DONE} or rng.random() < 0.35:  # noqa: PLR2004
            words = self.words[action.practice.name] if action.practice else None
            assert words
            base = Decimal(rng.choice([2, 5, 12, 30, 80]))
            indicator = Indicator(action=action, name=words.indicator, unit=words.unit, target=base * 6)
            story.indicators.append(indicator)
            years = range(story.began.year, self.clock.now.year)
            story.values += [IndicatorValue(indicator=indicator, year=year, value=base * (1 + year - years.start)) for year in years]

    def _credit_networks(self, story: Story) -> None:
        """Most cities say what the network of the practice had to do with it; some have not confirmed that for more than a year."""
        action, rng = story.action, self.rng
        if action.practice is None or rng.random() > 0.72 or action.stage == Stage.IDEA:  # noqa: PLR2004
            return
        part = rng.choices(list(Influence.Part), [30, 48, 22])[0]
        said = min(story.steps[-1][1] + timedelta(days=rng.uniform(1, 30)), self.clock.now)
        again = max(said, self.clock.days_ago(rng.uniform(5, 400)))
        how = rng.choice(HOW) if part != Influence.Part.NONE else ""
        story.influences.append(
            Influence(
                action=action, network=action.practice.network, part=part, how=how, said_by=story.official.user,
                said_on=said.date(), confirmed_on=again.date(),
            )
        )  # fmt: skip

    def _hand_on(self) -> None:
        """One practice goes round the world in four generations, and its third is Jakarta's; another's origin was withdrawn."""
        there = [place for place in self.places if place.network.slug == BUSY and self.officials[place.city]]
        busy = sorted(there, key=lambda place: place.start)
        jakarta = next(place for place in busy if place.city.slug == "jakarta")
        corridor = next(one for one in self.practices[jakarta.network.pk] if one.slug == "brt-corridor")
        tickets = next(one for one in self.practices[jakarta.network.pk] if one.slug == "fare-integration")
        self.stories = [s for s in self.stories if s.action.city != jakarta.city or s.action.practice not in {corridor, tickets}]
        americas = [place for place in busy if place.city.region == "latin-america"]
        africa = [place for place in busy if place.city.region == "africa"]
        far = [place for place in busy if place.city.region not in {"latin-america", "africa", jakarta.city.region}]
        if not americas or not africa:
            return
        first = self._generation(americas[0], corridor, 0, 4)
        seconds = [self._generation(place, corridor, 1, 3, first) for place in [africa[0], *americas[1:2]]]
        third = self._generation(jakarta, corridor, 2, 2, seconds[0])
        for place in [*far[:2], *africa[1:2]]:
            self._generation(place, corridor, 3, 1, third)
        gone = self._generation(africa[0], tickets, 1, 3)
        gone.action.readers = "members"
        for place in [jakarta, *americas[1:2]]:
            self._generation(place, tickets, 2, 1, gone)
        gone.action.status, gone.action.example_since = "withdrawn", None
        gone.action.withdrawn_at = self.clock.days_ago(70)

    def _generation(self, place: Place, practice: Practice, number: int, far: int, origin: Story | None = None) -> Story:
        self.stories = [s for s in self.stories if (s.action.city, s.action.practice) != (place.city, practice)]
        began = self.clock.since + GENERATIONS[number] * (self.clock.now - self.clock.since)
        story = self._begin(place, practice, began=max(began, origin.began + timedelta(days=10)) if origin else began, far=far)
        story.origin = origin
        story.action.readers = story.action.text_for = "public"
        return story

    def _adapt(self) -> None:
        """Of those that began later, about as many as ADAPTED come from one of another city on the same practice that is further."""
        by_practice: dict[Practice, list[Story]] = defaultdict(list)
        free = [story for story in self.stories if story.origin is None]
        chosen = {id(story) for story in self.rng.sample(free, min(ADAPTED * 2, len(free)))}
        left = ADAPTED
        for story in self.stories:
            assert story.action.practice
            earlier = [
                s for s in by_practice[story.action.practice] if s.action.city != story.action.city and s.action.status == "published"
            ]
            by_practice[story.action.practice].append(story)
            shown = [s for s in earlier if s.action.readers != "city" and s.began < story.began - timedelta(days=20)]
            if id(story) in chosen and shown and left:
                story.origin = self.rng.choice(shown)
                left -= 1

    def _fill_jakarta(self) -> None:
        """Jakarta's lead has drafts to confirm, one of them adapted, and one that changed since it was confirmed."""
        lead = next(official for officials in self.officials.values() for official in officials if official.user.email == LEAD)
        own = [story for story in self.stories if story.action.city == lead.city and story.action.status == "published"]
        drafts = [
            story for story in own[::-1] if story.action.stage in {Stage.IDEA, Stage.PLANNED} and story.began > self.clock.days_ago(700)
        ][:2]
        for story in drafts:
            action = story.action
            action.status, action.confirmed_at, action.confirmed_by, action.example_since = "draft", None, None, None
            story.influences = []
        for story in [story for story in own if story not in drafts and story.action.stage in {Stage.ADOPTED, Stage.UNDER_WAY}][:1]:
            story.action.changed_at = self.clock.days_ago(2)


def _no_wider(part: str, whole: str) -> str:
    """A part is open to no more than the whole is."""
    return part if whole == "public" else whole


def _words() -> dict[str, Words]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return {
            row["practice"]: Words(row["titles"].split(";"), row["text"], row["indicator"], row["unit"]) for row in csv.DictReader(file)
        }


def begin_actions(clock: Clock, places: list[Place], officials: list[Official], stewards: Stewards) -> Iterator[Activity]:
    """All actions, and what the log has of them."""
    stories = Acting(clock, places, officials, stewards).draw()
    ClimateAction.objects.bulk_create([story.action for story in stories], batch_size=500)
    StageChange.objects.bulk_create(_changes(stories), batch_size=1000)
    Milestone.objects.bulk_create([milestone for story in stories for milestone in story.milestones], batch_size=1000)
    Indicator.objects.bulk_create([indicator for story in stories for indicator in story.indicators], batch_size=1000)
    IndicatorValue.objects.bulk_create([value for story in stories for value in story.values], batch_size=1000)
    Influence.objects.bulk_create([influence for story in stories for influence in story.influences], batch_size=1000)
    Adaptation.objects.bulk_create(_adaptations(clock, stories), batch_size=1000)
    for story in stories:
        yield from _lines(clock, story)
    yield from _propose(clock, stories, stewards)
    _nudge(clock)


def _changes(stories: list[Story]) -> list[StageChange]:
    return [
        StageChange(
            action=story.action, stage=stage, happened_on=at.date(), by=story.official.user, recorded_at=at,
            reason=story.reason if stage == Stage.STOPPED else "",
        )
        for story in stories
        for stage, at in story.steps
    ]  # fmt: skip


def _adaptations(clock: Clock, stories: list[Story]) -> list[Adaptation]:
    rng = clock.rng
    return [
        Adaptation(
            action=story.action, origin=story.origin.action, kept=rng.choice(KEPT), changed=rng.choice(CHANGED), why=rng.choice(WHY),
            created_at=story.began,
        )
        for story in stories
        if story.origin
    ]  # fmt: skip


def _lines(clock: Clock, story: Story) -> Iterator[Activity]:
    """As the services write them: a draft has no name in the log, and what the city has not published is told in no network."""
    action, confirmed = story.action, story.action.confirmed_at
    network = action.practice.network if action.practice else None

    def line(verb: Verb, at: datetime, by: User | None, *, told_in: Network | None = network, named: bool = True) -> Activity:
        made = activity(verb, by=by, subject=action, city=action.city, network=told_in, at=at)
        if not named or action.readers == "city":
            made.subject_label = ""
        return made

    yield line(Verb.ACTION_DRAFTED, story.began, story.official.user, told_in=None, named=False)
    published = story.began + timedelta(hours=20)
    if action.status != "draft":
        yield line(Verb.ACTION_CONFIRMED, published, action.confirmed_by)
    for stage, at in story.steps[1:]:
        is_told = action.status != "draft" and at > published
        yield line(VERBS[stage], at, story.official.user, told_in=network if is_told else None, named=is_told)
    for milestone in story.milestones:
        if milestone.done_on and noon(milestone.done_on) > published:
            yield line(Verb.MILESTONE_REACHED, noon(milestone.done_on), story.official.user)
    for influence in story.influences:
        yield line(Verb.INFLUENCE_SAID, min(noon(influence.said_on), clock.now), influence.said_by)
    if action.example_since and confirmed:
        yield line(Verb.EXAMPLE_AGREED, action.example_since, action.confirmed_by)
    if action.withdrawn_at:
        yield line(Verb.ACTION_WITHDRAWN, action.withdrawn_at, action.confirmed_by, told_in=None, named=False)


def _propose(clock: Clock, stories: list[Story], stewards: Stewards) -> Iterator[Activity]:
    """The secretariat proposes a new action to Jakarta and to two others, and a change of one that Jakarta has."""
    jakarta = [story for story in stories if story.action.city.slug == "jakarta" and story.action.status == "published"]
    if not jakarta:
        return
    others = [story for story in stories if story.action.city.slug != "jakarta" and story.action.practice == jakarta[0].action.practice][:2]
    proposals = []
    for number, story in enumerate([jakarta[0], *others]):
        practice = story.action.practice
        assert practice
        fields = {"title": f"{practice}: a first part", "practice": practice.pk, "text": practice.definition}
        proposals.append(_proposal(story, None, fields, clock.days_ago(4 + number), stewards, practice.network))
    words: dict[str, object] = {"text": f"{jakarta[-1].action.text} The first results are public."}
    practice = jakarta[-1].action.practice
    assert practice
    proposals.append(_proposal(jakarta[-1], jakarta[-1].action, words, clock.days_ago(3), stewards, practice.network))
    Proposal.objects.bulk_create(proposals)
    for proposal in proposals:
        yield activity(Verb.ACTION_PROPOSED, by=proposal.proposed_by, subject=proposal, city=proposal.city, at=proposal.proposed_at)


def _proposal(
    story: Story, action: ClimateAction | None, fields: dict[str, object], at: datetime, stewards: Stewards, network: Network
) -> Proposal:
    return Proposal(
        city=story.action.city, action=action, fields=fields, note="We heard of this at the last meeting of the network.",
        proposed_by=stewards.at(network, at), proposed_at=at,
    )  # fmt: skip


def _nudge(clock: Clock) -> None:
    """Jakarta's accounts have heard of one thing that most cities like it plan, in one of its networks."""
    jakarta, at = City.objects.get(slug="jakarta"), clock.days_ago(2)
    begun = plans_of(ClimateAction.objects.filter(city=jakarta))
    for user in User.objects.filter(email__in=[LEAD, OFFICIAL]).order_by("pk"):
        progress = [progress_for_members(network) for network in Network.objects.joined_by(user).top_level().order_by("slug")]
        found = [(one.network, nudge) for one in progress for nudge in nudges_of(jakarta, one, begun)]
        Notice.objects.bulk_create(
            Notice(
                user=user, kind="actions.nudge", network=network, subject=nudge.practice, key=f"{at:%Y}",
                details={"planned": nudge.planned, "peers": nudge.peers}, created_at=at, mailed_at=at,
            )
            for network, nudge in found[:1]
        )  # fmt: skip
