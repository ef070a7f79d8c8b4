"""Trust: information flows quickly between people who trust each other, and staff protect that."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from exchange.models import Question, Reply, Resource
from reach.models import PulseRound
from reach.queries.figures import ALL, NETWORK, Figure, Kind, Part, Reason, Source, from_enough, median, number, share, things, total
from reach.queries.pulse import AGREES, ENOUGH_ANSWERS
from reach.queries.touched import TOUCHED_QUESTIONS, TOUCHED_REPLIES, TOUCHED_RESOURCES

REASON = Reason(
    "trust",
    _("Trust"),
    _("Information flows quickly between people who trust each other, and staff protect that."),
    figure="time-to-first-answer",
)
# A median or a share of fewer says little, and might say whose they are.
FEWEST = 5

# What was asked or shared counts for the 365 days from that day. Of what is in confidence nobody learns which city asked.
QUESTIONS = """
SELECT question.id AS source_id, question.id AS thing_id, question.network_id,
    CASE WHEN question.label IN ('network', 'public') THEN asker.city_id END AS city_id, {amount} AS amount,
    ({since} AT TIME ZONE 'UTC')::date AS since,
    least((question.posted_at AT TIME ZONE 'UTC')::date + 365, (question.hidden_at AT TIME ZONE 'UTC')::date) AS until
FROM exchange_question question
LEFT JOIN officials_official asker ON asker.id = question.official_id
WHERE {where}
"""
# The first answer of each city to a question of another. What is in confidence is not counted: nobody learns of that tie. A day needs all
# answers between the cities of an answer that it touched: another may be the first now, and others may be returned.
TOUCHED_ANSWERS = f"""
{TOUCHED_REPLIES} UNION SELECT reply.id FROM log JOIN officials_official official ON official.city_id IN (log.city_id, log.subject_id)
    JOIN exchange_reply reply ON reply.official_id = official.id WHERE starts_with(verb, 'city.')
"""  # noqa: S608 - of our own words
_TOUCHED_CITIES = """
    SELECT {whose}.city_id FROM touched JOIN exchange_reply reply USING (id)
    JOIN exchange_question question ON question.id = reply.question_id
    JOIN officials_official {whose} ON {whose}.id = {post}.official_id
"""
_CITIES = _TOUCHED_CITIES.format(whose="official", post="reply") + " UNION " + _TOUCHED_CITIES.format(whose="asker", post="question")
ANSWERS = Source(
    "reach_answers",
    rows="""
    SELECT DISTINCT ON (reply.question_id, official.city_id)
        reply.id, question.network_id, official.city_id AS giver, asker.city_id AS taker,
        (reply.posted_at AT TIME ZONE 'UTC')::date AS since,
        least((reply.posted_at AT TIME ZONE 'UTC')::date + 365, (reply.hidden_at AT TIME ZONE 'UTC')::date,
            (question.hidden_at AT TIME ZONE 'UTC')::date) AS until
    FROM exchange_reply reply
    JOIN exchange_question question ON question.id = reply.question_id
    JOIN officials_official official ON official.id = reply.official_id
    JOIN officials_official asker ON asker.id = question.official_id
    WHERE official.city_id <> asker.city_id AND reply.label IN ('network', 'public') AND question.label IN ('network', 'public'){only}
    ORDER BY reply.question_id, official.city_id, reply.hidden_at IS NOT NULL, reply.posted_at, reply.id
""",
    of_the_day=f" AND official.city_id = ANY(ARRAY({_CITIES})) AND asker.city_id = ANY(ARRAY({_CITIES}))",
    touched=TOUCHED_ANSWERS,
)
TOUCHED_TIES = f"SELECT id FROM reach_answers UNION {TOUCHED_ANSWERS}"  # noqa: S608 - of our own words
TIES = """
SELECT answer.id AS source_id, answer.id AS thing_id, answer.network_id, answer.giver AS city_id, 0 AS amount, answer.since, answer.until
FROM reach_answers answer
JOIN cities_city giver ON giver.id = answer.giver
JOIN cities_city taker ON taker.id = answer.taker
"""
# An answer goes both ways while one from the other of the two cities, in the same network, counts too.
RETURNED = """
WITH answer AS (SELECT * FROM reach_answers WHERE since < until), tie AS (
    SELECT network_id, giver, taker, range_agg(daterange(since, until)) AS held FROM answer GROUP BY network_id, giver, taker
)
SELECT answer.id AS source_id, answer.id AS thing_id, answer.network_id, answer.giver AS city_id, 0 AS amount,
    lower(both_ways) AS since, upper(both_ways) AS until
