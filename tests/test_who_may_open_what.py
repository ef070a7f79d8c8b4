"""Every address of c40net × every kind of person. An address that is not listed fails the test."""

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from digests.queries import unsubscribe_path
from imports.services import upload
from networks.models import Invitation
from networks.services import leave_network, request_seat
from officials.models import today
from reach.services import compute_snapshots
from tests.actions.matrix import MATRIX as OF_ACTIONS
from tests.actions.matrix import arguments_of_actions
from tests.c40net.matrix import MATRIX as OF_API
from tests.c40net.matrix import arguments_of_api
from tests.conftest import give_seat, make_network, make_official, make_staff
from tests.exchange.matrix import MATRIX as OF_EXCHANGE
from tests.exchange.matrix import arguments_of_exchange
from tests.notices.matrix import MATRIX as OF_NOTICES
from tests.notices.matrix import arguments_of_notices
from tests.officials.matrix import MATRIX as OF_ACCOUNTS
from tests.partnerships.matrix import MATRIX as OF_PARTNERSHIPS
from tests.partnerships.matrix import arguments_of_agreements
from tests.reach.matrix import MATRIX as OF_REACH
from tests.reach.matrix import arguments_of_reach
from tests.reports.matrix import MATRIX as OF_REPORTS
from tests.reports.matrix import arguments_of_reports
from tests.stories.matrix import MATRIX as OF_STORIES
from tests.stories.matrix import arguments_of_stories
from tests.workshops.matrix import MATRIX as OF_WORKSHOPS
from tests.workshops.matrix import arguments_of_workshops

PEOPLE = [
    "visitor", "former_official", "unverified", "outsider", "former_member", "other_member", "official", "lead",
    "staff", "manager", "other_manager", "administrator",
]  # fmt: skip

