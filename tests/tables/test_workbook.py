"""Workbooks, good and bad."""

from __future__ import annotations

import datetime as dt
import tracemalloc
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.tables.open_table import open_table
from desktop_lm.tables.row import Problem, Row, without_trailing_blanks

NAMES = ("day", "branch", "review")


def read(path: Path) -> list[Row]:
    return list(open_table(path).rows())


def workbook(path: Path, rows: Sequence[Sequence[object]], merge: str = "") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    book.create_sheet("other")
    book.save(path)
    return path


def test_a_workbook_with_dates_figures_and_gaps(tmp_path: Path) -> None:
    rows = [NAMES, (dt.date(2026, 3, 1), 7.0, "Fine"), (None, None, None), (1.5, "x", "Bad")]
    table = open_table(workbook(tmp_path / "a.xlsx", rows))
    assert table.columns == NAMES
    assert table.facts.sheet == "Sheet"
    assert [remark.code for remark in table.facts.remarks] == ["other_sheets"]
    assert [(row.number, row.cells) for row in table.rows()] == [
        (2, ("2026-03-01", "7", "Fine")),
        (3, ("", "", "")),
        (4, ("1.5", "x", "Bad")),
    ]


def test_line_ends_that_spreadsheets_spell_are_line_ends(tmp_path: Path) -> None:
    texts = ["Cold food._x000D_\nRude staff.", "a_x0009_b_X000D_", "x000D_y"]
    path = workbook(tmp_path / "a.xlsx", [("id", "review"), *enumerate(texts)])
    assert [row.cells[1] for row in read(path)] == [
        *("Cold food.\nRude staff.", "a\tb_X000D_", "x000D_y")
    ]


def test_a_table_may_begin_far_below_the_top(tmp_path: Path) -> None:
    nothing = [(None,)] * 99
    path = workbook(tmp_path / "a.xlsx", [*nothing, NAMES, ("2026-03-01", "north", "Fine")])
    table = open_table(path)
    assert table.columns == NAMES
    assert [(row.number, row.cells[2]) for row in table.rows()] == [(101, "Fine")]


def test_formulas_count_as_what_they_came_to_and_merged_cells_as_their_first(
    tmp_path: Path,
) -> None:
    rows = [("branch", "review"), ("north", "Good"), (None, "Bad"), ("south", '=A2&" wind"')]
    path = workbook(tmp_path / "a.xlsx", rows, merge="A2:A3")
    first, second, third = read(path)
    assert first.cells == ("north", "Good")
    assert second.cells == ("north", "Bad")
    assert second.doubts == ((0, Problem.MERGED),)
    # Nothing has worked the formula out: openpyxl writes it without a result.
    assert third.cells == ("south", "")
    assert third.doubts == ((1, Problem.NO_RESULT),)


def changed_sheet(path: Path, change: Callable[[bytes], bytes | None]) -> Path:
    """A workbook whose first sheet is not as it was written; None leaves it out."""
    rows = [("day", "review"), *((dt.date(2026, 3, 1), f"Fine, {n}") for n in range(500))]
    with zipfile.ZipFile(workbook(path, rows)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            changed = change(part) if name.endswith("/sheet1.xml") else part
            if changed is not None and not name.endswith("/sheet2.xml"):
                archive.writestr(name, changed)
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet[: len(sheet) // 2],
        lambda sheet: sheet[:60],
        lambda sheet: sheet.replace(b'r="B400"', b'r="ZZZZ400"'),
        lambda _sheet: None,
    ],
    ids=["cut off", "cut off early", "no such column", "no sheet"],
)
def test_a_damaged_sheet_is_told_wherever_the_damage_is(
    change: Callable[[bytes], bytes | None], tmp_path: Path
) -> None:
    with pytest.raises(AppError) as caught:
        read(changed_sheet(tmp_path / "a.xlsx", change))
    assert caught.value.code is Code.TABLE_BROKEN
    assert caught.value.params["reason"]


def test_a_small_workbook_that_unpacks_to_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [NAMES, ("2026-03-01", "north", "Fine")])
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w") as part,
    ):
        for _ in range(70):
            part.write(b"<si><t>a</t></si>" * (1 << 16))
    with pytest.raises(AppError) as caught:
        open_table(path)
    assert caught.value.params["reason"] == "it unpacks to far more than a workbook"


def test_a_row_that_no_sheet_has_is_damage(tmp_path: Path) -> None:
    far = changed_sheet(
        tmp_path / "a.xlsx", lambda sheet: sheet.replace(b'<row r="501"', b'<row r="900000000"')
    )
    with pytest.raises(AppError) as caught:
        read(far)
    assert caught.value.code is Code.TABLE_BROKEN


def test_blank_rows_between_others_come_back_as_they_were() -> None:
    rows = [
        *(Row(1, ("a", "b")), Row(2, ("", "")), Row(3, ("", "")), Row(4, ("", ""), ("",))),
        *(Row(5, ("", "")), Row(7, ("", ""), problems=(Problem.RAGGED,)), Row(8, ("", "c"))),
    ]
    end = [Row(number, ("", "")) for number in range(9, 12)]
    assert list(without_trailing_blanks(iter([*rows, *end]))) == rows


def test_blank_rows_at_the_end_are_not_kept() -> None:
    tracemalloc.start()
    try:
        blank = (Row(number, ("", "")) for number in range(2, 100_000))
        assert list(without_trailing_blanks(blank)) == []
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 100_000


def test_a_date_before_all_time_is_an_error_of_its_cell_and_no_warning(tmp_path: Path) -> None:
    path = changed_sheet(
        tmp_path / "a.xlsx", lambda sheet: sheet.replace(b"<v>46082</v>", b"<v>-9e9</v>", 1)
    )
    first, second, *_ = read(path)
    assert (first.cells, second.cells) == (("#VALUE!", "Fine, 0"), ("2026-03-01", "Fine, 1"))


def test_a_workbook_under_a_password_is_told_from_an_old_one(tmp_path: Path) -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    (tmp_path / "a.xlsx").write_bytes(head + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(AppError) as caught:
        open_table(tmp_path / "a.xlsx")
    assert caught.value.code is Code.TABLE_LOCKED
