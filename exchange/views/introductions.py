from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.services import can, require
from exchange import services
from exchange.filters import IntroductionFilter
from exchange.forms.introductions import IntroduceForm, OutcomeForm, TwoMembersForm
from exchange.models import Introduction, SetAside
from exchange.queries import first_to_compare, introduction_figures, who_should_meet
from networks.models import Network
from networks.queries import network_frame, shared_network
from officials.models import SignedInRequest

MOST_LISTED = 50


@require_safe
def manage(request: SignedInRequest) -> HttpResponse:
    """Who should meet whom and why, what waits for an answer, and what came of those that were made."""
    require(request.user, Permission.WORK_QUEUE_OPEN)
    run = Network.objects.run_by(request.user).open().order_by("name")
    asked = IntroductionFilter(request.GET, networks=run)
    chosen = asked.chosen
    networks = [chosen] if chosen else first_to_compare(run)
    made = Introduction.objects.visible_to(request.user).filter(network__in=Network.objects.run_by(request.user).values("pk"))
    if chosen:
        made = made.filter(network=chosen)
    past = made.exclude(status=Introduction.Status.OPEN).prefetch_related("outcomes__official__user")
    return render(
        request,
        "exchange/manage_introductions.html",
        {
            "filter": asked,
            "networks": run,
            "chosen": chosen or (networks[0] if len(networks) == 1 else None),
            "is_cut": not chosen and run.count() > len(networks),
            "pairs": who_should_meet(networks),
            "waiting": made.filter(status=Introduction.Status.OPEN).with_people().order_by("made_at", "pk")[:MOST_LISTED],
            "past": past.with_people().latest_first()[:MOST_LISTED],
            "set_aside": SetAside.objects.visible_to(request.user).filter(network__in=networks).with_people().latest_first()[:MOST_LISTED],
            "figures": introduction_figures(made),
        },
    )


def introduce(request: SignedInRequest, slug: str) -> HttpResponse:
    """Two members of a network, with a note. The address may name them already, as a suggestion does."""
    network = shared_network(request.user, slug)
    require(request.user, Permission.INTRODUCTION_MAKE, network)
    form = IntroduceForm(request.POST or None, network=network, initial=_suggested(request, network))
    if form.is_valid():
        try:
            made = services.introduce(network=network, by=request.user, **form.cleaned_data)
        except services.ExchangeRuleError as error:
            form.add_error(*_refusal(error))
        else:
            messages.success(request, _("Both are asked by mail. You see here what they answer."))
            return redirect(made)
    frame = network_frame(request.user, network, tab="exchange")
    return render(request, "exchange/introduce.html", frame | {"form": form})


@require_POST
def set_aside(request: SignedInRequest, slug: str) -> HttpResponse:
    """Of two who are suggested: not these."""
    network: Network = get_object_or_404(Network.objects.shared_with(request.user), slug=slug)
    require(request.user, Permission.INTRODUCTION_MAKE, network)
    form = TwoMembersForm(request.POST, network=network)
    if form.is_valid():
        services.set_aside(network=network, by=request.user, **form.cleaned_data)
        messages.success(request, _("They are suggested no more. You find them below the suggestions, should you think otherwise."))
    else:
        messages.info(request, _("One of them has no seat in the network any more."))
    return _back_to_suggestions(request)


@require_POST
def suggest_again(request: SignedInRequest, pk: int) -> HttpResponse:
    aside: SetAside = get_object_or_404(SetAside.objects.visible_to(request.user).with_people(), pk=pk)
    require(request.user, Permission.INTRODUCTION_MAKE, aside)
    services.suggest_again(aside=aside, by=request.user)
    messages.success(request, _("They are suggested again as long as they fit."))
    return _back_to_suggestions(request)


def _back_to_suggestions(request: SignedInRequest) -> HttpResponse:
    """As they were filtered."""
    shown = request.POST.get("network", "")
    return redirect(reverse("manage_introductions") + (f"?{urlencode({'network': shown})}" if shown else ""))


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """The reader's own, the latest first."""
    own = Introduction.objects.of_person(request.user).with_people().latest_first()[:MOST_LISTED]
    return render(request, "exchange/introductions.html", {"introductions": [_Seen(one, request.user) for one in own]})


