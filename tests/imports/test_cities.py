"""A list of cities goes the same way as a roster."""

import pytest

from cities.models import City
from imports import services
from tests.conftest import make_city, make_official
from tests.imports.conftest import compared, imported, row_of, says, statuses, undone

HEAD = "Name;Country;Region;Category;Joined;Latitude;Longitude;Population;Time zone;Languages;Domains"
QUITO = "Quito;Ecuador;Latin America;Innovator city;2019;-0,22985;-78.52495;1 399 814;America/Guayaquil;Spanish;quito.gob.ec"


def cities(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def test_a_new_city_is_added_and_taken_back(administrator):
    import_ = compared(cities(QUITO), administrator, kind="cities")
    assert statuses(import_) == {2: "new"}
    imported(import_, administrator)
    quito = City.objects.get(slug="quito")
    assert (str(quito.country), quito.region, quito.category, quito.population) == ("EC", "latin-america", "innovator", 1_399_814)
    assert (quito.latitude, quito.languages, quito.email_domains, quito.joined_on.year) == (-0.22985, ["es"], ["quito.gob.ec"], 2019)
    assert statuses(compared(cities(QUITO), administrator, kind="cities")) == {2: "same"}
    undone(import_, administrator)
    assert not City.objects.filter(slug="quito").exists()


def test_an_administrator_reads_what_each_row_would_do(oslo, administrator, signed_in):
    import_ = compared(cities(QUITO, "oslo;;;;;;;717710;;;"), administrator, kind="cities")
    page = signed_in(administrator).get(f"/manage/imports/{import_.pk}/").content.decode()
    assert "Quito" in page
    assert "<ins>717710</ins>" in page


def test_a_city_that_is_there_is_corrected_and_a_blank_cell_says_nothing(oslo, administrator):
    import_ = compared(cities("oslo;;;;;;;717710;;;"), administrator, kind="cities")
    assert row_of(import_, 2).plan["changes"] == {"population": ["1000000", "717710"]}
    imported(import_, administrator)
    oslo.refresh_from_db()
    assert (oslo.population, str(oslo.country), oslo.joined_on.year) == (717_710, "NO", 2010)
    undone(import_, administrator)
    oslo.refresh_from_db()
    assert oslo.population == 1_000_000


def test_a_near_match_is_asked_about(administrator):
    make_city("São Paulo", country="BR")
    import_ = compared(cities("Su Paulo;Brasil;;;;;;12325232;;;"), administrator, kind="cities")
    assert [choice["name"] for choice in row_of(import_, 2).problems[0]["choices"]] == ["São Paulo", ""]
    services.answer(row=row_of(import_, 2), question="city", value="sao-paulo", by=administrator)
    assert statuses(import_) == {2: "changed"}


@pytest.mark.parametrize(
    "row",
    [
        "Nowhere;Atlantis;Africa;;;0;0;1;UTC;;",
        "Nowhere;NO;Europe;;;91;0;1;UTC;;",
        "Nowhere;NO;Europe;;;nan;0;1;UTC;;",
        "Nowhere;NO;Europe;;;0;0;many;UTC;;",
        "Nowhere;NO;Europe;;;0;0;1;Mars/Olympus;;",
        "Nowhere;NO;Europe;;;0;0;1;;;",
        "=Nowhere;NO;Europe;;;0;0;1;UTC;;",
    ],
)
def test_what_cannot_be_is_an_error(administrator, row):
    assert statuses(compared(cities(row), administrator, kind="cities")) == {2: "error"}


def test_a_city_in_use_by_now_stays_when_the_import_is_undone(administrator):
    import_ = imported(compared(cities(QUITO), administrator, kind="cities"), administrator)
    make_official("Quinta New", City.objects.get(slug="quito"))
    undone(import_, administrator)
    assert row_of(import_, 2).outcome == "kept"


def test_two_rows_of_one_city_that_contradict_each_other_are_asked_about(oslo, administrator):
    import_ = compared(cities("Oslo;;;;;;;717710;;;", "Oslo;;;;;;;1;;;", "Oslo;;;;;;;717710;;;"), administrator, kind="cities")
    assert [says(row_of(import_, number)) for number in (2, 3, 4)] == [[], ["row_repeats_otherwise"], ["row_repeats"]]
