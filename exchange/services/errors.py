"""Why a service refuses."""


class ExchangeRuleError(Exception):
    """A rule of the exchange stands against this."""


class ClosedError(ExchangeRuleError):
    """The question is closed, hidden, or its network has ended."""


class WiderLabelError(ExchangeRuleError):
    """A reply is never read by more than its question."""


class NamedBeforeError(ExchangeRuleError):
    """It stood there under its author's name: the Chatham House rule would come too late."""


class InConfidenceError(ExchangeRuleError):
    """What was asked in confidence in one network is not carried to another."""


class NoCitiesNamedError(ExchangeRuleError):
    """A text for named cities names none."""


class NotTheirsError(ExchangeRuleError):
    """Only the author edits a text, only who asked says what helped, nobody finds their own words useful."""


class AskedOftenError(ExchangeRuleError):
    """The official has been asked for several answers lately."""


class CannotAnswerError(ExchangeRuleError):
    """The official may not read the question, or was asked before."""


class AnsweredMeanwhileError(ExchangeRuleError):
    """Somebody has decided about it already."""


class NotMembersError(ExchangeRuleError):
    """Only two members of one network, for whom somebody has vouched, are introduced in it."""


class SameCityError(ExchangeRuleError):
    """Those who work for one city know where to find each other."""


class IntroducedBeforeError(ExchangeRuleError):
    """The two are in touch, or have been asked whether they want to be."""


class TooEarlyError(ExchangeRuleError):
    """Nothing can have come of what has not come about."""


class NamesCityError(ExchangeRuleError):
    """Under the Chatham House rule nobody learns which city something is from."""
