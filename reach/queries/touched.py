"""Which records the log says have changed: the ids of each kind, FROM log, the lines since the last reckoning (see records.py)."""

# In `of_the_day`: ids of the records of a source that the log tells of.
OF_TOUCHED = "ANY(ARRAY(SELECT id FROM touched WHERE source = %(source)s))"

# Lines of what officials said or did, the most by far: everybody's posts and seats are after it as they were before.
SAID_OR_DONE = [
    "action", "attendance", "follow_up", "influence", "introduction", "post", "proposal", "question", "registration", "reply", "resource",
    "story", "workshop",
]  # fmt: skip
TELLS_OF_POSTS = f"kind <> ALL('{{{','.join(SAID_OR_DONE)}}}')"

# Whatever the log tells of its official, its person, its network or its city may have changed when a seat counts.
TOUCHED_SEATS = """
SELECT seat.id FROM log JOIN networks_seat seat USING (official_id) WHERE tells_of_posts
UNION SELECT seat.id FROM log JOIN officials_official official ON official.user_id = log.person_id
    JOIN networks_seat seat ON seat.official_id = official.id
UNION SELECT seat.id FROM log JOIN officials_official official ON official.city_id IN (log.city_id, log.subject_id)
    JOIN networks_seat seat ON seat.official_id = official.id WHERE kind = 'city'
UNION SELECT seat.id FROM log JOIN networks_seat seat USING (network_id) WHERE kind = 'network'
UNION SELECT source_id FROM log JOIN reach_counted ON part = 'officials' AND thing_id = log.person_id AND known_until IS NULL
"""
TOUCHED_REGISTRATIONS = """
SELECT registration.id FROM log JOIN workshops_registration registration USING (official_id) WHERE tells_of_posts
UNION SELECT registration.id FROM log JOIN workshops_registration registration
    ON registration.official_id = log.official_id AND registration.workshop_id = log.subject_id
    WHERE kind IN ('registration', 'attendance')
UNION SELECT registration.id FROM log JOIN officials_official official ON official.user_id = log.person_id
    JOIN workshops_registration registration ON registration.official_id = official.id
UNION SELECT registration.id FROM log JOIN workshops_registration registration ON registration.workshop_id = log.subject_id
    WHERE kind = 'workshop'
"""
TOUCHED_QUESTIONS = "SELECT subject_id AS id FROM log WHERE kind IN ('question', 'reply', 'post')"
TOUCHED_REPLIES = f"SELECT reply.id FROM exchange_reply reply WHERE question_id IN ({TOUCHED_QUESTIONS})"  # noqa: S608 - of our own words
TOUCHED_INTRODUCTIONS = "SELECT subject_id AS id FROM log WHERE kind = 'introduction'"
TOUCHED_RESOURCES = "SELECT subject_id AS id FROM log WHERE kind = 'resource'"
# Whatever the log tells of an action, of what was proposed for it, of its practice or of the official in charge.
TOUCHED_ACTIONS = """
SELECT subject_id AS id FROM log WHERE kind IN ('action', 'influence')
UNION SELECT action_id FROM log JOIN actions_proposal proposal ON proposal.id = log.subject_id WHERE kind = 'proposal'
UNION SELECT action.id FROM log JOIN actions_climateaction action ON action.practice_id = log.subject_id
    WHERE kind = 'practice'
UNION SELECT action.id FROM log JOIN actions_climateaction action ON action.lead_id = log.official_id WHERE tells_of_posts
"""
TOUCHED_ADAPTATIONS = f"SELECT id FROM actions_adaptation WHERE action_id IN ({TOUCHED_ACTIONS})"  # noqa: S608 - of our own words
TOUCHED_INFLUENCES = f"SELECT id FROM actions_influence WHERE action_id IN ({TOUCHED_ACTIONS})"  # noqa: S608 - of our own words
