"""What pages show of workshops that is more than a list of rows."""

from workshops.queries.attendance import door, may_walk_in
from workshops.queries.clocks import Shape, knows_holidays, outside
from workshops.queries.follow_up import ENOUGH_ANSWERS, feedback_results, what_came_of
from workshops.queries.frames import workshop_frame
from workshops.queries.hours import Hours, by_city, fair_hours, fairest_start, starts_of
from workshops.queries.ledger import carried, cities_of, ledger_of, shape_of
from workshops.queries.online import attendees, matched
from workshops.queries.pages import agenda, month_of, sittings
from workshops.queries.registration import (
    MOST_SHOWN,
    cities_coming,
    may_be_registered_by,
    members_of,
    number_in_line,
    places_by_city,
    registrations_csv,
    standing,
    to_approve,
    who_comes,
)

__all__ = [
    "ENOUGH_ANSWERS",
    "MOST_SHOWN",
    "Hours",
    "Shape",
    "agenda",
    "attendees",
    "by_city",
    "carried",
    "cities_coming",
    "cities_of",
    "door",
    "fair_hours",
    "fairest_start",
    "feedback_results",
    "knows_holidays",
    "ledger_of",
    "matched",
    "may_be_registered_by",
    "may_walk_in",
    "members_of",
    "month_of",
    "number_in_line",
    "outside",
    "places_by_city",
    "registrations_csv",
    "shape_of",
    "sittings",
    "standing",
    "starts_of",
    "to_approve",
    "what_came_of",
    "who_comes",
    "workshop_frame",
]
