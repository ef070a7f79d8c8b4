import csv
from io import StringIO

from django.urls import reverse

from stories.services import withdraw
from tests.stories.conftest import WORDS


def exported(client) -> list[dict]:
    answer = client.post(reverse("report_export"), {"what": "stories", "format": "csv"})
    return list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_published_stories_are_rows_and_drafts_are_not(published, draft, administrator, signed_in):
    (row,) = exported(signed_in(administrator))
    assert (row["Story"], row["City"], row["Edition"], row["Languages"]) == (WORDS["title"], "Jakarta", "1", "1")


def test_a_withdrawn_story_is_in_no_export(published, lead, administrator, signed_in):
    withdraw(story=published, reason="x", by=lead)
    assert exported(signed_in(administrator)) == []
