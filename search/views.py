from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search.filters import SearchFilter
from search.queries import Narrowing, find


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One box for all that the reader may see: the first of each kind, or with ?kind= all of one."""
    asked = SearchFilter(request.GET, user=request.user)
    narrowing = Narrowing(**asked.narrowing)
    finds = find(asked.words, user=request.user, narrowing=narrowing, kind=asked.kind_asked, number=request.GET.get("page"))
    return render(request, "search/search.html", {"filter": asked, "words": asked.words.strip(), "finds": finds, "narrowing": narrowing})
