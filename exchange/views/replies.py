from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.services import require
from exchange import services
from exchange.forms.posts import ReplyForm
from exchange.models import Attachment, Question, Reply
from exchange.views.questions import own_city, preview_of
from files.queries import answer
from officials.models import SignedInRequest


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    reply = visible_reply(request, pk)
    if reply.author != request.user:
        raise PermissionDenied
    form = ReplyForm(
        request.POST or None,
        request.FILES or None,
        question=reply.question,
        own_city=own_city(request),
        attachments=reply.attachments.select_related("file"),
        initial=ReplyForm.initial_of(reply),
    )
    if form.is_valid() and "preview" not in request.POST:
        try:
            services.edit_reply(reply=reply, by=request.user, **form.cleaned_data)
        except services.NamedBeforeError:
            form.add_error("label", _("It stood here under your name: the Chatham House rule would come too late."))
        except services.WiderLabelError:
            form.add_error("label", _("The question has fewer readers now. Choose again who may read your reply."))
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reply.question.get_absolute_url()}#reply-{reply.pk}")
    return render(request, "exchange/edit.html", {"question": reply.question, "form": form, "preview": preview_of(request)})


@require_safe
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """How the reply was before each edit, for its author and who runs the network."""
    reply = visible_reply(request, pk)
    if reply.author != request.user:
        require(request.user, Permission.EXCHANGE_MODERATE, reply.question)
    return render(
        request, "exchange/history.html", {"question": reply.question, "revisions": reply.revisions.select_related("replaced_by")}
    )


@require_POST
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who asked says that it helped."""
    reply = visible_reply(request, pk)
    if reply.question.author != request.user:
        raise PermissionDenied
    services.accept_reply(reply=reply, by=request.user)
    return redirect(reply.question)


@require_POST
def useful(request: SignedInRequest, pk: int) -> HttpResponse:
    reply = visible_reply(request, pk)
    require(request.user, Permission.POST_WRITE, reply.question)
    if reply.author == request.user:
        raise PermissionDenied
    services.say_useful(reply=reply, by=request.user)
    return redirect(f"{reply.question.get_absolute_url()}#reply-{reply.pk}")


@login_not_required
@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """A file, for who may read what it is attached to."""
    of_these = Q(question__in=Question.objects.visible_to(request.user).values("pk")) | Q(
        reply__in=Reply.objects.visible_to(request.user).values("pk")
    )
    found = get_object_or_404(Attachment.objects.filter(of_these).select_related("file__kept"), pk=pk)
    return answer(found.file, inline="inline" in request.GET)


def visible_reply(request: HttpRequest, pk: int) -> Reply:
    rows = Reply.objects.visible_to(request.user).select_related(
        "question__network__parent", "question__author", "question__official", "author"
    )
    found: Reply = get_object_or_404(rows, pk=pk)
    return found
