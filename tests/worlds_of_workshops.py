"""Workshops in the small worlds of worlds.py, and who may read what of them.

t  workshop: title, text, venue, minutes, agenda     k  its link to join
b  feedback, which nobody reads from one answer      v f  person x workshop: reason and answer, follow-up
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from hypothesis import strategies as st

from activity.services import activity
from activity.verbs import Verb
from workshops.models import CalendarFeed, Feedback, FollowUp, Registration, RegistrationAnswer, RegistrationQuestion, Speaker, Workshop


@dataclass(frozen=True)
class Convening:
    number: int
    network: int
    also_for: int | None
    status: str  # draft, announced, cancelled
    over: bool
    places: tuple[str, ...]  # of each person: "", or the status of their registration


def convenings(draw, nets, people) -> tuple[Convening, ...]:
    found = []
    for number in range(draw(st.integers(1, 2))):
        network = draw(st.sampled_from(nets)).number
        also_for = draw(st.sampled_from([None, *(net.number for net in nets if net.number != network)]))
        status = draw(st.sampled_from(["draft", "announced", "announced", "announced", "cancelled"]))
        over = status == "announced" and draw(st.booleans())
        places = tuple(_place(draw, person, network, status) for person in people)
        found.append(Convening(number, network, also_for, status, over, places))
    return tuple(found)


def _place(draw, person, network, status) -> str:
    """Somebody may have left the network since."""
    if status == "draft" or person.kind != "official" or person.seats[network] not in {"active", "left"} or person.standing == "closed":
        return ""
    return draw(st.sampled_from(["", "registered", "registered", "waitlisted", "requested", "cancelled"]))


# Who may read what: `shared` and `runs` are the numbers of networks that the reader shares, and runs.


def seen(convened: tuple[Convening, ...], shared: set[int], runs: set[int]) -> list[Convening]:
    return [one for one in convened if one.network in runs or (one.status != "draft" and {one.network, one.also_for} & shared)]


def may_read_of_workshops(convened, reader: int, shared: set[int], runs: set[int]) -> set[str]:
    may = set()
    for one in seen(convened, shared, runs):
        # Whoever reads of a workshop reads who convenes it.
        may |= {f"t{one.number}", f"n{one.network}", f"h{one.network}"}
        coming = [person for person, status in enumerate(one.places) if status == "registered"]
        may |= {f"{kind}{person}" for person in coming for kind in "uj"} | {f"f{person}x{one.number}" for person in coming}
        if one.network in runs or one.places[reader] == "registered":
            may.add(f"k{one.number}")
        if one.network in runs:
            asked = [person for person, status in enumerate(one.places) if status]
            may |= {f"{kind}{person}" for person in asked for kind in "uj"} | {f"v{person}x{one.number}" for person in asked}
    return may | {f"v{reader}x{one.number}" for one in convened}


def of_own_registrations(convened, reader: int) -> set[str]:
    """The download about oneself names what one registered for, and says what one said."""
    own = [one for one in convened if one.places[reader]]
    return {name for one in own for name in (f"t{one.number}", f"n{one.network}", f"f{reader}x{one.number}")}


# The same in the database


def build_workshops(world, networks, users, cities, mark):
    """(the workshops, each person's feed, what the log says)."""
    workshops, lines, boss = [], [], users[0]
    for one in world.convened:
        workshop = _workshop(one, networks, cities[0], mark)
        workshops.append(workshop)
        told_in = [networks[number] for number in (one.network, one.also_for) if number is not None]
        lines.append(activity(Verb.WORKSHOP_PLANNED, by=boss, subject=workshop, network=told_in[0]))
        verbs = {"draft": [], "announced": [Verb.WORKSHOP_ANNOUNCED, Verb.WORKSHOP_CHANGED], "cancelled": [Verb.WORKSHOP_CANCELLED]}
        lines += [activity(verb, by=boss, subject=workshop, network=network) for verb in verbs[one.status] for network in told_in]
        for user, status in zip(users, one.places, strict=True):
            if status:
                lines += _registration(one, workshop, user, status, mark)
    return workshops, [CalendarFeed.objects.create(user=user) for user in users], lines


def _workshop(one, networks, host_city, mark):
    words, now = mark("t", one.number), timezone.now()
    starts_at = now - timedelta(days=2) if one.over else now + timedelta(days=10)
    workshop = Workshop.objects.create(
        network=networks[one.network], title=words, text=words, venue=words, address=words, cancelled_reason=words, status=one.status,
        setting="both", host_city=host_city, join_link=f"https://{mark('k', one.number)}.example/", minutes=words if one.over else "",
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), time_zone="Asia/Jakarta",
    )  # fmt: skip
    if one.also_for is not None:
        workshop.also_for.add(networks[one.also_for])
    session = workshop.sessions.create(starts_at=starts_at, title=words, text=words)
    Speaker.objects.create(session=session, name=words, organisation=words)
    RegistrationQuestion.objects.create(workshop=workshop, text=words)
    Feedback.objects.create(workshop=workshop, usefulness=3, best=mark("b", one.number), better=mark("b", one.number))
    return workshop


def _registration(one, workshop, user, status, mark):
    person = int(user.email.partition("zqe")[2].partition("zq")[0])
    official, words = user.posts.get(), mark("v", person, one.number)
    was_there = workshop.starts_at if one.over and status == "registered" else None
    registration = Registration.objects.create(workshop=workshop, official=official, status=status, reason=words, attended_at=was_there)
    RegistrationAnswer.objects.create(registration=registration, question=workshop.questions.get(), text=words)
    if was_there:
        FollowUp.objects.create(workshop=workshop, official=official, text=mark("f", person, one.number))
    verbs = {"registered": Verb.REGISTERED, "waitlisted": Verb.REGISTRATION_WAITLISTED, "requested": Verb.REGISTRATION_REQUESTED}
    verbs["cancelled"] = Verb.REGISTRATION_CANCELLED
    return [activity(verbs[status], by=user, subject=workshop, network=workshop.network, official=official)]