# ok: 200 · go: redirected to somewhere else in c40net · in: asked to sign in first · a number: the answer's status
# Columns as in PEOPLE. "official" and "lead" are members of the network, "manager" runs it, "other_manager" runs another,
# "staff" runs none. "outsider" has asked to join, "former_member" has left, "other_member" has a seat in another network.
MATRIX = """
GET   landing                               ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  landing                               405  405  405  405  405  405  405  405  405  405  405  405
GET   healthz                               ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  healthz                               405  405  405  405  405  405  405  405  405  405  405  405
GET   readyz                                any  any  any  any  any  any  any  any  any  any  any  any
POST  readyz                                405  405  405  405  405  405  405  405  405  405  405  405
GET   home                                  in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  home                                  in   405  405  405  405  405  405  405  405  405  405  405
GET   manage                                in   403  403  403  403  403  403  403  ok   ok   ok   ok
POST  manage                                in   405  405  405  405  405  405  405  405  405  405  405
GET   cities                                ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  cities                                405  405  405  405  405  405  405  405  405  405  405  405
GET   city                                  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  city                                  405  405  405  405  405  405  405  405  405  405  405  405
GET   search                                ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  search                                405  405  405  405  405  405  405  405  405  405  405  405
GET   settings                              in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  settings                              in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   settings_tokens                       in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  settings_tokens                       in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   settings_token_end                    in   405  405  405  405  405  405  405  405  405  405  405
POST  settings_token_end                    in   404  404  404  404  404  404  404  404  404  404  404
GET   people                                in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  people                                in   405  405  405  405  405  405  405  405  405  405  405
GET   person                                in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  person                                in   405  405  405  405  405  405  405  405  405  405  405
GET   manage_people                         in   403  403  403  403  403  403  403  403  403  403  ok
POST  manage_people                         in   403  403  403  403  403  403  403  403  403  403  go
GET   staff_administrator                   in   405  405  405  405  405  405  405  405  405  405  405
POST  staff_administrator                   in   403  403  403  403  403  403  403  403  403  403  go
GET   staff_end                             in   403  403  403  403  403  403  403  403  403  403  ok
POST  staff_end                             in   403  403  403  403  403  403  403  403  403  403  go
GET   network_stewards                      in   403  403  403  403  403  403  403  403  403  403  ok
POST  network_stewards                      in   403  403  403  403  403  403  403  403  403  403  go
GET   stewardship_end                       in   405  405  405  405  405  405  405  405  405  405  405
POST  stewardship_end                       in   403  403  403  403  403  403  403  403  403  403  go
GET   duplicates                            in   403  403  403  403  403  403  403  403  403  403  ok
POST  duplicates                            in   403  403  403  403  403  403  403  403  403  403  go
GET   city_duplicates                       in   403  403  403  403  403  403  403  403  403  403  ok
POST  city_duplicates                       in   403  403  403  403  403  403  403  403  403  403  go
GET   city_officials                        in   403  403  403  403  403  403  ok   ok   ok   ok   ok
POST  city_officials                        in   403  403  403  403  403  403  go   go   go   go   go
GET   city_email_domains                    in   403  403  403  403  403  403  403  ok   ok   ok   ok
POST  city_email_domains                    in   403  403  403  403  403  403  403  go   go   go   go
GET   manage_officials                      in   403  403  403  403  403  403  403  ok   ok   ok   ok
POST  manage_officials                      in   403  403  403  403  403  403  403  go   go   go   go
GET   city_lead                             in   405  405  405  405  405  405  405  405  405  405  405
POST  city_lead                             in   403  403  403  403  403  403  403  go   go   go   go
GET   networks                              ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  networks                              405  405  405  405  405  405  405  405  405  405  405  405
GET   network                               ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  network                               405  405  405  405  405  405  405  405  405  405  405  405
GET   network_members                       in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  network_members                       in   405  405  405  405  405  405  405  405  405  405  405
GET   network_feed                          in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  network_feed                          in   405  405  405  405  405  405  405  405  405  405  405
GET   seat_join                             in   403  ok   ok   ok   ok   ok   ok   403  403  403  403
POST  seat_join                             in   403  go   go   go   go   go   go   403  403  403  403
GET   seat_leave                            in   403  404  ok   404  404  ok   ok   403  403  403  403
POST  seat_leave                            in   403  404  go   404  404  go   go   403  403  403  403
GET   seat_request                          in   403  404  ok   ok   404  ok   ok   403  403  403  403
POST  seat_request                          in   403  404  go   ok   404  ok   ok   403  403  403  403
GET   invitation                            ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  invitation                            go   go   go   go   go   go   go   go   go   go   go   go
GET   manage_networks                       in   403  403  403  403  403  403  403  ok   ok   ok   ok
POST  manage_networks                       in   405  405  405  405  405  405  405  405  405  405  405
GET   network_create                        in   403  403  403  403  403  403  403  ok   ok   ok   ok
POST  network_create                        in   403  403  403  403  403  403  403  go   go   go   go
GET   network_edit                          in   403  403  403  403  403  403  403  403  ok   403  ok
POST  network_edit                          in   403  403  403  403  403  403  403  403  go   403  go
GET   working_group_create                  in   403  403  403  403  403  403  403  403  ok   403  ok
POST  working_group_create                  in   403  403  403  403  403  403  403  403  go   403  go
GET   network_memberships                   in   403  403  403  403  403  403  403  403  ok   403  ok
POST  network_memberships                   in   403  403  403  403  403  403  403  403  go   403  go
GET   city_membership_end                   in   403  403  403  403  403  403  403  403  ok   403  ok
POST  city_membership_end                   in   403  403  403  403  403  403  403  403  go   403  go
GET   city_membership_role                  in   405  405  405  405  405  405  405  405  405  405  405
POST  city_membership_role                  in   403  403  403  403  403  403  403  403  go   403  go
GET   network_seats                         in   403  403  403  403  403  403  403  403  ok   403  ok
POST  network_seats                         in   403  403  403  403  403  403  403  403  go   403  go
GET   seat_question                         in   403  403  403  403  403  403  403  403  ok   403  ok
POST  seat_question                         in   403  403  403  403  403  403  403  403  go   403  go
GET   network_invitations                   in   403  403  403  403  403  403  403  403  ok   403  ok
POST  network_invitations                   in   403  403  403  403  403  403  403  403  go   403  go
GET   invitations_many                      in   403  403  403  403  403  403  403  403  ok   403  ok
POST  invitations_many                      in   403  403  403  403  403  403  403  403  ok   403  ok
GET   invitation_resend                     in   405  405  405  405  405  405  405  405  405  405  405
POST  invitation_resend                     in   403  403  403  403  403  403  403  403  go   403  go
GET   invitation_revoke                     in   405  405  405  405  405  405  405  405  405  405  405
POST  invitation_revoke                     in   403  403  403  403  403  403  403  403  go   403  go
GET   group:network                         404  404  404  404  404  404  ok   ok   ok   ok   ok   ok
GET   group:network_members                 in   404  404  404  404  404  404  404  ok   ok   ok   ok
GET   group:network_edit                    in   404  404  404  404  404  403  403  403  ok   403  ok
GET   imports                               in   403  403  ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  imports                               in   403  403  ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   import_columns                        in   404  404  404  404  404  404  404  404  ok   404  ok
POST  import_columns                        in   404  404  404  404  404  404  404  404  go   404  go
GET   import                                in   404  404  404  404  404  404  404  404  go   404  go
POST  import                                in   404  404  404  404  404  404  404  404  go   404  go
GET   import_errors                         in   404  404  404  404  404  404  404  404  ok   404  ok
POST  import_errors                         in   405  405  405  405  405  405  405  405  405  405  405
GET   import_commit                         in   405  405  405  405  405  405  405  405  405  405  405
POST  import_commit                         in   404  404  404  404  404  404  404  404  go   404  go
GET   import_undo                           in   405  405  405  405  405  405  405  405  405  405  405
POST  import_undo                           in   404  404  404  404  404  404  404  404  go   404  go
GET   reach                                 ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  reach                                 405  405  405  405  405  405  405  405  405  405  405  405
GET   reach_figure                          ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  reach_figure                          405  405  405  405  405  405  405  405  405  405  405  405
GET   reach_counted                         ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  reach_counted                         405  405  405  405  405  405  405  405  405  405  405  405
GET   reach_counted_csv                     ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  reach_counted_csv                     405  405  405  405  405  405  405  405  405  405  405  405
GET   reach_map                           ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  reach_map                           405  405  405  405  405  405  405  405  405  405  405  405
GET   reach_ties                          ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  reach_ties                          405  405  405  405  405  405  405  405  405  405  405  405
GET   reach_picture                       ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  reach_picture                       405  405  405  405  405  405  405  405  405  405  405  405
GET   network_reach                       ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  network_reach                       405  405  405  405  405  405  405  405  405  405  405  405
GET   group:network_reach                   404  404  404  404  404  404  ok   ok   ok   ok   ok   ok
GET   peer_effect                           ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  peer_effect                           405  405  405  405  405  405  405  405  405  405  405  405
GET   peer_effect_export                    404  404  404  404  404  404  404  404  404  404  404  404
POST  peer_effect_export                    405  405  405  405  405  405  405  405  405  405  405  405
GET   peer_effect_compute                   in   405  405  405  405  405  405  405  405  405  405  405
POST  peer_effect_compute                   in   403  403  403  403  403  403  403  403  403  403  go
GET   reach_compute                         in   405  405  405  405  405  405  405  405  405  405  405
POST  reach_compute                         in   403  403  403  403  403  403  403  go   go   go   go
GET   my_data                               in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  my_data                               in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   handover                              in   404  404  404  404  404  403  ok   ok   ok   ok   ok
POST  handover                              in   404  404  404  404  404  403  go   go   go   go   go
GET   settings_digest                       in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  settings_digest                       in   go   go   go   go   go   go   go   go   go   go   go
GET   network_note                          in   403  403  403  403  403  403  403  403  ok   403  ok
POST  network_note                          in   403  403  403  403  403  403  403  403  go   403  go
GET   unsubscribe                           ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  unsubscribe                           ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   audit                                 in   403  403  403  403  403  403  403  403  403  403  ok
POST  audit                                 in   405  405  405  405  405  405  405  405  405  405  405
GET   audit_export                          in   405  405  405  405  405  405  405  405  405  405  405
POST  audit_export                          in   403  403  403  403  403  403  403  403  403  403  ok
GET   reports                               in   403  403  403  403  403  403  403  403  403  403  ok
POST  reports                               in   405  405  405  405  405  405  405  405  405  405  405
GET   report_export                         in   405  405  405  405  405  405  405  405  405  405  405
POST  report_export                         in   403  403  403  403  403  403  403  403  403  403  ok
"""
ROWS = [
    line.split()
    for line in (
        MATRIX
        + OF_ACTIONS
        + OF_API
        + OF_EXCHANGE
        + OF_ACCOUNTS
        + OF_NOTICES
        + OF_PARTNERSHIPS
        + OF_REACH
        + OF_REPORTS
        + OF_STORIES
        + OF_WORKSHOPS
    ).splitlines()
    if line
]


