"""Who runs a network changes who may read a document of a workshop; whoever added it alone opens it to more."""

import pytest
from django.urls import reverse

from activity.models import Activity
from tests.conftest import make_staff
from workshops.models import Material
from workshops.services import add_material


@pytest.fixture
def paper(workshop, manager):
    return add_material(workshop=workshop, title="Tender", link="https://tender.example/", label="network", by=manager)


def says(signed_in, person, paper, **fields):
    address = reverse("workshop_material_label", args=[paper.workshop_id, paper.pk])
    answer = signed_in(person).post(address, fields)
    paper.refresh_from_db()
    return answer


def test_it_is_narrowed_to_named_cities_and_that_is_written_down(paper, manager, member, outsider, jakarta, oslo, signed_in, network):
    network.city_memberships.create(city=oslo)
    says(signed_in, manager, paper, label="cities", named_cities=[oslo.pk])
    assert (paper.label, list(paper.named_cities.all())) == ("cities", [oslo])
    assert not Material.objects.visible_to(member).filter(pk=paper.pk).exists()
    assert Activity.objects.filter(verb="workshop.material_narrowed", network=network, actor=None).count() == 1


def test_whoever_added_it_alone_opens_it_to_more(paper, manager, network, signed_in):
    colleague = make_staff("Carla Colleague", runs=network)
    assert "opens it to more readers" in says(signed_in, colleague, paper, label="public").text
    assert paper.label == "network"
    says(signed_in, manager, paper, label="public")
    assert paper.label == "public"
    assert Activity.objects.filter(verb="workshop.material_widened").count() == 1


def test_what_was_read_with_a_name_is_not_put_under_the_chatham_house_rule(paper, manager, signed_in):
    assert "read with a name beside it" in says(signed_in, manager, paper, label="chatham").text
    assert paper.label == "network"


def test_no_cities_named_is_said_at_the_field(paper, manager, signed_in):
    assert "Choose at least one city" in says(signed_in, manager, paper, label="cities").text
    assert paper.label == "network"
