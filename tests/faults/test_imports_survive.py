import pytest

from activity.models import Activity
from activity.verbs import Verb
from imports import services
from imports.models import Import
from networks.models import Seat
from officials.models import Official
from tests.conftest import make_staff
from tests.imports.conftest import compared, roster
from tests.real_parts import kill, wait_until

ROWS = 11_000


@pytest.mark.django_db(transaction=True)
def test_an_import_whose_worker_is_killed_is_finished_by_the_next_and_each_row_is_written_once(smtp_sink, start_worker, oslo, network):
    manager = make_staff("Mia Manager", runs=network)
    file = roster(*(f"Person {n};person.{n}@o.example;Oslo;;;Public Transport;" for n in range(ROWS)))
    import_ = compared(file, manager)
    assert import_.rows.to_import().count() == ROWS
    worker = start_worker("imports")
    services.commit(import_=import_, by=manager)
    wait_until(lambda: Import.objects.get().done > 0, seconds=90)
    kill(worker)
    assert Import.objects.get().status == "importing"
    assert 0 < Official.objects.count() < ROWS
    start_worker("imports")
    services.continue_unfinished()
    wait_until(lambda: Import.objects.get().status == "done", seconds=90)
    assert import_.rows.imported().count() == Official.objects.count() == Seat.objects.active().count() == ROWS
    assert Activity.objects.filter(verb=Verb.SEAT_STARTED).count() == ROWS
    assert smtp_sink.messages == []
