"""A world as large as c40net may ever become, made by the database in minutes: for measuring, with nothing in it to read.

Rows come from generate_series, each table in one statement; what a column is not told it has by its model's default. People are spread over
cities and cities over networks as they are: an official has a little more than one seat, one seat in eight has ended.
"""

from dataclasses import dataclass

from actions.models import ClimateAction, Influence, Practice, StageChange
from activity.models import Activity
from c40net.sample.large_filling import Filling, filling, two_paragraphs
from cities.models import City, Region
from exchange.models import Introduction, Question, Reply
from networks.models import Area, CityMembership, Network, Seat, Stewardship
from officials.models import Official, Staff, User
from workshops.models import Registration, Workshop

YEARS = 10
DAYS = YEARS * 365


@dataclass(frozen=True)
class Scale:
    cities: int = 13_000
    officials: int = 1_000_000
    networks: int = 500
    staff: int = 200
    activities: int = 10_000_000

    def times(self, share: float) -> "Scale":
        """The same world, smaller: networks and staff stay in proportion to what they hold."""
        sizes = (self.cities, self.officials, self.networks, self.staff, self.activities)
        return Scale(*(max(20, int(size * share)) for size in sizes))


LARGE = Scale()


def load(scale: Scale) -> None:
    """Into an empty database, all or nothing. This takes a superuser."""
    with filling() as fill:
        _Loading(fill, scale).run()


# When number n of many happened: evenly over the years, the last of them now.
def _when(number: str, many: int) -> str:
    return f"now() - make_interval(secs => ({many} - {number}) * {DAYS * 86400 / many})"


