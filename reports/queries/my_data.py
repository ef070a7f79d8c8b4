"""Everything that c40net has on one person, for that person."""

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext as _

from actions.models import ClimateAction, Influence, Proposal
from activity.models import Activity
from activity.queries import BOM, harmless
from exchange.models import Follow, Introduction, Outcome, Question, Reply, Resource, ResourceDownload, ResourceUse, Useful
from networks.models import Invitation, Seat, SeatMessage, Stewardship
from notices.models import Pause, QuietHours, Wish
from officials.models import Official, Staff, User
from partnerships.models import Party
from reach.models import PulseRound
from stories.models import Edition
from workshops.models import CalendarFeed, FollowUp, Registration, RegistrationAnswer, Speaker


@dataclass(frozen=True)
class Part:
    """One file of it, in both formats."""

    name: str
    about: str
    rows: Any


def my_data(user: User) -> list[Part]:
    seats = Seat.objects.filter(official__user=user)
    return [
        Part("profile", _("What you say about yourself"), _profile(user)),
        Part("addresses", _("Your e-mail addresses"), EmailAddress.objects.filter(user=user).values("email", "primary", "verified")),
        Part("posts", _("The cities for which you work and worked"), _posts(user)),
        Part("secretariat", _("Your time at the secretariat"), _staff_terms(user)),
        Part("stewardships", _("The networks that you run and ran"), _stewardships(user)),
        Part("seats", _("Your seats in networks, and your requests for them"), _seats(seats)),
        Part("messages", _("Questions and answers about your requests, and those that you wrote about others"), _messages(user, seats)),
        Part("invitations", _("Invitations to you"), _invitations(user)),
        Part("registrations", _("Your registrations for workshops, and what you did there"), _registrations(user)),
        Part("answers", _("What you answered when you registered"), _answers(user)),
        Part("follow_ups", _("What you said your city does next after a workshop"), _follow_ups(user)),
        Part("speaking", _("Where you speak"), _speaking(user)),
        Part("calendar", _("The private address of your calendar: since when there is one"), _calendar(user)),
        Part("signatures", _("The agreements that you signed for your city"), _signatures(user)),
        Part("actions", _("The climate actions that you wrote down or are in charge of"), _actions(user)),
        Part("influence", _("What you said that networks had to do with your city's actions"), _said(user)),
        Part("proposals", _("What you proposed to cities, and what you answered for yours"), _proposals(user)),
        Part("questions", _("What you asked in networks"), _questions(user)),
        Part("replies", _("What you replied there"), _replies(user)),
        Part("stories", _("The stories that you began to write, or agreed to for your city"), _stories(user)),
        Part("introductions", _("Whom you were introduced to, and what you said came of it"), _introductions(user)),
        Part("introduced", _("Whom you introduced to each other"), _introduced(user)),
        Part("found_useful", _("Replies that you found useful"), _found_useful(user)),
        Part("followed", _("Questions that you follow"), _followed(user)),
        Part("pulses", _("The rounds of three statements about a network that you answered; what you said is not kept"), _pulses(user)),
        Part("notifications", _("Of what you were told, on the page and by mail"), _notices(user)),
        Part("notification_settings", _("What you said of how you want to be told"), _wishes(user)),
        Part("quiet_hours", _("When no mail goes to you"), QuietHours.objects.filter(user=user).values("starts_at", "ends_at")),
        Part("resources", _("What you shared in networks"), _resources(user)),
        Part("uses", _("What you said that your city used of it"), _uses(user)),
        Part("downloads", _("What you downloaded of it, by day"), _downloads(user)),
        Part("digest_settings", _("When you want your digest"), _digest_settings(user)),
        Part("left_out", _("The networks that you left out of it"), user.left_out_of_digest.values(of_network=F("network__name"))),
        Part("digests", _("The digests mailed to you"), user.digests.values("day", "since", "until", "status", "sent_at")),
        Part(
            "paused", _("Since when mail does not reach you"), Pause.objects.filter(user=user).values("address", "why", "answer", "since")
        ),
        Part("notes", _("The notes that you wrote to members of networks that you run"), _notes(user)),
        Part("activity", _("What you did, and what names you"), _activity(user)),
        Part(
            "access_tokens",
            _("The programs that read with your eyes"),
            user.access_tokens.values("name", "created_at", "ends_on", "last_used_on"),
        ),
        Part("sessions", _("Where you are signed in"), _sessions(user)),
    ]


