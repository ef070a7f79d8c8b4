"""What is used of an agreement, and its documents."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.services import can, require
from files.queries import answer
from officials.models import SignedInRequest
from partnerships.forms import DocumentForm, DrawdownForm
from partnerships.models import AgreementDocument
from partnerships.queries import agreement_frame, money, seen_agreements
from partnerships.services import ChangedMeanwhileError, MoreThanLeftError, add_document, draw_down
from partnerships.views.agreements import agreement_to_manage

DRAWDOWN_ROWS = 200


def documents(request: SignedInRequest, pk: int) -> HttpResponse:
    agreement = agreement_to_manage(request, pk)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        asked = form.cleaned_data
        add_document(agreement=agreement, title=asked["title"], file=asked["upload"], readers=asked["readers"], by=request.user)
        messages.success(request, _("The document is there."))
        return redirect(request.path)
    rows = AgreementDocument.objects.visible_to(request.user).filter(agreement=agreement).select_related("file")
    return render(
        request,
        "partnerships/documents.html",
        agreement_frame(request.user, agreement, tab="documents") | {"documents": rows, "form": form},
    )


@require_safe
def document(request: SignedInRequest, pk: int, document: int) -> HttpResponse:
    rows = AgreementDocument.objects.visible_to(request.user).select_related("file__kept")
    return answer(get_object_or_404(rows, agreement=pk, pk=document).file, inline=True)


def drawdowns(request: SignedInRequest, pk: int) -> HttpResponse:
    """For those who may know what each city pays; who runs the network notes what was used."""
    agreement = get_object_or_404(seen_agreements(request.user), pk=pk)
    if not agreement.shows_amounts:
        raise Http404
    if request.method == "POST":
        require(request.user, Permission.AGREEMENT_EDIT, agreement)
    form = DrawdownForm(request.POST or None, agreement=agreement)
    if form.is_valid():
        try:
            draw_down(agreement=agreement, by=request.user, **form.cleaned_data)
        except MoreThanLeftError as error:
            left = money(error.left, agreement.currency)
            form.add_error("amount", _("Only %(left)s is left of what the agreement is worth.") % {"left": left})
        except ChangedMeanwhileError:
            form.add_error(None, _("Only an active agreement is used."))
        else:
            messages.success(request, _("Noted."))
            return redirect(request.path)
    frame = agreement_frame(request.user, agreement, tab="drawdowns")
    rows = agreement.drawdowns.select_related("city")[:DRAWDOWN_ROWS]
    may_note = can(request.user, Permission.AGREEMENT_EDIT, agreement) and agreement.is_active
    return render(request, "partnerships/drawdowns.html", frame | {"drawdowns": rows, "form": form if may_note or form.errors else None})
