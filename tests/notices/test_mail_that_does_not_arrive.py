import pytest

from activity.models import Activity
from activity.verbs import Verb
from notices.models import Pause
from notices.services import pause_mail, send_again
from officials.services.leaving import erase


@pytest.fixture
def came_back(member):
    pause_mail(address=member.email.upper(), why=Pause.Why.CAME_BACK, answer="550 5.1.1 No such person")


def test_who_does_not_get_mail_gets_no_more_of_it(came_back, question, replied, worker, member):
    replied()
    assert [to for to, _subject in worker() if to == member.email] == []
    assert Activity.objects.get(verb=Verb.MAIL_PAUSED).person == member


def test_it_is_on_the_page_all_the_same(came_back, replied, member, signed_in):
    replied()
    assert "Depots?" in signed_in(member).get("/notifications/").content.decode()


def test_who_asks_for_it_again_gets_what_waited(came_back, replied, worker, member):
    replied()
    worker()
    send_again(user=member, by=member)
    assert len([to for to, _subject in worker() if to == member.email]) == 1
    assert Activity.objects.filter(verb=Verb.MAIL_RESUMED).count() == 1


def test_another_address_gets_it(came_back, replied, worker, member):
    member.email = "melati@new.example"
    member.save()
    replied()
    assert "melati@new.example" in [to for to, _subject in worker()]


def test_that_it_came_back_twice_is_written_down_once(came_back, member):
    pause_mail(address=member.email, why=Pause.Why.SPAM)
    assert (member.mail_pause.why, member.mail_pause.answer) == ("came_back", "550 5.1.1 No such person")
    assert Activity.objects.filter(verb=Verb.MAIL_PAUSED).count() == 1


def test_an_address_that_nobody_has_is_nothing_to_us(member):
    pause_mail(address="nobody@else.example", why=Pause.Why.CAME_BACK)
    assert not Pause.objects.exists()


def test_nothing_of_it_stays_with_an_account_that_is_erased(came_back, member, django_capture_on_commit_callbacks):
    erase(user=member, by=member)
    assert not Pause.objects.exists()