def write_zip(file: IO[bytes], parts: Iterable[Part]) -> None:
    """For each part its rows as JSON, which keeps what kind each value is, and as CSV for spreadsheet programs."""
    parts = list(parts)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(parts))
        for part in parts:
            rows = list(part.rows)
            archive.writestr(f"{part.name}.json", json.dumps(rows, ensure_ascii=False, indent=2, default=_as_text))
            archive.writestr(f"{part.name}.csv", _csv(rows))


def _readme(parts: Iterable[Part]) -> str:
    lines = [
        _("Everything that c40net has on you, as of %(moment)s UTC.") % {"moment": f"{timezone.now():%Y-%m-%d %H:%M}"},
        _("Each file is there twice: as .json for programs, and as .csv for spreadsheets. Times are in UTC."),
        _("In the .csv files an apostrophe stands before every text that starts like a formula."),
        _("Not in it: your password, of which we keep nothing that could be read."),
        _("Nor what you thought of a workshop: we keep that without knowing whose it is."),
    ]
    return "\n".join([*lines, "", *(f"{part.name}: {part.about}" for part in parts), ""])


def _as_text(value: Any) -> str:
    """Dates and times as ISO 8601 has them, all else in its own words."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _csv(rows: list[dict[str, Any]]) -> str:
    text = StringIO()
    if rows:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows([harmless("" if value is None else _as_text(value)) for value in row.values()] for row in rows)
    return BOM + text.getvalue()


def _profile(user: User) -> Any:
    return User.objects.filter(pk=user.pk).values(
        "email", "full_name", "language", "time_zone", "about", "expertise", "speaks", "offers", "seeks", "shows_email",
        "hears_of_peers", "created_at", "last_login", "warned_at",
    )  # fmt: skip


def _posts(user: User) -> Any:
    return Official.objects.filter(user=user).values(
        "job_title", "is_lead", "started_on", "ended_on", "verified_at", "verification", "declined_reason", "handover_note",
        of_city=F("city__name"),
    )  # fmt: skip


def _staff_terms(user: User) -> Any:
    return Staff.objects.filter(user=user).values("is_administrator", "started_on", "ended_on")


def _stewardships(user: User) -> Any:
    return Stewardship.objects.filter(staff__user=user).values("started_on", "ended_on", in_network=F("network__name"))


def _seats(seats: QuerySet[Seat]) -> Any:
    return seats.order_by("requested_at").values(
        "status", "offers", "seeks", "reason", "requested_at", "decided_at", "started_at", "ended_at",
        in_network=F("network__name"), for_city=F("official__city__name"),
    )  # fmt: skip


def _messages(user: User, seats: QuerySet[Seat]) -> Any:
    about = SeatMessage.objects.filter(Q(author=user) | Q(seat__in=seats)).order_by("sent_at")
    return about.values("text", "sent_at", in_network=F("seat__network__name"), by=F("author__full_name"))


def _invitations(user: User) -> Any:
    """Their links are not in it: who holds one may use it."""
    return Invitation.objects.to_person(user).order_by("created_at").values(
        "email", "full_name", "created_at", "expires_at", "accepted_at", "declined_at", "revoked_at",
        to_network=F("network__name"), for_city=F("city__name"), by=F("invited_by__full_name"),
    )  # fmt: skip


def _registrations(user: User) -> Any:
    return Registration.objects.filter(official__user=user).order_by("asked_at", "pk").values(
        "status", "asked_at", "changed_at", "offer_ends_at", "reason", "is_walk_in", "attended_at", "minutes_online", "contributed",
        "contribution", "gave_feedback", for_workshop=F("workshop__title"), starts_at=F("workshop__starts_at"),
        in_network=F("workshop__network__name"), for_city=F("official__city__name"), by_yourself=Q(registered_by=user),
    )  # fmt: skip


def _answers(user: User) -> Any:
    answers = RegistrationAnswer.objects.filter(registration__official__user=user).order_by("pk")
    return answers.values("text", to_question=F("question__text"), for_workshop=F("registration__workshop__title"))


def _follow_ups(user: User) -> Any:
    follow_ups = FollowUp.objects.filter(official__user=user).order_by("made_at", "pk")
    return follow_ups.values(
        "text", "due_on", "made_at", "done_at", after_workshop=F("workshop__title"), for_city=F("official__city__name")
    )


def _speaking(user: User) -> Any:
    sessions = Speaker.objects.filter(official__user=user).order_by("session__starts_at", "pk")
    return sessions.values(in_session=F("session__title"), starts_at=F("session__starts_at"), of_workshop=F("session__workshop__title"))


def _calendar(user: User) -> Any:
    """Without the address: who holds it may use it."""
    return CalendarFeed.objects.filter(user=user).values("created_at")


def _signatures(user: User) -> Any:
    signed = Party.objects.filter(signed_by__user=user).order_by("signed_on", "pk")
    return signed.values(
        "signed_on", "authority", "status", "left_on", "reason", of_agreement=F("agreement__title"), for_city=F("city__name")
    )


def _actions(user: User) -> Any:
    """What one wrote stays the city's: its words are on its page, as far as one may read it still."""
    own = ClimateAction.objects.visible_to(user).filter(Q(created_by=user) | Q(lead__user=user) | Q(confirmed_by=user))
    return own.order_by("created_at", "pk").values(
        "title", "created_at", of_city=F("city__name"),
        written_by_you=Q(created_by=user), you_are_in_charge=Q(lead__user=user), confirmed_by_you=Q(confirmed_by=user),
    )  # fmt: skip


