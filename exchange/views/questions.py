from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.services import can, require
from exchange import services
from exchange.filters import QuestionFilter
from exchange.forms.posts import QuestionForm, ReplyForm
from exchange.models import Question
from exchange.queries import (
    AllQuestions,
    could_answer,
    figures_of_network,
    list_page,
    listed,
    my_side,
    page_of,
    questions_in,
    shown,
    suggested,
)
from networks.models import Network
from networks.queries import network_frame, shared_network
from officials.models import Official, SignedInRequest

MOST_OF_EACH = 30


@require_safe
def in_network(request: SignedInRequest, slug: str) -> HttpResponse:
    """What members ask each other: what the reader could answer first, then all, the latest first."""
    network = shared_network(request.user, slug)
    asked = QuestionFilter(request.GET)
    ids: Any = AllQuestions(network.pk, request.user)
    if not asked.is_empty:
        ids = asked.apply(questions_in(network.pk, user=request.user), request.user).values_list("pk", flat=True)
    rows = list_page(ids, network.pk, request.GET.get("page"), user=request.user)
    return render(
        request,
        "exchange/in_network.html",
        network_frame(request.user, network, tab="exchange")
        | {
            "filter": asked,
            "page": rows.page,
            "questions": rows.questions,
            "could_answer": rows.could_answer,
            "figures": figures_of_network(network.pk, user=request.user),
            "may_ask": network.is_open and can(request.user, Permission.POST_WRITE, network),
        },
    )


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """The reader's side, in all of their networks: what they could answer and did, what they asked and were answered."""
    seen = Question.objects.visible_to(request.user)
    of_mine = seen.filter(network__in=Network.objects.joined_by(request.user).values("pk"))
    lists = {"could_answer": could_answer(request.user, of_mine), "asked": seen.filter(author=request.user).latest_first()}
    return render(
        request,
        "exchange/mine.html",
        {name: shown(listed(rows, user=request.user)[:MOST_OF_EACH], user=request.user) for name, rows in lists.items()}
        | {"side": my_side(request.user), "networks": Network.objects.joined_by(request.user).open().order_by("name")},
    )


def ask(request: SignedInRequest, slug: str) -> HttpResponse:
    """A question to the network. The address may begin it, as a follow-up of a workshop does."""
    network = shared_network(request.user, slug)
    require(request.user, Permission.POST_WRITE, network)
    begun = {name: request.GET.get(name, "")[:most] for name, most in (("title", 200), ("text", 50_000), ("tags", 400))}
    form = QuestionForm(request.POST or None, request.FILES or None, network=network, own_city=own_city(request), initial=begun)
    if form.is_valid() and "preview" not in request.POST:
        try:
            question = services.ask_question(network=network, by=request.user, **form.cleaned_data)
        except services.ClosedError:
            form.add_error(None, _("The network has ended: nobody would answer."))
        else:
            messages.success(request, _("Your question is there. You hear of each reply."))
            return redirect(question)
    frame = network_frame(request.user, network, tab="exchange")
    return render(request, "exchange/ask.html", frame | {"form": form, "preview": preview_of(request)})


@login_not_required
def question(request: SignedInRequest, pk: int) -> HttpResponse:
    """A question with its replies, and the place to reply."""
    found = visible_question(request, pk)
    if request.method == "POST":
        require(request.user, Permission.POST_WRITE, found)
    elif "replies" in request.GET:
        return render(request, "exchange/_replies.html", _replies(request, found))
    takes_replies = not found.closed_at and not found.hidden_at and found.network.is_open
    # Words that were sent to a question that was closed meanwhile stand in the form still.
    with_form = request.method == "POST" or (takes_replies and can(request.user, Permission.POST_WRITE, found))
    form = ReplyForm(request.POST or None, request.FILES or None, question=found, own_city=own_city(request)) if with_form else None
    if form and form.is_valid() and "preview" not in request.POST:
        try:
            reply = services.reply_to(question=found, by=request.user, **form.cleaned_data)
        except services.ClosedError:
            form.add_error(None, _("The question was closed meanwhile. Copy your words if you want to keep them."))
        except services.WiderLabelError:
            form.add_error("label", _("The question has fewer readers now. Choose again who may read your reply."))
        else:
            messages.success(request, _("Your reply is there."))
            return redirect(f"{found.get_absolute_url()}#reply-{reply.pk}")
    return render(request, "exchange/question.html", _question_page(request, found) | {"form": form, "preview": preview_of(request)})


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = own_question(request, pk)
    form = QuestionForm(
        request.POST or None,
        request.FILES or None,
        network=found.network,
        own_city=own_city(request),
        attachments=found.attachments.select_related("file"),
        initial=QuestionForm.initial_of(found),
    )
    if form.is_valid() and "preview" not in request.POST:
        try:
            services.edit_question(question=found, by=request.user, **form.cleaned_data)
        except services.NamedBeforeError:
            form.add_error("label", _("It stood here under your name: the Chatham House rule would come too late."))
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    return render(request, "exchange/edit.html", {"question": found, "form": form, "preview": preview_of(request)})


