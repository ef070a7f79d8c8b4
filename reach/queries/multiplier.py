"""Multiplier: a few staff reach hundreds of officials in dozens of cities, and peers reach each other without staff."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from actions.models import ClimateAction, Influence
from exchange.models import Introduction, Question, Reply
from networks.models import Seat
from officials.models import User
from reach.queries.figures import (
    ALL,
    APART,
    CITY,
    NETWORK,
    REGION,
    Figure,
    Kind,
    Part,
    Reason,
    Source,
    cities,
    number,
    ratio,
    share,
    things,
)
from reach.queries.sources import INFLUENCES, QUESTIONS, REPLIES
from reach.queries.touched import TOUCHED_INTRODUCTIONS, TOUCHED_REGISTRATIONS, TOUCHED_SEATS
from workshops.models import Registration

REASON = Reason(
    "multiplier",
    _("Multiplier"),
    _("A few staff reach hundreds of officials in dozens of cities, and peers reach each other without staff."),
    figure="officials-per-staff",
)

# A seat counts while it, the official's post and the network last, and on no day on which its holder is on the staff.
SEATS = Source(
    """
WITH held AS NOT MATERIALIZED (
    SELECT seat.id, official.user_id, seat.network_id, official.city_id, seat.started_at::date AS first,
        least(seat.ended_at::date, official.ended_on, network.ended_on) AS last
    FROM networks_seat seat
    JOIN officials_official official ON official.id = seat.official_id
    JOIN networks_network network ON network.id = seat.network_id
    WHERE seat.started_at IS NOT NULL{only}
)
SELECT id AS source_id, user_id AS thing_id, network_id, city_id, first AS since, last AS until
FROM held WHERE NOT EXISTS (SELECT FROM officials_staff staff WHERE staff.user_id = held.user_id)
UNION ALL
SELECT id, user_id, network_id, city_id, lower(between), upper(between)
FROM held
JOIN (
    SELECT user_id, range_agg(daterange(started_on, ended_on)) AS employed FROM officials_staff GROUP BY user_id
) staff USING (user_id)
CROSS JOIN LATERAL unnest(datemultirange(daterange(first, CASE WHEN last < first THEN first ELSE last END)) - employed) AS between
""",
    touched=TOUCHED_SEATS,
    that_last=" AND (seat.ended_at IS NULL OR seat.ended_at >= %(day)s)",
    has_things_again=True,
    is_crowded=True,
)
STEWARDSHIPS = Source(
    """
SELECT stewardship.id AS source_id, staff.user_id AS thing_id, stewardship.network_id, NULL::bigint AS city_id,
    greatest(stewardship.started_on, staff.started_on) AS since,
    least(stewardship.ended_on, staff.ended_on, network.ended_on) AS until
FROM networks_stewardship stewardship
JOIN officials_staff staff ON staff.id = stewardship.staff_id
JOIN networks_network network ON network.id = stewardship.network_id
""",
    has_things_again=True,
)

# What was done counts for the 365 days from that day.
PRESENT = Source(
    """
SELECT registration.id AS source_id, official.user_id AS thing_id, workshop.network_id, official.city_id,
    workshop.day AS since, workshop.day + 365 AS until, registration.contributed
FROM workshops_registration registration
JOIN (
    SELECT id, network_id, starts_at::date AS day FROM workshops_workshop WHERE status = 'announced'{only}
) workshop ON workshop.id = registration.workshop_id
JOIN officials_official official ON official.id = registration.official_id
WHERE registration.attended_at IS NOT NULL
""",
    touched=TOUCHED_REGISTRATIONS,
    that_last=f" AND starts_at >= %(day)s - 365 {APART}",
    has_things_again=True,
)
INTRODUCTIONS = Source(
    """
