import unicodedata
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


def fold(text: str) -> str:
    """Lower case without accents, as the `folded` lookup has it: 'São Paulo' → 'sao paulo'."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")


class Folded(models.Transform):
    """The same in the database: name__folded__contains. PostgreSQL's unaccent is an extension that not every server has."""

    lookup_name = "folded"
    template = "regexp_replace(normalize(lower(%(expressions)s), NFD), '[\u0300-\u036f]', '', 'g')"


models.CharField.register_lookup(Folded)
models.TextField.register_lookup(Folded)


class CityQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:  # noqa: ARG002
        """Every city, members and former members alike, is public."""
        return self.all()

    def members(self) -> Self:
        today = timezone.now().date()
        return self.filter(Q(joined_on__isnull=True) | Q(joined_on__lte=today)).filter(Q(left_on__isnull=True) | Q(left_on__gt=today))

    def former(self) -> Self:
        return self.filter(left_on__lte=timezone.now().date())

    def matching(self, words: str) -> Self:
        """Whose name has each of these words, whatever the accents and the case."""
        found = self
        for word in fold(words).split():
            found = found.filter(name__folded__contains=word)
        return found
