"""What pages show of workshops that is more than a list of rows."""

from workshops.queries.frames import workshop_frame
from workshops.queries.pages import agenda

__all__ = ["agenda", "workshop_frame"]
