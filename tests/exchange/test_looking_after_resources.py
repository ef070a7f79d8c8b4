"""What was reported of resources, and what stays of those whose authors have gone."""

from django.urls import reverse

from activity.models import Activity
from exchange.services import report_post, say_used
from networks.services import close_account
from notices.models import Notice
from notices.tasks import mail_notice


def test_what_is_reported_is_taken_off_with_a_reason_and_put_back(shared, signed_in, peer, stranger, manager, member, mailoutbox):
    resource = shared()
    signed_in(peer).post(reverse("resource_report", args=[resource.pk]), {"reason": "Not theirs to share."})
    desk, hide = signed_in(manager), reverse("resource_hide", args=[resource.pk])
    assert "Not theirs to share." in desk.get(reverse("manage_exchange")).text
    assert "Not theirs to share." in desk.get(resource.get_absolute_url()).text
    assert "Not theirs to share." not in signed_in(member).get(resource.get_absolute_url()).text
    desk.post(hide, {"reason": "It is a draft."})
    assert "Not theirs to share." not in desk.get(reverse("manage_exchange")).text
    for person, status in ((stranger, 404), (member, 200)):
        assert signed_in(person).get(resource.get_absolute_url()).status_code == status
        assert signed_in(person).head(resource.latest.get_absolute_url()).status_code in {status, 302}
    mail_notice(Notice.objects.get(kind="exchange.hidden").pk)
    assert [message.to for message in mailoutbox] == [[member.email]]
    desk.post(hide, {"restore": "1"})
    assert signed_in(stranger).get(resource.get_absolute_url()).status_code == 200
    assert list(Activity.objects.filter(verb__startswith="resource.").order_by("pk").values_list("verb", flat=True)) == [
        "resource.shared", "resource.reported", "resource.hidden", "resource.restored",
    ]  # fmt: skip


def test_what_is_found_to_be_right_stays(shared, signed_in, peer, manager):
    resource = shared()
    report_post(post=resource, reason="Hm.", by=peer)
    signed_in(manager).post(reverse("resource_hide", args=[resource.pk]), {"dismiss": "1"})
    assert not resource.reports.filter(decided_at=None).exists()
    assert signed_in(peer).get(resource.get_absolute_url()).status_code == 200


def test_of_whoever_closed_their_account_the_resource_stays_without_a_name(shared, signed_in, member, peer, stranger):
    resource = shared()
    say_used(resource=resource, way="used", text="", action=None, by=peer)
    for person in (member, peer):
        close_account(user=person, by=person)
    page = signed_in(stranger).get(resource.get_absolute_url()).text
    assert "Melati" not in page
    assert "Pilar" not in page
    assert "Used in Lima" in page