@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Or open it again: who asked, or who runs the network."""
    found = visible_question(request, pk)
    if request.user != found.author:
        require(request.user, Permission.EXCHANGE_MODERATE, found)
    (services.reopen_question if found.closed_at else services.close_question)(question=found, by=request.user)
    return redirect(found)


@require_POST
def follow(request: SignedInRequest, pk: int) -> HttpResponse:
    """Or no longer."""
    found = visible_question(request, pk)
    follows = found.follows.filter(user=request.user).exists()
    (services.unfollow if follows else services.follow)(question=found, by=request.user)
    return redirect(found)


@require_POST
def ask_somebody(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks one of those who could answer."""
    found = visible_question(request, pk)
    if request.user != found.author:
        require(request.user, Permission.EXCHANGE_MODERATE, found)
    number = request.POST.get("official", "")
    official = (
        Official.objects.current().verified().in_networks([found.network]).filter(pk=number[:18]).first() if number.isdecimal() else None
    )
    if official is None:
        messages.error(request, _("They have no seat in the network any more."))
        return redirect(found)
    try:
        services.ask_for_answer(question=found, official=official, by=request.user)
    except services.AskedOftenError:
        messages.error(request, _("They were asked for several answers lately. Ask somebody else this time."))
    except services.CannotAnswerError:
        messages.error(request, _("They cannot be asked: they were asked before, or may not read the question."))
    else:
        messages.success(request, _("%(name)s is asked by mail.") % {"name": official})
    return redirect(found)


@require_safe
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """How the question was before each edit, for its author and who runs the network."""
    found = visible_question(request, pk)
    if request.user != found.author:
        require(request.user, Permission.EXCHANGE_MODERATE, found)
    return render(request, "exchange/history.html", {"question": found, "revisions": found.revisions.select_related("replaced_by")})


def visible_question(request: Any, pk: int) -> Question:
    """404 where the reader may not see it: they do not learn that it is there."""
    rows = Question.objects.visible_to(request.user).select_related(
        "network__parent", "network__area", "author", "official__city", "accepted"
    )
    found: Question = get_object_or_404(rows, pk=pk)
    return found


def own_question(request: SignedInRequest, pk: int) -> Question:
    """403 where it is somebody else's."""
    found = visible_question(request, pk)
    if found.author != request.user:
        raise PermissionDenied
    return found


def own_city(request: Any) -> int | None:
    return request.user.official.city_id if request.user.is_authenticated and request.user.official else None


def preview_of(request: HttpRequest) -> str:
    return request.POST.get("text", "") if "preview" in request.POST else ""


def _replies(request: SignedInRequest, found: Question) -> dict[str, Any]:
    return {
        "question": found,
        "page": page_of(found, user=request.user),
        "is_author": request.user == found.author,
        "moderates": can(request.user, Permission.EXCHANGE_MODERATE, found),
    }


def _question_page(request: SignedInRequest, found: Question) -> dict[str, Any]:
    page = _replies(request, found)
    looks_for_answers = (page["is_author"] or page["moderates"]) and not found.answered_at
    return page | {"suggestions": suggested(found) if looks_for_answers else []}
