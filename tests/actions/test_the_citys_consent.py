"""Nobody but the city publishes or changes its action; staff propose, and the city says yes or no."""

import pytest
from django.urls import reverse

from actions.models import ClimateAction, Proposal, StageChange
from actions.services import propose
from activity.models import Activity
from notices.models import Notice
from tests.actions.matrix import MATRIX, arguments_of_actions
from tests.conftest import make_official, make_staff

POSTS = sorted({line.split()[1] for line in MATRIX.splitlines() if line.startswith("POST")})
OF_NETWORKS = {"manage_practices", "practice_edit", "practice_merge", "network_practices", "network_progress"}
PROPOSED = {"title": "Electric buses, all of them", "text": "More.", "department": "", "emissions_unit": "t", "currency": "IDR"}


def actions_of_cities():
    tables = [ClimateAction, StageChange, *(relation.related_model for relation in ClimateAction._meta.related_objects)]
    return {table: list(table.objects.order_by("pk").values()) for table in tables if table is not Proposal}


@pytest.mark.parametrize("name", [name for name in POSTS if name not in OF_NETWORKS])
def test_no_request_of_staff_changes_or_publishes_an_action(
    name, network, jakarta, member, lead, outsider, manager, administrator, signed_in
):
    arguments = arguments_of_actions(network, jakarta, {"staff": manager, "outsider": outsider})
    ClimateAction.objects.create(city=jakarta, title="A draft")
    before = actions_of_cities()
    args, fields = arguments.get(name, ([], {}))
    for person in (manager, administrator, make_staff("Stella Staff")):
        signed_in(person).post(reverse(name, args=args), fields)
    assert actions_of_cities() == before


def test_the_lead_publishes_and_others_do_not(draft, member, lead, jakarta, signed_in):
    assert signed_in(member).post(f"/actions/{draft.pk}/confirm/").status_code == 403
    signed_in(lead).post(f"/actions/{draft.pk}/confirm/")
    draft.refresh_from_db()
    assert (draft.status, draft.confirmed_by) == ("published", lead)
    assert Activity.objects.get(verb="action.confirmed").sentence == "Jakarta published Bus lanes"


def test_what_an_official_changes_waits_for_the_lead_once_more(action, member, lead, signed_in):
    signed_in(member).post(f"/actions/{action.pk}/edit/", {"title": "Buses", "emissions_unit": "t"})
    assert "Changed since it was confirmed" in signed_in(member).get(action.get_absolute_url()).content.decode()
    assert "Buses" in signed_in(lead).get("/home/").content.decode()
    signed_in(lead).post(f"/actions/{action.pk}/confirm/")
    assert "Changed since it was confirmed" not in signed_in(lead).get(action.get_absolute_url()).content.decode()


def test_what_the_lead_changes_needs_no_further_word(action, lead, signed_in):
    signed_in(lead).post(f"/actions/{action.pk}/edit/", {"title": "Buses", "emissions_unit": "t"})
    action.refresh_from_db()
    assert not action.waits_for_lead


def test_a_city_without_a_lead_learns_what_to_do(draft, member, signed_in):
    assert "Ask the secretariat to name one" in signed_in(member).get(draft.get_absolute_url()).content.decode()


def test_a_lead_withdraws_and_takes_up_again(action, lead, member, manager, signed_in):
    assert signed_in(member).post(f"/actions/{action.pk}/withdraw/").status_code == 403
    signed_in(lead).post(f"/actions/{action.pk}/withdraw/")
    assert signed_in(manager).get(action.get_absolute_url()).status_code == 404
    signed_in(lead).post(f"/actions/{action.pk}/restore/")
    action.refresh_from_db()
    assert (action.status, action.withdrawn_at) == ("draft", None)


def test_consent_to_be_named_is_given_and_taken_back(action, lead, signed_in):
    signed_in(lead).post(f"/actions/{action.pk}/example/", {"agree": ""})
    assert list(ClimateAction.objects.examples()) == [action]
    signed_in(lead).post(f"/actions/{action.pk}/example/", {"end": ""})
    assert not ClimateAction.objects.examples()
    assert Activity.objects.filter(verb__startswith="action.example").count() == 2


def test_withdrawing_ends_the_consent_to_be_named(action, lead, signed_in):
    signed_in(lead).post(f"/actions/{action.pk}/example/", {"agree": ""})
    signed_in(lead).post(f"/actions/{action.pk}/withdraw/")
    action.refresh_from_db()
    assert action.example_since is None


