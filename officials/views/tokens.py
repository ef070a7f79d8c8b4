from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from officials.forms import TokenForm
from officials.models import AccessToken, SignedInRequest, today
from officials.services import TooManyTokensError, end_token, make_token


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: SignedInRequest) -> HttpResponse:
    """The programs that read with one's eyes. A new token is shown in the answer, and never again."""
    form, made = TokenForm(request.POST or None), ""
    if form.is_valid():
        try:
            made = make_token(**form.cleaned_data, by=request.user)
        except TooManyTokensError:
            form.add_error(None, _("You have as many tokens as one person may have. End one that no program uses."))
    own = AccessToken.objects.visible_to(request.user).newest_first()
    return render(request, "officials/tokens.html", {"form": TokenForm() if made else form, "made": made, "tokens": own, "today": today()})


@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    end_token(token=get_object_or_404(AccessToken.objects.visible_to(request.user), pk=pk), by=request.user)
    return redirect("settings_tokens")