SELECT id AS source_id, id AS thing_id, network_id, NULL::bigint AS city_id, settled_at::date AS since, settled_at::date + 365 AS until
FROM exchange_introduction WHERE status = 'agreed'
""",
    touched=TOUCHED_INTRODUCTIONS,
)

PARTS = [
    Part(
        "officials",
        name=_("People with an active seat"),
        counted=ngettext_lazy("%(number)s official", "%(number)s officials", "number"),
        of=User,
        unseen=_("an official"),
        source=SEATS,
        record=Seat,
        shows_place=True,
    ),
    Part(
        "staff",
        name=_("Staff who run a network"),
        counted=ngettext_lazy("%(number)s member of staff", "%(number)s staff", "number"),
        of=User,
        unseen=_("a member of staff"),
        source=STEWARDSHIPS,
        shows_place=True,
    ),
    Part(
        "present",
        name=_("Officials who were at a workshop"),
        counted=ngettext_lazy("%(number)s official", "%(number)s officials", "number"),
        of=User,
        unseen=_("an official"),
        source=PRESENT,
        record=Registration,
    ),
    Part(
        "contributed",
        name=_("Officials who contributed to a workshop"),
        counted=ngettext_lazy("%(number)s official", "%(number)s officials", "number"),
        of=User,
        unseen=_("an official"),
        source=PRESENT,
        where="contributed",
        record=Registration,
    ),
    Part(
        "acted",
        name=_("Actions in which a network had a part"),
        counted=ngettext_lazy("%(number)s action", "%(number)s actions", "number"),
        of=ClimateAction,
        unseen=_("an action"),
        # The day on which both are known: that the city adopted it, and what the city says of the network.
        source=INFLUENCES,
        where="said IN ('led', 'contributed') AND adopted_on IS NOT NULL",
        since="greatest(since, adopted_on)",
        until="least(greatest(since, adopted_on) + 365, until)",
        record=Influence,
    ),
    Part(
        "peer-replies",
        name=_("Replies of peers"),
        counted=ngettext_lazy("%(number)s reply of a peer", "%(number)s replies of peers", "number"),
        of=Reply,
        unseen=_("a reply"),
        source=REPLIES,
        where="is_of_a_peer",
    ),
    Part(
        "staff-replies",
        name=_("Replies of staff"),
        counted=ngettext_lazy("%(number)s reply of staff", "%(number)s replies of staff", "number"),
        of=Reply,
        unseen=_("a reply"),
        source=REPLIES,
        where="is_of_staff",
    ),
    Part(
        "introductions",
        name=_("Introductions that both accepted"),
        counted=ngettext_lazy("%(number)s introduction", "%(number)s introductions", "number"),
        of=Introduction,
        unseen=_("an introduction"),
        source=INTRODUCTIONS,
    ),
    Part(
        "answered",
        name=_("Questions that another city answered"),
        counted=ngettext_lazy("%(number)s question answered", "%(number)s questions answered", "number"),
        of=Question,
        unseen=_("a question"),
        source=QUESTIONS,
        city="NULL",
        since="answered_on",
        until="least(answered_on + 365, hidden_on)",
    ),
    Part(
        "answered-without-staff",
        name=_("Questions that another city answered, and staff did not"),
        counted=ngettext_lazy("%(number)s without staff", "%(number)s without staff", "number"),
        of=Question,
        unseen=_("a question"),
        source=QUESTIONS,
        city="NULL",
        since="answered_on",
        until="least(answered_on + 365, hidden_on, staff_on)",
    ),
]

PEOPLE = _("People with an active seat in a network when the day closes (UTC). A person in four networks counts once.")
NOT_PEOPLE = _("Staff, requests that wait for an answer, requests that were declined, and people who left, from the day they left.")

FIGURES = [
    Figure(
        key="officials-per-staff",
        reason="multiplier",
        kind=Kind.RECORD,
        name=_("Officials reached by each member of staff"),
        unit=_("officials reached by each member of staff"),
        definition=_("How many city officials the networks reach for each member of staff who runs one."),
        counts=_("The officials reached, and the people who run a network on that day. Somebody who runs three networks counts once."),
        does_not_count=_("Staff who run no network. Everybody whom “officials reached” does not count."),
        formula=_("Officials reached ÷ staff who run a network"),
        source=_("Seats and stewardships, with their dates"),
        version=1,
        value=ratio(things("officials"), things("staff"), beside=[cities("officials", key="cities")]),
        unsaid=_("no staff"),
        scopes=frozenset({ALL, NETWORK}),
    ),
    Figure(
        key="officials-reached",
        reason="multiplier",
        kind=Kind.RECORD,
        name=_("Officials reached"),
        unit=_("officials reached"),
        definition=_("How many city officials take part in a network."),
        counts=PEOPLE,
        does_not_count=NOT_PEOPLE,
        formula=_("Number of different people with an active seat"),
        source=_("Seats, with the time each started and ended"),
        version=1,
        value=number(things("officials")),
        scopes=frozenset({ALL, NETWORK, REGION, CITY}),
    ),
    Figure(
        key="cities-reached",
        reason="multiplier",
        kind=Kind.RECORD,
        name=_("Cities reached"),
        unit=_("cities reached"),
        definition=_("How many cities have at least one official in a network."),
        counts=_("The cities of the officials reached. A city with forty officials in four networks counts once."),
        does_not_count=_("Member cities, and cities listed in a network, none of whose officials has an active seat."),
        formula=_("Number of different cities of the officials reached"),
        source=_("Seats, and the city for which each official works"),
        version=1,
        value=number(cities("officials", key="cities"), beside=[things("officials")]),
    ),
    Figure(
        key="cities-per-staff",
        reason="multiplier",
        kind=Kind.RECORD,
        name=_("Cities reached by each member of staff"),
        unit=_("cities reached by each member of staff"),
        definition=_("How many cities the networks reach for each member of staff who runs one."),
        counts=_("The cities reached, and the people who run a network on that day. Somebody who runs three networks counts once."),
        does_not_count=_("Staff who run no network. Every city that “cities reached” does not count."),
        formula=_("Cities reached ÷ staff who run a network"),
        source=_("Seats and stewardships, with their dates"),
        version=1,
        value=ratio(cities("officials", key="cities"), things("staff")),
        unsaid=_("no staff"),
        scopes=frozenset({ALL, NETWORK}),
    ),
    Figure(
        key="cities-present",
        reason="multiplier",
        kind=Kind.RECORD,
        name=_("Cities that came"),
        unit=_("cities came to a workshop"),
        definition=_("How many cities had somebody at a workshop in the last 365 days."),
        counts=_("Cities of the officials who were seen at a workshop, in the room or online, in the 365 days to that day."),
        does_not_count=_("Those who registered and did not come. A workshop of several networks counts for the one that convened it."),
        formula=_("Number of different cities of the officials who were at a workshop"),
        source=_("Attendance, and the city for which each official works"),
        version=1,
        value=number(cities("present", key="cities"), beside=[things("present")]),
    ),
    Figure(
        key="cities-contributed",
        reason="multiplier",
        kind=Kind.RECORD,
        name=_("Cities that contributed"),
        unit=_("cities contributed to a workshop"),
        definition=_("How many cities had somebody who spoke, presented or led a table at a workshop in the last 365 days."),
        counts=_("Cities of the officials of whom the manager noted a contribution, in the 365 days to that day."),
        does_not_count=_("Those who were there and listened. What was shared outside workshops."),
        formula=_("Number of different cities of the officials who contributed to a workshop"),
        source=_("Attendance with contributions, and the city for which each official works"),
        version=1,
        value=number(cities("contributed", key="cities"), beside=[things("contributed")]),
    ),
    Figure(
        key="cities-acted",
        reason="multiplier",
        kind=Kind.SELF_REPORT,
        name=_("Cities that acted"),
        unit=_("cities acted"),
        definition=_("How many cities adopted an action in the last 365 days and say that a network led to it or contributed to it."),
        counts=_(
            "Cities with a published action that was adopted, and in which a network had a part as the city says, from the day when both"
            " are so, for 365 days."
        ),
        does_not_count=_(
            "Ideas and plans. Actions that a city keeps to itself, or withdrew, from the day it did. Actions of which the city"
            " says nothing, or that no network had a part in them."
        ),
        formula=_("Number of different cities of these actions"),
        source=_("Actions with their steps, and what cities say of networks"),
        limits=_(
            "It is what cities say of themselves. That a city acted after it met its peers does not show that it acted because of them."
        ),
        version=1,
        value=number(cities("acted", key="cities"), beside=[things("acted")]),
    ),
    Figure(
        key="exchanges-without-staff",
        reason="multiplier",
        kind=Kind.RECORD,
        name=_("Exchanges without staff"),
        unit=_("of exchanges needed no staff"),
        definition=_("Which share of the exchanges of the last 365 days took place between peers, without the secretariat."),
        counts=_(
            "Replies to questions, from officials of another city and from staff, and introductions that both accepted. A reply of a peer"
            " is an exchange without staff; a reply of staff and an introduction are exchanges with them."
        ),
        does_not_count=_("Replies from the city that asked, and what was taken off. What peers say to each other outside c40net."),
        formula=_("Replies of peers ÷ (replies of peers + replies of staff + introductions)"),
        source=_("Questions, replies and introductions. Those in confidence count, and nobody learns whose they are."),
        version=1,
        value=share([things("peer-replies")], and_others=[things("staff-replies"), things("introductions")]),
        unsaid=_("no exchange"),
        scopes=frozenset({ALL, NETWORK}),
    ),
    Figure(
        key="answered-without-staff",
        reason="multiplier",
        kind=Kind.RECORD,
        name=_("Questions answered without staff"),
        unit=_("of answered questions needed no staff"),
        definition=_(
            "Which share of the questions that another city answered in the last 365 days were answered without a word from staff."
        ),
        counts=_("Questions with a reply from another city, from the day of the first, for 365 days."),
        does_not_count=_("Questions without an answer, or that only staff answered, and what was taken off."),
        formula=_("Questions answered by peers only ÷ questions answered by another city"),
        source=_("Questions and replies. Those in confidence count, and nobody learns whose they are."),
        version=1,
        value=share([things("answered-without-staff")], among=things("answered")),
        unsaid=_("no answers"),
        scopes=frozenset({ALL, NETWORK}),
    ),
]

# How far cities go: every seat is invited to all that its network does.
LADDER = ["cities-reached", "cities-present", "cities-contributed", "cities-acted"]
