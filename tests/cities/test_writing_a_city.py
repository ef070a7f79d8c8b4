"""A form that takes one of all cities: a list of them, or a field for the name where there are too many."""

import pytest
from django.forms import Form

from cities import queries
from cities.models import City
from cities.queries import CityField
from tests.conftest import make_city


class CityForm(Form):
    city = CityField(City.objects.none(), label="City")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["city"].queryset = City.objects.all()


@pytest.fixture
def too_many(db, monkeypatch):
    """Three cities, two of them of one name, where two fill a list."""
    monkeypatch.setattr(queries, "MOST", 2)
    return [make_city("São Paulo"), make_city("Portland"), make_city("Portland", slug="portland-maine")]


def test_few_cities_are_a_list(db):
    city = make_city("Oslo")
    assert "<select" in str(CityForm()["city"])
    assert CityForm({"city": city.pk}).is_valid()


@pytest.mark.parametrize(("written", "number"), [("sao paulo", 0), (" SÃO PAULO ", 0), ("portland-maine", 2), ("/cities/portland/", 1)])
def test_of_many_one_writes_the_name(too_many, written, number):
    form = CityForm({"city": written})
    assert 'type="text"' in str(form["city"])
    assert form.is_valid(), form.errors
    assert form.cleaned_data["city"] == too_many[number]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Portland", "/cities/portland-maine/ (Norway)"),
        ("Atlantis", "No city here has this name"),
        ("a\0", "No city"),
        ("9" * 40, "valid choice"),
        ("", "required"),
    ],
)
@pytest.mark.usefixtures("too_many")
def test_what_names_no_city_comes_back_with_the_reason(written, said):
    form = CityForm({"city": written})
    assert said in str(form.errors)
    assert not form.cleaned_data


@pytest.mark.parametrize("key", ["pk", "itself"])
def test_a_city_that_was_chosen_before_stands_there_by_its_name(too_many, key):
    city = too_many[0]
    assert 'value="São Paulo"' in str(CityForm(initial={"city": city if key == "itself" else city.pk})["city"])