def introduction(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who the other one is and why, with the answer to give; both addresses once both have accepted."""
    found = _visible(request, pk)
    if request.method == "POST":
        return _answer(request, found)
    return render(request, "exchange/introduction.html", _page(request, found))


def outcome(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the reader says came of it."""
    found = _visible(request, pk)
    if not found.side_of(request.user):
        raise PermissionDenied
    said = found.outcomes.filter(official__user=request.user).first()
    form = OutcomeForm(request.POST or None, initial=OutcomeForm.initial_of(said))
    if form.is_valid():
        try:
            services.say_outcome(introduction=found, by=request.user, **form.cleaned_data)
        except services.TooEarlyError:
            form.add_error(None, _("You are not in touch: nothing can have come of it."))
        else:
            messages.success(request, _("Thank you. It is counted."))
            return redirect(found)
    return render(request, "exchange/introduction_outcome.html", _page(request, found) | {"form": form})


@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    require(request.user, Permission.INTRODUCTION_MAKE, found)
    try:
        services.withdraw_introduction(introduction=found, by=request.user)
    except services.AnsweredMeanwhileError:
        messages.info(request, _("It is settled already."))
    else:
        messages.success(request, _("It is taken back."))
    return redirect(found)


class _Seen:
    """An introduction as one of the two sees it."""

    def __init__(self, one: Introduction, user: Any) -> None:
        self.one, self.other = one, one.other_than(user)
        self.waits_for_me = one.is_open and not one.accepted_by(user)
        self.i_accepted = bool(one.accepted_by(user))


def _answer(request: SignedInRequest, found: Introduction) -> HttpResponse:
    if not found.side_of(request.user):
        raise PermissionDenied
    try:
        if "decline" in request.POST:
            services.decline_introduction(introduction=found, by=request.user)
            messages.success(request, _("You declined. The other one does not learn that it was you."))
            return redirect("home")
        after = services.accept_introduction(introduction=found, by=request.user)
    except services.AnsweredMeanwhileError:
        messages.info(request, _("It is settled already."))
    else:
        in_touch = after.status == Introduction.Status.AGREED
        messages.success(request, _("You are in touch.") if in_touch else _("Thank you. You hear by mail once the other one has answered."))
    return redirect(found)


def _page(request: SignedInRequest, found: Introduction) -> dict[str, Any]:
    moderates = can(request.user, Permission.INTRODUCTION_MAKE, found)
    side = found.side_of(request.user)
    said = list(found.outcomes.select_related("official__user", "official__city"))
    return {
        "introduction": found,
        "seen": _Seen(found, request.user) if side else None,
        "moderates": moderates,
        "outcomes": said if moderates else [],
        "mine": next((one for one in said if one.official.user_id == request.user.pk), None),
    }


def _visible(request: SignedInRequest, pk: int) -> Introduction:
    found: Introduction = get_object_or_404(Introduction.objects.visible_to(request.user).with_people(), pk=pk)
    return found


def _suggested(request: SignedInRequest, network: Network) -> dict[str, Any]:
    """Those whom the address names, and how the note could begin."""
    numbers = {name: request.GET.get(name, "")[:18] for name in ("seeker", "giver")}
    named = IntroduceForm(numbers, network=network)
    named.is_valid()
    pair = {name: named.cleaned_data.get(name) for name in numbers}
    found = who_should_meet([network], **pair) if all(pair.values()) else []
    return {**pair, "note": found[0].first_words if found else ""}


def _refusal(error: services.ExchangeRuleError) -> tuple[str | None, str]:
    """The field, and what is wrong with it."""
    reasons: dict[type[services.ExchangeRuleError], tuple[str | None, str]] = {
        services.ClosedError: (None, _("The network has ended.")),
        services.NotMembersError: (None, _("One of them has no seat in the network any more.")),
        services.SameCityError: ("giver", _("Both work for one city: they know where to find each other.")),
        services.AskedOftenError: ("giver", _("They were asked three times in the last 30 days. Introduce somebody else this time.")),
        services.IntroducedBeforeError: (None, _("These two are in touch already, or have been asked and not yet answered.")),
    }
    return reasons[type(error)]
