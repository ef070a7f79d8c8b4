"""Why a service refuses."""

from decimal import Decimal


class AgreementRuleError(Exception):
    """A rule of agreements stands against this."""


class ChangedMeanwhileError(AgreementRuleError):
    """The agreement, or the city's place in it, is no longer as the reader saw it."""


class TermIsOverError(AgreementRuleError):
    """The last day of the term has passed."""


class TooFewCitiesError(AgreementRuleError):
    """Fewer cities are asked to sign than the quorum needs."""


class FiguresMissingError(AgreementRuleError):
    """What the shares are calculated from is not known for each city."""

    def __init__(self, cities: str) -> None:
        super().__init__(cities)
        self.cities = cities


class CityIsPartyError(AgreementRuleError):
    """The city is asked to sign, or has signed, already."""


class NotInNetworkError(AgreementRuleError):
    """The city has no place in the network."""


class MoreThanLeftError(AgreementRuleError):
    """More would be used than the agreement is worth."""

    def __init__(self, left: Decimal) -> None:
        super().__init__(left)
        self.left = left


class PartnerExistsError(AgreementRuleError):
    """A partner of this name is there already."""