def test_staff_propose_and_the_city_is_told(action, manager, member, lead, signed_in):
    signed_in(manager).post(f"/actions/{action.pk}/propose/", PROPOSED | {"note": "As you said on the phone."})
    proposal = Proposal.objects.get()
    action.refresh_from_db()
    assert action.title == "Electric buses"
    assert set(proposal.fields) >= {"title", "text"}
    assert set(Notice.objects.filter(kind="actions.proposed").values_list("user", flat=True)) == {member.pk, lead.pk}
    for page in ("/home/", action.get_absolute_url(), proposal.get_absolute_url()):
        assert signed_in(member).get(page).status_code == 200
    assert "Electric buses, all of them" in signed_in(member).get("/home/").content.decode()
    assert Activity.objects.filter(verb="proposal.made", city=action.city).count() == 1


def test_the_city_reads_in_order_what_would_be_different_and_what_would_be_emptied(action, manager, member, signed_in):
    ClimateAction.objects.filter(pk=action.pk).update(text="Depots first.", department="Transport Agency")
    proposal = propose(
        city=action.city, action=action, fields={"text": "Lines first.", "title": "Buses", "department": ""}, note="", by=manager
    )
    changes = signed_in(member).get(proposal.get_absolute_url()).context["changes"]
    assert [(change.name, change.now, change.proposed) for change in changes] == [
        ("Title", "Electric buses", "Buses"),
        ("What your city does, and why", "Depots first.", "Lines first."),
        ("Department in charge", "Transport Agency", ""),
    ]


def test_the_city_accepts_a_change_which_its_lead_confirms(action, manager, member, signed_in):
    proposal = propose(city=action.city, action=action, fields={"title": "Buses"}, note="", by=manager)
    signed_in(member).post(proposal.get_absolute_url(), {"accept": ""})
    action.refresh_from_db()
    assert (action.title, action.waits_for_lead) == ("Buses", True)
    assert Notice.objects.get(kind="actions.answered").user == manager


def test_the_city_accepts_a_new_one_as_its_draft(jakarta, practice, manager, member, signed_in):
    fields = {
        "title": "Bus lanes",
        "practice": practice.pk,
        "text": "a",
        "department": "b",
        "emissions_unit": "kt",
        "emissions_avoided": "3",
        "currency": "IDR",
    }
    signed_in(manager).post("/cities/jakarta/actions/propose/", fields)
    assert not ClimateAction.objects.exists()
    signed_in(member).post(Proposal.objects.get().get_absolute_url(), {"accept": ""})
    made = ClimateAction.objects.get()
    assert (made.title, made.practice, made.status, made.emissions_avoided, made.created_by) == ("Bus lanes", practice, "draft", 3, member)


def test_the_city_declines_with_a_reason_that_the_proposer_reads(action, manager, member, signed_in):
    proposal = propose(city=action.city, action=action, fields={"title": "Buses"}, note="", by=manager)
    signed_in(member).post(proposal.get_absolute_url(), {"decline": "", "answer": "That is not so."})
    action.refresh_from_db()
    assert action.title == "Electric buses"
    assert "That is not so." in signed_in(manager).get(proposal.get_absolute_url()).content.decode()


def test_what_was_taken_back_is_accepted_no_more(action, manager, member, signed_in):
    proposal = propose(city=action.city, action=action, fields={"title": "Buses"}, note="", by=manager)
    signed_in(manager).post(proposal.get_absolute_url())
    signed_in(member).post(proposal.get_absolute_url(), {"accept": ""})
    action.refresh_from_db()
    assert (action.title, Proposal.objects.get().status) == ("Electric buses", "taken_back")


def test_a_proposal_is_between_staff_and_the_city(action, manager, oslo, network, signed_in):
    proposal = propose(city=action.city, action=action, fields={"title": "Buses"}, note="", by=manager)
    for reader in (make_official("Per Peer", oslo), None):
        assert signed_in(reader).get(proposal.get_absolute_url()).status_code in {404, 302}


def test_staff_propose_nothing_on_what_they_may_not_read(action, manager, signed_in):
    ClimateAction.objects.update(budget_for="city", text_for="city")
    page = signed_in(manager).get(f"/actions/{action.pk}/propose/").content.decode()
    assert "electric" not in page
    assert 'name="budget"' not in page


def test_a_proposal_without_a_difference_is_none(action, manager, signed_in):
    same = {"title": action.title, "text": action.text, "practice": action.practice_id, "department": action.department, "emissions_avoided": "1200",
            "emissions_unit": "t", "budget": "2500000", "currency": "IDR"}  # fmt: skip
    assert "Nothing is different" in signed_in(manager).post(f"/actions/{action.pk}/propose/", same).content.decode()
