from django.urls import reverse


def test_language_and_time_zone_change_every_page(signed_in, member):
    browser = signed_in(member)
    response = browser.post(reverse("settings"), {"full_name": "Melati M", "language": "fr", "time_zone": "Asia/Kolkata"})
    assert response.status_code == 302
    page = browser.get(reverse("settings"))
    assert page.headers["Content-Language"] == "fr"
    member.refresh_from_db()
    assert (member.full_name, str(member.time_zone)) == ("Melati M", "Asia/Kolkata")


def test_a_zone_that_does_not_exist_is_refused_next_to_the_field(signed_in, member):
    page = signed_in(member).post(reverse("settings"), {"full_name": "M", "language": "en", "time_zone": "Mars/Olympus"})
    assert "time_zone" in page.context["form"].errors
    member.refresh_from_db()
    assert member.full_name == "Melati Member"
