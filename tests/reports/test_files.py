from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from activity.queries import Column, Kind
from reports.queries.files import AT_ONCE, as_xlsx

COLUMNS = [Column("city", "City", None), Column("seats", "Seats", None, Kind.NUMBER), Column("since", "Since", None, Kind.DAY)]
SINCE = date(2026, 3, 1)


@pytest.mark.parametrize("count", [0, 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE - 1])
def test_each_row_of_a_sheet_is_as_it_came_however_many_there_are(tmp_path, count):
    rows = [(f"City {number}", number if number % 3 else None, SINCE if number % 2 else None) for number in range(count)]
    path, written = str(tmp_path / "sheet.xlsx"), []
    as_xlsx(path, sheet="Cities", columns=COLUMNS, rows=iter(rows), about=[("Rows", str(count))], progress=written.append)
    book = CalamineWorkbook.from_path(path)
    heading, *found = book.get_sheet_by_name("Cities").to_python()
    assert heading == ["City", "Seats", "Since"]
    assert found == [["" if cell is None else cell for cell in row] for row in rows]
    assert written[-1:] == ([count] if count else [])
    assert book.get_sheet_by_name("About").to_python()[1] == ["Rows", str(count)]
