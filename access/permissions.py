"""Who may do what: the whole policy on one page.

Seeing is not here: a queryset's visible_to(user) decides it, so that the two can never disagree.
"""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is, to the whole of c40net or to one thing (a network, a city)."""

    VISITOR = "visitor"
    UNVERIFIED = "unverified"  # says that they work for a city; nobody has vouched for them yet
    OFFICIAL = "official"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"
    CITY_OFFICIAL = "city_official"  # works for this city, and somebody vouched for them
    CITY_LEAD = "city_lead"  # vouches for the officials of this city, and confirms its actions
    MEMBER = "member"  # holds an active seat in this network
    MANAGER = "manager"  # runs this network


class Permission(StrEnum):
    NETWORK_CREATE = "network.create"
    NETWORK_EDIT = "network.edit"
    CITY_MEMBERSHIPS_EDIT = "network.cities"
    SEAT_REQUEST = "seat.request"
    SEATS_DECIDE = "seat.decide"
    OFFICIAL_INVITE = "official.invite"
    OFFICIAL_VOUCH = "official.vouch"
    OFFICIAL_HAND_OVER = "official.hand_over"
    ROSTER_IMPORT = "roster.import"
    CITIES_IMPORT = "cities.import"
    DUPLICATES_MERGE = "people.merge"
    ROLES_EDIT = "people.roles"
    AUDIT_READ = "audit.read"
    WORK_QUEUE_OPEN = "manage.open"
    WORKSHOP_PLAN = "workshop.plan"  # and all that follows: announce, admit, check in, minutes
    WORKSHOP_REGISTER = "workshop.register"
    POST_WRITE = "post.write"  # questions, replies and resources
    EXCHANGE_MODERATE = "exchange.moderate"  # take off, move, close, and say of reports what they are worth
    INTRODUCTION_MAKE = "introduction.make"  # and take back; nobody but the two accepts, declines or says what came of it
    PRACTICES_EDIT = "practice.edit"
    ACTION_WRITE = "action.write"
    ACTION_CONFIRM = "action.confirm"  # and open it to readers, and withdraw it: nobody but the city
    ACTIONS_IMPORT = "action.import"  # an official for their own city; staff for any, as proposals
    ACTION_PROPOSE = "action.propose"  # to a city, which alone decides
    AGREEMENT_EDIT = "agreement.edit"  # draft, invite, open, note signatures on paper, extend, end
    AGREEMENT_SIGN = "agreement.sign"  # for one's city: sign, decline, leave
    PARTNERS_EDIT = "partners.edit"  # partners and exchange rates
    STORY_WRITE = "story.write"  # and ask its city for consent
    STORY_CONSENT = "story.consent"  # for one's city: agree, ask for changes
    STORY_PUBLISH = "story.publish"
    STORY_WITHDRAW = "story.withdraw"  # the city, or who runs the network, at any time
    REACH_COMPUTE = "reach.compute"
    PULSE_ANSWER = "pulse.answer"
    PULSE_OPEN = "pulse.open"  # ask the members of a network before the clock does
    PEER_EFFECT_COMPUTE = "reach.peer_effect"
    NOTE_WRITE = "note.write"  # to the members of a network, on top of their digest
    REPORT_EXPORT = "report.export"


RUN_A_NETWORK = {
    Permission.NETWORK_EDIT,
    Permission.CITY_MEMBERSHIPS_EDIT,
    Permission.SEATS_DECIDE,
    Permission.OFFICIAL_INVITE,
    Permission.WORKSHOP_PLAN,
    Permission.PRACTICES_EDIT,
    Permission.AGREEMENT_EDIT,
    Permission.POST_WRITE,
    Permission.EXCHANGE_MODERATE,
    Permission.INTRODUCTION_MAKE,
    Permission.STORY_WRITE,
    Permission.STORY_PUBLISH,
    Permission.STORY_WITHDRAW,
    Permission.PULSE_OPEN,
    Permission.NOTE_WRITE,
}

GRANTS: dict[Role, set[Permission]] = {
    Role.VISITOR: set(),
    Role.UNVERIFIED: {Permission.SEAT_REQUEST},
    Role.OFFICIAL: {Permission.SEAT_REQUEST, Permission.ACTIONS_IMPORT},
    Role.CITY_OFFICIAL: {Permission.ACTION_WRITE, Permission.STORY_WRITE},
    Role.CITY_LEAD: {
        Permission.OFFICIAL_VOUCH,
        Permission.OFFICIAL_HAND_OVER,
        Permission.ACTION_CONFIRM,
        Permission.AGREEMENT_SIGN,
        Permission.STORY_CONSENT,
        Permission.STORY_WITHDRAW,
    },
    Role.MEMBER: {Permission.WORKSHOP_REGISTER, Permission.POST_WRITE, Permission.PULSE_ANSWER},
    Role.MANAGER: RUN_A_NETWORK,
    Role.STAFF: {
        Permission.WORK_QUEUE_OPEN,
        Permission.NETWORK_CREATE,
        Permission.REACH_COMPUTE,
        Permission.OFFICIAL_VOUCH,
        Permission.OFFICIAL_HAND_OVER,
        Permission.ROSTER_IMPORT,
        Permission.ACTION_PROPOSE,
        Permission.ACTIONS_IMPORT,
        Permission.PARTNERS_EDIT,
    },
    Role.ADMINISTRATOR: RUN_A_NETWORK
    | {Permission.REPORT_EXPORT, Permission.CITIES_IMPORT, Permission.DUPLICATES_MERGE, Permission.ROLES_EDIT, Permission.AUDIT_READ}
    | {Permission.PEER_EFFECT_COMPUTE},
}
