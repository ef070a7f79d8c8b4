from typing import Any, Self

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from activity.querysets import fold

# Of many cities' lists few differ: each is looked up in their index after the one before.
LANGUAGES = """
    WITH RECURSIVE lists AS (
        (SELECT languages FROM cities_city ORDER BY languages LIMIT 1)
        UNION ALL
        SELECT (SELECT languages FROM cities_city WHERE languages > lists.languages ORDER BY languages LIMIT 1)
        FROM lists WHERE languages IS NOT NULL
    )
    SELECT DISTINCT unnest(languages) FROM lists
"""


def languages_of_cities() -> set[str]:
    """In which any of them works."""
    with connection.cursor() as cursor:
        cursor.execute(LANGUAGES)
        return {code for (code,) in cursor.fetchall()}


class CityQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:  # noqa: ARG002
        """Every city, members and former members alike, is public; not the entries that turned out to be of another one."""
        return self.filter(merged_into__isnull=True)

    def members(self) -> Self:
        today = timezone.now().date()
        here = self.filter(merged_into__isnull=True)
        return here.filter(Q(joined_on__isnull=True) | Q(joined_on__lte=today)).filter(Q(left_on__isnull=True) | Q(left_on__gt=today))

    def former(self) -> Self:
        return self.filter(merged_into__isnull=True, left_on__lte=timezone.now().date())

    def called(self, words: str) -> Self:
        """The one with this address or whole name; where there is none, those whose name has each of these words."""
        exact = self.filter(slug=slugify(words))
        return exact if exact.exists() else self.matching(words)

    def matching(self, words: str) -> Self:
        """Whose name has each of these words, whatever the accents and the case."""
        found = self
        for word in fold(words).split():
            found = found.filter(name__folded__contains=word)
        return found

    def with_word(self, beginning: str) -> Self:
        """A word of whose name begins so."""
        folded = fold(beginning)
        return self.filter(Q(name__folded__startswith=folded) | Q(name__folded__contains=f" {folded}"))
