"""Of what a page of figures tells."""

from django.http import Http404

from reach import queries
from reach.forms.figures import ReachFilter


def found(key: str) -> queries.Figure:
    figure = queries.FIGURE.get(key)
    if figure is None:
        raise Http404
    return figure


def scope_of(filters: ReachFilter) -> queries.Scope:
    chosen = filters.cleaned_data
    return queries.Scope(network=chosen["network"], region=chosen["region"], city=chosen["city"])


def scope_for(figure: queries.Figure, filters: ReachFilter) -> queries.Scope:
    """There is no page of what a figure makes no sense for."""
    scope = scope_of(filters)
    if scope.kind not in figure.scopes:
        raise Http404
    return scope