# Of pages and of what programs read.
ALL = "c40net.api"


def every_name(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver(ALL)).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from every_name(pattern, f"{pattern.namespace}:" if pattern.namespace else "")
        else:
            yield prefix + pattern.name


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_is_listed(method):
    listed = {name.removeprefix("group:") for listed_method, name, *_ in ROWS if listed_method == method}
    assert set(every_name()) == listed


@pytest.fixture
def people(outsider, member, lead, manager, other_manager, administrator, network, other_network, oslo):
    former_official = make_official("Fay Formerofficial", oslo, ended_on=today())
    unverified = make_official("Uma Unverified", oslo, verified_at=None)
    former_member = make_official("Finn Formermember", oslo)
    leave_network(seat=give_seat(former_member, network), by=former_member)
    network.city_memberships.filter(city=oslo).delete()
    other_member = make_official("Olga Othermember", oslo)
    give_seat(other_member, other_network)
    officials = [former_official, unverified, outsider, former_member, other_member, member, lead]
    return dict(zip(PEOPLE, [None, *officials, make_staff("Stella Staff"), manager, other_manager, administrator], strict=True))


@pytest.fixture
def arguments(people, network, jakarta, oslo):
    """For each address: its arguments, and what a person would send."""
    waiting = request_seat(network=network, official=people["outsider"].official, offers="a", seeks="b", by=people["outsider"])
    invitation = Invitation.objects.create(network=network, email="new@oslo.example", full_name="New", city=oslo)
    membership = network.city_memberships.get()
    nobody_yet = make_official("Nia New", jakarta, verified_at=None).official
    words = {"name": "Night Buses", "purpose": "At night.", "area": network.area.pk, "admission": "approval"}
    roster = b"Name,E-mail,City\nNew,new@oslo.example,Oslo\n"
    uploaded = upload(kind="roster", file_name="roster.csv", content=roster, by=people["manager"])
    compute_snapshots(days=[today()])
    of_exchange = arguments_of_exchange(network, people)
    return {
        **arguments_of_agreements(network, jakarta, oslo),
        **of_exchange,
        **arguments_of_api(network, jakarta, question=of_exchange["question"][0][0]),
        **arguments_of_notices(network, people),
        "import_columns": ([uploaded.pk], {"full_name": "0", "email": "1", "city": "2"}),
        **dict.fromkeys(["import", "import_errors", "import_commit", "import_undo"], ([uploaded.pk], {})),
        **arguments_of_workshops(network, people),
        **arguments_of_reach(network),
        **arguments_of_actions(network, jakarta, people),
        **arguments_of_stories(network, jakarta, people),
        **arguments_of_reports(network, people),
        "settings_tokens": ([], {"name": "Dashboard", "days": 30}),
        "settings_token_end": ([1], {}),
        "city": ([jakarta.slug], {}),
        "person": ([people["official"].pk], {}),
        "duplicates": ([], {"survivor": people["official"].pk, "duplicate": people["lead"].pk}),
        "city_duplicates": ([], {"survivor": oslo.pk, "duplicate": jakarta.pk}),
        "manage_people": ([], {"full_name": "Nora New", "email": "nora@c40net.test"}),
        "staff_administrator": ([people["manager"].staff.pk], {}),
        "staff_end": ([people["manager"].staff.pk], {}),
        "network_stewards": ([network.slug], {"staff": people["administrator"].staff.pk}),
        "stewardship_end": ([network.slug, network.stewardships.get().pk], {}),
        "city_officials": ([jakarta.slug], {"official": nobody_yet.pk, "decision": "vouch"}),
        "city_email_domains": ([jakarta.slug], {"email_domains": "jakarta.example"}),
        "manage_officials": ([], {"official": nobody_yet.pk, "decision": "vouch"}),
        "city_lead": ([people["official"].official.pk], {}),
        "settings": ([], {}),
        "handover": ([people["official"].official.pk], {"note": "Ask the depot."}),
        "account_close": ([], {"sure": "on"}),
        "network": ([network.slug], {}),
        "seat_join": ([network.slug], {"offers": "a", "seeks": "b"}),
        "invitation": ([invitation.token], {}),
        "network_create": ([], words),
        "network_edit": ([network.slug], words),
        "working_group_create": ([network.slug], words),
        "network_memberships": ([network.slug], {"city": oslo.pk, "role": "member", "started_on": "2020-01-01"}),
        "city_membership_end": ([network.slug, membership.pk], {"ended_on": membership.started_on.isoformat()}),
        "city_membership_role": ([network.slug, membership.pk], {}),
        "network_seats": ([network.slug], {"seats": [waiting.pk], "decision": "approve"}),
        "network_invitations": ([network.slug], {"full_name": "x", "email": "x@x.example", "city": oslo.pk}),
        "seat_request": ([network.slug], {"text": "Yes."}),
        "seat_question": ([network.slug, waiting.pk], {"text": "How many buses?"}),
        "invitations_many": ([network.slug], {"lines": "x; y@y.example; Oslo"}),
        "invitation_resend": ([network.slug, invitation.pk], {}),
        "invitation_revoke": ([network.slug, invitation.pk], {}),
        "reach_figure": (["officials-reached"], {}),
        "reach_counted": (["officials-reached"], {}),
        "reach_counted_csv": (["officials-reached"], {}),
        "reach_picture": (["ties", "csv"], {}),
        "settings_digest": ([], {"how_often": "weekly", "weekday": 0, "hour": 8}),
        "network_note": ([network.slug], {"text": "See you in Lima."}),
        "unsubscribe": ([unsubscribe_path(people["official"]).split("/")[-2]], {"List-Unsubscribe": "One-Click"}),
        "report_export": ([], {"what": "attendance", "format": "csv"}),
        "account_confirm_email": (["no-such-key"], {}),
        "account_reset_password_from_key": (["1", "no-such-key"], {}),
        "mfa_remove_webauthn": ([1], {}),
        "mfa_edit_webauthn": ([1], {}),
    }


