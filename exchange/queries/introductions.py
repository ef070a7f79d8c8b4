"""Who should meet whom, and why: one statement, however many members there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import City
from exchange.models import LATELY, MOST_ASKED, Asked, Introduction, Question, Reply, SetAside
from networks.models import Network, Seat
from networks.querysets import NetworkQuerySet
from officials.models import Official, User, language_name

SUGGESTED = 15
# So many suggestions for one who seeks, and for one who could help.
FOR_EACH_SEEKER, FOR_EACH_GIVER = 2, 3
# A word that more than so many of the members say tells nothing; in a small network none is left out for it.
FEW, TELLING_SHARE = 3, 0.3
LONG_WORD = 4
# With so many networks and members at once; the page says of which.
MOST_NETWORKS, MOST_MEMBERS = 10, 5000


@dataclass(frozen=True)
class Pair:
    network: Network
    seeker: Official
    giver: Official
    words: list[str]  # that the one seeks and the other offers
    practice: Any  # on which the giver's city is further
    answered: int  # questions here that the giver has answered
    languages: list[str]
    is_same_region: bool
    seeks: str  # in their own words
    offers: str

    @property
    def reasons(self) -> list[str]:
        reasons = []
        if self.words:
            reasons.append(_("seeks what the other offers: %(words)s") % {"words": ", ".join(self.words)})
        if self.practice:
            reasons.append(
                _("%(giver)s is further with %(practice)s than %(seeker)s")
                % {"giver": self.giver.city, "practice": self.practice, "seeker": self.seeker.city}
            )
        if self.answered:
            words = ngettext("has answered %(n)s question here", "has answered %(n)s questions here", self.answered)
            reasons.append(words % {"n": self.answered})
        if self.languages:
            reasons.append(_("both work in %(language)s") % {"language": language_name(self.languages[0])})
        if self.is_same_region:
            reasons.append(_("same region"))
        return reasons

    @property
    def first_words(self) -> str:
        """The note as it could begin, in the words of whoever introduces them. It names cities, no people."""
        lines = []
        if self.seeks:
            lines.append(_("%(city)s seeks: %(words)s") % {"city": self.seeker.city, "words": self.seeks})
        if self.offers:
            lines.append(_("%(city)s offers: %(words)s") % {"city": self.giver.city, "words": self.offers})
        if self.practice:
            both = {"seeker": self.seeker.city, "giver": self.giver.city, "practice": self.practice}
            lines.append(_("%(seeker)s has begun with %(practice)s, and %(giver)s is a few steps ahead.") % both)
        lines.append(_("Half an hour on the telephone would help. Would you talk to each other?"))
        return "\n".join(lines)


def first_to_compare(run: NetworkQuerySet) -> list[Network]:
    """Of these networks, in their order, as many as can be looked through in a moment; one at least."""
    first = list(run.with_counts()[:MOST_NETWORKS])
    members = list(accumulate(network.official_count for network in first))
    return [network for network, sum_of_members in zip(first, members, strict=True) if sum_of_members <= MOST_MEMBERS] or first[:1]


def who_should_meet(networks: Sequence[Network], *, seeker: Official | None = None, giver: Official | None = None) -> list[Pair]:
    """Members of these networks who would gain by meeting, the most fitting first; of two given ones, whether they do.

    One seeks what the other offers or knows about, or their cities are at the same practice and one of them is further. Past answers, a
    language and the region count beside that. Never of one city, never who are in touch, were asked or set aside; never a giver who was
    asked often lately, nor a seeker who waits for an answer. What was said in confidence does not count.
    """
    if not networks:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        # PostgreSQL cannot know how many words two people share: it takes them for one, and would compare everybody with everybody.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(_SQL, _parameters(networks, seeker, giver))
        rows = cursor.fetchall()
        cursor.execute("SET LOCAL enable_nestloop = on")
    officials = Official.objects.with_people().in_bulk({pk for row in rows for pk in row[1:3]})
    practices = _actions()._meta.get_field("practice").related_model.objects.in_bulk({row[4] for row in rows} - {None})
    seats = Seat.objects.active().filter(network__in=networks, official__in=officials)
    said = {(seat.network_id, seat.official_id): (seat.seeks, seat.offers) for seat in seats}
    by_pk = {network.pk: network for network in networks}
    return [_pair(row, by_pk[row[0]], officials, practices, said) for row in rows]


def _pair(row: tuple[Any, ...], network: Network, officials: dict[int, Any], practices: dict[int, Any], said: dict[Any, Any]) -> Pair:
    _network, seeker, giver, words, practice, answered, near = row
    one, other = officials[seeker], officials[giver]
    seeks, offers = said[network.pk, seeker][0] or one.user.seeks, said[network.pk, giver][1] or other.user.offers
    shared = [language for language in other.user.speaks if language in one.user.speaks]
    return Pair(
        network,
        one,
        other,
        words=(words or [])[:3],
        practice=practices.get(practice),
        answered=answered,
        languages=shared,
        is_same_region=near,
        seeks=seeks,
        offers=offers,
    )


def _actions() -> Any:
    """What cities do lies beside this app, so it is reached through the cities."""
    return City._meta.get_field("climate_actions").related_model


def _parameters(networks: Sequence[Network], seeker: Official | None, giver: Official | None) -> dict[str, Any]:
    return {
        "networks": [network.pk for network in networks],
        "since": timezone.now() - LATELY,
        "most_asked": MOST_ASKED,
        "long": LONG_WORD,
        "few": FEW,
        "share": TELLING_SHARE,
        "for_each_seeker": FOR_EACH_SEEKER,
        "for_each_giver": FOR_EACH_GIVER,
        "most": SUGGESTED,
        "seeker": seeker and seeker.pk,
        "giver": giver and giver.pk,
    }


def _table(model: Any) -> str:
    return str(model._meta.db_table)


# A city's furthest stage is that of its practice; members stand for their city where the action names none of them.
_SQL = f"""
WITH member AS (
    SELECT seat.network_id AS network, official.id AS official, official.city_id AS city, city.region, person.speaks, official.is_lead,
        tsvector_to_array(officials_words('', '{{}}', '', '', concat_ws(' ', seat.seeks, person.seeks))) AS seeks,
        tsvector_to_array(officials_words('', person.expertise, '', concat_ws(' ', seat.offers, person.offers), '')) AS gives
    FROM {_table(Seat)} seat
    JOIN {_table(Official)} official ON official.id = seat.official_id AND official.ended_on IS NULL AND official.verified_at IS NOT NULL
    JOIN {_table(User)} person ON person.id = official.user_id AND person.is_active
    JOIN {_table(City)} city ON city.id = official.city_id
    WHERE seat.status = 'active' AND seat.network_id = ANY(%(networks)s)
),
size AS (SELECT network, count(*) AS members FROM member GROUP BY network),
used AS MATERIALIZED (
    SELECT DISTINCT word FROM member, unnest(seeks || gives) word WHERE length(word) >= %(long)s AND word ~ '[[:alpha:]]'
),
stem AS (
    -- Depots are what a depot is; what is a stop word in one of our languages says nothing.
    SELECT word, (ts_lexize('english_stem', word))[1] AS stem FROM used
    WHERE '{{}}' NOT IN (
        ts_lexize('english_stem', word), ts_lexize('spanish_stem', word), ts_lexize('french_stem', word), ts_lexize('portuguese_stem', word)
    )
),
sought AS (SELECT DISTINCT network, official, city, stem FROM member, unnest(seeks) word JOIN stem USING (word)),
given AS (
    SELECT network, official, city, stem, min(word) AS word FROM member, unnest(gives) word JOIN stem USING (word)
    GROUP BY network, official, city, stem
),
telling AS (
    SELECT network, stem FROM given JOIN size USING (network) GROUP BY network, stem, members
    HAVING count(*) <= greatest(%(few)s, members * %(share)s)
),
fitting AS (
    SELECT sought.network, sought.official AS seeker, given.official AS giver, array_agg(word ORDER BY length(word) DESC, word) AS words
    FROM sought JOIN telling USING (network, stem) JOIN given USING (network, stem)
    WHERE sought.city <> given.city
    GROUP BY sought.network, sought.official, given.official
),
step AS (
    SELECT practice.network_id AS network, action.practice_id AS practice, action.city_id AS city,
        max(array_position(ARRAY['idea', 'planned', 'adopted', 'under_way', 'done'], action.stage::text)) AS step,
        max(action.lead_id) AS lead
    FROM {_table(_actions())} action
    JOIN {_table(_actions()._meta.get_field("practice").related_model)} practice ON practice.id = action.practice_id
    WHERE practice.network_id = ANY(%(networks)s) AND action.status = 'published' AND action.readers IN ('public', 'members')
        AND action.stage <> 'stopped'
    GROUP BY practice.network_id, action.practice_id, action.city_id
),
contact AS (
    SELECT DISTINCT ON (step.network, step.practice, step.city) step.*, member.official
    FROM step JOIN member ON member.network = step.network AND member.city = step.city
    ORDER BY step.network, step.practice, step.city, member.official IS NOT DISTINCT FROM step.lead DESC, member.is_lead DESC,
        member.official
),
ahead AS (
    SELECT DISTINCT ON (behind.network, behind.official, further.official)
        behind.network, behind.official AS seeker, further.official AS giver, behind.practice
    FROM contact behind JOIN contact further USING (network, practice)
    WHERE behind.city <> further.city AND behind.step <= 2 AND further.step >= 4
    ORDER BY behind.network, behind.official, further.official, further.step DESC, behind.practice
),
answers AS (
    SELECT question.network_id AS network, reply.official_id AS giver, count(*) AS answered
    FROM {_table(Reply)} reply JOIN {_table(Question)} question ON question.id = reply.question_id
    WHERE question.network_id = ANY(%(networks)s) AND reply.hidden_at IS NULL AND question.hidden_at IS NULL
        AND reply.label IN ('network', 'public') AND question.label IN ('network', 'public') AND reply.official_id IS NOT NULL
        AND reply.official_id <> coalesce(question.official_id, 0)
    GROUP BY question.network_id, reply.official_id
),
asked AS (
    SELECT official, sum(n) AS n FROM (
        SELECT official_id AS official, count(*) AS n FROM {_table(Asked)} WHERE asked_at >= %(since)s GROUP BY official_id
        UNION ALL
        SELECT giver_id, count(*) FROM {_table(Introduction)} WHERE made_at >= %(since)s AND status <> 'withdrawn' GROUP BY giver_id
    ) each GROUP BY official
),
helper AS MATERIALIZED (
    SELECT member.*, coalesce(answers.answered, 0) AS answered, coalesce(asked.n, 0) AS asked
    FROM member
    LEFT JOIN answers ON answers.network = member.network AND answers.giver = member.official
    LEFT JOIN asked ON asked.official = member.official
),
pair AS (
    SELECT network, seeker, giver, fitting.words, ahead.practice FROM fitting FULL JOIN ahead USING (network, seeker, giver)
),
weighed AS (
    SELECT pair.*, other.answered, one.region = other.region AS near,
        3 * least(coalesce(cardinality(pair.words), 0), 3) + CASE WHEN pair.practice IS NULL THEN 0 ELSE 4 END
        + least(other.answered, 4) * 0.5
        + CASE WHEN one.speaks && other.speaks THEN 1 ELSE 0 END + CASE WHEN one.region = other.region THEN 1 ELSE 0 END
        - other.asked AS weight
    FROM pair
    JOIN member one ON one.network = pair.network AND one.official = pair.seeker
    JOIN helper other ON other.network = pair.network AND other.official = pair.giver
    WHERE other.asked < %(most_asked)s
        AND (%(seeker)s::bigint IS NULL OR pair.seeker = %(seeker)s) AND (%(giver)s::bigint IS NULL OR pair.giver = %(giver)s)
        AND (pair.seeker, pair.giver) NOT IN (
            SELECT seeker_id, giver_id FROM {_table(Introduction)} WHERE status <> 'withdrawn'
            UNION ALL SELECT giver_id, seeker_id FROM {_table(Introduction)} WHERE status <> 'withdrawn'
        )
        AND (pair.network, least(pair.seeker, pair.giver), greatest(pair.seeker, pair.giver)) NOT IN (
            SELECT network_id, least(seeker_id, giver_id), greatest(seeker_id, giver_id) FROM {_table(SetAside)}
        )
        AND pair.seeker NOT IN (SELECT seeker_id FROM {_table(Introduction)} WHERE status = 'open')
),
once AS (
    -- Two who could help each other, or meet in two networks, are suggested once.
    SELECT DISTINCT ON (least(seeker, giver), greatest(seeker, giver)) * FROM weighed
    ORDER BY least(seeker, giver), greatest(seeker, giver), weight DESC, network, seeker
),
for_seeker AS (SELECT *, row_number() OVER (PARTITION BY seeker ORDER BY weight DESC, giver) AS nth_of_seeker FROM once),
for_both AS (
    SELECT *, row_number() OVER (PARTITION BY giver ORDER BY weight DESC, seeker) AS nth_of_giver FROM for_seeker
    WHERE nth_of_seeker <= %(for_each_seeker)s
)
SELECT network, seeker, giver, words, practice, answered, near FROM for_both WHERE nth_of_giver <= %(for_each_giver)s
ORDER BY weight DESC, seeker, giver LIMIT %(most)s
"""  # noqa: S608 - what is filled in are names of our own tables
