"""What pages show of workshops that is more than a list of rows."""

from workshops.queries.attendance import door, may_walk_in
from workshops.queries.clocks import Shape, knows_holidays, outside
from workshops.queries.follow_up import ENOUGH_ANSWERS, feedback_results, what_came_of
from workshops.queries.frames import workshop_frame
from workshops.queries.hours import Hours, by_city, fair_hours, fairest_start, starts_of
from workshops.queries.ledger import carried, cities_of, ledger_of, shape_of
from workshops.queries.online import attendees, matched
from workshops.queries.pages import agenda, month_of, sittings

__all__ = [
    "ENOUGH_ANSWERS",
    "Hours",
    "Shape",
    "agenda",
    "attendees",
    "by_city",
    "carried",
    "cities_of",
    "door",
    "fair_hours",
    "fairest_start",
    "feedback_results",
    "knows_holidays",
    "ledger_of",
    "matched",
    "may_walk_in",
    "month_of",
    "outside",
    "shape_of",
    "sittings",
    "starts_of",
    "what_came_of",
    "workshop_frame",
]
