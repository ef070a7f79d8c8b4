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


class WiderThanAddedError(WorkshopRuleError):
    """Whoever added a document opens it to more readers, nobody else."""


class SeenWithNameError(WorkshopRuleError):
    """What was read beside the name of who added it, or of who speaks, cannot be kept apart from it any more."""


class AlreadyToldError(WorkshopRuleError):
    """One feedback each."""


class RegistrationClosedError(WorkshopRuleError):
    """Registration has not opened yet, or has closed."""


class AlreadyRegisteredError(WorkshopRuleError):
    """They have a place, or wait for one."""


class NotAMemberError(WorkshopRuleError):
    """It is for members of its networks."""


class NotAColleagueError(WorkshopRuleError):
    """One registers oneself, or officials of one's own city."""


class NoPlaceError(WorkshopRuleError):
    """No place is offered to them, or not any more."""
