"""Why a service refuses."""


class ActionRuleError(Exception):
    """A rule of actions stands against this."""


class DayBeforeError(ActionRuleError):
    """An action cannot reach a stage before it came to the one where it is."""


class DayAheadError(ActionRuleError):
    """What has happened has happened by today."""


class SameStageError(ActionRuleError):
    """It is at this stage already."""


class ReasonMissingError(ActionRuleError):
    """Stopping, and going back, want a reason."""


class NotPublishedError(ActionRuleError):
    """Only what the city has published can be withdrawn, named as an example or said to be a network's doing."""


class StandsAlreadyError(ActionRuleError):
    """Somebody has done this meanwhile."""


class NameTakenError(ActionRuleError):
    """There is one of this name already."""


class ProposalAnsweredError(ActionRuleError):
    """The proposal was answered, or taken back, meanwhile."""


class CannotMergeError(ActionRuleError):
    """Practices are merged within their network, and not into one that was merged itself."""


class OwnActionError(ActionRuleError):
    """A city adapts what another one does."""
