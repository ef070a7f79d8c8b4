"""What more than one reason is read from. Days are UTC's, since a reckoning reads in it."""

from reach.queries.figures import APART, Source
from reach.queries.touched import TOUCHED_INFLUENCES, TOUCHED_QUESTIONS, TOUCHED_REPLIES

# The first day on which an action had got as far as its adoption.
ADOPTED = """
    SELECT action_id, min(happened_on) AS day FROM actions_stagechange WHERE stage IN ('adopted', 'under_way', 'done') GROUP BY action_id
"""
# What a city says counts from the day it says so. What it keeps to itself is not counted.
INFLUENCES = Source(
    f"""
SELECT influence.id AS source_id, action.id AS thing_id, influence.network_id, action.city_id, influence.said_on AS since,
    action.withdrawn_at::date AS until, influence.part AS said, adopted.day AS adopted_on
FROM actions_influence influence
JOIN actions_climateaction action ON action.id = influence.action_id
LEFT JOIN ({ADOPTED}) adopted ON adopted.action_id = action.id
WHERE action.readers <> 'city' AND action.status <> 'draft'
""",  # noqa: S608 - of our own words
    touched=TOUCHED_INFLUENCES,
    has_things_again=True,
)
# What was asked or answered counts for the 365 days from that day. Of what is in confidence nobody learns which city wrote it.
QUESTIONS = Source(
    """
SELECT question.id AS source_id, question.id AS thing_id, question.network_id,
    CASE WHEN question.label IN ('network', 'public') THEN asker.city_id END AS city_id, question.posted_at::date AS since,
    least(question.posted_at::date + 365, question.hidden_at::date) AS until, question.hidden_at::date AS hidden_on, question.label,
    question.answered_at::date AS answered_on, staff_on, extract(epoch FROM question.answered_at - question.posted_at) / 3600 AS hours
FROM exchange_question question
LEFT JOIN officials_official asker ON asker.id = question.official_id
LEFT JOIN LATERAL (
    SELECT min(posted_at)::date AS staff_on FROM exchange_reply
    WHERE question_id = question.id AND official_id IS NULL AND hidden_at IS NULL
) of_staff ON true
WHERE true{only}
""",
    touched=TOUCHED_QUESTIONS,
    that_last=" AND (question.posted_at >= %(day)s - 365 OR question.answered_at >= %(day)s - 365)",
)
# Who wrote is looked up for each: those of a year are few beside officials.
REPLIES = Source(
    f"""
SELECT reply.id AS source_id, reply.id AS thing_id, question.network_id,
    CASE WHEN reply.label IN ('network', 'public') THEN official.city_id END AS city_id, reply.posted_at::date AS since,
    least(reply.posted_at::date + 365, reply.hidden_at::date, question.hidden_at::date) AS until, reply.label,
    reply.official_id IS NULL AS is_of_staff,
    reply.official_id IS NOT NULL AND (reply.label = 'chatham' OR official.city_id IS DISTINCT FROM asker.city_id) AS is_of_a_peer
FROM exchange_reply reply
JOIN exchange_question question ON question.id = reply.question_id
LEFT JOIN LATERAL (SELECT city_id FROM officials_official WHERE id = reply.official_id {APART}) official ON true
LEFT JOIN LATERAL (SELECT city_id FROM officials_official WHERE id = question.official_id {APART}) asker ON true
WHERE true{{only}}
""",  # noqa: S608 - of our own words
    touched=TOUCHED_REPLIES,
    that_last=" AND reply.posted_at >= %(day)s - 365",
)
