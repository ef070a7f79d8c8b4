"""What pages show of the exchange that is more than a list of rows."""

from exchange.queries.figures import (
    ExchangeFigures,
    IntroductionFigures,
    exchange_figures,
    figures_by_network,
    figures_of_network,
    introduction_figures,
    waiting_long,
)
from exchange.queries.introductions import Pair, first_to_compare, who_should_meet
from exchange.queries.pages import (
    AllQuestions,
    ListPage,
    MySide,
    Page,
    Shown,
    lines_to_answer,
    list_page,
    listed,
    my_side,
    page_of,
    questions_in,
    reported,
    reports_of,
    shown,
)
from exchange.queries.resources import ResourcePage, actions_of, resource_page
from exchange.queries.suggestions import Suggestion, could_answer, suggested, what_they_know

__all__ = [
    "AllQuestions",
    "ExchangeFigures",
    "IntroductionFigures",
    "ListPage",
    "MySide",
    "Page",
    "Pair",
    "ResourcePage",
    "Shown",
    "Suggestion",
    "actions_of",
    "could_answer",
    "exchange_figures",
    "figures_by_network",
    "figures_of_network",
    "first_to_compare",
    "introduction_figures",
    "lines_to_answer",
    "list_page",
    "listed",
    "my_side",
    "page_of",
    "questions_in",
    "reported",
    "reports_of",
    "resource_page",
    "shown",
    "suggested",
    "waiting_long",
    "what_they_know",
    "who_should_meet",
]
