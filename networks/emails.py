from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from networks.models import Invitation, Network, Seat, SeatMessage
from notices.models import Kind, Notice, Topic
from notices.services import tell_by_mail
from officials.models import Official, User
from officials.services import mail_to, send_mail


def send_invitation(invitation: Invitation) -> None:
    inviter = invitation.invited_by
    send_mail(
        to=invitation.email,
        language=inviter.language if inviter else "en",
        time_zone=invitation.city.time_zone,
        template="invitation",
        context={"invitation": invitation},
    )


def send_handover(official: Official) -> None:
    """To the successor: what passed to you, with the note."""
    successor = official.successor
    assert successor  # or there is nobody to tell
    networks = Network.objects.filter(seats__in=successor.seats.active()).distinct().order_by("name")
    mail_to(successor.user, "handover", {"official": official, "networks": list(networks)})


def send_unused(user: User) -> None:
    """To somebody who has not signed in for long."""
    mail_to(user, "unused", {})


def send_standing(official: Official) -> None:
    """To somebody who signed up: you are in, or nobody vouched and why."""
    mail_to(official.user, "standing", {"official": official})


def _seat(notice: Notice) -> Seat | None:
    return Seat.objects.visible_to(notice.user).with_people().filter(pk=notice.subject_id).first()  # type: ignore[no-any-return]


def send_answer(notice: Notice) -> None:
    """To an official: you were let in, or declined and why."""
    seat = _seat(notice)
    if seat and seat.status in {Seat.Status.ACTIVE, Seat.Status.DECLINED}:
        tell_by_mail(notice, "seat_answer", {"seat": seat})


def send_request(notice: Notice) -> None:
    """To a manager, as long as it waits. With it stand the working groups that were asked for in the same breath."""
    seat = _seat(notice)
    if seat is None or seat.status != Seat.Status.REQUESTED:
        return
    groups = Network.objects.filter(parent=seat.network, seats__in=seat.official.seats.requested())
    tell_by_mail(notice, "seat_request", {"seat": seat, "groups": list(groups.values_list("name", flat=True))})


def send_message(notice: Notice) -> None:
    """What a manager asks, to who wants to join; what they answer, to who asked. Nothing once it is decided."""
    message = SeatMessage.objects.select_related("author").filter(pk=notice.details["message"]).first()
    seat = _seat(notice)
    if message and seat and seat.status == Seat.Status.REQUESTED:
        tell_by_mail(notice, notice.kind.partition(".")[2], {"message": message, "seat": seat})


def _requests(notice: Notice) -> str:
    return reverse("network_seats", args=[_network_of(notice).slug])


def _own_request(notice: Notice) -> str:
    return reverse("seat_request", args=[_network_of(notice).slug])


def _network(notice: Notice) -> str:
    return _network_of(notice).get_absolute_url()


def _network_of(notice: Notice) -> Network:
    assert isinstance(notice.subject, Seat)
    return notice.subject.network


TOPICS = [
    Topic(
        "networks.requests",
        _("Requests to join a network that you run, and what they answer you"),
        [
            Kind("networks.seat_requested", _("Somebody asks to join"), send_request, leads_to=_requests),
            Kind("networks.seat_replied", _("An answer to what you asked about a request"), send_message, leads_to=_requests),
        ],
    ),
    Topic(
        "networks.own_request",
        _("Your request to join a network"),
        [
            Kind("networks.seat_answered", _("Your request to join was answered"), send_answer, must=True, leads_to=_network),
            Kind("networks.seat_question", _("A question about your request to join"), send_message, must=True, leads_to=_own_request),
        ],
    ),
]
