"""Everything that can happen in c40net, with the sentence that tells it and who may read of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who may read that something happened."""

    PUBLIC = "public", _("everybody who sees the network")
    MEMBERS = "members", _("the network's members and staff")
    MANAGERS = "managers", _("those who run the network")
    ADMINISTRATORS = "administrators", _("administrators")


class Verb(models.TextChoices):
    # Networks
    NETWORK_CREATED = "network.created", _("{network} began")
    NETWORK_EDITED = "network.edited", _("{actor} changed the description of {network}")
    WORKING_GROUP_CREATED = "network.working_group_created", _("The working group {subject} began")
    STEWARDSHIP_STARTED = "stewardship.started", _("{subject} now runs {network}")
    STEWARDSHIP_ENDED = "stewardship.ended", _("{subject} no longer runs {network}")
    # Cities in networks
    CITY_JOINED = "city_membership.started", _("{city} joined {network}")
    CITY_LEFT = "city_membership.ended", _("{city} left {network}")
    LEAD_CITY_NAMED = "city_membership.lead_named", _("{city} became a lead city of {network}")
    LEAD_CITY_ENDED = "city_membership.lead_ended", _("{city} is no longer a lead city of {network}")
    # Seats
    SEAT_REQUESTED = "seat.requested", _("{official} of {city} asked to join {network}")
    SEAT_QUESTION_ASKED = "seat.question_asked", _("{actor} asked {official} of {city}, who wants to join {network}")
    SEAT_QUESTION_ANSWERED = "seat.question_answered", _("{official} of {city}, who wants to join {network}, answered")
    SEAT_REQUEST_WITHDRAWN = "seat.withdrawn", _("{official} of {city} no longer asks to join {network}")
    SEAT_STARTED = "seat.started", _("{official} of {city} joined {network}")
    SEAT_DECLINED = "seat.declined", _("{actor} declined the request of {official} of {city} to join {network}")
    SEAT_LEFT = "seat.left", _("{official} of {city} left {network}")
    # Workshops
    WORKSHOP_PLANNED = "workshop.planned", _("{actor} planned {subject}")
    WORKSHOP_DISCARDED = "workshop.discarded", _("{actor} discarded the draft of {subject}")
    WORKSHOP_ANNOUNCED = "workshop.announced", _("{network} invites to {subject}")
    WORKSHOP_CHANGED = "workshop.changed", _("{subject} has changed")
    WORKSHOP_CANCELLED = "workshop.cancelled", _("{subject} was cancelled")
    WORKSHOP_HELD = "workshop.held", _("{subject} was held")
    REGISTRATION_REQUESTED = "registration.requested", _("{official} of {city} asked for a place at {subject}")
    REGISTRATION_WAITLISTED = "registration.waitlisted", _("{official} of {city} joined the waitlist of {subject}")
    REGISTRATION_OFFERED = "registration.offered", _("{official} of {city} was offered a place at {subject}")
    REGISTRATION_EXPIRED = "registration.expired", _("The place offered to {official} of {city} at {subject} went on")
    REGISTERED = "registration.registered", _("{official} of {city} registered for {subject}")
    REGISTRATION_DECLINED = "registration.declined", _("{actor} declined the registration of {official} of {city} for {subject}")
    REGISTRATION_CANCELLED = "registration.cancelled", _("{official} of {city} no longer comes to {subject}")
    QUESTIONS_CHANGED = "registration.questions", _("{actor} changed what those who register for {subject} are asked")
    WALKED_IN = "registration.walk_in", _("{official} of {city} came to {subject} without registering")
    ATTENDED = "attendance.attended", _("{official} of {city} was at {subject}")
    ATTENDANCE_CORRECTED = "attendance.corrected", _("{actor} corrected that {official} of {city} was at {subject}")
    CONTRIBUTED = "attendance.contributed", _("{official} of {city} contributed to {subject}")
    FEEDBACK_GIVEN = "workshop.feedback", _("Somebody said what they think of {subject}")
    MATERIAL_ADDED = "workshop.material_added", _("{actor} added material to {subject}")
    MATERIAL_ADDED_IN_CONFIDENCE = "workshop.material_added_in_confidence", _("Material was added to {subject}, for some of its readers")
    MATERIAL_WIDENED = "workshop.material_widened", _("Material of {subject} was opened to more readers")
    MATERIAL_NARROWED = "workshop.material_narrowed", _("Material of {subject} has fewer readers now")
    MATERIAL_REMOVED = "workshop.material_removed", _("{actor} took material away from {subject}")
    MINUTES_PUBLISHED = "workshop.minutes", _("The minutes of {subject} are there")
    FOLLOW_UP_MADE = "follow_up.made", _("{official} said what {city} does next after {subject}")
    FOLLOW_UP_DONE = "follow_up.done", _("{city} did what {official} had said after {subject}")
    FOLLOW_UP_REOPENED = "follow_up.reopened", _("{city} has not yet done what {official} had said after {subject}")
    # Practices and actions
    ACTION_DRAFTED = "action.created", _("{actor} began to write {subject} for {city}")
    ACTION_EDITED = "action.edited", _("{actor} changed {subject} of {city}")
    ACTION_CONFIRMED = "action.confirmed", _("{city} published {subject}")
    ACTION_CONFIRMED_AGAIN = "action.confirmed_again", _("{city} confirmed what changed in {subject}")
    ACTION_READERS_CHANGED = "action.readers", _("{city} changed who may read {subject}")
    ACTION_IDEA = "action.idea", _("{city} thinks about {subject}")
    ACTION_PLANNED = "action.planned", _("{city} planned {subject}")
    ACTION_ADOPTED = "action.adopted", _("{city} adopted {subject}")
    ACTION_UNDER_WAY = "action.under_way", _("{city} began {subject}")
    ACTION_DONE = "action.done", _("{city} finished {subject}")
    ACTION_STOPPED = "action.stopped", _("{city} stopped {subject}")
    ACTION_WITHDRAWN = "action.withdrawn", _("{city} withdrew {subject}")
    ACTION_RESTORED = "action.restored", _("{city} took up {subject} again, as a draft")
    ACTION_ADAPTED = "action.adapted", _("{city} adapted {subject} from another city")
    ACTION_AFFIRMED = "action.affirmed", _("{city} is still on {subject}")
    MILESTONE_REACHED = "action.milestone", _("{city} reached a milestone of {subject}")
    EXAMPLE_AGREED = "action.example", _("{city} agreed to be named as an example with {subject}")
    EXAMPLE_ENDED = "action.example_ended", _("{city} no longer agrees to be named as an example with {subject}")
    INFLUENCE_SAID = "influence.said", _("{city} said what {network} had to do with {subject}")
    INFLUENCE_CONFIRMED = "influence.confirmed", _("{city} confirmed what {network} had to do with {subject}")
    ACTION_PROPOSED = "proposal.made", _("{actor} proposed {subject} to {city}")
    PROPOSAL_ACCEPTED = "proposal.accepted", _("{city} accepted what was proposed: {subject}")
    PROPOSAL_DECLINED = "proposal.declined", _("{city} declined what was proposed: {subject}")
    PROPOSAL_TAKEN_BACK = "proposal.taken_back", _("{actor} took back what was proposed to {city}: {subject}")
    PRACTICE_ADDED = "practice.added", _("{actor} added the practice {subject}")
    PRACTICE_EDITED = "practice.edited", _("{actor} changed the practice {subject}")
    PRACTICES_MERGED = "practice.merged", _("{actor} merged another practice into {subject}")
    # Partnerships
    PARTNER_ADDED = "partner.added", _("{actor} added the partner {subject}")
    PARTNER_EDITED = "partner.edited", _("{actor} changed what is known of the partner {subject}")
    RATES_ADDED = "exchange_rates.added", _("{actor} added exchange rates")
    AGREEMENT_DRAFTED = "agreement.drafted", _("{actor} drafted {subject}")
    AGREEMENT_EDITED = "agreement.edited", _("{actor} changed {subject}")
    AGREEMENT_OPENED = "agreement.opened", _("{subject} is open for signature")
    AGREEMENT_CITY_INVITED = "agreement.city_invited", _("{city} was asked to sign {subject}")
    AGREEMENT_SIGNED = "agreement.signed", _("{city} signed {subject}")
    AGREEMENT_DECLINED = "agreement.declined", _("{city} does not sign {subject}")
    AGREEMENT_ACTIVE = "agreement.active", _("Enough cities have signed: {subject} is active")
    AGREEMENT_LEFT = "agreement.left", _("{city} left {subject}")
    AGREEMENT_BELOW_QUORUM = "agreement.below_quorum", _("Too few cities are left: {subject} is open for signature again")
    AGREEMENT_EXTENDED = "agreement.extended", _("{subject} goes on for longer")
    AGREEMENT_ENDED = "agreement.ended", _("{subject} ended")
    AGREEMENT_LAPSED = "agreement.lapsed", _("{subject} lapsed: its term is over and too few cities had signed")
    AGREEMENT_DOCUMENT_ADDED = "agreement.document_added", _("{actor} added a document to {subject}")
    DRAWN_DOWN = "agreement.drawn_down", _("{actor} noted what was used of {subject}")
    # Exchange
    QUESTION_ASKED = "question.asked", _("{official} of {city} asked {subject}")
    QUESTION_ASKED_BY_STAFF = "question.asked_by_staff", _("The secretariat asked {subject}")
    QUESTION_ASKED_UNNAMED = "question.asked_unnamed", _("Somebody asked {subject}")
    QUESTION_EDITED = "question.edited", _("{subject} was edited")
    QUESTION_CLOSED = "question.closed", _("{subject} was closed")
    QUESTION_REOPENED = "question.reopened", _("{subject} was opened again")
    QUESTION_MOVED = "question.moved", _("{actor} moved {subject} to {network}")
    REPLIED = "reply.posted", _("{official} of {city} replied to {subject}")
    REPLIED_BY_STAFF = "reply.posted_by_staff", _("The secretariat replied to {subject}")
    REPLIED_UNNAMED = "reply.posted_unnamed", _("Somebody replied to {subject}")
    REPLY_EDITED = "reply.edited", _("A reply to {subject} was edited")
    REPLY_ACCEPTED = "reply.accepted", _("A reply to {subject} helped")
    REPLY_USEFUL = "reply.useful", _("Somebody found a reply to {subject} useful")
    LABEL_WIDENED = "post.label_widened", _("Its author opened {subject} to more readers")
    LABEL_NARROWED = "post.label_narrowed", _("{subject} has fewer readers now")
    POST_REPORTED = "post.reported", _("Somebody reported what stands at {subject}")
    POST_HIDDEN = "post.hidden", _("{actor} took something off {subject}")
    POST_RESTORED = "post.restored", _("{actor} put something back at {subject}")
    REPORT_DISMISSED = "post.report_dismissed", _("{actor} found nothing wrong at {subject}")
    ASKED_FOR_ANSWER = "question.asked_for_answer", _("{official} of {city} was asked to answer {subject}")
    # Introductions
    INTRODUCED = "introduction.made", _("{actor} introduced {official} of {city} to {subject}")
    INTRODUCTION_ACCEPTED = "introduction.accepted", _("{official} of {city} accepted an introduction")
    INTRODUCTION_AGREED = "introduction.agreed", _("{official} of {city} and {subject} are in touch")
    INTRODUCTION_DECLINED = "introduction.declined", _("{official} of {city} declined an introduction")
    INTRODUCTION_LAPSED = "introduction.lapsed", _("{official} of {city} and {subject} were introduced and did not both answer in time")
    INTRODUCTION_WITHDRAWN = "introduction.withdrawn", _("{actor} took back the introduction of {official} of {city} to {subject}")
    SUGGESTION_SET_ASIDE = "introduction.set_aside", _("{actor} noted that {official} of {city} and {subject} need no introduction")
    SUGGESTION_TAKEN_UP = "introduction.taken_up", _("{actor} has {official} of {city} and {subject} suggested to each other again")
    INTRODUCTION_OUTCOME = "introduction.outcome", _("{official} of {city} said what came of an introduction")
    RESOURCE_SHARED = "resource.shared", _("{official} of {city} shared {subject}")
    RESOURCE_SHARED_BY_STAFF = "resource.shared_by_staff", _("The secretariat shared {subject}")
    RESOURCE_SHARED_UNNAMED = "resource.shared_unnamed", _("Somebody shared {subject}")
    RESOURCE_EDITED = "resource.edited", _("What is said of {subject} was edited")
    RESOURCE_VERSION_ADDED = "resource.version_added", _("There is a new version of {subject}")
    RESOURCE_WITHDRAWN = "resource.withdrawn", _("{subject} was taken back by who shared it")
    RESOURCE_SHARED_AGAIN = "resource.shared_again", _("{subject} was shared again")
    RESOURCE_WIDENED = "resource.label_widened", _("{subject} was opened to more readers")
    RESOURCE_NARROWED = "resource.label_narrowed", _("{subject} has fewer readers now")
    RESOURCE_DOWNLOADED = "resource.downloaded", _("{actor} downloaded {subject}")
    RESOURCE_USED = "resource.used", _("{city} used {subject}")
    RESOURCE_ADAPTED = "resource.adapted", _("{city} adapted {subject}")
    RESOURCE_USE_ENDED = "resource.use_ended", _("{city} no longer says that it used {subject}")
    RESOURCE_REPORTED = "resource.reported", _("Somebody reported {subject}")
    RESOURCE_HIDDEN = "resource.hidden", _("{actor} took {subject} off the page")
    RESOURCE_RESTORED = "resource.restored", _("{actor} put {subject} back")
    RESOURCE_REPORT_DISMISSED = "resource.report_dismissed", _("{actor} found nothing wrong with {subject}")
    # Stories
    STORY_DRAFTED = "story.drafted", _("{actor} began to write a story about {city}: {subject}")
    STORY_CONSENT_ASKED = "story.consent_asked", _("{city} was asked for its consent to {subject}")
    STORY_AGREED = "story.agreed", _("{city} agreed to {subject}")
    STORY_DECLINED = "story.declined", _("{city} wants changes in {subject}")
    STORY_TAKEN_BACK = "story.taken_back", _("{actor} took {subject} back to change it")
    STORY_PUBLISHED = "story.published", _("{city} and {network} published {subject}")
    STORY_WITHDRAWN = "story.withdrawn", _("{subject} was withdrawn")
    STORY_DISCARDED = "story.discarded", _("{actor} discarded the draft of {subject}")
    # People
    INVITATION_SENT = "invitation.sent", _("{actor} invited an official of {city} to {network}")
    INVITATION_SENT_AGAIN = "invitation.sent_again", _("{actor} invited an official of {city} to {network} again")
    INVITATION_DECLINED = "invitation.declined", _("An official of {city} declined the invitation to {network}")
    INVITATION_REVOKED = "invitation.revoked", _("{actor} took back the invitation of an official of {city} to {network}")
    OFFICIAL_ADDED = "official.added", _("{official} joined c40net for {city}")
    OFFICIAL_CORRECTED = "official.corrected", _("{actor} corrected the name or job title of {official} of {city}")
    OFFICIAL_WITHDRAWN = "official.withdrawn", _("{actor} took back an official of {city} who was imported by mistake")
    OFFICIAL_REGISTERED = "official.registered", _("{official} signed up for {city}")
    OFFICIAL_VERIFIED = "official.verified", _("{official} was found to work for {city}")
    OFFICIAL_DECLINED = "official.declined", _("{actor} did not vouch for {official} of {city}")
    CITY_LEAD_NAMED = "official.lead_named", _("{official} became city lead of {city}")
    CITY_LEAD_ENDED = "official.lead_ended", _("{official} is no longer city lead of {city}")
    STAFF_STARTED = "staff.started", _("{subject} joined the secretariat")
    STAFF_ENDED = "staff.ended", _("{subject} left the secretariat")
    ADMINISTRATOR_NAMED = "staff.administrator_named", _("{subject} became administrator")
    ADMINISTRATOR_ENDED = "staff.administrator_ended", _("{subject} is no longer administrator")
    PEOPLE_MERGED = "people.merged", _("{actor} merged two entries of {subject}")
    CITIES_MERGED = "city.merged", _("{actor} merged {subject} into {city}")
    EMAIL_DOMAINS_CHANGED = "city.email_domains_changed", _("{actor} changed the e-mail domains of {city}")
    OFFICIAL_LEFT = "official.left", _("{official} left their post in {city}")
    HANDED_OVER = "official.handed_over", _("{official} of {city} handed over to {subject}")
    ACCOUNT_WARNED = "account.warned", _("{subject} was told that an unused account closes")
    ACCOUNT_CLOSED = "account.closed", _("The account of {subject} was closed")
    DATA_DOWNLOADED = "data.downloaded", _("{actor} downloaded everything about themself")
    SETTINGS_CHANGED = "settings.changed", _("{actor} changed their settings")
    TOKEN_MADE = "token.made", _("{actor} made an access token")
    TOKEN_ENDED = "token.ended", _("{actor} ended an access token")
    # Imports
    CITY_ADDED = "city.added", _("{actor} added the city {subject}")
    CITY_CORRECTED = "city.corrected", _("{actor} corrected what is known of {subject}")
    IMPORT_DONE = "import.done", _("{actor} imported {subject}")
    IMPORT_UNDONE = "import.undone", _("{actor} took back the import of {subject}")
    # Mail and reports
    NOTIFICATIONS_SET = "notifications.set", _("{actor} said of what to be told by mail")
    NOTE_WRITTEN = "note.written", _("{actor} wrote to the members of {network}, on top of their next digest")
    NOTE_TAKEN_BACK = "note.taken_back", _("{actor} took back what was to stand on top of the next digest of {network}")
    MAIL_PAUSED = "mail.paused", _("Mail to {subject} came back and is paused")
    MAIL_RESUMED = "mail.resumed", _("Mail goes to {subject} again")
    DIGEST_STARTED = "digest.started", _("{actor} asked for the digest")
    DIGEST_STOPPED = "digest.stopped", _("{actor} stopped the digest")
    DIGEST_SET = "digest.set", _("{actor} said when the digest comes and what it tells")
    REACH_REQUESTED = "reach.requested", _("{actor} asked for today's reach figures")
    PULSE_OPENED = "pulse.opened", _("{network} asks its members three things about itself")
    PULSE_CLOSED = "pulse.closed", _("What members of {network} say about it can be read")
    PULSE_UNANSWERED = "pulse.unanswered", _("Too few members of {network} answered to tell what they say about it")
    PEER_EFFECT_REQUESTED = "reach.peer_effect_requested", _("{actor} asked for the peer effect: {subject}")
    COUNTED_EXPORTED = "reach.counted_exported", _("{actor} exported what was counted: {subject}")
    REPORT_EXPORTED = "report.exported", _("{actor} exported {subject}")
    EXPORT_DOWNLOADED = "report.downloaded", _("{actor} downloaded {subject}")
    EXPORT_CANCELLED = "report.cancelled", _("{actor} cancelled the export {subject}")
    REPORT_SAVED = "report.saved", _("{actor} saved the report {subject}")
    REPORT_CHANGED = "report.changed", _("{actor} changed when and for whom {subject} is made")
    REPORT_DISCARDED = "report.discarded", _("{actor} discarded the saved report {subject}")
    AUDIT_EXPORTED = "audit.exported", _("{actor} exported the audit log")
    # Signing in
    SIGNED_IN = "session.started", _("{actor} signed in")
    SIGNED_OUT = "session.ended", _("{actor} signed out")
    SIGN_IN_FAILED = "session.refused", _("A sign-in as {subject} failed")

    @property
    def is_of_action(self) -> bool:
        """Whether its subject is what a city does about the climate."""
        return self.value.startswith(("action.", "influence.", "adaptation."))

    @property
    def is_of_question(self) -> bool:
        """Whether its subject is a question."""
        return self.value.startswith(("question.", "reply.", "post."))

    @property
    def is_of_resource(self) -> bool:
        """Whether its subject is a resource."""
        return self.value.startswith("resource.")

    @property
    def is_of_story(self) -> bool:
        """Whether its subject is a story."""
        return self.value.startswith("story.")

    @property
    def in_general(self) -> str:
        """The sentence without what is different each time."""
        return str(self.label).format(
            actor=_("somebody"), official=_("an official"), city=_("a city"), network=_("a network"), subject=_("something")
        )


