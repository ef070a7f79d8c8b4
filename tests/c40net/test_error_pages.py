import pytest
from django.test import Client
from django.urls import reverse
from django.views.defaults import bad_request, page_not_found, permission_denied, server_error


@pytest.mark.parametrize(
    ("view", "status", "says"),
    [
        (bad_request, 400, "We did not understand that"),
        (permission_denied, 403, "This is not yours to change"),
        (page_not_found, 404, "There is nothing here that you can see"),
    ],
)
@pytest.mark.django_db
def test_an_error_says_what_happened_even_before_anybody_is_known(rf, view, status, says):
    response = view(rf.get("/"), Exception())
    assert response.status_code == status
    assert f"<h1>{says}</h1>" in response.text


def test_when_something_breaks_the_page_needs_neither_database_nor_session(rf):
    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "<h1>Something broke on our side</h1>" in response.text


@pytest.mark.django_db
def test_a_form_that_was_open_too_long_is_asked_for_again():
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {})
    assert response.status_code == 403
    assert "<h1>Please send it again</h1>" in response.text
