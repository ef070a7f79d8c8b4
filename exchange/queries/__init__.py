"""What pages show of the exchange that is more than a list of rows."""

from exchange.queries.figures import ExchangeFigures, exchange_figures, waiting_long
from exchange.queries.pages import Page, Shown, listed, page_of, reported, shown
from exchange.queries.suggestions import Suggestion, could_answer, suggested

__all__ = [
    "ExchangeFigures",
    "Page",
    "Shown",
    "Suggestion",
    "could_answer",
    "exchange_figures",
    "listed",
    "page_of",
    "reported",
    "shown",
    "suggested",
    "waiting_long",
]