# What is not named here is for administrators only.
AUDIENCES: dict[Verb, Audience] = dict.fromkeys(Verb, Audience.ADMINISTRATORS) | {
    Verb.NETWORK_CREATED: Audience.PUBLIC,
    Verb.NETWORK_EDITED: Audience.MANAGERS,
    Verb.WORKING_GROUP_CREATED: Audience.MEMBERS,
    Verb.STEWARDSHIP_STARTED: Audience.MEMBERS,
    Verb.STEWARDSHIP_ENDED: Audience.MEMBERS,
    Verb.CITY_JOINED: Audience.PUBLIC,
    Verb.CITY_LEFT: Audience.PUBLIC,
    Verb.LEAD_CITY_NAMED: Audience.PUBLIC,
    Verb.LEAD_CITY_ENDED: Audience.PUBLIC,
    Verb.NOTE_WRITTEN: Audience.MANAGERS,
    Verb.NOTE_TAKEN_BACK: Audience.MANAGERS,
    Verb.SEAT_REQUESTED: Audience.MANAGERS,
    Verb.SEAT_QUESTION_ASKED: Audience.MANAGERS,
    Verb.SEAT_QUESTION_ANSWERED: Audience.MANAGERS,
    Verb.SEAT_REQUEST_WITHDRAWN: Audience.MANAGERS,
    Verb.SEAT_STARTED: Audience.MEMBERS,
    Verb.SEAT_DECLINED: Audience.MANAGERS,
    Verb.SEAT_LEFT: Audience.MEMBERS,
    Verb.WORKSHOP_PLANNED: Audience.MANAGERS,
    Verb.WORKSHOP_DISCARDED: Audience.MANAGERS,
    Verb.WORKSHOP_ANNOUNCED: Audience.MEMBERS,
    Verb.WORKSHOP_CHANGED: Audience.MEMBERS,
    Verb.WORKSHOP_CANCELLED: Audience.MEMBERS,
    Verb.WORKSHOP_HELD: Audience.MEMBERS,
    Verb.REGISTRATION_REQUESTED: Audience.MANAGERS,
    Verb.REGISTRATION_WAITLISTED: Audience.MANAGERS,
    Verb.REGISTRATION_OFFERED: Audience.MANAGERS,
    Verb.REGISTRATION_EXPIRED: Audience.MANAGERS,
    Verb.REGISTERED: Audience.MANAGERS,  # members see who comes on the workshop's page
    Verb.REGISTRATION_DECLINED: Audience.MANAGERS,
    Verb.REGISTRATION_CANCELLED: Audience.MANAGERS,
    Verb.QUESTIONS_CHANGED: Audience.MANAGERS,
    Verb.WALKED_IN: Audience.MANAGERS,
    Verb.ATTENDED: Audience.MANAGERS,
    Verb.ATTENDANCE_CORRECTED: Audience.MANAGERS,
    Verb.CONTRIBUTED: Audience.MEMBERS,
    Verb.FEEDBACK_GIVEN: Audience.MANAGERS,
    Verb.MATERIAL_ADDED: Audience.MEMBERS,
    Verb.MATERIAL_ADDED_IN_CONFIDENCE: Audience.MANAGERS,
    Verb.MATERIAL_WIDENED: Audience.MANAGERS,
    Verb.MATERIAL_NARROWED: Audience.MANAGERS,
    Verb.MATERIAL_REMOVED: Audience.MANAGERS,
    Verb.MINUTES_PUBLISHED: Audience.MEMBERS,
    Verb.FOLLOW_UP_MADE: Audience.MEMBERS,
    Verb.FOLLOW_UP_DONE: Audience.MEMBERS,
    Verb.FOLLOW_UP_REOPENED: Audience.MANAGERS,
    Verb.ACTION_CONFIRMED: Audience.MEMBERS,
    Verb.ACTION_CONFIRMED_AGAIN: Audience.MANAGERS,
    Verb.ACTION_IDEA: Audience.MEMBERS,
    Verb.ACTION_PLANNED: Audience.MEMBERS,
    Verb.ACTION_ADOPTED: Audience.MEMBERS,
    Verb.ACTION_UNDER_WAY: Audience.MEMBERS,
    Verb.ACTION_DONE: Audience.MEMBERS,
    Verb.ACTION_STOPPED: Audience.MEMBERS,
    Verb.ACTION_ADAPTED: Audience.MEMBERS,
    Verb.MILESTONE_REACHED: Audience.MEMBERS,
    Verb.EXAMPLE_AGREED: Audience.MANAGERS,
    Verb.EXAMPLE_ENDED: Audience.MANAGERS,
    Verb.INFLUENCE_SAID: Audience.MEMBERS,
    Verb.INFLUENCE_CONFIRMED: Audience.MANAGERS,
    Verb.PRACTICE_ADDED: Audience.MEMBERS,
    Verb.PRACTICE_EDITED: Audience.MANAGERS,
    Verb.PRACTICES_MERGED: Audience.MANAGERS,
    Verb.AGREEMENT_DRAFTED: Audience.MANAGERS,
    Verb.AGREEMENT_EDITED: Audience.MANAGERS,
    Verb.AGREEMENT_OPENED: Audience.MEMBERS,
    Verb.AGREEMENT_CITY_INVITED: Audience.MEMBERS,
    Verb.AGREEMENT_SIGNED: Audience.MEMBERS,
    Verb.AGREEMENT_DECLINED: Audience.MANAGERS,
    Verb.AGREEMENT_ACTIVE: Audience.MEMBERS,
    Verb.AGREEMENT_LEFT: Audience.MEMBERS,
    Verb.AGREEMENT_BELOW_QUORUM: Audience.MEMBERS,
    Verb.AGREEMENT_EXTENDED: Audience.MEMBERS,
    Verb.AGREEMENT_ENDED: Audience.MEMBERS,
    Verb.AGREEMENT_LAPSED: Audience.MEMBERS,
    Verb.AGREEMENT_DOCUMENT_ADDED: Audience.MANAGERS,
    Verb.DRAWN_DOWN: Audience.MANAGERS,
    Verb.QUESTION_ASKED: Audience.MEMBERS,
    Verb.QUESTION_ASKED_BY_STAFF: Audience.MEMBERS,
    Verb.QUESTION_ASKED_UNNAMED: Audience.MEMBERS,
    Verb.QUESTION_EDITED: Audience.MANAGERS,
    Verb.QUESTION_CLOSED: Audience.MANAGERS,
    Verb.QUESTION_REOPENED: Audience.MANAGERS,
    Verb.QUESTION_MOVED: Audience.MEMBERS,
    Verb.REPLIED: Audience.MEMBERS,
    Verb.REPLIED_BY_STAFF: Audience.MEMBERS,
    Verb.REPLIED_UNNAMED: Audience.MEMBERS,
    Verb.REPLY_EDITED: Audience.MANAGERS,
    Verb.REPLY_ACCEPTED: Audience.MEMBERS,
    Verb.REPLY_USEFUL: Audience.MANAGERS,
    Verb.LABEL_WIDENED: Audience.MANAGERS,
    Verb.LABEL_NARROWED: Audience.MANAGERS,
    Verb.POST_REPORTED: Audience.MANAGERS,
    Verb.POST_HIDDEN: Audience.MANAGERS,
    Verb.POST_RESTORED: Audience.MANAGERS,
    Verb.REPORT_DISMISSED: Audience.MANAGERS,
    Verb.ASKED_FOR_ANSWER: Audience.MANAGERS,
    Verb.INTRODUCED: Audience.MANAGERS,
    Verb.INTRODUCTION_ACCEPTED: Audience.MANAGERS,
    Verb.INTRODUCTION_AGREED: Audience.MANAGERS,
    Verb.INTRODUCTION_DECLINED: Audience.MANAGERS,
    Verb.INTRODUCTION_LAPSED: Audience.MANAGERS,
    Verb.INTRODUCTION_WITHDRAWN: Audience.MANAGERS,
    Verb.SUGGESTION_SET_ASIDE: Audience.MANAGERS,
    Verb.SUGGESTION_TAKEN_UP: Audience.MANAGERS,
    Verb.INTRODUCTION_OUTCOME: Audience.MANAGERS,
    Verb.RESOURCE_SHARED: Audience.MEMBERS,
    Verb.RESOURCE_SHARED_BY_STAFF: Audience.MEMBERS,
    Verb.RESOURCE_SHARED_UNNAMED: Audience.MEMBERS,
    Verb.RESOURCE_EDITED: Audience.MANAGERS,
    Verb.RESOURCE_VERSION_ADDED: Audience.MEMBERS,
    Verb.RESOURCE_WITHDRAWN: Audience.MANAGERS,
    Verb.RESOURCE_SHARED_AGAIN: Audience.MANAGERS,
    Verb.RESOURCE_WIDENED: Audience.MANAGERS,
    Verb.RESOURCE_NARROWED: Audience.MANAGERS,
    Verb.RESOURCE_DOWNLOADED: Audience.MANAGERS,
    Verb.RESOURCE_USED: Audience.MEMBERS,
    Verb.RESOURCE_ADAPTED: Audience.MEMBERS,
    Verb.RESOURCE_USE_ENDED: Audience.MANAGERS,
    Verb.RESOURCE_REPORTED: Audience.MANAGERS,
    Verb.RESOURCE_HIDDEN: Audience.MANAGERS,
    Verb.RESOURCE_RESTORED: Audience.MANAGERS,
    Verb.RESOURCE_REPORT_DISMISSED: Audience.MANAGERS,
    Verb.STORY_DRAFTED: Audience.MANAGERS,
    Verb.STORY_CONSENT_ASKED: Audience.MANAGERS,
    Verb.STORY_AGREED: Audience.MANAGERS,
    Verb.STORY_DECLINED: Audience.MANAGERS,
    Verb.STORY_TAKEN_BACK: Audience.MANAGERS,
    Verb.STORY_PUBLISHED: Audience.MEMBERS,
    Verb.STORY_WITHDRAWN: Audience.MANAGERS,
    Verb.STORY_DISCARDED: Audience.MANAGERS,
    Verb.PULSE_OPENED: Audience.MEMBERS,
    Verb.PULSE_CLOSED: Audience.MEMBERS,
    Verb.PULSE_UNANSWERED: Audience.MANAGERS,
    Verb.INVITATION_SENT: Audience.MANAGERS,
    Verb.INVITATION_SENT_AGAIN: Audience.MANAGERS,
    Verb.INVITATION_DECLINED: Audience.MANAGERS,
    Verb.INVITATION_REVOKED: Audience.MANAGERS,
}
OF_ACTIONS = [verb for verb in Verb if verb.is_of_action]
OF_QUESTIONS = [verb for verb in Verb if verb.is_of_question]
OF_RESOURCES = [verb for verb in Verb if verb.is_of_resource]
OF_STORIES = [verb for verb in Verb if verb.is_of_story]
