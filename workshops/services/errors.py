"""Why a service refuses."""


class WorkshopRuleError(Exception):
    """A rule of workshops stands against this."""


class HasStartedError(WorkshopRuleError):
    """It has begun, or was to have begun: too late for this."""


class NotADraftError(WorkshopRuleError):
    """Members know of it already."""


class NotAnnouncedError(WorkshopRuleError):
    """It is a draft still, or cancelled."""


class TooFewPlacesError(WorkshopRuleError):
    """More people hold a place than there would be places for."""

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken


class OutsideWorkshopError(WorkshopRuleError):
    """A session would begin before the workshop, or end after it."""


class TooEarlyError(WorkshopRuleError):
    """Nobody can be there yet."""


class CheckInClosedError(WorkshopRuleError):
    """It is over, or was cancelled, or is not announced."""


class NotThereError(WorkshopRuleError):
    """Only who was there may say so, or be said to have contributed."""


class AlreadyToldError(WorkshopRuleError):
    """One feedback each."""
