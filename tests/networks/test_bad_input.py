"""Whatever somebody sends to a form of a network: an answer, never an error of ours, and never half a change."""

from urllib.parse import quote_from_bytes

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activity.models import Activity
from networks.models import CityMembership, Invitation, Network, Seat, SeatMessage
from networks.services import invite_official, request_seat
from officials.models import Official, User
from tests.conftest import make_official

TABLES = [Network, CityMembership, Seat, SeatMessage, Invitation, Official, User, Activity]
NASTY = st.sampled_from([
    b"", b" ", b"\x00", b"a\x00b", b"\x01\x02\x1b[31m", b"\xff\xfe\xfa", b"x" * 5000, b"-1", b"0", b"9" * 30, b"1e400", b"NaN", b"2020-02-30", b"9999-12-31",
    b"0001-01-01", "\u202e\u0645\u0631\u062d\u0628\u0627".encode(), "👩‍🚒🚌".encode() * 60, "\ufeff\u200b\u2028\u2029".encode(), "ﬁ Ⅷ ١٢٣".encode(),
    b"<script>alert(1)</script>", b"{{ 7*7 }}{% x %}", b'=HYPERLINK("http://x.example")', b"'; DROP TABLE networks_seat; --", b"../../etc/passwd",
    b"a@x.example\r\nBcc: b@x.example", b"%00%s%(n)s", b"new", b"approve",
])  # fmt: skip
ANYTHING = st.one_of(NASTY, st.binary(max_size=60), st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(str.encode))
FUZZ = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def form(*, whom, args=(), **fields):
    return {"whom": whom, "args": args, "fields": fields}


@pytest.fixture
def forms(outsider, member, manager, network, oslo):
    """Each form with what is right in it."""
    words = {"name": "Night Buses", "purpose": "x", "admission": "open", "is_listed": "on"}
    waiting = request_seat(network=network, official=outsider.official, offers="a", seeks="b", by=outsider)
    invitation = invite_official(network=network, email="a@x.example", full_name="A", city=oslo, by=manager)
    membership = network.city_memberships.get()
    colleague = make_official("Cici Colleague", member.official.city).official
    here = (network.slug,)
    return {
        "seat_join": form(whom=outsider, args=here, offers="a", seeks="b", working_groups="1"),
        "seat_leave": form(whom=member, args=here, anything="x"),
        "seat_request": form(whom=outsider, args=here, text="x"),
        "seat_question": form(whom=manager, args=(*here, waiting.pk), text="x", back="manage"),
        "network_seats": form(whom=manager, args=here, seats=str(waiting.pk), decision="decline", reason="x", approve=""),
        "network_create": form(whom=manager, area=str(network.area.pk), **words),
        "network_edit": form(whom=manager, args=here, area=str(network.area.pk), **words),
        "working_group_create": form(whom=manager, args=here, **words),
        "network_memberships": form(whom=manager, args=here, city=str(oslo.pk), role="lead", started_on="2020-01-01"),
        "city_membership_end": form(whom=manager, args=(*here, membership.pk), ended_on=membership.started_on.isoformat()),
        "city_membership_role": form(whom=manager, args=(*here, membership.pk), anything="x"),
        "network_invitations": form(whom=manager, args=here, full_name="B", email="b@x.example", city=str(oslo.pk)),
        "invitations_many": form(whom=manager, args=here, lines="B; b@x.example; Oslo", shown="", invite="1"),
        "invitation_resend": form(whom=manager, args=(*here, invitation.pk), anything="x"),
        "invitation_revoke": form(whom=manager, args=(*here, invitation.pk), anything="x"),
        "handover": form(whom=manager, args=(member.official.pk,), successor=str(colleague.pk), note="x"),
        "account_close": form(whom=member, sure="on"),
        "invitation": form(whom=None, args=(invitation.token,), decline=""),
    }


NAMES = [
    "seat_join", "seat_leave", "seat_request", "seat_question", "network_seats", "network_create", "network_edit", "working_group_create",
    "network_memberships", "city_membership_end", "city_membership_role", "network_invitations", "invitations_many", "invitation_resend",
    "invitation_revoke", "handover", "account_close", "invitation",
]  # fmt: skip


def everything():
    return {table: list(table.objects.order_by("pk").values()) for table in TABLES}


@pytest.mark.parametrize("name", NAMES)
def test_no_form_fails_whatever_is_sent_to_it(name, forms, signed_in):
    chosen = forms[name]
    browser, address, before = signed_in(chosen["whom"]), reverse(name, args=chosen["args"]), everything()

    @FUZZ
    @given(st.fixed_dictionaries({field: st.one_of(st.just(right.encode()), ANYTHING) for field, right in chosen["fields"].items()}))
    def send(fields):
        body = "&".join(f"{field}={quote_from_bytes(value)}" for field, value in fields.items())
        with transaction.atomic():
            response = browser.post(address, body, content_type="application/x-www-form-urlencoded")
            assert response.status_code in {200, 302}
            if response.status_code == 200:
                assert everything() == before, "nothing changes when the form comes back"
                response_form = response.context["form"]
                assert response_form.errors or name == "invitations_many"
            transaction.set_rollback(True)

    send()


@FUZZ
@given(content=st.one_of(ANYTHING, st.lists(ANYTHING).map(b"\n".join), st.lists(ANYTHING).map(b";".join)))
def test_no_file_of_invitations_fails(content, forms, signed_in):
    browser, before = signed_in(forms["invitations_many"]["whom"]), everything()
    page = reverse("invitations_many", args=forms["invitations_many"]["args"])
    assert browser.post(page, {"file": SimpleUploadedFile("list.csv", content)}).status_code == 200
    assert everything() == before


@pytest.mark.parametrize(
    ("name", "fields"),
    [("networks", ["q", "area", "ended"]), ("network_members", ["q", "page"]), ("network_feed", ["before"]), ("network_invitations", ["state", "page"])],
)  # fmt: skip
def test_no_search_fails_whatever_is_in_its_address(name, fields, forms, signed_in, manager, network):
    browser, address = signed_in(manager), reverse(name, args=[network.slug] if name != "networks" else [])

    @FUZZ
    @given(st.fixed_dictionaries(dict.fromkeys(fields, ANYTHING)))
    def search(asked):
        query = "&".join(f"{field}={quote_from_bytes(value)}" for field, value in asked.items())
        assert browser.get(f"{address}?{query}").status_code == 200

    search()
