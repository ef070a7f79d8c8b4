"""What pages show of workshops that is more than a list of rows."""

from workshops.queries.attendance import door, may_walk_in
from workshops.queries.follow_up import ENOUGH_ANSWERS, feedback_results, what_came_of
from workshops.queries.frames import workshop_frame
from workshops.queries.online import attendees, matched
from workshops.queries.pages import agenda, month_of, sittings

__all__ = [
    "ENOUGH_ANSWERS",
    "agenda",
    "attendees",
    "door",
    "feedback_results",
    "matched",
    "may_walk_in",
    "month_of",
    "sittings",
    "what_came_of",
    "workshop_frame",
]
