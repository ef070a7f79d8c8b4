"""From a file that one city shares to another that says it adapted it."""

import os

import pytest
from django.urls import reverse

from exchange.models import Resource
from exchange.tasks import draw_preview
from tests.conftest import PASSWORD, give_seat, make_city, make_official
from tests.exchange.conftest import a_pdf


@pytest.mark.django_db(transaction=True)
def test_a_city_shares_a_file_and_another_adapts_it(new_visitor, network, member, tmp_path):
    peer = make_official("Pilar Peer", make_city("Bogotá", slug="bogota", country="CO", time_zone="America/Bogota", region="latin_america"))
    give_seat(peer, network)
    shares, adapts = new_visitor(), new_visitor()
    paper = tmp_path / "tender.pdf"
    paper.write_bytes(a_pdf())

    shares.signs_in(member.email, PASSWORD)
    shares.opens(reverse("network_resources", args=[network.slug]))
    shot(shares, "empty")
    shares.follows("Share a file or a link")
    shares.fills(Title="Tender for 120 electric buses", What_it_is="The **technical** part.", What_it_was_used_for="Three bids.")
    shares.presses("Share")
    assert "Choose a file, or give a link below." in shares.page.inner_text("main") or shares.page.locator(":invalid").count()
    shares.page.get_by_label("Type").select_option("tender")
    shares.presses("Share")
    shares.sees("Choose a file, or give a link below.")
    shot(shares, "error")
    shares.page.get_by_label("File").set_input_files(str(paper))
    shares.presses("Share")
    shares.sees("It is shared.")
    draw_preview(Resource.objects.get().latest_id)
    shares.follows("Add a new version")
    shot(shares, "version")

    adapts.signs_in(peer.email, PASSWORD)
    adapts.opens(network.get_absolute_url())
    shot(adapts, "network")
    adapts.follows("Tender for 120 electric buses")
    adapts.page.locator("figure.sheets img").scroll_into_view_if_needed()
    with adapts.page.expect_download() as download:
        adapts.page.get_by_role("link", name="Download", exact=True).click()
    assert download.value.suggested_filename == "tender.pdf"
    adapts.follows("My city used it")
    adapts.page.get_by_label("Adapted to our city").check()
    adapts.fills(For_what="Smaller bays.")
    shot(adapts, "use")
    adapts.presses("Say so")
    adapts.sees("Adapted in Bogotá")
    shot(adapts, "resource")
    adapts.opens(reverse("network_resources", args=[network.slug]))
    adapts.sees("used by 1 city")
    shot(adapts, "list")
    shares.opens(Resource.objects.get().get_absolute_url())
    shares.follows("Take it back")
    shot(shares, "withdraw")


def shot(visitor, name) -> None:
    """Where SHOTS names a folder, how it looks is left there."""
    if folder := os.environ.get("SHOTS"):
        for width in (1440, 390):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.screenshot(path=f"{folder}/sharing-{name}-{width}.png", full_page=True)
