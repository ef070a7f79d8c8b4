from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.querysets import PauseQuerySet
from officials.models import User


class Pause(models.Model):
    """Mail to this address came back, or its reader called it spam: no notice and no digest goes there until they ask for it again.

    It holds for the address. Who has another one by now gets their mail. What they would have had stands on the page.
    """

    class Why(models.TextChoices):
        CAME_BACK = "came_back", _("It came back: the mailbox does not take it.")
        SPAM = "spam", _("It was marked as spam.")

    user = models.OneToOneField(User, models.CASCADE, related_name="mail_pause")
    address = models.EmailField(max_length=254)  # in small letters
    why = models.CharField(max_length=10, choices=Why.choices)
    # In the words of the mail server that sent it back.
    answer = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField(default=timezone.now)

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(why__in=["came_back", "spam"]), name="mail_is_paused_for_a_reason_that_we_know")]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def stands_for(self) -> int:
        return self.user_id
