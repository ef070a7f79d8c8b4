"""Why a service refuses."""


class WorkshopRuleError(Exception):
    """A rule of workshops stands against this."""
