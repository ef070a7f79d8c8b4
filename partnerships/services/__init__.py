"""Everything that changes partners, agreements and who signs them."""

from partnerships.services.agreements import (
    draft_agreement,
    edit_agreement,
    end_agreement,
    end_what_is_over,
    extend_agreement,
    open_agreement,
    remind_of_ends,
)
from partnerships.services.errors import (
    AgreementRuleError,
    ChangedMeanwhileError,
    CityIsPartyError,
    FiguresMissingError,
    MoreThanLeftError,
    NotInNetworkError,
    PartnerExistsError,
    TermIsOverError,
    TooFewCitiesError,
)
from partnerships.services.parties import change_party, decline, invite_city, leave, remove_party, sign
from partnerships.services.partners import add_partner, add_rates, edit_partner
from partnerships.services.use import add_document, draw_down

__all__ = [
    "AgreementRuleError",
    "ChangedMeanwhileError",
    "CityIsPartyError",
    "FiguresMissingError",
    "MoreThanLeftError",
    "NotInNetworkError",
    "PartnerExistsError",
    "TermIsOverError",
    "TooFewCitiesError",
    "add_document",
    "add_partner",
    "add_rates",
    "change_party",
    "decline",
    "draft_agreement",
    "draw_down",
    "edit_agreement",
    "edit_partner",
    "end_agreement",
    "end_what_is_over",
    "extend_agreement",
    "invite_city",
    "leave",
    "open_agreement",
    "remind_of_ends",
    "remove_party",
    "sign",
]
