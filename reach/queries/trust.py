"""Trust: information flows quickly between people who trust each other, and staff protect that."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from exchange.models import Question, Reply, Resource
from reach.models import PulseRound
from reach.queries.figures import ALL, NETWORK, Figure, Kind, Part, Reason, Source, from_enough, median, number, share, things, total
from reach.queries.pulse import AGREES, ENOUGH_ANSWERS
from reach.queries.sources import QUESTIONS, REPLIES
from reach.queries.touched import OF_TOUCHED, TOUCHED_REPLIES, TOUCHED_RESOURCES

REASON = Reason(
    "trust",
    _("Trust"),
    _("Information flows quickly between people who trust each other, and staff protect that."),
    figure="time-to-first-answer",
)
# A median or a share of fewer says little, and might say whose they are.
FEWEST = 5

# The first answer of each city to a question of another, from the day it was given, for 365 days. What is in confidence is not counted:
# nobody learns of that tie. An answer goes both ways while one from the other of the two cities, in the same network, counts too. A day
# needs all answers between the two cities of one that it touched, where it is and where it was known to be, which were not over before
# that one was given.
TOUCHED_ANSWERS = f"""
WITH answered AS MATERIALIZED (
    {TOUCHED_REPLIES} UNION SELECT reply.id FROM log JOIN officials_official official ON official.city_id IN (log.city_id, log.subject_id)
        LEFT JOIN exchange_question question ON question.official_id = official.id
        JOIN exchange_reply reply ON reply.official_id = official.id OR reply.question_id = question.id WHERE kind = 'city'
), tie AS MATERIALIZED (
    SELECT place.network_id, ARRAY[official.city_id, asker.city_id] AS cities, min(reply.posted_at)::date AS since
    FROM answered JOIN exchange_reply reply USING (id) JOIN exchange_question question ON question.id = reply.question_id
    JOIN officials_official official ON official.id = reply.official_id JOIN officials_official asker ON asker.id = question.official_id
    LEFT JOIN reach_counted known ON known.part = 'answers' AND known.source_id = reply.id AND known.known_until IS NULL
    CROSS JOIN LATERAL (VALUES (question.network_id), (known.network_id)) AS place (network_id)
    GROUP BY place.network_id, official.city_id, asker.city_id
)
SELECT id FROM answered UNION SELECT counted.source_id
FROM tie CROSS JOIN LATERAL (
    SELECT source_id FROM reach_counted WHERE part = 'answers' AND known_until IS NULL
        AND network_id = tie.network_id AND city_id = ANY(tie.cities) AND until > tie.since OFFSET 0
) counted
WHERE (
    SELECT asker.city_id FROM exchange_reply reply
    JOIN exchange_question question ON question.id = reply.question_id JOIN officials_official asker ON asker.id = question.official_id
    WHERE reply.id = counted.source_id
) = ANY(tie.cities)
"""  # noqa: S608 - of our own words
ANSWERS = Source(
    """
WITH place AS (SELECT id, region, languages, cardinality(languages) > 0 AS is_known FROM cities_city), answer AS MATERIALIZED (
    SELECT DISTINCT ON (reply.question_id, official.city_id) reply.id, question.network_id, official.city_id AS giver,
        asker.city_id AS taker, reply.posted_at::date AS since,
        least(reply.posted_at::date + 365, reply.hidden_at::date, question.hidden_at::date) AS until
    FROM exchange_reply reply
    JOIN exchange_question question ON question.id = reply.question_id
    JOIN officials_official official ON official.id = reply.official_id
    JOIN officials_official asker ON asker.id = question.official_id
    WHERE official.city_id <> asker.city_id AND reply.label IN ('network', 'public') AND question.label IN ('network', 'public'){only}
    ORDER BY reply.question_id, official.city_id, reply.hidden_at IS NOT NULL, reply.posted_at, reply.id
), back AS MATERIALIZED (
    SELECT answer.* FROM answer JOIN (SELECT DISTINCT network_id, giver, taker FROM answer) other
        ON other.network_id = answer.network_id AND other.giver = answer.taker AND other.taker = answer.giver
    WHERE answer.since < answer.until
), tie AS (
    SELECT network_id, giver, taker, range_agg(daterange(since, until)) AS held FROM back GROUP BY network_id, giver, taker
)
SELECT answer.id AS source_id, answer.id AS thing_id, network_id, giver AS city_id, since, until, false AS is_returned,
    one.region <> other.region AS is_across_regions, one.is_known AND other.is_known AS is_in_known_languages,
    one.is_known AND other.is_known AND NOT one.languages && other.languages AS is_across_languages
