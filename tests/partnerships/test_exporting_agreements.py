"""An administrator takes out who signed what, and what each pays."""

import csv
from io import StringIO

from django.urls import reverse

from tests.partnerships.conftest import make_agreement, signs


def test_each_city_of_an_agreement_is_a_row_with_what_it_pays(agreement, leads, network, administrator, signed_in):
    signs(agreement, *leads)
    make_agreement(network, "A draft")
    answer = signed_in(administrator).post(reverse("report_export"), {"what": "agreements", "format": "csv"})
    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["City"] for row in rows] == ["Accra", "Bogota", "Cairo", "Dakar", "Essen"]
    first = rows[0]
    assert (first["Agreement"], first["Signature"], first["Currency"]) == ("Shared depot engineers", "Signed", "USD")
    assert (float(first["Pays"]), float(first["Would pay alone"]), float(first["US dollars for one unit"])) == (20_000, 30_000, 1)


def test_xlsx_opens_too(agreement, administrator, signed_in):
    answer = signed_in(administrator).post(reverse("report_export"), {"what": "agreements", "format": "xlsx"})
    assert b"".join(answer.streaming_content).startswith(b"PK")
