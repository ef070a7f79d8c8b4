"""Two officials are put in touch: introduced, accepted by both or not, and asked what came of it."""

from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from exchange.models import MOST_ASKED, OUTCOME_AFTER, REMIND_AFTER, Introduction, Outcome, SetAside
from exchange.services.asking import times_asked
from exchange.services.errors import (
    AnsweredMeanwhileError,
    AskedOftenError,
    ClosedError,
    IntroducedBeforeError,
    NotMembersError,
    NotTheirsError,
    SameCityError,
    TooEarlyError,
)
from networks.models import Network, Seat
from notices.services import owe
from officials.models import Official, User

Status = Introduction.Status
AT_ONCE = 1000


@transaction.atomic
def introduce(*, network: Network, seeker: Official, giver: Official, note: str, by: User) -> Introduction:
    """Ask both by mail. Neither learns the other's address before both have accepted."""
    if not network.is_open:
        raise ClosedError
    both = Official.objects.current().verified().in_networks([network]).filter(pk__in=[seeker.pk, giver.pk])
    if len(both.select_for_update(of=["self"]).order_by("pk")) != 2:  # noqa: PLR2004
        raise NotMembersError
    if seeker.city_id == giver.city_id:
        raise SameCityError
    if times_asked(giver) >= MOST_ASKED:
        raise AskedOftenError
    if Introduction.objects.of_two(seeker, giver).filter(status__in=[Status.OPEN, Status.AGREED]).exists():
        raise IntroducedBeforeError
    try:
        with transaction.atomic():
            made = Introduction.objects.create(network=network, seeker=seeker, giver=giver, note=note, made_by=by)
    except IntegrityError as error:
        raise IntroducedBeforeError from error
    record(Verb.INTRODUCED, by=by, subject=made, network=network, official=seeker)
    owe("exchange.introduced", to=[seeker.user, giver.user], subject=made, network=network, key="introduced")
    return made


@transaction.atomic
def set_aside(*, network: Network, seeker: Official, giver: Official, by: User) -> None:
    """These two need no introduction: they are suggested here no more. A second time changes nothing."""
    if SetAside.objects.filter(network=network).of_two(seeker, giver).exists():
        return
    with suppress(IntegrityError), transaction.atomic():
        made = SetAside.objects.create(network=network, seeker=seeker, giver=giver, by=by)
        record(Verb.SUGGESTION_SET_ASIDE, by=by, subject=made, network=network, official=seeker)


@transaction.atomic
def suggest_again(*, aside: SetAside, by: User) -> None:
    record(Verb.SUGGESTION_TAKEN_UP, by=by, subject=aside, network=aside.network, official=aside.seeker)
    aside.delete()


@transaction.atomic
def accept_introduction(*, introduction: Introduction, by: User) -> Introduction:
    """The second of the two puts them in touch."""
    found = _locked_open(introduction)
    side = _side(found, by)
    if found.accepted_by(by):
        return found
    now = timezone.now()
    setattr(found, f"{side}_accepted_at", now)
    if found.seeker_accepted_at and found.giver_accepted_at:
        _settle(found, Status.AGREED, now=now)
        record(Verb.INTRODUCTION_AGREED, by=by, subject=found, network=found.network, official=found.seeker)
        owe("exchange.in_touch", to=[found.seeker.user, found.giver.user], subject=found, network=found.network, key="agreed")
    else:
        found.save(update_fields=[f"{side}_accepted_at"])
        record(Verb.INTRODUCTION_ACCEPTED, by=by, subject=found, network=found.network, official=getattr(found, side))
    return found


@transaction.atomic
def decline_introduction(*, introduction: Introduction, by: User) -> None:
    """The other one is told that it does not come about, and not by whom; nothing if they have not answered: the question is gone."""
    found = _locked_open(introduction)
    found.declined_by = getattr(found, _side(found, by))
    found.save(update_fields=["declined_by"])
    _settle(found, Status.DECLINED, now=timezone.now())
    record(Verb.INTRODUCTION_DECLINED, by=by, subject=found, network=found.network, official=found.declined_by)
    _tell_who_hoped(found)


@transaction.atomic
def withdraw_introduction(*, introduction: Introduction, by: User) -> None:
    found = _locked_open(introduction)
    _settle(found, Status.WITHDRAWN, now=timezone.now())
    record(Verb.INTRODUCTION_WITHDRAWN, by=by, subject=found, network=found.network, official=found.seeker)
    _tell_who_hoped(found)


@transaction.atomic
def say_outcome(*, introduction: Introduction, met: bool, useful: bool, text: str, by: User) -> None:
    """Or say it anew: what counts is the last word."""
    found = Introduction.objects.with_people().select_for_update(of=["self"]).get(pk=introduction.pk)
    side = _side(found, by)
    if found.status != Status.AGREED:
        raise TooEarlyError
    official = getattr(found, side)
    said = {"met": met, "useful": met and useful, "text": text, "said_at": timezone.now()}
    Outcome.objects.update_or_create(introduction=found, official=official, defaults=said)
    record(Verb.INTRODUCTION_OUTCOME, by=by, subject=found, network=found.network, official=official, met=met, useful=met and useful)


