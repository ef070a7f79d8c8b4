"""An export that is too large to wait for: asked for, watched while a worker makes it, downloaded."""

import pytest
from django.urls import reverse
from django.utils import timezone

from reports import services, tasks
from reports.models import Export
from reports.queries import Choice
from reports.tasks.keeper import LEASE
from tests.conftest import PASSWORD


@pytest.mark.django_db(transaction=True)
def test_an_administrator_watches_an_export_being_made_and_downloads_it(new_visitor, administrator, member, lead):
    visitor = new_visitor()
    visitor.signs_in(administrator.email, PASSWORD)
    export = services.ask_export(choice=Choice(what="members", format="csv"), by=administrator)
    visitor.opens(reverse("export", args=[export.pk]))
    visitor.sees("It begins as soon as a worker is free.")

    Export.objects.update(status="making", claim="a worker", leased_until=timezone.now() + LEASE, done=1, total=2)
    visitor.page.get_by_text("1 of 2 rows").wait_for()
    visitor.looks()

    Export.objects.update(status="waiting")
    tasks.make_export(export.pk)
    button = visitor.page.get_by_role("link", name="Download")
    button.wait_for()
    visitor.looks()
    with visitor.page.expect_download() as started:
        button.click()
    assert started.value.suggested_filename == export.file_name
    assert "Melati Member" in started.value.path().read_text("utf-8-sig")
