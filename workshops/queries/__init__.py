"""What pages show of workshops that is more than a list of rows."""

from workshops.queries.frames import workshop_frame
from workshops.queries.pages import agenda, month_of, sittings

__all__ = ["agenda", "month_of", "sittings", "workshop_frame"]
