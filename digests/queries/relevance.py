"""What of all that happened somebody wants to read first."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, Exists, Func, IntegerChoices, OuterRef, TextField, Value, When
from django.utils.translation import gettext_lazy as _

from activity.verbs import Verb
from digests.queries.readers import Column, EachReader
from exchange.models import Question
from exchange.queries import could_answer


class Relevance(IntegerChoices):
    """The heading under which a line stands, in their order."""

    ANSWER = 1, _("Answers to you")
    COULD_ANSWER = 2, _("You could answer")
    WORKSHOP = 3, _("Workshops")
    PEERS = 4, _("What peers did")
    DECISION = 5, _("Decided")
    OTHER = 6, _("Also new")


REPLIES = [Verb.REPLIED, Verb.REPLIED_BY_STAFF, Verb.REPLIED_UNNAMED]
QUESTIONS = [Verb.QUESTION_ASKED, Verb.QUESTION_ASKED_BY_STAFF, Verb.QUESTION_ASKED_UNNAMED, Verb.QUESTION_MOVED]
WORKSHOPS = [verb for verb in Verb if verb.startswith("workshop.")]
OF_PEERS = [verb for verb in Verb if verb.startswith(("action.", "follow_up.")) or verb in {Verb.RESOURCE_ADAPTED, Verb.STORY_PUBLISHED}]
DECISIONS = [verb for verb in Verb if verb.startswith(("agreement.", "network.", "practice.", "stewardship."))]
DECISIONS += [Verb.LEAD_CITY_NAMED, Verb.LEAD_CITY_ENDED]
KNOWN = Func(Column("patterns", TextField()), Value("\n"), function="string_to_array", output_field=ArrayField(TextField()))


def relevance_to(each: EachReader) -> Any:
    """Of a line of the log to its reader."""
    its_question = Question.objects.filter(pk=OuterRef("subject_id"))
    return Case(
        When(Exists(its_question.filter(author=each)), verb__in=REPLIES, then=Value(Relevance.ANSWER)),
        When(Exists(could_answer(each, its_question, known=KNOWN)), verb__in=QUESTIONS, then=Value(Relevance.COULD_ANSWER)),
        When(verb__in=WORKSHOPS, then=Value(Relevance.WORKSHOP)),
        When(verb__in=OF_PEERS, then=Value(Relevance.PEERS)),
        When(verb__in=DECISIONS, then=Value(Relevance.DECISION)),
        default=Value(Relevance.OTHER),
    )
