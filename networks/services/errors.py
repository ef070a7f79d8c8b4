"""Why a service refuses."""


class NetworkRuleError(Exception):
    """A rule of networks stands against this."""


class NameTakenError(NetworkRuleError):
    """Another network has this address."""


class CityIsInNetworkError(NetworkRuleError):
    """The city is in the network already."""


class DatesCrossError(NetworkRuleError):
    """A membership would end before it started, or overlap with an earlier one."""


class NetworkClosedError(NetworkRuleError):
    """The network has ended."""


class InvitationOnlyError(NetworkRuleError):
    """One comes into the network by invitation."""


class SeatAnsweredError(NetworkRuleError):
    """The request was answered or taken back: there is nothing left to ask."""


class NotInParentError(NetworkRuleError):
    """A working group is for members of its network."""


class AlreadyRunsError(NetworkRuleError):
    """The member of staff runs the network already."""


class AlreadyAskedError(NetworkRuleError):
    """The official has asked, or is a member, already."""


class AlreadyInvitedError(NetworkRuleError):
    """An open invitation for this address exists."""


class InvitationClosedError(NetworkRuleError):
    """The invitation was used, taken back or has expired."""
