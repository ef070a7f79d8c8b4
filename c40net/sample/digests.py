"""What stands on top of digests in the sample world, and whose mail comes back."""

from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from c40net.sample.clock import Clock
from c40net.sample.people import MANAGER, is_account
from digests.models import Note
from networks.models import Network, Seat
from notices.models import Pause
from officials.models import User

# How many days ago, newest first; of different months whatever the day.
WORDS = {
    3: "Dear all,\n\nthree cities have opened their procurement documents since the last call: they are under Resources. "
    "If yours may be shared too, say so there and name the cities that may read it.",
    35: "Thank you to everybody who came to the workshop. The minutes are up, and so is what each city does next.",
}
CAME_BACK = 17


def write_to_members(clock: Clock, networks: list[Network], seats: list[Seat]) -> list[Activity]:
    """From the manager with an account. Mail to one of the members does not arrive. Returns what the log has of it."""
    manager = User.objects.get(email=MANAGER)
    run = [network for network in networks if network.managers.filter(pk=manager.pk).exists()]
    log: list[Activity] = []
    for network in run:
        for days, words in WORDS.items():
            at = clock.days_ago(days)
            note = Note.objects.create(network=network, month=at.date().replace(day=1), text=words, author=manager, written_at=at)
            log.append(activity(Verb.NOTE_WRITTEN, by=manager, subject=note, network=network, at=at))
    theirs = [
        seat.official for seat in seats if seat.network in run and seat.status == Seat.Status.ACTIVE and not is_account(seat.official)
    ]
    for official in theirs[:1]:
        at = clock.days_ago(CAME_BACK)
        why, answer = Pause.Why.CAME_BACK, "550 5.1.1 The e-mail account that you tried to reach does not exist"
        Pause.objects.create(user=official.user, address=official.user.email.lower(), why=why, answer=answer, since=at)
        log.append(activity(Verb.MAIL_PAUSED, by=None, subject=official.user, official=official, at=at, why=why))
    return log
