from datetime import UTC, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from activity.models import Activity
from activity.verbs import Verb
from imports import services, tasks
from networks.models import CityMembership, Seat
from networks.services import leave_network, request_seat
from notices.models import Notice
from officials.models import Official, User, Verification
from officials.services import change_settings
from tests.conftest import make_city, make_network, make_official
from tests.imports.conftest import compared, imported, roster, row_of, says, statuses, undone, worked


def people() -> list[tuple]:
    fields = ["email", "full_name", "is_active", "posts__city__name", "posts__job_title", "posts__ended_on"]
    return list(User.objects.order_by("pk").values_list(*fields))


def seats() -> set[tuple]:
    return set(Seat.objects.values_list("official__user__email", "network__name", "status"))


def places() -> set[tuple]:
    return set(CityMembership.objects.values_list("city__name", "network__name", "ended_on"))


NEW = roster("Nia New;nia@oslo.example;Oslo;Norway;Planner;Public Transport;French")


def test_a_new_official_gets_a_post_a_seat_and_the_city_its_place_and_no_mail(network, oslo, manager, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        imported(compared(NEW, manager), manager)
    post = User.objects.get(email="nia@oslo.example").official
    assert (post.user.full_name, post.user.language, post.city, post.job_title) == ("Nia New", "fr", oslo, "Planner")
    assert not post.is_verified
    assert seats() == {("nia@oslo.example", "Public Transport", "active")}
    assert places() == {("Oslo", "Public Transport", None)}
    assert mail.outbox == []
    assert not Notice.objects.filter(kind="networks.seat_answered").exists()


def test_staff_who_vouch_make_the_new_officials_verified(network, oslo, manager):
    imported(compared(NEW, manager, is_vouched=True), manager)
    post = Official.objects.get()
    assert (post.verification, post.verified_by) == (Verification.STAFF, manager)


def test_everything_is_in_the_log_in_one_line_each(network, oslo, manager):
    imported(compared(NEW, manager), manager)
    lines = Activity.objects.order_by("pk").values_list("verb", flat=True)
    assert list(lines) == [Verb.OFFICIAL_ADDED, Verb.CITY_JOINED, Verb.SEAT_STARTED, Verb.IMPORT_DONE]


def test_a_second_upload_of_the_same_file_changes_nothing(network, oslo, manager):
    imported(compared(NEW, manager), manager)
    again = compared(NEW, manager)
    assert statuses(again) == {2: "same"}


def test_a_blank_cell_never_overwrites(network, member, manager):
    Official.objects.update(job_title="Head of buses")
    import_ = compared(roster(f";{member.email};;;;;"), manager)
    assert statuses(import_) == {2: "same"}


def test_what_is_new_of_somebody_is_shown_as_a_change_and_made(network, member, manager):
    import_ = compared(roster(f"Melati Mémber;{member.email.upper()} ;jakarta;Indonesia;Head of buses;;"), manager)
    row = row_of(import_, 2)
    assert row.status == "changed"
    assert row.plan["changes"] == {"full_name": ["Melati Member", "Melati Mémber"], "job_title": ["", "Head of buses"]}
    imported(import_, manager)
    member.refresh_from_db()
    assert (member.full_name, Official.objects.get().job_title) == ("Melati Mémber", "Head of buses")


def test_a_name_that_only_lost_its_accents_stays(jakarta, manager):
    make_official("José García", jakarta)
    User.objects.filter(full_name="José García").update(email="jose@c40net.test")
    import_ = compared(roster("JOSE GARCIA;jose@c40net.test;Jakarta;;;;"), manager)
    assert statuses(import_) == {2: "same"}


def test_staff_fill_only_the_networks_that_they_run(network, other_network, oslo, manager):
    row = row_of(compared(roster("Nia New;nia@oslo.example;Oslo;;;Public Transport, Cool Cities;"), manager), 2)
    assert row.status == "new"
    assert row.plan["seats"] == [network.pk]
    assert says(row) == ["network_not_yours"]


def test_an_unknown_network_is_asked_about(network, oslo, manager):
    import_ = compared(roster("Nia New;nia@oslo.example;Oslo;;;Public Transprot;"), manager)
    assert says(row_of(import_, 2)) == ["network_unknown"]
    services.answer(row=row_of(import_, 2), question="networks:public transprot", value="public-transport", by=manager)
    assert row_of(import_, 2).plan["seats"] == [network.pk]


def test_a_seat_in_a_working_group_comes_with_one_in_its_network(network, oslo, manager):
    make_network("Depots", parent=network)
    imported(compared(roster("Nia New;nia@oslo.example;Oslo;;;Depots;"), manager), manager)
    assert seats() == {("nia@oslo.example", "Public Transport", "active"), ("nia@oslo.example", "Depots", "active")}


def test_who_had_asked_to_join_is_let_in(network, outsider, manager):
    request_seat(network=network, official=outsider.official, offers="", seeks="", by=outsider)
    import_ = compared(roster(f";{outsider.email};;;;Public Transport;"), manager)
    imported(import_, manager)
    assert seats() == {(outsider.email, "Public Transport", "active")}
    undone(import_, manager)
    assert seats() == {(outsider.email, "Public Transport", "requested")}


def test_somebody_of_another_city_is_a_question_not_a_move(network, member, oslo, manager):
    import_ = compared(roster(f"Melati Member;{member.email};Oslo;;Chief;;"), manager)
    assert says(row_of(import_, 2)) == ["city_moved"]
    services.answer(row=row_of(import_, 2), question="post", value="keep", by=manager)
    assert row_of(import_, 2).plan["changes"] == {"job_title": ["", "Chief"]}


def test_two_people_of_one_name_in_one_city_have_to_be_told_apart(network, oslo, outsider, manager):
    rows = ["Odd Outsider;other@oslo.example;Oslo;;;;", "Nia New;a@o.example;Oslo;;;;", "Nia New;b@o.example;Oslo;;;;"]
    import_ = compared(roster(*rows), manager)
    assert [says(row_of(import_, number)) for number in (2, 3, 4)] == [["person_namesake_known"], [], ["person_namesake"]]
    assert services.tell_namesakes_apart(import_=import_, by=manager) == 2
    assert statuses(import_) == {2: "new", 3: "new", 4: "new"}


def test_one_person_in_two_rows_can_be_said_to_be_one(network, oslo, manager):
    import_ = compared(roster("Nia New;a@o.example;Oslo;;;;", "Nia New;b@o.example;Oslo;;;Public Transport;"), manager)
    services.answer(row=row_of(import_, 3), question="email", value="a@o.example", by=manager)
    assert statuses(import_) == {2: "new", 3: "changed"}
    imported(import_, manager)
    assert seats() == {("a@o.example", "Public Transport", "active")}


def test_staff_and_closed_accounts_are_errors(network, oslo, outsider, manager):
    User.objects.filter(pk=outsider.pk).update(is_active=False)
    import_ = compared(roster(f"M;{manager.email};Oslo;;;;", f"Odd Outsider;{outsider.email};Oslo;;;;"), manager)
    assert [says(row_of(import_, number))[0] for number in (2, 3)] == ["person_is_staff", "person_is_closed"]


def test_a_row_is_corrected_where_it_stands_and_those_that_share_its_address_are_compared_again(network, oslo, manager):
    import_ = compared(roster("Nia New;nia@oslo.example;Oslo;;;;", "Ole Old;nia@oslo.example;Oslo;;;;"), manager)
    assert statuses(import_) == {2: "new", 3: "conflict"}
    services.fix_row(row=row_of(import_, 2), cells=row_of(import_, 2).cells | {"email": "other@oslo.example"}, by=manager)
    assert statuses(import_) == {2: "new", 3: "new"}


def test_the_rows_that_are_imported_are_those_of_the_preview(network, oslo, manager):
    """Somebody else added one of them in between: that one becomes a question, the others are imported."""
    import_ = compared(roster("Nia New;nia@oslo.example;Oslo;;;;", "Ole Old;ole@oslo.example;Oslo;;;;"), manager)
    make_official("Nia New", oslo, job_title="Planner")
    User.objects.filter(full_name="Nia New").update(email="nia@oslo.example")
    imported(import_, manager)
    assert statuses(import_) == {2: "same", 3: "new"}
    assert list(import_.rows.imported().values_list("number", flat=True)) == [3]


def test_what_changed_since_the_preview_is_a_question_again(network, member, manager):
    import_ = compared(roster(f"Melati Member;{member.email};Jakarta;;Chief;;"), manager)
    Official.objects.update(job_title="Head of buses")
    imported(import_, manager)
    assert says(row_of(import_, 2)) == ["row_changed_since"]
    assert Official.objects.get().job_title == "Head of buses"


def test_undo_restores_what_was_there(network, member, oslo, manager):
    before = people(), seats(), places()
    import_ = compared(roster(f"Melati Member;{member.email};;;Chief;;", "Nia New;nia@oslo.example;Oslo;;;Public Transport;"), manager)
    imported(import_, manager)
    undone(import_, manager)
    assert set(import_.rows.values_list("outcome", flat=True)) == {"undone"}
    assert ([person for person in people() if person[2]], seats(), places()) == before
    assert not User.objects.filter(email="nia@oslo.example").exists()
    withdrawn = User.objects.get(is_active=False)
    assert (withdrawn.full_name, withdrawn.official, str(withdrawn)) == ("", None, "former official")


def test_after_an_undo_the_same_file_can_be_imported_again(network, oslo, manager):
    undone(imported(compared(NEW, manager), manager), manager)
    again = imported(compared(NEW, manager), manager)
    assert statuses(again) == {2: "new"}
    assert seats() == {("nia@oslo.example", "Public Transport", "active")}


def test_undo_leaves_what_somebody_changed_since(network, oslo, manager):
    import_ = imported(compared(roster("A New;a@o.example;Oslo;;;;", "B New;b@o.example;Oslo;;;Public Transport;"), manager), manager)
    person = User.objects.get(email="a@o.example")
    change_settings(user=person, full_name="A Newer", language="en", time_zone=UTC)
    leave_network(seat=Seat.objects.get(), by=User.objects.get(email="b@o.example"))
    undone(import_, manager)
    assert dict(import_.rows.values_list("number", "outcome")) == {2: "kept", 3: "kept"}
    person.refresh_from_db()
    assert (person.full_name, person.is_active) == ("A Newer", True)


def test_undo_is_refused_after_a_day_and_twice(network, oslo, manager):
    import_ = imported(compared(NEW, manager), manager)
    with time_machine.travel(timezone.now() + timedelta(hours=25)), pytest.raises(services.TooLateError):
        services.undo(import_=import_, by=manager)
    undone(import_, manager)
    with pytest.raises(services.TooLateError):
        services.undo(import_=import_, by=manager)


def test_a_step_that_is_past_is_refused(network, oslo, manager):
    import_ = imported(compared(NEW, manager), manager)
    for past in (
        lambda: services.commit(import_=import_, by=manager),
        lambda: services.fix_row(row=row_of(import_, 2), cells={}, by=manager),
        lambda: services.choose_columns(import_=import_, columns=import_.columns, is_vouched=True, by=manager),
    ):
        with pytest.raises(services.BusyError):
            past()


def test_a_task_that_comes_twice_or_late_finds_nothing_to_do(network, oslo, manager):
    import_ = imported(compared(NEW, manager), manager)
    worked(import_)
    assert Official.objects.count() == 1


def test_chunks_go_on_where_a_killed_worker_stopped(network, oslo, manager, monkeypatch):
    monkeypatch.setattr("imports.tasks.CHUNK", 2)
    rows = [f"Person {word};{word}@o.example;Oslo;;;Public Transport;" for word in "abcde"]
    import_ = compared(roster(*rows, "Person a;a@o.example;Oslo;;;;"), manager)
    assert sorted(statuses(import_).values()) == ["new"] * 5 + ["same"]
    services.commit(import_=import_, by=manager)
    assert tasks._step(import_.pk) is True
    assert import_.rows.imported().count() == 2
    worked(import_)
    assert (import_.status, import_.done, import_.total) == ("done", 5, 5)
    assert Official.objects.count() == 5


def test_many_rows_of_one_person_make_one_person(network, other_network, oslo, administrator, monkeypatch):
    monkeypatch.setattr("imports.tasks.CHUNK", 1)
    file = roster("Nia New;nia@o.example;Oslo;;;Public Transport;", "Nia New;NIA@o.example;Oslo;;;Cool Cities;")
    imported(compared(file, administrator), administrator)
    assert seats() == {("nia@o.example", "Public Transport", "active"), ("nia@o.example", "Cool Cities", "active")}


def test_a_former_member_city_is_asked_about(network, manager):
    make_city("Basel", country="CH", left_on=timezone.now().date())
    assert says(row_of(compared(roster("Nia New;nia@b.example;Basel;Schweiz;;;"), manager), 2)) == ["city_former"]


def test_a_city_in_another_country_is_asked_about(network, oslo, manager):
    assert says(row_of(compared(roster("Nia New;nia@b.example;Oslo;Canada;;;"), manager), 2)) == ["city_elsewhere"]


def test_the_rows_of_a_file_are_forgotten_after_a_month_and_those_of_an_erased_person_before(network, oslo, manager):
    import_ = imported(compared(roster("A New;a@o.example;Oslo;;;;", "B New;b@o.example;Oslo;;;;"), manager), manager)
    assert services.forget_rows() == 0
    User.objects.filter(email="a@o.example").update(erased_at=timezone.now())
    assert services.forget_rows() == 1
    assert list(import_.rows.values_list("number", flat=True)) == [3]
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert services.forget_rows() == 1
    assert Official.objects.count() == 2


def test_undo_leaves_what_is_no_longer_there(network, oslo, manager):
    import_ = imported(compared(NEW, manager), manager)
    Seat.objects.all().delete()
    undone(import_, manager)
    assert row_of(import_, 2).outcome == "kept"