def working_group(network):
    return make_network("Depots", parent=network)


def answer(response) -> str:
    if response.status_code == 200:
        return "ok"
    if response.status_code == 302:
        return "in" if response.url.startswith(f"{reverse('account_login')}?next=") else "go"
    return str(response.status_code)


@pytest.mark.parametrize(
    ("method", "name", "expected"), [(row[0], row[1], row[2:]) for row in ROWS], ids=[f"{row[0]} {row[1]}" for row in ROWS]
)
def test_who_may_open_what(method, name, expected, people, arguments, network, signed_in):
    args, data = arguments.get(name, ([network.slug] if name.startswith(("network_", "seat_")) else [], {}))
    if name.startswith("group:"):
        name, args = name.removeprefix("group:"), [working_group(network).slug]
    assert len(expected) == len(PEOPLE)
    answers = []
    for number, person in enumerate(people.values()):
        browser = signed_in(person)
        # Everybody's own, for the limits on guessing.
        browser.defaults["REMOTE_ADDR"] = f"203.0.113.{number}"
        address = reverse(name, ALL, args=args)
        with transaction.atomic():
            response = browser.get(address) if method == "GET" else browser.post(address, data)
            if response.streaming:
                b"".join(response.streaming_content)
            transaction.set_rollback(True)
        answers.append(answer(response))
    assert "any" in expected or answers == expected
