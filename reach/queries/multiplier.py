"""Multiplier: a few staff reach hundreds of officials in dozens of cities, and peers reach each other without staff."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from officials.models import User
from reach.queries.figures import ALL, CITY, NETWORK, REGION, Figure, Kind, Part, Reason, cities, number, ratio, things

REASON = Reason(
    "multiplier",
    _("Multiplier"),
    _("A few staff reach hundreds of officials in dozens of cities, and peers reach each other without staff."),
    figure="officials-per-staff",
)

# A seat counts while it, the official's post and the network last, and on no day on which its holder is on the staff.
OFFICIALS = """
SELECT seat.id AS source_id, official.user_id AS thing_id, seat.network_id, official.city_id, 0 AS amount,
    lower(held) AS since, upper(held) AS until
FROM networks_seat seat
JOIN officials_official official ON official.id = seat.official_id
JOIN networks_network network ON network.id = seat.network_id
LEFT JOIN (
    SELECT user_id, range_agg(daterange(started_on, ended_on)) AS employed FROM officials_staff GROUP BY user_id
) staff ON staff.user_id = official.user_id
CROSS JOIN LATERAL (
    SELECT (seat.started_at AT TIME ZONE 'UTC')::date AS first,
        least((seat.ended_at AT TIME ZONE 'UTC')::date, official.ended_on, network.ended_on) AS last
) term
CROSS JOIN LATERAL unnest(
    datemultirange(daterange(first, CASE WHEN last < first THEN first ELSE last END)) - coalesce(staff.employed, datemultirange())
) held
WHERE seat.started_at IS NOT NULL
"""
STAFF = """
SELECT stewardship.id AS source_id, staff.user_id AS thing_id, stewardship.network_id, 0 AS city_id, 0 AS amount,
    greatest(stewardship.started_on, staff.started_on) AS since,
    least(stewardship.ended_on, staff.ended_on, network.ended_on) AS until
FROM networks_stewardship stewardship
JOIN officials_staff staff ON staff.id = stewardship.staff_id
JOIN networks_network network ON network.id = stewardship.network_id
"""

PARTS = [
    Part(
        "officials",
        name=_("People with an active seat"),
        counted=ngettext_lazy("%(number)s official", "%(number)s officials", "number"),
        of=User,
        unseen=_("an official"),
        rows=OFFICIALS,
        shows_place=True,
    ),
    Part(
        "staff",
        name=_("Staff who run a network"),
        counted=ngettext_lazy("%(number)s member of staff", "%(number)s staff", "number"),
        of=User,
        unseen=_("a member of staff"),
        rows=STAFF,
        shows_place=True,
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
]