FROM answer JOIN place one ON one.id = giver JOIN place other ON other.id = taker
UNION ALL
SELECT back.id, back.id, back.network_id, back.giver, lower(both_ways), upper(both_ways), true, false, false, false
FROM back JOIN tie ON tie.network_id = back.network_id AND tie.giver = back.taker AND tie.taker = back.giver
CROSS JOIN LATERAL unnest(datemultirange(daterange(back.since, back.until)) * tie.held) AS both_ways
""",
    touched=TOUCHED_ANSWERS,
    of_the_day=f" AND reply.id = {OF_TOUCHED}",
    # The answers of a year, and those of the year before, which they may have gone back to; with what came first of each city.
    that_last=" AND question.id IN (SELECT question_id FROM exchange_reply WHERE posted_at >= %(day)s - 730)",
)
RESOURCES = Source(
    """
SELECT id AS source_id, id AS thing_id, network_id, NULL::bigint AS city_id, posted_at::date AS since,
    least(posted_at::date + 365, hidden_at::date, withdrawn_at::date) AS until, label
FROM exchange_resource
""",
    touched=TOUCHED_RESOURCES,
)
IN_CONFIDENCE, OPEN = "label IN ('cities', 'chatham')", "label IN ('network', 'public')"
# A closed round with enough answers speaks for its network until the next such one, for half a year at most. Other rounds are in no sum,
# so that none can be subtracted from it.
PULSE = Source(f"""
SELECT id AS source_id, id AS thing_id, network_id, NULL::bigint AS city_id, since,
    least(since + 182, lead(since) OVER (PARTITION BY network_id ORDER BY since, id)) AS until, answers, agree
