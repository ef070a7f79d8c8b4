"""Files as programs save them, and files that nobody should have sent."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rustpy_xlsxwriter import write_worksheet

from files.queries import UnreadableFileError, read_table

TEXT = "Name;E-mail;City\r\nJosé Müller;jose@o.example;São Paulo\r\nMaría Peña;maria@o.example;Bogotá\r\nÉlise Façon;elise@o.example;Montréal\r\n"
ROWS = [
    ["José Müller", "jose@o.example", "São Paulo"],
    ["María Peña", "maria@o.example", "Bogotá"],
    ["Élise Façon", "elise@o.example", "Montréal"],
]
MAIN = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def cells(content: bytes) -> list[list[str]]:
    return [row for _number, row in read_table(content).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_csv_file_in_any_encoding_that_spreadsheets_save(encoding):
    assert cells(TEXT.encode(encoding)) == ROWS


@pytest.mark.parametrize(
    ("encoding", "name", "city"),
    [
        ("cp1252", "Mart\u00edn Pe\u00f1a", "S\u00e3o Paulo"),
        ("cp1250", "\u0141ukasz W\u00f3jcik", "\u0141\u00f3d\u017a"),
        ("cp1251", "\u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432", "\u041c\u043e\u0441\u043a\u0432\u0430"),
        ("cp1253", "\u0393\u03b9\u03ce\u03c1\u03b3\u03bf\u03c2", "\u0391\u03b8\u03ae\u03bd\u03b1"),
        ("cp1254", "Ay\u015fe Y\u0131lmaz", "\u0130stanbul"),
        ("cp1256", "\u0645\u062d\u0645\u062f \u0627\u0644\u0639\u0644\u064a", "\u0639\u0645\u0627\u0646"),
        ("gb18030", "\u674e\u4f1f", "\u5317\u4eac"),
    ],
)
def test_the_encoding_is_known_by_the_words_that_it_makes(encoding, name, city):
    assert cells(f"Name;City\n{name};{city}\n".encode(encoding)) == [[name, city]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_file_with_any_delimiter(delimiter):
    assert cells(TEXT.replace(";", delimiter).encode()) == ROWS


def test_commas_inside_cells_do_not_hide_the_semicolons_between_them():
    text = "Name;City;Networks\n" + 'A;"Hong Kong, China";Waste, Food, Air\n' * 5
    assert cells(text.encode())[0] == ["A", "Hong Kong, China", "Waste, Food, Air"]


def test_rows_are_numbered_as_a_spreadsheet_shows_them_over_empty_rows_and_lines_in_cells():
    text = '\nName;City\nA;"one\ntwo"\n;\nB;Oslo\n'
    assert read_table(text.encode()).rows == [(3, ["A", "one\ntwo"]), (4, ["", ""]), (5, ["B", "Oslo"])]


def test_an_xlsx_workbook_with_numbers_as_people_wrote_them(tmp_path):
    path = tmp_path / "roster.xlsx"
    write_worksheet([{"Name": "José Müller", "City": "São Paulo", "Population": 12_252_023}], str(path))
    assert cells(path.read_bytes()) == [["José Müller", "São Paulo", "12252023"]]


def zipped(**files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(b" " * 200_000_000, id="unpacks to 200 MB"),
        pytest.param(MAIN.format('<row r="1"><c r="A1"/><c r="XFD1048576"/></row>').encode(), id="one cell at the far corner"),
    ],
)
def test_a_workbook_that_is_a_bomb_is_refused_before_it_is_opened(sheet):
    bomb = zipped(**{"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": sheet})
    assert len(bomb) < 1_000_000
    with pytest.raises(UnreadableFileError, match="too large once unpacked"):
        read_table(bomb)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\x03" * 100, "neither CSV nor XLSX"),
        (b"PK\x03\x04 and no more", "neither CSV nor XLSX"),
        (zipped(**{"word/document.xml": b"<document/>"}), "neither CSV nor XLSX"),
        (zipped(**{"xl/workbook.xml": b"<not a workbook"}), "neither CSV nor XLSX"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "neither CSV nor XLSX"),
        (b"one word", "No table"),
        (b"Name;City\n", "no row below"),
        (b"Name;City\n;\n\n", "no row below"),
        (b";".join(b"x" for _ in range(101)) + b"\nrow;\n", "more than 100 columns"),
        (b'Name;City\n"' + b"x" * 140_000, "longer than 131,072"),
        (b"Name;City\n" + b"A;B\n" * 200_001, "more than 200,000 rows"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, reason):
    with pytest.raises(UnreadableFileError, match=reason):
        read_table(content)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=100).map(lambda noise: b"PK\x03\x04" + noise),
        st.text(max_size=200).map(lambda text: text.encode("utf-16", "surrogatepass")),
        st.text(max_size=200).map(lambda text: ("Name;E-mail;City\n" + text).encode("utf-8", "surrogatepass")),
    )
)
def test_whatever_the_bytes_there_are_rows_or_a_reason(content):
    try:
        table = read_table(content)
    except UnreadableFileError:
        return
    assert table.headers
    assert not any("\x00" in cell for _number, row in table.rows for cell in row)
