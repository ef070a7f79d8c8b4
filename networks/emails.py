from networks.models import Invitation, Seat
from officials.services import send_mail


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
    user = seat.official.user
    send_mail(to=user.email, language=user.language, time_zone=user.time_zone, template="seat_answer", context={"seat": seat})
