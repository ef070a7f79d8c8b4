"""What is read of partners and agreements, and how a cost is shared."""

from partnerships.queries.money import in_dollars, listed, money, per_cent, rate_of
from partnerships.queries.pages import (
    ABOUT_TO_END,
    about_to_end,
    agreement_frame,
    agreement_page,
    history_of_shares,
    party_rows,
    seen_agreements,
    waits_for_signature,
)
from partnerships.queries.pooling import Pool, pool_of, shared_among, weight_of, without_figures
from partnerships.queries.scale import Scale, ScaleOverAll, scale_of, scale_over_all
from partnerships.queries.shares import EXACT, Parts, by_shapley, in_parts

__all__ = [
    "ABOUT_TO_END",
    "EXACT",
    "Parts",
    "Pool",
    "Scale",
    "ScaleOverAll",
    "about_to_end",
    "agreement_frame",
    "agreement_page",
    "by_shapley",
    "history_of_shares",
    "in_dollars",
    "in_parts",
    "listed",
    "money",
    "party_rows",
    "per_cent",
    "pool_of",
    "rate_of",
    "scale_of",
    "scale_over_all",
    "seen_agreements",
    "shared_among",
    "waits_for_signature",
    "weight_of",
    "without_figures",
]