def _said(user: User) -> Any:
    said = Influence.objects.filter(said_by=user).order_by("said_on", "pk")
    return said.values("part", "how", "said_on", "confirmed_on", of_network=F("network__name"), of_city=F("action__city__name"))


def _proposals(user: User) -> Any:
    proposals = Proposal.objects.filter(Q(proposed_by=user) | Q(answered_by=user)).order_by("proposed_at", "pk")
    return proposals.values(
        "fields", "note", "status", "proposed_at", "answer", "answered_at", to_city=F("city__name"), proposed_by_you=Q(proposed_by=user),
    )  # fmt: skip


def _questions(user: User) -> Any:
    """Also what was taken off the page, and what one may read no longer: they are one's own words."""
    return Question.objects.filter(author=user).order_by("posted_at", "pk").values(
        "title", "text", "tags", "label", "posted_at", "edited_at", "hidden_reason", "closed_at", in_network=F("network__name"),
        for_city=F("official__city__name"),
    )  # fmt: skip


def _replies(user: User) -> Any:
    """Without the question's words, which are somebody else's."""
    return Reply.objects.filter(author=user).order_by("posted_at", "pk").values(
        "text", "label", "posted_at", "edited_at", "hidden_reason", in_network=F("question__network__name"),
        for_city=F("official__city__name"),
    )  # fmt: skip


def _stories(user: User) -> Any:
    """Their words are the city's and the secretariat's: they are on its page, as far as one may read it still."""
    editions = Edition.objects.filter(Q(story__created_by=user) | Q(agreed_by=user)).order_by("story", "number")
    return editions.values(
        "number",
        "status",
        "agreed_at",
        "published_at",
        address=F("story__slug"),
        begun_by_you=Q(story__created_by=user),
        agreed_by_you=Q(agreed_by=user),
    )


def _introductions(user: User) -> Any:
    """The other one by their city; their address only on the page, once both have accepted."""
    own = Introduction.objects.of_person(user).order_by("made_at", "pk")
    said = Outcome.objects.filter(introduction=OuterRef("pk"), official__user=user)
    is_seeker = Q(seeker__user=user)
    return own.values(
        "note", "status", "made_at", "settled_at", in_network=F("network__name"), you_seek=is_seeker,
        with_city=Case(When(is_seeker, then=F("giver__city__name")), default=F("seeker__city__name")),
        you_accepted_at=Case(When(is_seeker, then=F("seeker_accepted_at")), default=F("giver_accepted_at")),
        you_declined=Q(declined_by__user=user), you_met=Subquery(said.values("met")[:1]), useful_to_you=Subquery(said.values("useful")[:1]),
        what_you_said=Subquery(said.values("text")[:1]),
    )  # fmt: skip


