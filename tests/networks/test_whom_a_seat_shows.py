"""The row of an active seat says of which city it is and whom peers see by it, whatever changes and however that is written."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction
from django.utils import timezone

from activity.querysets import copy_in
from networks.models import Seat
from networks.services import approve_seats, close_account, hand_over, leave_network
from officials.models import Official, User, Verification
from officials.services import change_settings, decline_official, merge_cities, merge_people, verify_official
from tests.conftest import assert_seats_say_who_is_seen, give_seat, make_official
from tests.real_parts import wait_until


@pytest.fixture
def own(member) -> Seat:
    return Seat.objects.get(official__user=member)


def says(seat) -> tuple[int | None, int | None, str]:
    """After the change. All others must be right too."""
    assert_seats_say_who_is_seen()
    seat.refresh_from_db()
    return seat.of_city, seat.shown, seat.shown_name


def post_of(user, **values) -> None:
    Official.objects.filter(user=user).update(**values)


def test_an_active_seat_shows_whose_it_is(own, member, jakarta):
    assert says(own) == (jakarta.pk, member.pk, "Melati Member")


def test_what_is_asked_for_shows_nobody_until_it_is_given(member, other_network, manager, jakarta):
    seat = Seat.objects.create(network=other_network, official=member.official)
    assert says(seat) == (None, None, "")
    approve_seats(seats=Seat.objects.filter(pk=seat.pk), by=manager)
    assert says(seat) == (jakarta.pk, member.pk, "Melati Member")
    leave_network(seat=seat, by=member)
    assert says(seat) == (None, None, "")


def test_who_is_let_in_is_vouched_for_and_shown(network, jakarta, manager):
    nia = make_official("Nia New", jakarta, verified_at=None)
    seat = Seat.objects.create(network=network, official=nia.official)
    approve_seats(seats=Seat.objects.filter(pk=seat.pk), by=manager)
    assert says(seat) == (jakarta.pk, nia.pk, "Nia New")


def test_nobody_is_shown_before_somebody_vouches_or_once_nobody_does(network, jakarta, manager):
    nia, norma = (make_official(name, jakarta, verified_at=None) for name in ("Nia New", "Norma New"))
    seat, other = give_seat(nia, network), give_seat(norma, network)
    assert says(seat) == (jakarta.pk, None, "")
    verify_official(official=nia.official, how=Verification.STAFF, by=manager)
    assert says(seat) == (jakarta.pk, nia.pk, "Nia New")
    post_of(nia, verified_at=None)
    assert says(seat) == (jakarta.pk, None, "")
    decline_official(official=norma.official, reason="Unknown.", by=manager)
    assert says(other) == (jakarta.pk, None, "")


@pytest.mark.parametrize(
    "gone", [{"is_active": False}, {"erased_at": timezone.now()}, {"merged_into": 1}], ids=["inactive", "erased", "merged"]
)
def test_who_is_gone_is_shown_no_more(own, member, outsider, jakarta, gone):
    User.objects.filter(pk=member.pk).update(**{name: outsider if name == "merged_into" else value for name, value in gone.items()})
    assert says(own) == (jakarta.pk, None, "")
    User.objects.filter(pk=member.pk).update(is_active=True, erased_at=None, merged_into=None)
    assert says(own) == (jakarta.pk, member.pk, "Melati Member")


def test_a_name_is_shown_as_it_is_now(own, member, jakarta):
    change_settings(user=member, full_name="Melati Merah")
    assert says(own) == (jakarta.pk, member.pk, "Melati Merah")
    User.objects.update(full_name="Everybody")
    assert says(own) == (jakarta.pk, member.pk, "Everybody")
    member.full_name = "Melati Putih"
    User.objects.bulk_update([member], ["full_name"])
    assert says(own) == (jakarta.pk, member.pk, "Melati Putih")


def test_a_seat_moves_with_its_post(own, member, lead, oslo, jakarta):
    post_of(member, city=oslo)
    assert says(own) == (oslo.pk, member.pk, "Melati Member")
    post_of(member, ended_on=date(2026, 1, 1), started_on=date(2025, 1, 1))
    assert says(own) == (oslo.pk, None, "")
    Seat.objects.filter(official=lead.official).delete()
    Seat.objects.filter(pk=own.pk).update(official=lead.official)
    assert says(own) == (jakarta.pk, lead.pk, "Lestari Lead")


def test_what_is_merged_moves(own, member, lead, other_network, oslo, jakarta, administrator):
    twin = make_official("Melati Twin", jakarta)
    seat = give_seat(twin, other_network)
    merge_people(survivor=member, duplicate=twin, by=administrator)
    assert says(seat) == (jakarta.pk, member.pk, "Melati Member")
    merge_cities(survivor=oslo, duplicate=jakarta, by=administrator)
    assert says(seat) == says(own) == (oslo.pk, member.pk, "Melati Member")
    assert says(Seat.objects.get(official__user=lead)) == (oslo.pk, lead.pk, "Lestari Lead")


def test_who_goes_leaves_no_name_behind(own, member, lead, network, other_network, administrator):
    give_seat(member, other_network)
    hand_over(official=member.official, successor=lead.official, note="", by=member)
    assert says(own) == (None, None, "")
    close_account(user=lead, by=administrator)
    assert_seats_say_who_is_seen()
    assert not Seat.objects.exclude(shown_name="").exists()


def test_many_at_once_and_what_says_otherwise_are_put_right(own, member, lead, other_network, jakarta):
    now = timezone.now()
    fields = {"network": other_network, "status": "active", "started_at": now}
    made = Seat(official=member.official, **fields, of_city=0, shown=lead.pk, shown_name="Nobody")
    copy_in([made])
    (other,) = Seat.objects.bulk_create([Seat(official=lead.official, **fields)])
    assert (says(made), says(other)) == ((jakarta.pk, member.pk, "Melati Member"), (jakarta.pk, lead.pk, "Lestari Lead"))
    own.shown, own.shown_name = lead.pk, "Lestari Lead"
    own.save()
    Seat.objects.update(of_city=None)
    assert says(own) == (jakarta.pk, member.pk, "Melati Member")


@pytest.mark.django_db(transaction=True)
def test_who_takes_a_seat_while_their_name_changes_is_shown_by_the_new_one(member, other_network):
    made = []

    def take():
        try:
            made.append(give_seat(member, other_network))
        finally:
            connection.close()

    taking = threading.Thread(target=take)
    with transaction.atomic():
        User.objects.filter(pk=member.pk).update(full_name="Melati Merah")
        taking.start()
        wait_until(_somebody_waits)
    taking.join()
    assert says(made[0])[2] == "Melati Merah"


@pytest.mark.django_db(transaction=True)
def test_who_changes_the_name_of_somebody_who_takes_a_seat_waits_for_it(member, other_network):
    def rename():
        try:
            User.objects.filter(pk=member.pk).update(full_name="Melati Merah")
        finally:
            connection.close()

    renaming = threading.Thread(target=rename)
    with transaction.atomic():
        seat = give_seat(member, other_network)
        renaming.start()
        wait_until(_somebody_waits)
    renaming.join()
    assert says(seat)[2] == "Melati Merah"


@pytest.mark.django_db(transaction=True)
def test_who_is_let_in_here_is_not_held_up_by_who_lets_them_in_there(network, other_network, jakarta, manager):
    """Each would have to wait for the other."""
    nia = make_official("Nia New", jakarta, verified_at=None)
    here, there = (Seat.objects.create(network=one, official=nia.official) for one in (network, other_network))
    claimed, is_done = threading.Event(), threading.Event()

    def let_in_there():
        try:
            with transaction.atomic():
                Seat.objects.select_for_update().get(pk=there.pk)
                claimed.set()
                is_done.wait(30)
                approve_seats(seats=Seat.objects.filter(pk=there.pk), by=manager)
        finally:
            connection.close()

    other = threading.Thread(target=let_in_there)
    other.start()
    claimed.wait(30)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        approve_seats(seats=Seat.objects.filter(pk=here.pk), by=manager)
    is_done.set()
    other.join()
    assert says(here) == says(there) == (jakarta.pk, nia.pk, "Nia New")


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0
