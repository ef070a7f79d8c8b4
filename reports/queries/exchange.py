"""What members asked and answered, and who was introduced. A file is passed on, so its labels hold for whoever may come to read it."""

from datetime import UTC
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Extract, Round, TruncMinute
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.queries import Harmless
from activity.queries import Label as Worded
from cities.models import Region
from exchange.models import Introduction, Label, Outcome, Question, Reply
from reports.queries.reports import MINUTE, Report, name_of, yes_if

TEXT = models.TextField()


class QuestionsReport(Report):
    """One row for each question that stands."""

    name = "questions"
    title = gettext_lazy("Questions")
    about = gettext_lazy(
        "One row for each question, but for those taken off the page. Under the Chatham House rule neither the official nor the city is "
        "named; the words of what is for named cities are not here. It is answered once somebody of another city has replied."
    )
    in_order = ["posted_at", "network__name"]
    counted = {"answered": Count("pk", filter=Q(answered_at__isnull=False))}

    @cached_property
    def things(self) -> QuerySet[Question]:
        questions = Question.objects.visible_to(self.user).filter(hidden_at=None)
        if self.networks is not None:
            questions = questions.filter(network__in=self.networks.values("pk"))
        replies = Reply.objects.filter(question=OuterRef("pk"), hidden_at=None).order_by().values("question").annotate(n=Count("pk"))
        return questions.annotate(reply_count=Coalesce(Subquery(replies.values("n")), 0))

    @property
    def columns(self) -> dict[str, Any]:
        return {
            _("Network"): Harmless("network__name"),
            _("Question"): unless_for_named("label", Harmless("title")),
            _("Who may read it"): Worded("label", Label.choices),
            _("Tags"): unless_for_named("label", Func(F("tags"), Value(", "), function="array_to_string", output_field=TEXT)),
            _("Official"): unless_unnamed(name_of("author")),
            _("City"): unless_unnamed(Harmless("official__city__name")),
            _("Region"): unless_unnamed(Worded("official__city__region", Region.choices)),
            _("Asked (UTC)"): TruncMinute("posted_at", tzinfo=UTC),
            _("Answered (UTC)"): TruncMinute("answered_at", tzinfo=UTC),
            _("Hours to the answer"): Round(Extract(F("answered_at") - F("posted_at"), "epoch") / 3600.0, precision=1),
            _("Replies"): F("reply_count"),
            _("One helped"): yes_if(Q(accepted__isnull=False)),
            _("Closed"): yes_if(Q(closed_at__isnull=False)),
        }

    @property
    def formats(self) -> dict[str, str]:
        return dict.fromkeys([_("Asked (UTC)"), _("Answered (UTC)")], MINUTE)

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {**super().counts_in_words, _("Answered"): self.counts["answered"]}


class RepliesReport(Report):
    """One row for each reply that stands."""

    name = "replies"
    title = gettext_lazy("Replies")
    about = gettext_lazy(
        "One row for each reply, but for those taken off the page. Under the Chatham House rule neither the official nor the city is "
        "named; the words of what is for named cities are not here."
    )
    in_order = ["question__posted_at", "question", "posted_at"]
    counted = {"by_staff": Count("pk", filter=Q(official=None))}

    @cached_property
    def things(self) -> QuerySet[Reply]:
        questions = QuestionsReport(self.networks, self.user).things
        return Reply.objects.visible_to(self.user).filter(hidden_at=None, question__in=questions.values("pk"))

    @property
    def columns(self) -> dict[str, Any]:
        return {
            _("Network"): Harmless("question__network__name"),
            _("Question"): unless_for_named("question__label", Harmless("question__title")),
            _("Reply"): unless_for_named("label", Harmless("text")),
            _("Who may read it"): Worded("label", Label.choices),
            _("Official"): unless_unnamed(name_of("author")),
            _("City"): unless_unnamed(Harmless("official__city__name")),
            _("Secretariat"): unless_unnamed(yes_if(Q(official=None))),
            _("Replied (UTC)"): TruncMinute("posted_at", tzinfo=UTC),
            _("Helped"): yes_if(Q(question__accepted=F("pk"))),
        }

    @property
    def formats(self) -> dict[str, str]:
        return {_("Replied (UTC)"): MINUTE}

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {**super().counts_in_words, _("By the secretariat"): self.counts["by_staff"]}


class IntroductionsReport(Report):
    """One row for each introduction."""

    name = "introductions"
    title = gettext_lazy("Introductions")
    about = gettext_lazy(
        "One row for each introduction of two officials, with their cities. Who they are, what was written to them and what they said of "
        "it in words stays between them and those who run the network. Met, or useful: as at least one of the two says."
    )
    in_order = ["made_at", "network__name"]
    counted = {"in_touch": Count("pk", filter=Q(status="agreed"))}

    @cached_property
    def things(self) -> QuerySet[Introduction]:
        made = Introduction.objects.visible_to(self.user)
        return made if self.networks is None else made.filter(network__in=self.networks.values("pk"))

    @property
    def columns(self) -> dict[str, Any]:
        said = Outcome.objects.filter(introduction=OuterRef("pk"))
        return {
            _("Network"): Harmless("network__name"),
            _("City that seeks"): Harmless("seeker__city__name"),
            _("City that could help"): Harmless("giver__city__name"),
            _("Introduced (UTC)"): TruncMinute("made_at", tzinfo=UTC),
            _("State"): Worded("status", Introduction.Status.choices),
            _("Settled (UTC)"): TruncMinute("settled_at", tzinfo=UTC),
            _("Met"): yes_if(Q(Exists(said.filter(met=True)))),
            _("Useful"): yes_if(Q(Exists(said.filter(useful=True)))),
        }

    @property
    def formats(self) -> dict[str, str]:
        return dict.fromkeys([_("Introduced (UTC)"), _("Settled (UTC)")], MINUTE)

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {**super().counts_in_words, _("In touch"): self.counts["in_touch"]}


def unless_unnamed(name: Any) -> Case:
    return Case(When(label=Label.CHATHAM, then=Value(_("in confidence"))), default=name, output_field=TEXT)


def unless_for_named(label: str, words: Any) -> Case:
    return Case(When(**{label: Label.CITIES}, then=Value(_("in confidence"))), default=words, output_field=TEXT)