def keep_introductions(*, now: datetime) -> None:
    """What the clock sees to. Each step is safe to do twice."""
    _pass_on_stranded()
    _lapse(now)
    _remind(now)
    _ask_what_came_of_it(now)


def _pass_on_stranded() -> None:
    """Open ones of somebody who has no seat there any more: to their present post, to who took over, or it lapses."""
    seats = Seat.objects.active().filter(network=OuterRef("network"))
    here = Exists(seats.filter(official=OuterRef("seeker"))) & Exists(seats.filter(official=OuterRef("giver")))
    stranded = Introduction.objects.filter(status=Status.OPEN).exclude(here)
    for pk in list(stranded.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        _pass_on(pk)


@transaction.atomic
def _pass_on(pk: int) -> None:
    found = Introduction.objects.with_people().select_for_update(of=["self"]).filter(pk=pk, status=Status.OPEN).first()
    if found is None:
        return
    members = Official.objects.current().verified().in_networks([found.network]).with_people()
    asked_anew = []
    for side in ("seeker", "giver"):
        left = getattr(found, side)
        if members.filter(pk=left.pk).exists():
            continue
        heir = members.filter(user=left.user_id).first() or members.filter(pk=left.successor_id).first()
        if heir is None:
            _end(found)
            return
        setattr(found, side, heir)
        if heir.user_id != left.user_id:
            setattr(found, f"{side}_accepted_at", None)
            asked_anew.append(heir.user)
    others = Introduction.objects.of_two(found.seeker, found.giver).filter(status__in=[Status.OPEN, Status.AGREED]).exclude(pk=found.pk)
    if found.seeker.city_id == found.giver.city_id or others.exists():
        found.refresh_from_db()
        _end(found)
        return
    found.save(update_fields=["seeker", "giver", "seeker_accepted_at", "giver_accepted_at"])
    owe("exchange.introduced", to=asked_anew, subject=found, network=found.network, key="introduced")


def _lapse(now: datetime) -> None:
    over = Introduction.objects.filter(status=Status.OPEN, lapses_at__lte=now).order_by("pk").values_list("pk", flat=True)
    for pk in list(over[:AT_ONCE]):
        with transaction.atomic():
            found = Introduction.objects.with_people().select_for_update(of=["self"]).filter(pk=pk, status=Status.OPEN).first()
            if found:
                _end(found)


def _end(found: Introduction) -> None:
    _settle(found, Status.LAPSED, now=timezone.now())
    record(Verb.INTRODUCTION_LAPSED, by=None, subject=found, network=found.network, official=found.seeker)
    _tell_who_hoped(found)


def _remind(now: datetime) -> None:
    """Once, of those who have not answered for a week."""
    waiting = Introduction.objects.filter(status=Status.OPEN, lapses_at__gt=now, made_at__lte=now - REMIND_AFTER)
    for found in waiting.with_people()[:AT_ONCE]:
        sides = [found.seeker.user] * (not found.seeker_accepted_at) + [found.giver.user] * (not found.giver_accepted_at)
        owe("exchange.introduction_reminder", to=sides, subject=found, network=found.network, key="reminder")


def _ask_what_came_of_it(now: datetime) -> None:
    """Of both, once, three weeks after they were put in touch."""
    due = Q(settled_at__lte=now - OUTCOME_AFTER, settled_at__gt=now - 2 * OUTCOME_AFTER)
    for found in Introduction.objects.agreed().filter(due).with_people()[:AT_ONCE]:
        said = set(found.outcomes.values_list("official__user", flat=True))
        asked = [official.user for official in (found.seeker, found.giver) if official.user_id not in said]
        owe("exchange.introduction_outcome", to=asked, subject=found, network=found.network, key="outcome")


def _locked_open(introduction: Introduction) -> Introduction:
    found = Introduction.objects.with_people().select_for_update(of=["self"]).get(pk=introduction.pk)
    if found.status != Status.OPEN or found.lapses_at <= timezone.now():
        raise AnsweredMeanwhileError
    return found


def _side(introduction: Introduction, user: User) -> str:
    side = introduction.side_of(user)
    if not side:
        raise NotTheirsError
    return side


def _settle(found: Introduction, status: str, *, now: datetime) -> None:
    found.status, found.settled_at = status, now
    found.save(update_fields=["status", "settled_at", "seeker_accepted_at", "giver_accepted_at"])


def _tell_who_hoped(found: Introduction) -> None:
    accepted = [found.seeker.user] * bool(found.seeker_accepted_at) + [found.giver.user] * bool(found.giver_accepted_at)
    hoped = [user for user in accepted if not found.declined_by or user.pk != found.declined_by.user_id]
    owe("exchange.introduction_ended", to=hoped, subject=found, network=found.network, key="ended")
