from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from files.models import FileContent
from files.queries import answer, first_pages
from files.services import MAX_BYTES, fit_to_follow, fit_to_keep, keep

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def archive(*names: str) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as packed:
        for name in names:
            packed.writestr(name, "<x/>")
    return content.getvalue()


def bomb() -> bytes:
    """A small document that says it is half a gigabyte once unpacked."""
    content = bytearray(archive("word/document.xml"))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (500 * 1024 * 1024).to_bytes(4, "little")
    return bytes(content)


DOCX = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "content"),
    [("slides.pdf", PDF), ("photo.PNG", PNG), ("rows.csv", b"a;b\n1;2\n"), ("notes.txt", "Grüße".encode()), ("paper.docx", DOCX)],
)
def test_what_is_as_its_name_says_is_kept(name, content):
    fit_to_keep(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.pdf", b"", "empty"),
        ("page.html", b"<script>alert(1)</script>", "kind"),
        ("picture.svg", b"<svg onload='alert(1)'/>", "kind"),
        ("noending", PDF, "kind"),
        ("slides.pdf", b"<html><script>alert(1)</script>", "not what its name says"),
        ("photo.png", PDF, "not what its name says"),
        ("notes.txt", b"MZ\x90\0\x03", "not what its name says"),
        ("notes.txt", PDF, "not what its name says"),
        ("paper.docx", archive("virus.exe"), "not what its name says"),
        ("rows.xlsx", DOCX, "not what its name says"),
        ("rows.xlsx", b"PK\x03\x04broken", "not what its name says"),
        ("slides.pdf", PDF + archive("run.js"), "not what its name says"),
        ("photo.png", PNG + archive("run.js"), "not what its name says"),
        ("paper.docx", PDF + DOCX, "not what its name says"),
        ("paper.docx", bomb(), "larger than any computer"),
    ],
)
def test_what_is_not_is_refused_in_words(name, content, why):
    with pytest.raises(ValidationError, match=why):
        fit_to_keep(SimpleUploadedFile(name, content))


def test_what_is_too_large_is_refused():
    upload = SimpleUploadedFile("slides.pdf", PDF)
    upload.size = MAX_BYTES + 1
    with pytest.raises(ValidationError, match="larger than 20"):
        fit_to_keep(upload)


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://x.example/", "https://c40.org@evil.example/", "https://[x"],
)
def test_a_link_leads_to_where_it_seems_to_lead_or_is_refused(link):
    fit_to_follow("https://c40.org/a@b")
    with pytest.raises(ValidationError):
        fit_to_follow(link)


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing", PNG, b""])
def test_of_what_cannot_be_drawn_there_is_no_picture(content):
    assert first_pages(content, "application/pdf") is None
    assert first_pages(content, "text/html") is None


def test_a_file_comes_back_as_it_was(member):
    file = keep(SimpleUploadedFile("../../Depot plan (2).pdf", PDF), by=member)
    response = answer(file)
    assert (response.content, response["Content-Type"]) == (PDF, "application/pdf")
    assert response["Content-Disposition"] == 'attachment; filename="Depot_plan_2.pdf"'


def test_only_what_a_browser_runs_nothing_in_is_shown_inside_it(member):
    shown = answer(keep(SimpleUploadedFile("slides.pdf", PDF), by=member), inline=True)
    saved = answer(keep(SimpleUploadedFile("rows.csv", b"a,b\n"), by=member), inline=True)
    assert shown["Content-Disposition"].startswith("inline")
    assert saved["Content-Disposition"].startswith("attachment")
    assert shown["Content-Security-Policy"].startswith("sandbox")


def test_a_list_of_files_does_not_fetch_their_bytes(member, django_assert_num_queries):
    keep(SimpleUploadedFile("slides.pdf", PDF), by=member)
    with django_assert_num_queries(1):
        assert FileContent.objects.filter(file__name="slides.pdf").values_list("file__size", flat=True).get() == len(PDF)
