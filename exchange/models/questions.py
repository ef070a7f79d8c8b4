from datetime import timedelta

from django.db import models
from django.utils import timezone

from exchange.models.posts import Question
from officials.models import Official, User

# So that the same few who always answer are left in peace: so often in so many days.
MOST_ASKED, LATELY = 3, timedelta(days=30)


class Asked(models.Model):
    """Somebody was asked for an answer in person. It is counted, so that the same few are not asked again and again."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="asked")
    official = models.ForeignKey(Official, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "asked"
        constraints = [models.UniqueConstraint(fields=["question", "official"], name="nobody_is_asked_twice_for_one_answer")]
        indexes = [models.Index(fields=["official", "-asked_at"], name="asked_of_official_by_time")]

    def __str__(self) -> str:
        return str(self.official)

    @property
    def stands_for(self) -> int:
        return self.official.user_id
