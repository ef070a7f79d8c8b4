"""What came of the sample world's workshops: contributions, feedback, minutes, material, and what cities do next."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType

from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from c40net.sample.clock import Clock
from c40net.sample.papers import PDF, paper, pdf, save_papers
from c40net.sample.topics import BEST, BETTER, CONTRIBUTIONS, MINUTES, THEMES
from notices.models import Notice
from workshops.models import Feedback, FollowUp, Material, Registration, Workshop

# Of these, held long ago, nothing came: they are the ones that staff are reminded of.
SILENCE = timedelta(days=30)
LATELY = timedelta(days=7)


def follow_up(clock: Clock, workshops: list[Workshop], registrations: list[Registration]) -> list[Activity]:
    """Returns what the log has of it. The rows are there already and have their numbers."""
    there: dict[int, list[Registration]] = defaultdict(list)
    for registration in registrations:
        if registration.attended_at:
            there[registration.workshop_id].append(registration)
    log: list[Activity] = []
    feedback: list[Feedback] = []
    materials: list[Material] = []
    follow_ups: list[FollowUp] = []
    notices: list[Notice] = []
    for workshop in workshops:
        came = there[workshop.pk]
        if not came:
            continue
        age = clock.now - workshop.ends_at
        log += _contribute(clock, workshop, came)
        is_silent, is_fresh = SILENCE < age < 2 * SILENCE, age < LATELY
        feedback += _think(clock, workshop, came[: 3 if is_fresh or is_silent else 14])
        if is_fresh:
            notices += [_asked(workshop, registration, workshop.ends_at + timedelta(hours=1)) for registration in came]
        elif not is_silent:
            log += _write_down(clock, workshop)
            materials += _show(workshop)
            follow_ups += _promise(clock, workshop, came)
    log += [
        activity(Verb.FEEDBACK_GIVEN, by=None, subject=one.workshop, network=one.workshop.network, at=one.workshop.ends_at)
        for one in feedback
    ]
    log += [_line(Verb.MATERIAL_ADDED, one.workshop, one.added_at, by=one.added_by) for one in materials]
    log += [line for one in follow_ups for line in _promised(one)]
    _save(workshops, there, feedback, materials, follow_ups, notices)
    return log


def _contribute(clock: Clock, workshop: Workshop, came: list[Registration]) -> list[Activity]:
    for registration in came[-3:]:
        registration.contributed, registration.contribution = True, clock.rng.choice(CONTRIBUTIONS)
    by, at = workshop.created_by, workshop.ends_at
    return [_line(Verb.CONTRIBUTED, workshop, at, by=by, official=registration.official) for registration in came[-3:]]


def _think(clock: Clock, workshop: Workshop, tell: list[Registration]) -> list[Feedback]:
    rng, answers = clock.rng, []
    for registration in tell:
        registration.gave_feedback = True
        best, better = (rng.choice(words) if rng.random() < 0.4 else "" for words in (BEST, BETTER))  # noqa: PLR2004
        usefulness = rng.choices((5, 4, 3, 2), (45, 35, 15, 5))[0]
        answers.append(Feedback(workshop=workshop, usefulness=usefulness, will_use=rng.random() < 0.6, best=best, better=better))  # noqa: PLR2004
    return answers


def _write_down(clock: Clock, workshop: Workshop) -> list[Activity]:
    workshop.minutes = MINUTES.format(text=workshop.text)
    return [_line(Verb.MINUTES_PUBLISHED, workshop, min(workshop.ends_at + timedelta(days=4), clock.now), by=workshop.created_by)]


def _show(workshop: Workshop) -> list[Material]:
    """A paper of those in person, the recording of those online."""
    added_at = workshop.ends_at + timedelta(days=2)
    of: dict[str, Any] = {"workshop": workshop, "added_by": workshop.created_by, "added_at": added_at}
    if workshop.is_online:
        return [Material(title="Recording", link=f"{workshop.join_link}/recording", **of)]
    file = paper("what-we-saw.pdf", PDF, pdf(workshop.title, workshop.text), by=workshop.created_by, at=added_at)
    return [Material(title="What we saw", file=file, **of)]


def _promise(clock: Clock, workshop: Workshop, came: list[Registration]) -> list[FollowUp]:
    made = workshop.ends_at + timedelta(days=1)
    due = (workshop.ends_at + timedelta(days=120)).date()
    texts = THEMES[workshop.network.slug].follow_ups
    promises = [
        FollowUp(workshop=workshop, official=registration.official, text=text, due_on=due, made_at=made)
        for registration, text in zip(came, texts, strict=False)
    ]
    for promise in promises[: clock.rng.randint(1, 2)]:
        promise.done_at = made + timedelta(days=clock.rng.randint(20, 60))
    return promises


def _promised(promise: FollowUp) -> list[Activity]:
    of: dict[str, Any] = {"by": promise.official.user, "official": promise.official}
    lines = [_line(Verb.FOLLOW_UP_MADE, promise.workshop, promise.made_at, **of)]
    return lines + ([_line(Verb.FOLLOW_UP_DONE, promise.workshop, promise.done_at, **of)] if promise.done_at else [])


def _asked(workshop: Workshop, registration: Registration, at: datetime) -> Notice:
    """Mailed already: nobody in the sample world is owed a mail."""
    of_workshops = ContentType.objects.get_for_model(Workshop)
    return Notice(
        user=registration.official.user, kind="workshops.feedback_asked", network=workshop.network, subject_type=of_workshops,
        subject_id=workshop.pk, key="feedback", created_at=at, mailed_at=at,
    )  # fmt: skip


def _line(verb: Verb, workshop: Workshop, at: datetime, **of: Any) -> Activity:
    return activity(verb, subject=workshop, network=workshop.network, at=at, **of)


def _save(
    workshops: list[Workshop],
    there: dict[int, list[Registration]],
    feedback: list[Feedback],
    materials: list[Material],
    follow_ups: list[FollowUp],
    notices: list[Notice],
) -> None:
    Workshop.objects.bulk_update([workshop for workshop in workshops if workshop.minutes], ["minutes"])
    changed = [registration for came in there.values() for registration in came if registration.gave_feedback or registration.contributed]
    Registration.objects.bulk_update(changed, ["contributed", "contribution", "gave_feedback"], batch_size=2000)
    Feedback.objects.bulk_create(feedback)
    save_papers([material.file for material in materials if material.file])
    Material.objects.bulk_create(materials)
    FollowUp.objects.bulk_create(follow_ups)
    Notice.objects.bulk_create(notices)