class _Loading:
    def __init__(self, fill: Filling, scale: Scale) -> None:
        self.fill, self.scale = fill, scale

    def run(self) -> None:
        self._places()
        self._people()
        self._workshops()
        self._exchange()
        self._actions()
        self._log()

    def _places(self) -> None:
        scale = self.scale
        regions = ", ".join(f"'{region}'" for region in Region.values)
        self.fill(Area, 1, name="'Area'", slug="'area'")
        self.fill(Network, scale.networks, name="'Network ' || n", slug="'network-' || n", area_id="1", started_on="DATE '2010-01-01'")
        self.fill(
            City, scale.cities, name="'City ' || n", slug="'city-' || n", country="'NO'", latitude="n %% 90", longitude="n %% 180",
            region=f"(ARRAY[{regions}])[n %% {len(Region)} + 1]", population="n * 100", time_zone="'UTC'", geonames_id="n",
        )  # fmt: skip
        self.fill(
            CityMembership, scale.cities * 2, city_id=f"n %% {scale.cities} + 1",
            network_id=f"(n * 7 + n / {scale.cities} * 3) %% {scale.networks} + 1",
            started_on="DATE '2015-01-01'", ended_on="NULL",
        )  # fmt: skip

    def _people(self) -> None:
        scale = self.scale
        people, seats = scale.officials + scale.staff, scale.officials * 6 // 5
        self.fill(User, people, email="n || '@large.test'", full_name="'Person ' || n", is_sample="true", time_zone="'UTC'")
        self.fill(
            Official, scale.officials, user_id="n", city_id=f"n %% {scale.cities} + 1", started_on="DATE '2015-01-01'", ended_on="NULL",
            verified_at="now()",
        )  # fmt: skip
        self.fill(Staff, scale.staff, user_id=f"{scale.officials} + n", started_on="DATE '2015-01-01'", ended_on="NULL")
        self.fill(
            Stewardship, scale.networks, network_id="n", staff_id=f"n %% {scale.staff} + 1", started_on="DATE '2015-01-01'", ended_on="NULL"
        )
        start, official, is_active = _when("n", seats), f"(n %% {scale.officials} + 1)", "n %% 8 > 0 AND n %% 50 <> 1"
        self.fill(
            Seat, seats, official_id=official,
            network_id=f"(n * 7 + n / {scale.officials} * 3) %% {scale.networks} + 1",
            status="CASE WHEN n %% 8 = 0 THEN 'left' WHEN n %% 50 = 1 THEN 'requested' ELSE 'active' END", requested_at=start,
            # No trigger says so here.
            of_city=f"CASE WHEN {is_active} THEN {official} %% {scale.cities} + 1 END",
            shown=f"CASE WHEN {is_active} THEN {official} END",
            shown_name=f"CASE WHEN {is_active} THEN 'Person ' || {official} ELSE '' END",
            started_at=f"CASE WHEN n %% 8 = 0 OR n %% 50 <> 1 THEN {start} END",
            ended_at=f"CASE WHEN n %% 8 = 0 THEN {start} + interval '90 days' END",
        )  # fmt: skip

    def _workshops(self) -> None:
        scale = self.scale
        workshops, registrations = scale.networks * 40, scale.officials * 2
        start = _when("n", workshops)
        token = "'w' || n"  # noqa: S105
        self.fill(
            Workshop, workshops, network_id=f"n %% {scale.networks} + 1", title="'Workshop ' || n", status="'announced'", starts_at=start,
            ends_at=f"{start} + interval '2 hours'", uid="gen_random_uuid()", check_in_token=token,
        )  # fmt: skip
        self.fill(
            Registration, registrations, workshop_id=f"n * {workshops}::bigint / {registrations + 1} + 1",
            official_id=f"(n * 13::bigint) %% {scale.officials} + 1", status="'registered'",
            attended_at=f"CASE WHEN n %% 4 > 0 THEN {_when('n', registrations)} END", contributed="n %% 20 = 1",
        )  # fmt: skip

    def _exchange(self) -> None:
        """A million posts of 60 words each, for the search; some under each label."""
        scale = self.scale
        questions, replies, introductions = scale.officials // 5, scale.officials * 4 // 5, scale.officials // 50
        label = "(ARRAY['network', 'public', 'chatham', 'cities'])[width_bucket({} %% 100, ARRAY[0, 85, 93, 98])]".format
        asked = f"(n * {questions}::bigint / {replies + 1} + 1)"
        at = _when("n", questions)
        self.fill.paragraphs()
        self.fill(
            Question, questions, author_id=f"n %% {scale.officials} + 1", official_id=f"n %% {scale.officials} + 1",
            title="left(one.words, 80)", text="one.words || E'\\n\\n' || other.words", label=label("n"), posted_at=at, last_posted_at=at,
            network_id=f"n %% {scale.networks} + 1", answered_at=f"CASE WHEN n %% 5 > 0 THEN {at} + interval '30 hours' END",
            joins=two_paragraphs(7919, 104729),
        )  # fmt: skip
        self.fill(
            Reply, replies, author_id=f"(n * 3) %% {scale.officials} + 1", text="one.words || E'\\n\\n' || other.words",
            label=label(asked),
            official_id=f"CASE WHEN n %% 6 > 0 THEN (n * 3) %% {scale.officials} + 1 END", posted_at=_when("n", replies),
            question_id=asked, network_id=f"{asked} %% {scale.networks} + 1", joins=two_paragraphs(1299709, 15485863),
        )  # fmt: skip
        self.fill(
            Introduction, introductions, network_id=f"n %% {scale.networks} + 1", seeker_id="n", giver_id=f"n + {introductions}",
            note="'Meet.'",
            status="'agreed'", seeker_accepted_at="now()", giver_accepted_at="now()", settled_at=_when("n", introductions),
        )  # fmt: skip

    def _actions(self) -> None:
        scale = self.scale
        practices, actions = scale.networks * 6, scale.cities * 2
        day = f"({_when('n', actions)})::date"
        self.fill(Practice, practices, network_id=f"n %% {scale.networks} + 1", name="'Practice ' || n", slug="'practice-' || n")
        self.fill(
            ClimateAction, actions, city_id=f"n %% {scale.cities} + 1", practice_id=f"n %% {practices} + 1", title="'Action ' || n",
            stage="'adopted'", stage_on=day, status="'published'", confirmed_at="now()", created_at=_when("n", actions),
        )  # fmt: skip
        self.fill(StageChange, actions, action_id="n", stage="'adopted'", happened_on=day)
        self.fill(
            Influence, actions, action_id="n", network_id=f"n %% {scale.networks} + 1",
            part="CASE n %% 3 WHEN 0 THEN 'led' WHEN 1 THEN 'contributed' ELSE 'none' END", said_on=day, confirmed_on="now()::date",
        )  # fmt: skip

    def _log(self) -> None:
        """Evenly over the years, as what it tells of is."""
        scale = self.scale
        verbs = ["seat.started", "registration.registered", "registration.registered", "attendance.attended", "attendance.attended"]
        verbs += ["reply.posted", "question.asked", "session.started", "session.started", "action.edited"]
        self.fill(
            Activity, scale.activities, happened_at=_when("n", scale.activities), audience="'members'", subject_label="'Something'",
            verb=f"(ARRAY[{', '.join(repr(verb) for verb in verbs)}])[n %% {len(verbs)} + 1]", actor_id=f"n %% {scale.officials} + 1",
            official_id=f"n %% {scale.officials} + 1", city_id=f"n %% {scale.cities} + 1", network_id=f"(n * 7) %% {scale.networks} + 1",
            subject_id=f"(n * 3) %% {max(1, scale.officials // 5)} + 1",
        )  # fmt: skip
