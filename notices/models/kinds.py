"""Of what people are told, and how they want to be.

An app declares all that it tells in one place: TOPICS in its emails.py, a list of topics with their kinds. Nothing else registers them.
`owe("exchange.replied", …)` then puts it on the page of who is owed it, mails it as they wish, and lets them stop it by one click.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from notices.models.notices import Notice

# Its model, and its number.
Thing = tuple[type[models.Model], int]


class How(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("In the digest")
    NEVER = "never", _("No mail")


@dataclass(frozen=True)
class Kind:
    """One thing of which people are told."""

    # "exchange.replied": the app that tells it, and what it is.
    name: str
    # What has happened, without its subject, which stands beside it: "A new reply".
    words: Any
    # Mails it by notices.services.tell_by_mail, or does nothing where its reader may no longer see it or it holds no more.
    send: Callable[["Notice"], None]
    # Mailed at once to everybody, also in quiet hours: somebody would lose something by reading it late.
    must: bool = False
    # The page it leads to, given the notice with its subject. Without: the subject's own.
    leads_to: Callable[["Notice"], str] | None = None
    # What its reader must still be able to see beside its subject: a reply may be taken off the page of its question.
    also: Callable[["Notice"], Thing] | None = None


@dataclass(frozen=True)
class Topic:
    """Kinds that people set together, for all networks or for one."""

    name: str
    # As the settings have it: "Replies to questions that you follow".
    words: Any
    kinds: Sequence[Kind]
    # For who has not said otherwise.
    default: How = How.AT_ONCE

    @property
    def is_must(self) -> bool:
        """There is nothing to set."""
        return all(kind.must for kind in self.kinds)
