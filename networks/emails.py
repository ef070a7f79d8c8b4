from networks.models import Invitation, Network, Seat, SeatMessage
from officials.models import Official, User
from officials.services import mail_to, mail_to_each, send_mail


def send_invitation(invitation: Invitation) -> None:
    inviter = invitation.invited_by
    send_mail(
        to=invitation.email,
        language=inviter.language if inviter else "en",
        time_zone=invitation.city.time_zone,
        template="invitation",
        context={"invitation": invitation},
    )


def send_answer(seat: Seat) -> None:
    """To an official: you were let in, or declined and why."""
    mail_to(seat.official.user, "seat_answer", {"seat": seat})


def send_handover(official: Official) -> None:
    """To the successor: what passed to you, with the note."""
    successor = official.successor
    assert successor  # or there is nobody to tell
    networks = Network.objects.filter(seats__in=successor.seats.active()).distinct().order_by("name")
    mail_to(successor.user, "handover", {"official": official, "networks": list(networks)})


def send_unused(user: User) -> None:
    """To somebody who has not signed in for long."""
    mail_to(user, "unused", {})


def send_request(seat: Seat) -> None:
    """To the managers who want to know at once. One request for a network and its working groups is one mail to each of them."""
    managers = seat.network.managers.filter(mail_requests=True)
    groups = Network.objects.filter(parent=seat.network, seats__in=seat.official.seats.requested())
    parent = seat.network.parent
    if parent and parent.seats.requested().filter(official=seat.official).exists():
        managers = managers.exclude(pk__in=parent.managers.values("pk"))
    mail_to_each(managers, "seat_request", {"seat": seat, "groups": list(groups.values_list("name", flat=True))})


def send_message(message: SeatMessage) -> None:
    """An answer goes to those managers who asked; to all, where none of these runs the network any more."""
    seat = message.seat
    if message.author != seat.official.user:
        mail_to(seat.official.user, "seat_question", {"message": message, "seat": seat})
        return
    managers = seat.network.managers
    asked = User.objects.filter(pk__in=seat.messages.exclude(author=message.author).values("author"), is_active=True)
    those = [user for user in asked if user.is_administrator or user in managers] or managers
    mail_to_each(those, "seat_reply", {"message": message, "seat": seat})


def send_standing(official: Official) -> None:
    """To somebody who signed up: you are in, or nobody vouched and why."""
    mail_to(official.user, "standing", {"official": official})
