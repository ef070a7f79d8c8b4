"""Peer pressure, the good kind: cities see what their peers have done, and follow."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from actions.models import ClimateAction, Influence
from reach.queries import peer_effect
from reach.queries.figures import Figure, Kind, Part, Reason, Source, cities, from_enough, number, share, things
from reach.queries.sources import ADOPTED, INFLUENCES
from reach.queries.touched import OF_TOUCHED, TOUCHED_ACTIONS

REASON = Reason(
    "peer-pressure",
    _("Peer pressure, the good kind"),
    _("Cities see what their peers have done, and follow."),
    figure="led-directly",
)
# A share of fewer says little.
FEWEST = 5

# The first time that a city which was in the practice's network then adopted the practice. Whoever is not the first had a peer before it.
# A day needs all adoptions of a practice of which it touched one.
TOUCHED_ADOPTIONS = f"""
SELECT action.id FROM actions_climateaction action WHERE practice_id IN (
    SELECT practice_id FROM actions_climateaction WHERE id IN (
        {TOUCHED_ACTIONS} UNION SELECT action.id FROM log JOIN actions_climateaction action ON action.city_id = log.city_id
            WHERE kind = 'city_membership'
        UNION SELECT action.id FROM log JOIN actions_climateaction action ON action.city_id IN (log.city_id, log.subject_id)
            WHERE kind = 'city'
    )
)
"""  # noqa: S608 - of our own words
ADOPTIONS = Source(
    f"""
SELECT id AS source_id, id AS thing_id, network_id, city_id, day AS since, withdrawn_on AS until,
    day > min(day) OVER (PARTITION BY practice_id) AS is_after_a_peer
FROM (
    SELECT DISTINCT ON (action.city_id, action.practice_id) action.id, action.city_id, action.practice_id, practice.network_id,
        adopted.day, action.withdrawn_at::date AS withdrawn_on
    FROM actions_climateaction action
    JOIN actions_practice practice ON practice.id = action.practice_id
    JOIN ({ADOPTED}) adopted ON adopted.action_id = action.id
    WHERE action.readers <> 'city' AND action.status <> 'draft' AND EXISTS (
        SELECT FROM networks_citymembership place WHERE place.city_id = action.city_id AND place.network_id = practice.network_id
            AND place.started_on <= adopted.day AND (place.ended_on IS NULL OR place.ended_on > adopted.day)
    ){{only}}
    ORDER BY action.city_id, action.practice_id, action.withdrawn_at IS NOT NULL, adopted.day, action.id
) AS adoption
""",  # noqa: S608 - of our own words
    touched=TOUCHED_ADOPTIONS,
    of_the_day=f" AND action.id = {OF_TOUCHED}",
)

PARTS = [
    Part(
        "led",
        name=_("Actions to which a network led directly"),
        counted=ngettext_lazy("%(number)s action", "%(number)s actions", "number"),
        of=ClimateAction,
        unseen=_("an action"),
        source=INFLUENCES,
        # Not before the city adopted it.
        where="said = 'led' AND adopted_on IS NOT NULL",
        since="greatest(since, adopted_on)",
        record=Influence,
        in_cities=ngettext_lazy("%(number)s city was led to an action", "%(number)s cities were led to an action", "number"),
    ),
    Part(
        "influence",
        name=_("Actions of which a city says what a network had to do with them"),
        counted=ngettext_lazy("%(number)s action", "%(number)s actions", "number"),
        of=ClimateAction,
        unseen=_("an action"),
        source=INFLUENCES,
        record=Influence,
        in_cities=ngettext_lazy("%(number)s city answered", "%(number)s cities answered", "number"),
    ),
    Part(
        "adoptions",
        name=_("Adoptions of a practice"),
        counted=ngettext_lazy("%(number)s adoption", "%(number)s adoptions", "number"),
        of=ClimateAction,
        unseen=_("an action"),
        source=ADOPTIONS,
    ),
    Part(
        "adoptions-after-a-peer",
        name=_("Adoptions of a practice that a peer had adopted before"),
        counted=ngettext_lazy("%(number)s after a peer", "%(number)s after a peer", "number"),
        of=ClimateAction,
        unseen=_("an action"),
        source=ADOPTIONS,
        where="is_after_a_peer",
        in_cities=ngettext_lazy("%(number)s city followed a peer", "%(number)s cities followed a peer", "number"),
    ),
    peer_effect.PART,
]

FIGURES = [
    Figure(
        key="led-directly",
        reason="peer-pressure",
        kind=Kind.SELF_REPORT,
        name=_("Cities that a network led to action"),
        unit=_("of the cities that answered say that a network led directly to an action"),
        definition=_("Of the cities that say what a network had to do with their actions, how many say that it led directly to one."),
        counts=_(
            "Cities that have answered for at least one action. Those of which the network led directly to an action that is adopted,"
            " under way or done."
        ),
        does_not_count=_(
            "Cities that were asked and have not answered: they may think otherwise. That a network contributed to an action, which is"
            " less. Drafts, and actions that a city keeps to itself or withdrew, from the day it did."
        ),
        formula=_("Cities that a network led directly to an action ÷ cities that answered"),
        source=_("What cities say of networks, with its day"),
        limits=_(
            "It is what cities say of themselves, when the network asks them: they may be kind to it. How many answered stands beside it."
        ),
        version=1,
        value=from_enough(share([cities("led")], among=cities("influence")), of=cities("influence"), fewest=FEWEST),
        unsaid=_("too few answers"),
    ),
    Figure(
        key="adoptions-after-a-peer",
        reason="peer-pressure",
        kind=Kind.RECORD,
        name=_("Practices that spread"),
        unit=_("of adoptions came after a peer in the network had done the same"),
        definition=_("How many of the adoptions of a practice came after another city of its network had adopted it."),
        counts=_(
            "The first time that a city of the network adopted one of its practices, from that day on. It came after a peer if another"
            " city of the network had adopted the practice on an earlier day."
        ),
        does_not_count=_(
            "Ideas and plans. Adoptions by cities that were not in the network then. Drafts, and actions that a city keeps to itself or"
            " withdrew, from the day it did: neither as adopted, nor as the peer before."
        ),
        formula=_("Adoptions after a peer’s ÷ all adoptions"),
        source=_("Actions with their steps, and the cities of each network with their days"),
        limits=_(
            "That one city came after another does not show that it came because of it: good practices spread without networks too. The"
            " peer effect is estimated on a page of its own."
        ),
        version=1,
        value=from_enough(share([things("adoptions-after-a-peer")], among=things("adoptions")), of=things("adoptions"), fewest=FEWEST),
        unsaid=_("too few adoptions"),
    ),
    Figure(
        key="cities-that-followed",
        reason="peer-pressure",
        kind=Kind.RECORD,
        name=_("Cities that followed a peer"),
        unit=_("cities adopted a practice after a peer in the network had"),
        definition=_("How many cities adopted a practice after another city of its network had adopted it."),
        counts=_("Each city with an adoption that came after a peer’s, once, however many it has."),
        does_not_count=_("What “Practices that spread” does not count."),
        formula=_("Number of different cities of the adoptions after a peer’s"),
        source=_("Actions with their steps, and the cities of each network with their days"),
        limits=_("That one city came after another does not show that it came because of it."),
        version=1,
        value=number(cities("adoptions-after-a-peer"), beside=[things("adoptions-after-a-peer")]),
    ),
    peer_effect.FIGURE,
]