FROM answer
JOIN tie ON tie.network_id = answer.network_id AND tie.giver = answer.taker AND tie.taker = answer.giver
CROSS JOIN LATERAL unnest(datemultirange(daterange(answer.since, answer.until)) * tie.held) AS both_ways
"""
SHARED = """
SELECT post.id AS source_id, post.id AS thing_id, {network} AS network_id, NULL::bigint AS city_id, 0 AS amount,
    (post.posted_at AT TIME ZONE 'UTC')::date AS since,
    least((post.posted_at AT TIME ZONE 'UTC')::date + 365, (post.hidden_at AT TIME ZONE 'UTC')::date{gone}) AS until
FROM {post} post{join}
WHERE post.label {label}
"""
QUESTIONS_SHARED = {"post": "exchange_question", "network": "post.network_id", "join": "", "gone": ""}
REPLIES_SHARED = {
    "post": "exchange_reply",
    "network": "question.network_id",
    "join": " JOIN exchange_question question ON question.id = post.question_id",
    "gone": ", (question.hidden_at AT TIME ZONE 'UTC')::date",
}
RESOURCES_SHARED = {
    "post": "exchange_resource",
    "network": "post.network_id",
    "join": "",
    "gone": ", (post.withdrawn_at AT TIME ZONE 'UTC')::date",
}
IN_CONFIDENCE, OPEN = "IN ('cities', 'chatham')", "IN ('network', 'public')"
# A closed round with enough answers speaks for its network until the next such one, for half a year at most. Other rounds are in no sum,
# so that none can be subtracted from it.
PULSE = """
SELECT id AS source_id, id AS thing_id, network_id, NULL::bigint AS city_id, {amount} AS amount, since,
    least(since + 182, lead(since) OVER (PARTITION BY network_id ORDER BY since, id)) AS until
