"""The pages of an import, from the upload to the undo."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports import services
from imports.models import Import
from officials.models import Official
from tests.conftest import make_staff
from tests.imports.conftest import compared, imported, roster, row_of, statuses, worked
from tests.real_parts import wait_until

NEW = roster("Nia New;nia@oslo.example;Oslo;Norway;Planner;Public Transport;French", "Ole Old;not-an-email;Oslo;;;;")


def uploading(content: bytes, *, name: str = "roster.csv", kind: str = "roster") -> dict:
    return {"kind": kind, "file": SimpleUploadedFile(name, content)}


def test_staff_import_a_roster_from_the_upload_to_the_undo(network, oslo, manager, signed_in):
    browser = signed_in(manager)
    answer = browser.post(reverse("imports"), uploading(NEW))
    import_ = Import.objects.get()
    assert answer.url == reverse("import_columns", args=[import_.pk])
    page = browser.get(answer.url).content.decode()
    assert '<option value="1" selected>E-mail</option>' in page
    columns = {field: str(column) for field, column in import_.columns.items()}
    answer = browser.post(answer.url, columns | {"is_vouched": "on"})
    assert answer.url == reverse("import", args=[import_.pk])
    assert '<progress id="progress" value="0" max="4">' in browser.get(answer.url).content.decode()
    worked(import_)
    page = browser.get(answer.url).content.decode()
    assert "1 row is ready to import. 1 need an answer or a correction." in page
    assert "“not-an-email” is not an e-mail address." in page
    browser.post(reverse("import_commit", args=[import_.pk]))
    worked(import_)
    assert Official.objects.get().is_verified
    page = browser.get(answer.url).content.decode()
    assert "1 row was imported." in page
    assert "Undo the import" in page
    browser.post(reverse("import_undo", args=[import_.pk]))
    worked(import_)
    assert "1 row was undone." in browser.get(answer.url).content.decode()


def test_rows_are_corrected_and_answered_on_the_page(network, oslo, manager, signed_in):
    import_ = compared(NEW, manager)
    row = row_of(import_, 3)
    browser = signed_in(manager)
    page = browser.get(reverse("import", args=[import_.pk]), {"fix": 3}).content.decode()
    assert 'value="not-an-email"' in page
    answer = browser.post(
        reverse("import", args=[import_.pk]) + "?status=error&fix=3", {"row": row.pk, **row.cells, "email": "ole@oslo.example"}
    )
    assert answer.url == f"{reverse('import', args=[import_.pk])}?status=error#row3"
    assert statuses(import_) == {2: "new", 3: "new"}
    browser.post(reverse("import", args=[import_.pk]), {"row": row.pk, "choice": "leave_out=yes"})
    assert statuses(import_) == {2: "new", 3: "left_out"}


def test_what_was_not_offered_is_no_answer(network, oslo, manager, signed_in):
    import_ = compared(NEW, manager)
    browser = signed_in(manager)
    for choice in ("city=lima", "email=x@x.example", "nonsense", "networks:x=-", "="):
        assert browser.post(reverse("import", args=[import_.pk]), {"row": row_of(import_, 3).pk, "choice": choice}).status_code == 302
    assert row_of(import_, 3).answers == {}
    for row in ("", "x", "99999999999999999999", "0", "²", "\x00", "-1"):
        assert browser.post(reverse("import", args=[import_.pk]), {"row": row}).status_code == 404


def test_nonsense_in_the_address_shows_the_whole_list(network, oslo, manager, signed_in):
    address = reverse("import", args=[compared(NEW, manager).pk])
    for nonsense in ("²", "\x00", "-1", "9" * 40, "x"):
        answer = signed_in(manager).get(address, {"fix": nonsense, "page": nonsense, "status": nonsense})
        assert (answer.status_code, len(answer.context["lines"])) == (200, 2)


def test_too_long_a_correction_is_told_next_to_its_field(network, oslo, manager, signed_in):
    import_ = compared(NEW, manager)
    answer = signed_in(manager).post(reverse("import", args=[import_.pk]), {"row": row_of(import_, 3).pk, "full_name": "x" * 501})
    assert answer.status_code == 422
    assert answer.context["form"].errors["full_name"]


def test_the_errors_come_as_a_file_to_correct_and_upload_again(network, oslo, manager, signed_in):
    import_ = compared(NEW, manager)
    answer = signed_in(manager).get(reverse("import_errors", args=[import_.pk]))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines == [
        "Name,E-mail,City,Country,Job title,Networks,Language,Row,What to do",
        "Ole Old,not-an-email,Oslo,,,,,3,“not-an-email” is not an e-mail address.",
    ]


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless_in_that_file(oslo, manager, signed_in):
    import_ = compared(roster("=1+1;x;Oslo;;;;"), manager)
    assert b"\n'=1+1," in b"".join(signed_in(manager).get(reverse("import_errors", args=[import_.pk])).streaming_content)


def test_a_file_that_cannot_be_read_is_told_next_to_its_field(manager, signed_in):
    answer = signed_in(manager).post(reverse("imports"), uploading(b""))
    assert answer.context["form"].errors["file"] == ["The file is empty."]
    answer = signed_in(manager).post(reverse("imports"), uploading(b"x" * (20 * 1024 * 1024 + 1)))
    assert answer.context["form"].errors["file"] == ["The file is larger than 20 MB. Split it."]


def test_one_column_cannot_be_two_things_and_the_needed_ones_are_asked_for(manager, signed_in):
    import_ = services.upload(kind="roster", file_name="x.csv", content=NEW, by=manager)
    answer = signed_in(manager).post(reverse("import_columns", args=[import_.pk]), {"full_name": "0", "email": "0"})
    assert set(answer.context["form"].errors) == {"email", "city"}


def test_a_roster_is_seen_by_who_uploaded_it_and_by_administrators(network, oslo, manager, other_manager, administrator, signed_in):
    import_ = compared(NEW, manager)
    address = reverse("import", args=[import_.pk])
    assert [signed_in(person).get(address).status_code for person in (manager, administrator, other_manager)] == [200, 200, 404]


def test_only_administrators_import_cities(manager, signed_in):
    answer = signed_in(manager).post(reverse("imports"), uploading(b"Name;Country\nOslo;Norway\n", kind="cities"))
    assert answer.context["form"].errors["kind"]


def test_the_preview_takes_as_many_queries_for_300_rows_as_for_3(network, oslo, manager, signed_in, django_assert_max_num_queries):
    def queries(number: int) -> int:
        import_ = compared(roster(*(f"Person {n};p{n}@o.example;Oslo;;;Public Transport;" for n in range(number))), manager)
        with django_assert_max_num_queries(30) as counted:
            assert browser.get(reverse("import", args=[import_.pk])).status_code == 200
        return len(counted.captured_queries)

    browser = signed_in(manager)
    assert queries(3) == queries(300)


def test_comparing_and_importing_takes_as_many_queries_for_300_rows_as_for_3(network, oslo, manager, django_assert_max_num_queries):
    def queries(number: int) -> int:
        file = roster(*(f"Person {number} {n};p{number}.{n}@o.example;Oslo;;;Public Transport;" for n in range(number)))
        with django_assert_max_num_queries(150) as counted:
            imported(compared(file, manager), manager)
        return len(counted.captured_queries)

    queries(1)  # brings the city into the network
    assert queries(3) == queries(300)


ROW = st.lists(
    st.text(max_size=60) | st.sampled_from(["=1", "\x00", "\u202etxt.exe", "😀", "<script>", "x" * 5000, "%s%(x)s", "São Paulo"]),
    max_size=9,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, min_size=1, max_size=4))
def test_whatever_is_in_the_cells_it_is_compared_shown_and_imported_without_an_error(rows, network, oslo, administrator, signed_in):
    text = "\n".join(
        ";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [["Name", "E-mail", "City", "Country", "Networks"], *rows]
    )
    browser = signed_in(administrator)
    answer = browser.post(reverse("imports"), uploading(text.encode("utf-8", "replace")))
    if answer.status_code == 200:
        assert answer.context["form"].errors["file"]
        return
    import_ = Import.objects.latest("pk")
    services.choose_columns(import_=import_, columns=import_.columns, is_vouched=False, by=administrator)
    worked(import_)
    assert import_.status == "ready"
    assert browser.get(reverse("import", args=[import_.pk]), {"fix": 2}).status_code == 200
    assert b"".join(browser.get(reverse("import_errors", args=[import_.pk])).streaming_content)
    imported(import_, administrator)
    assert import_.status == "done"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.dictionaries(st.sampled_from(["full_name", "email", "city", "country", "networks", "language"]), st.text(max_size=80)))
def test_whatever_is_typed_into_a_row_it_is_compared_again(cells, network, oslo, administrator, signed_in):
    import_ = compared(NEW, administrator)
    answer = signed_in(administrator).post(reverse("import", args=[import_.pk]), {"row": row_of(import_, 3).pk, **cells})
    assert answer.status_code in {302, 422}


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_compares_and_imports(smtp_sink, start_worker, oslo, network):
    manager = make_staff("Mia Manager", runs=network)
    start_worker("imports")
    import_ = services.upload(kind="roster", file_name="r.csv", content=NEW, by=manager)
    services.choose_columns(import_=import_, columns=import_.columns, is_vouched=False, by=manager)
    wait_until(lambda: Import.objects.get().status == "ready")
    services.commit(import_=import_, by=manager)
    wait_until(lambda: Import.objects.get().status == "done")
    assert Official.objects.get().user.email == "nia@oslo.example"
    assert smtp_sink.messages == []


def test_the_clock_goes_on_with_what_a_killed_worker_left(network, oslo, manager, redis_prefix):
    import_ = services.upload(kind="roster", file_name="r.csv", content=NEW, by=manager)
    services.choose_columns(import_=import_, columns=import_.columns, is_vouched=False, by=manager)
    assert len(services.continue_unfinished()) == 1
    worked(import_)
    assert services.continue_unfinished() == []