def _introduced(user: User) -> Any:
    return Introduction.objects.filter(made_by=user).order_by("made_at", "pk").values(
        "note", "status", "made_at", in_network=F("network__name"), who_seeks_of=F("seeker__city__name"),
        who_helps_of=F("giver__city__name"),
    )  # fmt: skip


def _found_useful(user: User) -> Any:
    return Useful.objects.filter(user=user).order_by("said_at", "pk").values("said_at", in_network=F("reply__question__network__name"))


def _followed(user: User) -> Any:
    return Follow.objects.filter(user=user).order_by("since", "pk").values("since", in_network=F("question__network__name"))


def _pulses(user: User) -> Any:
    rounds = PulseRound.objects.filter(answered__official__user=user).order_by("opened_at", "pk")
    return rounds.values("opened_at", in_network=F("network__name"))


def _notices(user: User) -> Any:
    """Without what they were about, which may be somebody else's and in confidence."""
    return user.notices.order_by("pk").values("kind", "created_at", "how", "mailed_at", "read_at", in_network=F("network__name"))


def _wishes(user: User) -> Any:
    return Wish.objects.filter(user=user).order_by("topic", "pk").values("topic", "how", in_network=F("network__name"))


def _digest_settings(user: User) -> Any:
    """None who gets it as it usually comes."""
    return User.objects.filter(pk=user.pk, digest_subscription__isnull=False).values(
        how_often=F("digest_subscription__how_often"), weekday=F("digest_subscription__weekday"), hour=F("digest_subscription__hour"),
    )  # fmt: skip


def _paused(user: User) -> Any:
    return Pause.objects.filter(user=user).values("address", "why", "answer", "since")


def _notes(user: User) -> Any:
    return user.digest_notes.order_by("month", "pk").values("month", "text", "written_at", "changed_at", to_network=F("network__name"))


def _resources(user: User) -> Any:
    """Also what was withdrawn or taken off the page. The files are downloaded where they stand."""
    own = Resource.objects.filter(Q(author=user) | Q(author__merged_into=user)).order_by("posted_at", "pk")
    return own.values(
        "title", "text", "used_for", "kind", "language", "year", "licence", "label", "posted_at", "edited_at", "withdrawn_at",
        "hidden_reason", in_network=F("network__name"), for_city=F("official__city__name"), file_name=F("latest__file__name"),
        web_link=F("latest__link"),
    )  # fmt: skip


def _uses(user: User) -> Any:
    """Without the resource's title, which is somebody else's, and may be in confidence."""
    said = ResourceUse.objects.filter(official__user=user).order_by("said_at", "pk")
    return said.values("way", "text", "said_at", in_network=F("resource__network__name"), for_city=F("city__name"))


def _downloads(user: User) -> Any:
    taken = ResourceDownload.objects.filter(Q(user=user) | Q(user__merged_into=user)).order_by("day", "pk")
    return taken.values("day", in_network=F("resource__network__name"))


def _activity(user: User) -> Any:
    """With the address from which they did something, not that from which others did."""
    # By their ids, so that each of the three is looked up in its index and not every line of the log is read.
    posts = list(Official.objects.filter(user=user).values_list("pk", flat=True))
    lines = Activity.objects.filter(Q(actor=user) | Q(person=user) | Q(official__in=posts)).order_by("happened_at", "pk")
    return lines.values(
        "happened_at", "verb", "subject_label", "details", in_network=F("network__name"), of_city=F("city__name"),
        did_it_yourself=Q(actor=user), from_address=Case(When(actor=user, then=F("ip_address"))),
    )  # fmt: skip


def _tokens(user: User) -> Any:
    return user.access_tokens.values("name", "created_at", "ends_on", "last_used_on")


def _sessions(user: User) -> Any:
    return UserSession.objects.filter(user=user).values("created_at", "last_seen_at", "ip", "user_agent")
