"""Everything that changes workshops: planned, announced, filled, held, followed up."""

from workshops.services.agenda import add_session, add_speaker, change_session, remove_session, remove_speaker
from workshops.services.errors import (
    HasStartedError,
    NotADraftError,
    NotAnnouncedError,
    OutsideWorkshopError,
    TooFewPlacesError,
    WorkshopRuleError,
)
from workshops.services.planning import announce_workshop, cancel_workshop, discard_draft, edit_workshop, plan_workshop, record_held

__all__ = [
    "HasStartedError",
    "NotADraftError",
    "NotAnnouncedError",
    "OutsideWorkshopError",
    "TooFewPlacesError",
    "WorkshopRuleError",
    "add_session",
    "add_speaker",
    "announce_workshop",
    "cancel_workshop",
    "change_session",
    "discard_draft",
    "edit_workshop",
    "plan_workshop",
    "record_held",
    "remove_session",
    "remove_speaker",
]
