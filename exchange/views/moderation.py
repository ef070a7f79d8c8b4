from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.services import require
from exchange import services
from exchange.forms.posts import MoveForm, ReasonForm
from exchange.models import Question, Reply, Resource
from exchange.queries import exchange_figures, figures_by_network, listed, reported, shown, waiting_long
from exchange.views.questions import visible_question
from exchange.views.replies import visible_reply
from exchange.views.resources import visible_resource
from networks.models import Network
from officials.models import SignedInRequest

MOST_WAITING = 50


@require_safe
def manage(request: SignedInRequest) -> HttpResponse:
    """What was reported, and what waits for another city, in the networks that one runs."""
    require(request.user, Permission.WORK_QUEUE_OPEN)
    run = Question.objects.visible_to(request.user).filter(network__in=Network.objects.run_by(request.user))
    waiting = listed(waiting_long(run), user=request.user)[:MOST_WAITING]
    figures = figures_by_network(run)
    networks = Network.objects.filter(pk__in=figures).order_by("name")
    return render(
        request,
        "exchange/manage.html",
        {
            "reports": reported(request.user),
            "waiting": shown(waiting, user=request.user),
            "figures": [(network, figures[network.pk]) for network in networks],
            "in_all": exchange_figures(run),
        },
    )


def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """To the network or working group where it belongs."""
    question = visible_question(request, pk)
    require(request.user, Permission.EXCHANGE_MODERATE, question)
    others = Network.objects.run_by(request.user).open().exclude(pk=question.network_id)
    form = MoveForm(request.POST or None, networks=others)
    if form.is_valid():
        try:
            services.move_question(question=question, by=request.user, **form.cleaned_data)
        except services.InConfidenceError:
            form.add_error(None, _("It was asked in confidence in this network. Only who asked may ask it again elsewhere."))
        except services.ClosedError:
            form.add_error("network", _("That network has ended."))
        else:
            return redirect(question)
    return render(request, "exchange/move.html", {"question": question, "form": form})


def report_question(request: SignedInRequest, pk: int) -> HttpResponse:
    return _report(request, visible_question(request, pk))


def report_reply(request: SignedInRequest, pk: int) -> HttpResponse:
    return _report(request, visible_reply(request, pk))


def hide_question(request: SignedInRequest, pk: int) -> HttpResponse:
    return _hide(request, visible_question(request, pk))


def hide_reply(request: SignedInRequest, pk: int) -> HttpResponse:
    return _hide(request, visible_reply(request, pk))


def report_resource(request: SignedInRequest, pk: int) -> HttpResponse:
    return _report(request, visible_resource(request, pk))


def hide_resource(request: SignedInRequest, pk: int) -> HttpResponse:
    return _hide(request, visible_resource(request, pk))


def _report(request: SignedInRequest, post: Question | Reply | Resource) -> HttpResponse:
    """Somebody says that it should not stand there."""
    question = post.question if isinstance(post, Reply) else post
    require(request.user, Permission.POST_WRITE, question)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        services.report_post(post=post, by=request.user, **form.cleaned_data)
        messages.success(request, _("Thank you. Those who run the network look at it."))
        return redirect(question)
    return render(request, "exchange/report.html", {"question": question, "post": post, "form": form})


def _hide(request: SignedInRequest, post: Question | Reply | Resource) -> HttpResponse:
    """Off the page with a reason; back on it, or nothing wrong with it, with one press."""
    question = post.question if isinstance(post, Reply) else post
    require(request.user, Permission.EXCHANGE_MODERATE, question)
    form = ReasonForm(request.POST or None)
    try:
        if "restore" in request.POST:
            services.restore_post(post=post, by=request.user)
            return redirect(question)
        if "dismiss" in request.POST:
            services.dismiss_reports(post=post, by=request.user)
            return redirect("manage_exchange")
        if form.is_valid():
            services.hide_post(post=post, by=request.user, **form.cleaned_data)
            return redirect(question)
    except services.AnsweredMeanwhileError:
        messages.info(request, _("Somebody has decided about it already."))
        return redirect(question)
    return render(request, "exchange/hide.html", {"question": question, "post": post, "form": form})
