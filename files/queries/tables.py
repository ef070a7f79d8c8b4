"""From the bytes of a CSV or XLSX file to heads and rows of clean text, or to a sentence that says why not."""

import csv
import io
import itertools
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import load_workbook

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 150 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 100
# A sheet is read as a full rectangle, however few of its cells are filled.
MAX_CELLS = 5_000_000
SAMPLE = 64 * 1024
DELIMITERS = ";,\t|"
# Those that spreadsheets of our cities are saved in, beside UTF-8; the first is the one to believe where several fit.
ENCODINGS = ["cp1252", "cp1254", "cp1250", "cp1251", "cp1253", "cp1255", "cp1256", "gb18030", "big5", "shift_jis", "euc_kr"]
# Where these stand, Turkish has letters that are common.
ICELANDIC = set("\u00fe\u00de\u00f0\u00d0\u00fd\u00dd")
REFERENCE = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,4})(\d{1,9})|<(?:\w+:)?row\s[^>]*?\br\s*=\s*[\"'](\d{1,9})")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class UnreadableFileError(Exception):
    """Says, in the reader's language, why a file cannot be read and what to do."""


@dataclass(frozen=True)
class Table:
    headers: list[str]
    # The number of each row in its file, as a spreadsheet shows it, and its cells.
    rows: list[tuple[int, list[str]]]


def read_table(content: bytes) -> Table:
    """The first row that has words is the head; empty rows count, so that the numbers are those that a spreadsheet shows."""
    filled = itertools.dropwhile(lambda row: not any(cell.strip() for cell in row[1]), enumerate(read_rows(content), start=1))
    _number, headers = next(filled, (0, []))
    headers = [" ".join(header.split())[:100] for header in headers]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) < 2:  # noqa: PLR2004 - a table has more than one column
        raise UnreadableFileError(_("No table was found: the first row should say what is in each column, such as Name, E-mail, City."))
    if len(headers) > MAX_COLUMNS:
        raise UnreadableFileError(_("The file has more than 100 columns. Keep those that say something about the officials or cities."))
    rows = list(itertools.islice(filled, MAX_ROWS + 1))
    if len(rows) > MAX_ROWS:
        raise UnreadableFileError(_("The file has more than 200,000 rows. Split it."))
    while rows and not any(cell.strip() for cell in rows[-1][1]):
        rows.pop()
    if not rows:
        raise UnreadableFileError(_("The file has a head, but no row below it."))
    return Table(headers, rows)


def read_rows(content: bytes) -> Iterator[list[str]]:
    """All rows of the file, or of the first sheet of a workbook, whatever they say."""
    if not content:
        raise UnreadableFileError(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise UnreadableFileError(_("The file is larger than 20 MB. Split it."))
    return _xlsx(content) if content.startswith(b"PK\x03\x04") else _csv(content)


def _csv(content: bytes) -> Iterator[list[str]]:
    text = CONTROL.sub("", _decoded(content))
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    except csv.Error as error:
        raise UnreadableFileError(_("A cell is longer than 131,072 characters. A quotation mark may be missing at its end.")) from error


def _decoded(content: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decode(content, encoding)
    sample = content[:SAMPLE]
    if sample.count(0) > len(sample) // 4:
        return _decode(content, "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = content.decode(max(ENCODINGS, key=lambda encoding: _likelihood(sample, encoding)), "replace")
    if len(CONTROL.findall(text[:SAMPLE])) > len(text[:SAMPLE]) // 100:
        raise _no_text()
    return text


def _likelihood(sample: bytes, encoding: str) -> int:
    """How many more words look like words than not, decoded so. Statistics of whole languages fail on a list of names."""
    words = set(re.findall(r"[^\x00-\x7f]*(?:\w*[^\x00-\x7f]+\w*)+", sample.decode(encoding, "replace")))
    rare = ICELANDIC if encoding == "cp1252" else set()
    return sum(1 if _is_word(word) and not set(word) & rare else -1 for word in words)


def _is_word(word: str) -> bool:
    """Letters of one script, no capital after a small one; of Latin ones, some without an accent."""
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in word if letter.isalpha()}
    foreign = [letter for letter in word if not letter.isascii()]
    if len(scripts) != 1 or not all(letter.isalpha() or unicodedata.combining(letter) for letter in foreign):
        return False
    if any(before.islower() and letter.isupper() for before, letter in itertools.pairwise(word)):
        return False
    return scripts != {"LATIN"} or 2 * len(foreign) <= len(word)


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _no_text() from error


def _no_text() -> UnreadableFileError:
    return UnreadableFileError(_("This is neither CSV nor XLSX, or it is damaged. Save it again as CSV (UTF-8) or XLSX."))


def _delimiter(text: str) -> str:
    """The one that cuts most rows into as many cells as the first; where that is a lone word, most rows into as many as each other."""
    lines = text[:SAMPLE].split("\n", 200)[:200]

    def fit(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)] or [1]
        except csv.Error:
            return 0, 0
        counts = Counter(widths)
        return counts[widths[0]] * (widths[0] - 1), max(count * (width - 1) for width, count in counts.items())

    return max(DELIMITERS, key=fit)


def _xlsx(content: bytes) -> Iterator[list[str]]:
    _check_workbook(content)
    try:
        sheet = load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # calamine's panics are no Exceptions
        raise _no_text() from error
    return ([CONTROL.sub("", _text(cell)) for cell in row] for row in rows)


def _check_workbook(content: bytes) -> None:
    """A small file can unpack to more than the machine holds. Unpacks it once, keeping nothing, and stops where it is too much."""
    try:
        names = _unpack(content)
    except UnreadableFileError:
        raise
    except Exception as error:  # zipfile and zlib have many for one that is damaged
        raise _no_text() from error
    if "xl/workbook.xml" not in names:
        raise _no_text()


def _unpack(content: bytes) -> list[str]:
    left = MAX_UNPACKED
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            with archive.open(member) as file:
                left -= _checked_size(iter(partial(file.read, 1 << 20), b""), left)
        return archive.namelist()


def _checked_size(pieces: Iterable[bytes], left: int) -> int:
    size, rest, rows, columns = 0, b"", 1, 1
    for piece in pieces:
        size += len(piece)
        for letters, row, row_alone in REFERENCE.findall(rest + piece):
            rows = max(rows, int(row or row_alone))
            columns = max(columns, _column(letters) if letters else 1)
        rest = piece[-200:]
        if size > left or rows * columns > MAX_CELLS:
            raise UnreadableFileError(_("The workbook is too large once unpacked. Keep one sheet with the rows to import."))
    return size


def _column(letters: bytes) -> int:
    """28 for AB."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
