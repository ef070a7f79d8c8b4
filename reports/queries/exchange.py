"""What members asked and answered, and who was introduced. A file is passed on, so its labels hold for whoever may come to read it."""

from datetime import UTC
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Extract, Round, TruncMinute
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.queries import Column, Harmless, Kind
from activity.queries import Label as Worded
from cities.models import Region
from exchange.models import Introduction, Label, Outcome, Question, Reply
from reports.queries.reports import Report
from reports.queries.words import YesIf, joined, name_of

TEXT = models.TextField()
HOURS = Round(Extract(F("answered_at") - F("posted_at"), "epoch") / 3600.0, precision=1)


class QuestionsReport(Report):
    """One row for each question that stands."""

    name = "questions"
    title = gettext_lazy("Questions")
    about = gettext_lazy(
        "One row for each question, but for those taken off the page. Under the Chatham House rule neither the official nor the city is "
        "named; the words of what is for named cities are not here. It is answered once somebody of another city has replied."
    )
    period_means = gettext_lazy("Questions asked in the period.")
    in_order = ["posted_at", "network__name"]
    counted = {"answered": Count("pk", filter=Q(answered_at__isnull=False))}

    @cached_property
    def things(self) -> QuerySet[Question]:
        there = Question.objects.visible_to(self.user).filter(self.days.hold("posted_at"), hidden_at=None)
        questions = self.in_networks(there)
        replies = Reply.objects.filter(question=OuterRef("pk"), hidden_at=None).order_by().values("question").annotate(n=Count("pk"))
        return questions.annotate(reply_count=Coalesce(Subquery(replies.values("n")), 0))

    @property
    def columns(self) -> list[Column]:
        return [
            Column("network", _("Network"), Harmless("network__name")),
            Column("question", _("Question"), unless_for_named("label", Harmless("title"))),
            Column("who_may_read_it", _("Who may read it"), Worded("label", Label.choices)),
            Column("tags", _("Tags"), unless_for_named("label", joined("tags"))),
            Column("official", _("Official"), unless_unnamed(name_of("author"))),
            Column("city", _("City"), unless_unnamed(Harmless("official__city__name"))),
            Column("region", _("Region"), unless_unnamed(Worded("official__city__region", Region.choices))),
            Column("asked_utc", _("Asked (UTC)"), TruncMinute("posted_at", tzinfo=UTC), Kind.MOMENT),
            Column("answered_utc", _("Answered (UTC)"), TruncMinute("answered_at", tzinfo=UTC), Kind.MOMENT),
            Column(
                "hours_to_the_answer",
                _("Hours to the answer"),
                HOURS,
                Kind.NUMBER,
            ),
            Column("replies", _("Replies"), F("reply_count"), Kind.NUMBER),
            Column("one_helped", _("One helped"), YesIf(Q(accepted__isnull=False)), Kind.YES),
            Column("closed", _("Closed"), YesIf(Q(closed_at__isnull=False)), Kind.YES),
        ]

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
    period_means = gettext_lazy("Replies written in the period, whenever the question was asked.")
    in_order = ["question__posted_at", "question", "posted_at"]
    counted = {"by_staff": Count("pk", filter=Q(official=None))}

    @cached_property
    def things(self) -> QuerySet[Reply]:
        questions = QuestionsReport(self.networks, self.user).things
        replies = Reply.objects.visible_to(self.user).filter(hidden_at=None, question__in=questions.values("pk"))
        return replies.filter(self.days.hold("posted_at"))

    @property
    def columns(self) -> list[Column]:
        return [
            Column("network", _("Network"), Harmless("question__network__name")),
            Column("question", _("Question"), unless_for_named("question__label", Harmless("question__title"))),
            Column("reply", _("Reply"), unless_for_named("label", Harmless("text"))),
            Column("who_may_read_it", _("Who may read it"), Worded("label", Label.choices)),
            Column("official", _("Official"), unless_unnamed(name_of("author"))),
            Column("city", _("City"), unless_unnamed(Harmless("official__city__name"))),
            Column("secretariat", _("Secretariat"), unless_unnamed(YesIf(Q(official=None)))),
            Column("replied_utc", _("Replied (UTC)"), TruncMinute("posted_at", tzinfo=UTC), Kind.MOMENT),
            Column("helped", _("Helped"), YesIf(Q(question__accepted=F("pk"))), Kind.YES),
        ]

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
    period_means = gettext_lazy("Introductions made in the period.")
    in_order = ["made_at", "network__name"]
    counted = {"in_touch": Count("pk", filter=Q(status="agreed"))}

    @cached_property
    def things(self) -> QuerySet[Introduction]:
        return self.in_networks(Introduction.objects.visible_to(self.user).filter(self.days.hold("made_at")))

    @property
    def columns(self) -> list[Column]:
        said = Outcome.objects.filter(introduction=OuterRef("pk"))
        return [
            Column("network", _("Network"), Harmless("network__name")),
            Column("city_that_seeks", _("City that seeks"), Harmless("seeker__city__name")),
            Column("city_that_could_help", _("City that could help"), Harmless("giver__city__name")),
            Column("introduced_utc", _("Introduced (UTC)"), TruncMinute("made_at", tzinfo=UTC), Kind.MOMENT),
            Column("state", _("State"), Worded("status", Introduction.Status.choices)),
            Column("settled_utc", _("Settled (UTC)"), TruncMinute("settled_at", tzinfo=UTC), Kind.MOMENT),
            Column("met", _("Met"), YesIf(Q(Exists(said.filter(met=True)))), Kind.YES),
            Column("useful", _("Useful"), YesIf(Q(Exists(said.filter(useful=True)))), Kind.YES),
        ]

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {**super().counts_in_words, _("In touch"): self.counts["in_touch"]}


def unless_unnamed(name: Any) -> Case:
    return Case(When(label=Label.CHATHAM, then=Value(_("in confidence"))), default=name, output_field=TEXT)


def unless_for_named(label: str, words: Any) -> Case:
    return Case(When(**{label: Label.CITIES}, then=Value(_("in confidence"))), default=words, output_field=TEXT)
