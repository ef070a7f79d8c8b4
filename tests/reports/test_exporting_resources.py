"""Resources, as an administrator takes them out: a file outlives every label."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from exchange.services import say_used, share_resource, withdraw_resource
from tests.conftest import give_seat

SAID = {"kind": "guide", "language": "en", "year": 2024, "link": "https://x.example/"}


@pytest.fixture
def export(administrator, signed_in):
    def exported() -> list[dict]:
        content = b"".join(
            signed_in(administrator).post(reverse("report_export"), {"what": "resources", "format": "csv"}).streaming_content
        )
        return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))

    return exported


def test_a_resource_is_a_row_with_who_used_it_and_no_formula(export, network, member, outsider, manager):
    give_seat(outsider, network)
    resource = share_resource(
        network=network, title="=Depots", label="public", named_cities=[], by=member, city=member.official.city, **SAID
    )
    say_used(resource=resource, way="adapted", text="", action=None, by=outsider)
    share_resource(network=network, title="Bays", label="network", named_cities=[], by=manager, **SAID)
    withdraw_resource(
        resource=share_resource(network=network, title="Gone", label="network", named_cities=[], by=member, **SAID), by=member
    )
    first, second = export()
    assert (first["Resource"], first["Shared by"], first["For the city"], first["City"]) == (
        "'=Depots",
        "Melati Member",
        "Jakarta",
        "Jakarta",
    )
    assert (first["Type"], first["Language"], first["Year"], first["Used by cities"], first["Adapted by cities"]) == (
        "Guide or manual", "English", "2024", "1", "1",
    )  # fmt: skip
    assert (second["Resource"], second["For the city"]) == ("Bays", "Secretariat")


def test_of_what_is_in_confidence_the_file_says_not_what_or_not_whose(export, network, member, oslo):
    for label, cities in (("cities", [oslo]), ("chatham", [])):
        share_resource(network=network, title=f"zq{label}", label=label, named_cities=cities, by=member, **SAID)
    named, unnamed = export()
    assert (named["Resource"], named["Shared by"]) == ("in confidence", "Melati Member")
    assert (unnamed["Resource"], unnamed["Shared by"], unnamed["For the city"], unnamed["City"]) == (
        "zqchatham", "in confidence", "in confidence", "",
    )  # fmt: skip
