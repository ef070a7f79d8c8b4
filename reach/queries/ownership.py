"""Ownership: a city leads its own policy and adapts what its peers know."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from actions.models import ClimateAction
from reach.queries.figures import APART, Figure, Kind, Part, Reason, Source, from_enough, number, share, things
from reach.queries.touched import TOUCHED_ACTIONS, TOUCHED_ADAPTATIONS

REASON = Reason(
    "ownership",
    _("Ownership"),
    _("A city leads its own policy and adapts what its peers know."),
    figure="led-by-own-officials",
)
# A share of fewer says little.
FEWEST = 5

# An action counts from the day it was written down. What a city keeps to itself is not counted, neither whole actions nor parts of them.
# Who is in charge is looked up for each: actions are few beside officials.
ACTIONS = Source(
    f"""
SELECT action.id AS source_id, action.id AS thing_id, practice.network_id, action.city_id, action.created_at::date AS since,
    action.withdrawn_at::date AS until, action.lead_for, action.status, action.stage, action.stage_on,
    own.id IS NOT NULL AS is_of_own, own.started_on AS own_since, own.ended_on AS own_until,
    greatest(
        action.stage_on + 366, action.changed_at::date + 365, action.confirmed_at::date + 365, action.affirmed_at::date + 365
    ) AS shelved_on
FROM actions_climateaction action
LEFT JOIN actions_practice practice ON practice.id = action.practice_id
LEFT JOIN LATERAL (
    SELECT * FROM officials_official own
    WHERE own.id = action.lead_id AND own.city_id = action.city_id AND own.verified_at IS NOT NULL {APART}
) own ON true
WHERE action.readers <> 'city' AND action.status <> 'draft'
""",  # noqa: S608 - of our own words
    touched=TOUCHED_ACTIONS,
)
ADAPTATIONS = Source(
    """
SELECT adaptation.id AS source_id, action.id AS thing_id, practice.network_id, action.city_id, adaptation.created_at::date AS since,
    action.withdrawn_at::date AS until, adaptation.changed <> '' AND action.text_for <> 'city' AS is_documented
FROM actions_adaptation adaptation
JOIN actions_climateaction action ON action.id = adaptation.action_id
LEFT JOIN actions_practice practice ON practice.id = action.practice_id
WHERE action.readers <> 'city' AND action.status <> 'draft'
""",
    touched=TOUCHED_ADAPTATIONS,
    has_things_again=True,
)
UNTIL_IT_STOPS = "CASE WHEN stage = 'stopped' THEN stage_on END"

PARTS = [
    Part(
        "actions",
        name=_("Actions of which the city says who is in charge, or that nobody is"),
        counted=ngettext_lazy("%(number)s action", "%(number)s actions", "number"),
        of=ClimateAction,
        unseen=_("an action"),
        source=ACTIONS,
        where="lead_for <> 'city'",
        until=f"least(until, {UNTIL_IT_STOPS})",
    ),
    Part(
        "actions-of-own-officials",
        name=_("Actions that an official of the city is in charge of"),
        counted=ngettext_lazy("%(number)s led by an official of the city", "%(number)s led by officials of the city", "number"),
        of=ClimateAction,
        unseen=_("an action"),
        source=ACTIONS,
        where="lead_for <> 'city' AND is_of_own",
        since="greatest(since, own_since)",
        until=f"least(until, own_until, {UNTIL_IT_STOPS})",
    ),
    Part(
        "adaptations",
        name=_("Actions adapted from another city"),
        counted=ngettext_lazy("%(number)s action adapted", "%(number)s actions adapted", "number"),
        of=ClimateAction,
        unseen=_("an action"),
        source=ADAPTATIONS,
    ),
    Part(
        "adaptations-documented",
        name=_("Adapted actions that say what was changed"),
        counted=ngettext_lazy("%(number)s says what was changed", "%(number)s say what was changed", "number"),
        of=ClimateAction,
        unseen=_("an action"),
        source=ADAPTATIONS,
        where="is_documented",
    ),
    Part(
        "plans",
        name=_("Actions that wait to be done"),
        counted=ngettext_lazy("%(number)s action that waits to be done", "%(number)s actions that wait to be done", "number"),
        of=ClimateAction,
        unseen=_("an action"),
        source=ACTIONS,
        until="least(until, CASE WHEN stage IN ('done', 'stopped') THEN stage_on END)",
    ),
    Part(
        "plans-on-the-shelf",
        name=_("Actions that have not moved for a year"),
        counted=ngettext_lazy("%(number)s has not moved for a year", "%(number)s have not moved for a year", "number"),
        of=ClimateAction,
        unseen=_("an action"),
        source=ACTIONS,
        # From the day on which it has not moved for a year: see ClimateActionQuerySet.on_the_shelf.
        where="status = 'published' AND stage NOT IN ('done', 'stopped')",
        since="shelved_on",
        until="NULL",
    ),
]

KEPT_BACK = _("Drafts, and what a city keeps to itself or withdrew, from the day it did.")

FIGURES = [
    Figure(
        key="led-by-own-officials",
        reason="ownership",
        kind=Kind.RECORD,
        name=_("Actions led by the city’s own officials"),
        unit=_("of actions are led by an official of the city"),
        definition=_("Of how many actions an official of the same city is in charge."),
        counts=_(
            "Actions that are not stopped, from the day they were written down. An official is in charge while they work for that city."
        ),
        does_not_count=_(
            "Drafts, and what a city keeps to itself or withdrew. Actions of which the city does not tell who is in charge, neither as led"
            " nor as not led."
        ),
        formula=_("Actions led by an official of the city ÷ actions"),
        source=_("Actions, and the officials in charge of them with their days"),
        limits=_("Who stands there as in charge need not be who does the work, and consultants stand nowhere."),
        version=1,
        value=from_enough(share([things("actions-of-own-officials")], among=things("actions")), of=things("actions"), fewest=FEWEST),
        unsaid=_("too few actions"),
    ),
    Figure(
        key="adaptations-documented",
        reason="ownership",
        kind=Kind.SELF_REPORT,
        name=_("Adaptations that say what was changed"),
        unit=_("actions adapted from another city say what was changed"),
        definition=_("How many actions were adapted from another city’s, with a word on what was changed for local circumstances."),
        counts=_("Actions that were adapted from another, from that day on. One that was adapted from three counts once."),
        does_not_count=_("What was adapted without being written down as such. Words on it that a city keeps to itself."),
        formula=_("Number of adapted actions that say what was changed"),
        source=_("Adaptations, in the words of the cities that made them"),
        version=1,
        value=number(things("adaptations-documented"), beside=[things("adaptations")]),
    ),
    Figure(
        key="plans-on-the-shelf",
        reason="ownership",
        kind=Kind.RECORD,
        name=_("Plans on the shelf"),
        unit=_("of actions that wait to be done have not moved for a year"),
        definition=_("How many of the actions that are neither done nor stopped have not moved for a year."),
        counts=_(
            "Actions from idea to under way. On the shelf is one whose stage is a year old, and of which nobody of the city changed,"
            " confirmed or affirmed anything for a year."
        ),
        does_not_count=KEPT_BACK,
        formula=_("Actions on the shelf ÷ actions that wait to be done"),
        source=_("Actions, with the day of their stage and of the last word on them"),
        limits=_("Work goes on that nobody writes down. It says of no city that it is slow."),
        version=1,
        value=from_enough(share([things("plans-on-the-shelf")], among=things("plans")), of=things("plans"), fewest=FEWEST),
        unsaid=_("too few actions"),
    ),
]