FROM (
    SELECT asked.id, asked.network_id, (asked.closed_at AT TIME ZONE 'UTC')::date AS since, sum(tally.count) AS answers,
        sum(tally.count) FILTER (WHERE tally.score >= {agrees}) AS agree
    FROM reach_pulseround asked
    JOIN reach_pulsetally tally ON tally.round_id = asked.id AND tally.statement = 'openly'
    WHERE asked.closed_at IS NOT NULL
    GROUP BY asked.id HAVING sum(tally.count) >= {enough}
) AS shown
"""


def _of_questions(key: str, name: Any, counted: Any, **rows: str) -> Part:
    return Part(
        key, name=name, counted=counted, of=Question, unseen=_("a question"), rows=QUESTIONS.format(**rows), touched=TOUCHED_QUESTIONS
    )


def _of_answers(key: str, name: Any, counted: Any, rows: str) -> Part:
    return Part(key, name=name, counted=counted, of=Reply, unseen=_("an answer"), rows=rows, touched=TOUCHED_TIES, source=ANSWERS)


def _shared(key: str, name: Any, of: Any, unseen: Any, rows: dict[str, str], label: str) -> Part:
    touched = {Question: TOUCHED_QUESTIONS, Reply: TOUCHED_REPLIES, Resource: TOUCHED_RESOURCES}[of]
    return Part(key, name=name, counted=COUNTED[key], of=of, unseen=unseen, rows=SHARED.format(label=label, **rows), touched=touched)


COUNTED = {
    "questions-in-confidence": ngettext_lazy("%(number)s question in confidence", "%(number)s questions in confidence", "number"),
    "questions-in-the-open": ngettext_lazy("%(number)s question in the open", "%(number)s questions in the open", "number"),
    "replies-in-confidence": ngettext_lazy("%(number)s reply in confidence", "%(number)s replies in confidence", "number"),
    "replies-in-the-open": ngettext_lazy("%(number)s reply in the open", "%(number)s replies in the open", "number"),
    "resources-in-confidence": ngettext_lazy("%(number)s resource in confidence", "%(number)s resources in confidence", "number"),
    "resources-in-the-open": ngettext_lazy("%(number)s resource in the open", "%(number)s resources in the open", "number"),
}

PARTS = [
    _of_questions(
        "questions",
        _("Questions that were asked"),
        ngettext_lazy("%(number)s question asked", "%(number)s questions asked", "number"),
        amount="0",
        since="question.posted_at",
        where="question.posted_at IS NOT NULL",
    ),
    _of_questions(
        "first-answers",
        _("Questions that another city answered, with the hours until it did"),
        ngettext_lazy("%(number)s question answered", "%(number)s questions answered", "number"),
        amount="extract(epoch FROM question.answered_at - question.posted_at) / 3600",
        since="question.answered_at",
        where="question.answered_at IS NOT NULL",
    ),
    _of_answers("answers", _("Answers to another city"), ngettext_lazy("%(number)s answer", "%(number)s answers", "number"), TIES),
    _of_answers(
        "answers-returned",
        _("Answers to a city that answered back"),
        ngettext_lazy("%(number)s to a city that answered back", "%(number)s to a city that answered back", "number"),
        RETURNED,
    ),
    _of_answers(
        "answers-across-regions",
        _("Answers to a city of another region"),
        ngettext_lazy("%(number)s across regions", "%(number)s across regions", "number"),
        TIES + "WHERE giver.region <> taker.region",
    ),
    _of_answers(
        "answers-in-known-languages",
        _("Answers between cities whose languages are known"),
        ngettext_lazy("%(number)s answer", "%(number)s answers", "number"),
        TIES + "WHERE giver.languages <> '{}' AND taker.languages <> '{}'",
    ),
    _of_answers(
        "answers-across-languages",
        _("Answers to a city of another language"),
        ngettext_lazy("%(number)s across languages", "%(number)s across languages", "number"),
        TIES + "WHERE giver.languages <> '{}' AND taker.languages <> '{}' AND NOT giver.languages && taker.languages",
    ),
    _shared("questions-in-confidence", _("Questions in confidence"), Question, _("a question"), QUESTIONS_SHARED, IN_CONFIDENCE),
    _shared("questions-in-the-open", _("Questions in the open"), Question, _("a question"), QUESTIONS_SHARED, OPEN),
    _shared("replies-in-confidence", _("Replies in confidence"), Reply, _("a reply"), REPLIES_SHARED, IN_CONFIDENCE),
    _shared("replies-in-the-open", _("Replies in the open"), Reply, _("a reply"), REPLIES_SHARED, OPEN),
    _shared("resources-in-confidence", _("Resources in confidence"), Resource, _("a resource"), RESOURCES_SHARED, IN_CONFIDENCE),
    _shared("resources-in-the-open", _("Resources in the open"), Resource, _("a resource"), RESOURCES_SHARED, OPEN),
    Part(
        "pulse",
        name=_("Rounds of three statements, with how many answered"),
        counted=ngettext_lazy("%(number)s round", "%(number)s rounds", "number"),
        of=PulseRound,
        unseen=_("a round"),
        rows=PULSE.format(amount="answers", agrees=AGREES, enough=ENOUGH_ANSWERS),
        in_total=ngettext_lazy("%(number)s answer", "%(number)s answers", "number"),
    ),
    Part(
        "pulse-agrees",
        name=_("Rounds of three statements, with how many agree"),
        counted=ngettext_lazy("%(number)s round", "%(number)s rounds", "number"),
        of=PulseRound,
        unseen=_("a round"),
        rows=PULSE.format(amount="agree", agrees=AGREES, enough=ENOUGH_ANSWERS),
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