FROM (
    SELECT asked.id, asked.network_id, asked.closed_at::date AS since, sum(tally.count) AS answers,
        sum(tally.count) FILTER (WHERE tally.score >= {AGREES}) AS agree
    FROM reach_pulseround asked
    JOIN reach_pulsetally tally ON tally.round_id = asked.id AND tally.statement = 'openly'
    WHERE asked.closed_at IS NOT NULL
    GROUP BY asked.id HAVING sum(tally.count) >= {ENOUGH_ANSWERS}
) AS shown
""")  # noqa: S608 - of our own words


def _of_answers(key: str, name: Any, counted: Any, where: str) -> Part:
    return Part(key, name=name, counted=counted, of=Reply, unseen=_("an answer"), source=ANSWERS, where=where)


def _shared(key: str, name: Any, of: Any, unseen: Any, label: str) -> Part:
    source = {Question: QUESTIONS, Reply: REPLIES, Resource: RESOURCES}[of]
    return Part(key, name=name, counted=COUNTED[key], of=of, unseen=unseen, source=source, where=label, city="NULL")


COUNTED = {
    "questions-in-confidence": ngettext_lazy("%(number)s question in confidence", "%(number)s questions in confidence", "number"),
    "questions-in-the-open": ngettext_lazy("%(number)s question in the open", "%(number)s questions in the open", "number"),
    "replies-in-confidence": ngettext_lazy("%(number)s reply in confidence", "%(number)s replies in confidence", "number"),
    "replies-in-the-open": ngettext_lazy("%(number)s reply in the open", "%(number)s replies in the open", "number"),
    "resources-in-confidence": ngettext_lazy("%(number)s resource in confidence", "%(number)s resources in confidence", "number"),
    "resources-in-the-open": ngettext_lazy("%(number)s resource in the open", "%(number)s resources in the open", "number"),
}

PARTS = [
    Part(
        "questions",
        name=_("Questions that were asked"),
        counted=ngettext_lazy("%(number)s question asked", "%(number)s questions asked", "number"),
        of=Question,
        unseen=_("a question"),
        source=QUESTIONS,
    ),
    Part(
        "first-answers",
        name=_("Questions that another city answered, with the hours until it did"),
        counted=ngettext_lazy("%(number)s question answered", "%(number)s questions answered", "number"),
        of=Question,
        unseen=_("a question"),
        source=QUESTIONS,
        amount="hours",
        since="answered_on",
    ),
    _of_answers(
        "answers", _("Answers to another city"), ngettext_lazy("%(number)s answer", "%(number)s answers", "number"), "NOT is_returned"
    ),
    _of_answers(
        "answers-returned",
        _("Answers to a city that answered back"),
        ngettext_lazy("%(number)s to a city that answered back", "%(number)s to a city that answered back", "number"),
        "is_returned",
    ),
    _of_answers(
        "answers-across-regions",
        _("Answers to a city of another region"),
        ngettext_lazy("%(number)s across regions", "%(number)s across regions", "number"),
        "is_across_regions",
    ),
    _of_answers(
        "answers-in-known-languages",
        _("Answers between cities whose languages are known"),
        ngettext_lazy("%(number)s answer", "%(number)s answers", "number"),
        "is_in_known_languages",
    ),
    _of_answers(
        "answers-across-languages",
        _("Answers to a city of another language"),
        ngettext_lazy("%(number)s across languages", "%(number)s across languages", "number"),
        "is_across_languages",
    ),
    _shared("questions-in-confidence", _("Questions in confidence"), Question, _("a question"), IN_CONFIDENCE),
    _shared("questions-in-the-open", _("Questions in the open"), Question, _("a question"), OPEN),
    _shared("replies-in-confidence", _("Replies in confidence"), Reply, _("a reply"), IN_CONFIDENCE),
    _shared("replies-in-the-open", _("Replies in the open"), Reply, _("a reply"), OPEN),
    _shared("resources-in-confidence", _("Resources in confidence"), Resource, _("a resource"), IN_CONFIDENCE),
    _shared("resources-in-the-open", _("Resources in the open"), Resource, _("a resource"), OPEN),
    Part(
        "pulse",
        name=_("Rounds of three statements, with how many answered"),
        counted=ngettext_lazy("%(number)s round", "%(number)s rounds", "number"),
        of=PulseRound,
        unseen=_("a round"),
        source=PULSE,
        amount="answers",
        in_total=ngettext_lazy("%(number)s answer", "%(number)s answers", "number"),
    ),
    Part(
        "pulse-agrees",
        name=_("Rounds of three statements, with how many agree"),
        counted=ngettext_lazy("%(number)s round", "%(number)s rounds", "number"),
        of=PulseRound,
        unseen=_("a round"),
        source=PULSE,
        amount="agree",
        in_total=ngettext_lazy("%(number)s agrees", "%(number)s agree", "number"),
    ),
]

ANSWERS_COUNT = _("The first answer of each city to a question of another city, from the day it was given, for 365 days.")
NOT_ANSWERS = _(
    "Replies from the city that asked, from staff, or taken off. Questions and replies for named cities or under the Chatham House rule:"
    " nobody learns of those ties. What cities say to each other outside c40net."
)
ANSWERS_SOURCE = _("Questions and replies that the whole network may read")

FIGURES = [
    Figure(
        key="time-to-first-answer",
        reason="trust",
        kind=Kind.RECORD,
        name=_("Time to a first answer"),
        unit=_("hours until another city answers a question, in the median"),
        definition=_("Half of the questions that another city answered had their first answer within this time."),
        counts=_("Questions of the last 365 days that another city has answered, from the day it did."),
        does_not_count=_(
            "Questions that wait for an answer, or that only staff or the city that asked answered: how many were asked stands beside it."
            " What was taken off."
        ),
        formula=_("Median of the hours from the question to the first reply of another city"),
        source=_("Questions and replies. Those in confidence count, and nobody learns whose they are; none of them counts for a region."),
        limits=_("Under the Chatham House rule every reply counts as one of another city, because to leave some out would tell which."),
        version=1,
        value=from_enough(
            number(median("first-answers"), beside=[things("first-answers"), things("questions")]),
            of=things("first-answers"),
            fewest=FEWEST,
        ),
        unsaid=_("too few answers"),
    ),
    Figure(
        key="answers-returned",
        reason="trust",
        kind=Kind.RECORD,
        name=_("Answers that go both ways"),
        unit=_("of answers went to a city that answered back"),
        definition=_("How many answers went from a city to one that answered it as well, in the same network, within a year."),
        counts=ANSWERS_COUNT,
        does_not_count=NOT_ANSWERS,
        formula=_("Answers to a city that answered back ÷ answers"),
        source=ANSWERS_SOURCE,
        limits=_("A city that has not asked yet cannot be answered back."),
        version=1,
        value=from_enough(share([things("answers-returned")], among=things("answers")), of=things("answers"), fewest=FEWEST),
        unsaid=_("too few answers"),
    ),
    Figure(
        key="answers-across-regions",
        reason="trust",
        kind=Kind.RECORD,
        name=_("Answers across regions"),
        unit=_("of answers went to a city of another region"),
        definition=_("How many answers went from a city to one of another region of the world."),
        counts=ANSWERS_COUNT,
        does_not_count=NOT_ANSWERS,
        formula=_("Answers to a city of another region ÷ answers"),
        source=ANSWERS_SOURCE,
        limits=_("An answer counts for the region of the city that gave it."),
        version=1,
        value=from_enough(share([things("answers-across-regions")], among=things("answers")), of=things("answers"), fewest=FEWEST),
        unsaid=_("too few answers"),
    ),
    Figure(
        key="answers-across-languages",
        reason="trust",
        kind=Kind.RECORD,
        name=_("Answers across languages"),
        unit=_("of answers went to a city of another language"),
        definition=_("How many answers went from a city to one with which it shares no working language."),
        counts=ANSWERS_COUNT,
        does_not_count=_(
            "What “Answers across regions” does not count, and answers between cities of which the working languages of one are not known."
        ),
        formula=_("Answers to a city of another language ÷ answers between cities whose languages are known"),
        source=ANSWERS_SOURCE,
        limits=_("The language is the city’s, as its page says it is today; officials may well speak others."),
        version=1,
        value=from_enough(
            share([things("answers-across-languages")], among=things("answers-in-known-languages")),
            of=things("answers-in-known-languages"),
            fewest=FEWEST,
        ),
        unsaid=_("too few answers"),
    ),
    Figure(
        key="shared-in-confidence",
        reason="trust",
        kind=Kind.RECORD,
        name=_("Shared in confidence"),
        unit=_("of what is shared is for named cities, or under the Chatham House rule"),
        definition=_("How much of what members ask, reply and share is under a label that says who may read it, or hides who said it."),
        counts=_("Questions, replies and resources of 365 days. Those for named cities or under the Chatham House rule are in confidence."),
        does_not_count=_("What was taken off or taken back. The documents of workshops."),
        formula=_("Questions, replies and resources in confidence ÷ all of them"),
        source=_("The labels as they are: one that was widened counts as open. The list tells nothing that its reader may not read."),
        limits=_("More is neither better nor worse: it shows that people use the protection."),
        version=1,
        value=share(
            [things("questions-in-confidence"), things("replies-in-confidence"), things("resources-in-confidence")],
            and_others=[things("questions-in-the-open"), things("replies-in-the-open"), things("resources-in-the-open")],
        ),
        unsaid=_("nothing shared"),
        scopes=frozenset({ALL, NETWORK}),
    ),
    Figure(
        key="ask-openly",
        reason="trust",
        kind=Kind.SELF_REPORT,
        name=_("Members who can ask openly"),
        unit=_("of members who answered say: I can ask here openly"),
        definition=_("How many of those who answered agree with “I can ask here openly”, when their network asks them once a quarter."),
        counts=_("Answers of 4 or 5 on a scale from 1 (not at all) to 5 (fully), of the last round of each network, for half a year."),
        does_not_count=_(
            "Members who did not answer. Rounds that are open, and rounds with fewer than five answers: they are in no sum either, so that"
            " nothing can be subtracted from it."
        ),
        formula=_("Answers of 4 or 5 ÷ answers"),
        source=_("Counters of answers. The answers themselves are not kept: not whose, not when, not which belong together."),
        limits=_("Those who feel at ease may answer more readily. Somebody in two networks may have answered in both."),
        version=1,
        value=share([total("pulse-agrees")], among=total("pulse")),
        unsaid=_("too few answers"),
        scopes=frozenset({ALL, NETWORK}),
    ),
]
