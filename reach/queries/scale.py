"""Economies of scale: several cities sign one agreement with a technical assistance partner."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from partnerships.models import Agreement, Party
from reach.queries.figures import ALL, NETWORK, Figure, Formula, Kind, Part, Reason, Source, from_enough, ratio, things, total

REASON = Reason(
    "scale",
    _("Economies of scale"),
    _("Several cities sign one agreement with a technical assistance partner."),
    figure="saved-together",
)
# Of fewer cities of an agreement, the sum of what they would pay alone would tell what each would.
FEWEST = 3

# As partnerships.queries.scale counts: agreements in force, now or until they ended, each at the rate of the day its term began, and the
# cities that share their cost. Amounts are of whole agreements: what one city pays is kept nowhere here.
IN_FORCE = """
SELECT agreement.id, agreement.network_id, agreement.value, rate.usd,
    coalesce(agreement.active_since::date, agreement.starts_on) AS since
FROM partnerships_agreement agreement
CROSS JOIN LATERAL (
    SELECT CASE WHEN agreement.currency = 'USD' THEN 1 ELSE (
        SELECT usd FROM partnerships_exchangerate known
        WHERE known.currency = agreement.currency AND known.day <= least(agreement.starts_on, now()::date)
        ORDER BY known.day DESC LIMIT 1
    ) END AS usd
) rate
WHERE agreement.status IN ('active', 'ended') AND rate.usd IS NOT NULL
"""
AGREEMENTS = Source(f"""
SELECT id AS source_id, id AS thing_id, network_id, NULL::bigint AS city_id, since, NULL::date AS until, round(value * usd) AS worth
FROM ({IN_FORCE}) AS agreement
""")  # noqa: S608 - of our own words
_SHARING = f"""
FROM ({IN_FORCE}) AS agreement
JOIN partnerships_party party ON party.agreement_id = agreement.id AND party.status = 'signed' AND party.cost_pooled IS NOT NULL
JOIN cities_city city ON city.id = party.city_id AND city.merged_into_id IS NULL
"""
SIGNATURES = Source(f"""
SELECT party.id AS source_id, party.id AS thing_id, agreement.network_id, party.city_id,
    greatest(agreement.since, party.signed_on) AS since, NULL::date AS until
{_SHARING}
""")
_COMPARED = f"""
FROM (
    SELECT agreement.*, party.id AS party_id, party.city_id, party.cost_pooled, party.cost_alone,
        count(*) OVER (PARTITION BY agreement.id) AS cities
    {_SHARING} WHERE party.cost_alone IS NOT NULL
) AS compared
WHERE cities >= {FEWEST}
"""
COMPARED = Source(f"""
SELECT party_id AS source_id, party_id AS thing_id, network_id, city_id, since, NULL::date AS until
{_COMPARED}
""")
SUMS = Source(f"""
SELECT id AS source_id, id AS thing_id, network_id, NULL::bigint AS city_id, since, NULL::date AS until,
    round(sum(cost_pooled) * usd) AS pooled, round(sum(cost_alone) * usd) AS alone
{_COMPARED}GROUP BY id, network_id, usd, since
""")

PARTS = [
    Part(
        "agreements",
        name=_("Agreements, with what they are worth in US dollars"),
        counted=ngettext_lazy("%(number)s agreement", "%(number)s agreements", "number"),
        of=Agreement,
        unseen=_("an agreement"),
        source=AGREEMENTS,
        amount="worth",
        in_total=ngettext_lazy("%(number)s US dollar of resources", "%(number)s US dollars of resources", "number"),
    ),
    Part(
        "signatures",
        name=_("Signatures of cities"),
        counted=ngettext_lazy("%(number)s signature of a city", "%(number)s signatures of cities", "number"),
        of=Party,
        unseen=_("a signature"),
        source=SIGNATURES,
    ),
    Part(
        "compared-signatures",
        name=_("Signatures of cities that say what they would pay alone"),
        counted=ngettext_lazy("%(number)s signature compared", "%(number)s signatures compared", "number"),
        of=Party,
        unseen=_("a signature"),
        source=COMPARED,
    ),
    Part(
        "cost-pooled",
        name=_("Agreements, with what these cities pay together in US dollars"),
        counted=ngettext_lazy("%(number)s agreement", "%(number)s agreements", "number"),
        of=Agreement,
        unseen=_("an agreement"),
        source=SUMS,
        amount="pooled",
        in_total=ngettext_lazy("%(number)s US dollar together", "%(number)s US dollars together", "number"),
    ),
    Part(
        "cost-alone",
        name=_("Agreements, with what these cities would pay alone in US dollars"),
        counted=ngettext_lazy("%(number)s agreement", "%(number)s agreements", "number"),
        of=Agreement,
        unseen=_("an agreement"),
        source=SUMS,
        amount="alone",
        in_total=ngettext_lazy("%(number)s US dollar alone", "%(number)s US dollars alone", "number"),
    ),
]

COUNTS = _(
    "Agreements that are active, or were until they ended, and the cities that have signed them. A city in two agreements counts twice."
)
COMPARED_COUNTS = _("Agreements that are active, or were until they ended, and of their cities those that say what they would pay alone.")
NOT_COMPARED = _(
    "Cities that have not said what they would pay alone, and agreements of which fewer than three cities have: their sum would tell what"
    " each would pay. Cities that left, and agreements of whose currency no rate is known."
)
IN_DOLLARS = _("Agreements and their cities. In US dollars, each agreement at the rate of the day its term began.")
ALONE_MEANS = _("What a city would pay alone is its own estimate, by the assumption that its agreement states. Nobody has tried both.")

FIGURES = [
    Figure(
        key="resources-per-city",
        reason="scale",
        kind=Kind.RECORD,
        name=_("Resources for each city"),
        unit=_("US dollars of resources for each city that signed"),
        definition=_("What agreements with technical assistance partners are worth, for each city that has signed one."),
        counts=COUNTS,
        does_not_count=_(
            "Drafts, agreements that wait for signatures, and those that lapsed. Cities that left. Agreements of whose currency no rate is"
            " known."
        ),
        formula=_("What the agreements are worth ÷ signatures of cities"),
        source=IN_DOLLARS,
        version=1,
        value=ratio(total("agreements"), things("signatures"), beside=[things("agreements")]),
        unsaid=_("no agreement"),
        scopes=frozenset({ALL, NETWORK}),
    ),
    Figure(
        key="cost-per-city-pooled",
        reason="scale",
        kind=Kind.RECORD,
        name=_("What each city pays together"),
        unit=_("US dollars paid by each city that signed with others"),
        definition=_("What a city pays for its part of an agreement, in the mean."),
        counts=COMPARED_COUNTS,
        does_not_count=NOT_COMPARED,
        formula=_("What these cities pay ÷ their signatures"),
        source=IN_DOLLARS,
        version=1,
        value=from_enough(ratio(total("cost-pooled"), things("compared-signatures")), of=things("compared-signatures"), fewest=FEWEST),
        unsaid=_("too few cities"),
        scopes=frozenset({ALL, NETWORK}),
    ),
    Figure(
        key="cost-per-city-alone",
        reason="scale",
        kind=Kind.ESTIMATE,
        name=_("What each city would pay alone"),
        unit=_("US dollars each of them would pay alone"),
        definition=_("What the same cities say that the same would cost them without the others, in the mean."),
        counts=COMPARED_COUNTS,
        does_not_count=NOT_COMPARED,
        formula=_("What these cities would pay alone ÷ their signatures"),
        source=IN_DOLLARS,
        limits=ALONE_MEANS,
        version=1,
        value=from_enough(ratio(total("cost-alone"), things("compared-signatures")), of=things("compared-signatures"), fewest=FEWEST),
        unsaid=_("too few cities"),
        scopes=frozenset({ALL, NETWORK}),
    ),
    Figure(
        key="saved-together",
        reason="scale",
        kind=Kind.ESTIMATE,
        name=_("Saved by signing together"),
        unit=_("less than these cities would pay alone"),
        definition=_("By how much less the cities of an agreement pay than each would alone."),
        counts=COMPARED_COUNTS,
        does_not_count=NOT_COMPARED,
        formula=_("(what they would pay alone - what they pay together) ÷ what they would pay alone"),
        source=IN_DOLLARS,
        limits=ALONE_MEANS,
        version=1,
        value=from_enough(
            Formula("100 * ({1} - {0}) / nullif({1}, 0)", (total("cost-pooled"), total("cost-alone"))),
            of=things("compared-signatures"),
            fewest=FEWEST,
        ),
        unsaid=_("too few cities"),
        scopes=frozenset({ALL, NETWORK}),
    ),
]
