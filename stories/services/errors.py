class StoryRuleError(Exception):
    """Something that the rules of stories do not allow."""


class NotOpenError(StoryRuleError):
    """The edition is with the city, or published: it is taken back, or a new one begun, before anything is changed."""


class ChangedMeanwhileError(StoryRuleError):
    """It is not what the person read any more."""


class NoConsentError(StoryRuleError):
    """Nothing is published to which the city did not agree."""


class OnlyTextError(StoryRuleError):
    """The language that it was written in stays."""
