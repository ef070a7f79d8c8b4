from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search.filters import SearchFilter
from search.queries import KINDS, find, find_of_kind


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One box for all that the reader may see: the first of each kind, or with ?kind= all of one."""
    asked = SearchFilter(request.GET)
    words, user = asked.words, request.user
    kind = next((kind for kind in KINDS if kind.key == asked.kind_asked), None)
    finds = [find_of_kind(kind, words, user=user, number=request.GET.get("page"))] if kind and words else find(words, user=user)
    return render(request, "search/search.html", {"filter": asked, "words": words, "kind": kind, "finds": finds})
