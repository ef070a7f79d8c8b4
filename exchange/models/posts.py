from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.permissions import Role
from access.queries import address
from cities.models import City, Mark, Words
from exchange.querysets import QuestionQuerySet, ReplyQuerySet
from files.models import File
from networks.models import IN_CONFIDENCE, Label, Network
from officials.models import Official, User


class Post(models.Model):
    """What somebody wrote: who, for which post, under which label."""

    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    # The post in which they spoke. Null: for the secretariat.
    official = models.ForeignKey(Official, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("text"), max_length=50_000)
    label = models.CharField(_("who may read it"), max_length=10, choices=Label.choices, default=Label.NETWORK)
    named_cities = models.ManyToManyField(City, related_name="+", blank=True, verbose_name=_("cities"))
    posted_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    # Taken off the page by who runs the network, with the reason for its author.
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_reason = models.TextField(_("reason"), max_length=1000, blank=True)

    class Meta:
        abstract = True

    @property
    def hides_author(self) -> bool:
        return self.label == Label.CHATHAM


class Question(Post):
    """What an official wants to know of their peers. Its label holds for the whole of its page."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="questions")
    title = models.CharField(_("question"), max_length=200)
    text = models.TextField(_("what you have to know to answer"), max_length=50_000, blank=True)
    tags = ArrayField(models.CharField(max_length=40), verbose_name=_("tags"), default=list, blank=True)
    # The first reply from another city: how long a question waits is counted to here. One under the Chatham House rule counts, wherever
    # it is from: else it would tell.
    answered_at = models.DateTimeField(null=True, blank=True)
    last_posted_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    # The one that helped, as who asked says.
    accepted = models.ForeignKey("Reply", models.SET_NULL, null=True, blank=True, related_name="+")

    searched = Words.of(title="title", tags="tags", text="text", marks=(Mark("in", "network"), Mark("label", "label")))

    objects = QuestionQuerySet.as_manager()
    addressed_by = "pk"

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(label__in=Label.values), name="question_has_a_known_label")]
        indexes = [
            # With all that the figures of reach count of a question, so that they do not read its text.
            models.Index(
                fields=["network", "-last_posted_at"],
                include=["id", "official", "label", "posted_at", "hidden_at", "answered_at"],
                name="questions_of_network_by_time",
            ),
            # By themselves they tell what a manager is told of all networks: how many wait, and how quickly cities answer.
            models.Index(
                fields=["posted_at"],
                include=["network", "closed_at", "hidden_at"],
                condition=Q(answered_at__isnull=True),
                name="questions_without_answer",
            ),
            # Few of a network's many.
            models.Index(
                fields=["network"],
                condition=Q(answered_at__isnull=True, closed_at__isnull=True, hidden_at__isnull=True),
                name="questions_that_wait",
            ),
            models.Index(
                fields=["posted_at"],
                include=["id", "network", "answered_at", "closed_at"],
                condition=Q(hidden_at__isnull=True),
                name="questions_by_time",
            ),
            GinIndex(fields=["searched"], name="questions_searched"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("question", self.pk)

    @property
    def name_in_log(self) -> str:
        """The log is told on in mails."""
        return "" if self.label in IN_CONFIDENCE else self.title

    def roles_of(self, user: Any) -> set[Role]:
        return self.network.roles_of(user)


class Reply(Post):
    """An answer, or a word on the way to one. Its label is the question's or a narrower one."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="replies")
    # The question's. The database fills it in and keeps it so, for the search within networks.
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", editable=False)
    searched = Words.of(text="text", marks=(Mark("in", "network"), Mark("label", "label")))

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "replies"
        constraints = [models.CheckConstraint(condition=Q(label__in=Label.values), name="reply_has_a_known_label")]
        indexes = [
            # The same of a reply.
            models.Index(
                fields=["question", "posted_at"], include=["id", "official", "label", "hidden_at"], name="replies_of_question_by_time"
            ),
            # Of a year or two.
            models.Index(fields=["posted_at"], include=["id", "question", "official", "label", "hidden_at"], name="replies_by_time"),
            GinIndex(fields=["searched"], name="replies_searched"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


def _of_one_post(name: str) -> models.CheckConstraint:
    either = Q(question__isnull=False, reply__isnull=True) | Q(question__isnull=True, reply__isnull=False)
    return models.CheckConstraint(condition=either, name=name)


class OfPost(models.Model):
    """Something that belongs to a question or to a reply."""

    question = models.ForeignKey(Question, models.CASCADE, null=True, blank=True)
    reply = models.ForeignKey(Reply, models.CASCADE, null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def post(self) -> Question | Reply:
        post = self.reply or self.question
        assert post  # a constraint sees to it
        return post


class Attachment(OfPost):
    file = models.ForeignKey(File, models.PROTECT, related_name="+")

    class Meta:
        default_related_name = "attachments"
        constraints = [_of_one_post("attachment_is_of_one_post")]

    def __str__(self) -> str:
        return str(self.file)


class Revision(OfPost):
    """What a post said before it was edited, and under which label."""

    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    label = models.CharField(max_length=10, choices=Label.choices)
    replaced_at = models.DateTimeField(default=timezone.now)
    replaced_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        default_related_name = "revisions"
        ordering = ["-replaced_at", "-pk"]
        constraints = [_of_one_post("revision_is_of_one_post")]

    def __str__(self) -> str:
        return self.title or self.text[:80]


class PostReport(OfPost):
    """Somebody says that a post, or a resource, should not stand there."""

    resource = models.ForeignKey("Resource", models.CASCADE, null=True, blank=True)
    reporter = models.ForeignKey(User, models.CASCADE, related_name="+")
    reason = models.TextField(_("what is wrong with it"), max_length=1000)
    reported_at = models.DateTimeField(default=timezone.now)
    # What those who run the network made of it. Null: it waits.
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        default_related_name = "reports"
        constraints = [
            models.CheckConstraint(
                condition=Q(question__isnull=False, reply__isnull=True, resource__isnull=True)
                | Q(question__isnull=True, reply__isnull=False, resource__isnull=True)
                | Q(question__isnull=True, reply__isnull=True, resource__isnull=False),
                name="report_is_of_one_post",
            )
        ]

    def __str__(self) -> str:
        return self.reason[:80]

    @property
    def post(self) -> Any:
        return self.resource or super().post

    @property
    def stands_on(self) -> Any:
        """What has the page on which it is."""
        return self.reply.question if self.reply else self.post


class Useful(models.Model):
    """Somebody found a reply useful."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="useful")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "useful"
        constraints = [models.UniqueConstraint(fields=["reply", "user"], name="one_useful_per_person_and_reply")]

    def __str__(self) -> str:
        return str(self.reply)


class Follow(models.Model):
    """Somebody wants to hear of what is replied."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="follows")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "user"], name="one_follow_per_person_and_question")]

    def __str__(self) -> str:
        return str(self.question)
