"""Tables of each kind, good and bad."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from pathlib import Path

import openpyxl
import psutil
import pytest
from arro3.core import Array, DataType
from arro3.core import Table as ArrowTable
from arro3.io import write_parquet
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_lm.errors import AppError, Code
from desktop_lm.tables.columns import Columns, guess, index_of
from desktop_lm.tables.open_table import Reading, open_table
from desktop_lm.tables.row import Problem, Remark, Row

REVIEWS = [
    ("2026-03-01", "north", "The room was clean and the staff were lovely."),
    ("2026-03-02", "south", "Cold breakfast, and nobody said sorry."),
    ("2026-03-03", "north", "We paid by card, and left early."),
    ("2026-03-04", "south", "Never again, not for free."),
]
NAMES = ("day", "branch", "review")


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def lines(separator: str, rows: Sequence[Sequence[str]] = REVIEWS, header: bool = True) -> str:
    def quoted(cell: str) -> str:
        return f'"{cell}"' if separator in cell else cell

    wanted = [NAMES, *rows] if header else rows
    return "".join(separator.join(quoted(cell) for cell in row) + "\n" for row in wanted)


def read(path: Path, reading: Reading | None = None) -> list[Row]:
    return list(open_table(path, reading).rows())


@pytest.mark.parametrize("codec", ["utf-16", "utf-32"])
def test_an_encoding_is_taken_as_it_is_chosen_also_without_its_mark(
    tmp_path: Path, codec: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,text\n1,Grüße\n2,Good\n".encode(codec + "-le"))
    table = open_table(path, Reading(encoding=codec))
    assert [row.cells[1] for row in table.rows()] == ["Grüße", "Good"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings_are_found(separator: str, encoding: str, tmp_path: Path) -> None:
    rows = [*REVIEWS, ("2026-03-05", "süd", "Schöne Zimmer, größer als gedacht, für 3,50 mehr.")]
    table = open_table(write(tmp_path / "a.csv", lines(separator, rows), encoding))
    assert table.columns == NAMES
    assert table.facts.separator == separator
    assert [row.cells for row in table.rows()] == rows
    assert [row.number for row in table.rows()] == [2, 3, 4, 5, 6]


@settings(max_examples=25)
@given(
    rows=st.lists(
        st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\0\r"))] * 3),
        min_size=1,
    )
)
def test_whatever_a_spreadsheet_quotes_comes_back(
    rows: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    write(path, "\n".join(["day,branch,review", *quoted, "1,2,end"]) + "\n")
    found = read(path, Reading(separator=",", header=True))
    assert [row.cells for row in found] == [*rows, ("1", "2", "end")]


def test_ragged_rows_are_marked_and_nothing_of_them_is_lost(tmp_path: Path) -> None:
    text = (
        "a,b,review\n1,2,A fine day out\n1,2\n1,2,Good enough,more,of it\n\n1,2,The end of it\n\n"
    )
    few, short, many, blank, last = read(write(tmp_path / "a.csv", text))
    assert few.problems == last.problems == ()
    assert short.problems == many.problems == blank.problems == (Problem.RAGGED,)
    assert short.cells == ("1", "2", "")
    assert many.extra == ("more", "of it")
    assert [row.number for row in (few, short, many, blank, last)] == [2, 3, 4, 5, 6]


def test_a_quotation_mark_that_is_never_closed_costs_one_row(tmp_path: Path) -> None:
    body = "".join(f"{number},A line of text\n" for number in range(300))
    text = "id,review\n" + body + '300,"never closed\n' + body
    rows = read(write(tmp_path / "a.csv", text))
    assert len(rows) == 601
    assert rows[300].problems == (Problem.OPEN_QUOTE,)
    assert rows[300].cells == ("300", '"never closed')
    assert rows[301].cells == ("0", "A line of text")
    assert [row.number for row in rows] == list(range(2, 603))


@pytest.mark.parametrize("separator", [",", "\t"])
def test_two_quotation_marks_that_are_never_closed_take_in_no_rows_between(
    separator: str, tmp_path: Path
) -> None:
    texts = ['"Great film', "Bad one", '"So so', "Fine", '"one\nrow" ', '"odd" one']
    body = "".join(f"{text}{separator}{number}\n" for number, text in enumerate(texts))
    rows = read(write(tmp_path / "a.csv", f"review{separator}id\n{body}"))
    assert [row.cells[0] for row in rows] == [*texts[:4], "one\nrow ", "odd one"]
    assert [row.cells[1] for row in rows] == [*"012345"]
    assert [bool(row.problems) for row in rows] == [True, False, True, False, False, False]


def test_a_quotation_mark_before_every_text_is_no_work_without_end(tmp_path: Path) -> None:
    body = "".join(f'{number},"never closed\n' for number in range(30_000))
    rows = read(write(tmp_path / "a.csv", "id,review\n" + body))
    assert len(rows) == 30_000
    assert {row.cells[1] for row in rows} == {'"never closed'}


def test_a_megabyte_in_one_cell(tmp_path: Path) -> None:
    huge = "word " * 200_000
    (row,) = read(write(tmp_path / "a.csv", f'id,review\n1,"{huge}"\n'))
    assert row.cells[1] == huge


def test_names_given_twice_or_not_at_all(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "a.csv", "text,text,,text (2)\na,b,c,d\n"))
    assert table.columns == ("text", "text (3)", "column 3", "text (2)")
    assert [remark.code for remark in table.facts.remarks] == ["header_repeated", "header_empty"]


def test_a_missing_header_is_noticed_and_the_first_row_is_a_row(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "a.csv", lines(";", header=False)))
    assert table.columns == ("column 1", "column 2", "column 3")
    assert [remark.code for remark in table.facts.remarks] == ["header_missing"]
    assert [row.number for row in table.rows()] == [1, 2, 3, 4]
    said = open_table(tmp_path / "a.csv", Reading(header=True))
    assert len(list(said.rows())) == 3


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_first_line_that_names_the_separator_is_no_row(separator: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"sep={separator}\n" + lines(separator))
    table = open_table(path)
    assert table.columns == NAMES
    assert [row.cells for row in table.rows()] == REVIEWS


@pytest.mark.parametrize("top", ["\n", ";;\n", " ; ;\n\n", "sep=;\n\n"])
@pytest.mark.parametrize("header", [None, True])
def test_what_is_blank_at_the_top_names_no_columns(
    top: str, header: bool | None, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.csv", top + lines(";"))
    table = open_table(path, Reading(header=header))
    assert table.columns == NAMES
    assert [row.cells for row in table.rows()] == REVIEWS
    before = top.replace("sep=;\n", "").count("\n")
    assert [row.number for row in table.rows()] == [before + at for at in (2, 3, 4, 5)]


def test_what_is_blank_above_rows_without_a_header_is_no_row(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "a.csv", "\n;;\n" + lines(";", header=False)))
    assert not table.facts.has_header
    assert [row.cells for row in table.rows()] == REVIEWS
    assert next(table.rows()).number == 3


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("header", [None, True])
def test_a_title_above_the_names_of_the_columns_is_left_out_and_told(
    suffix: str, header: bool | None, tmp_path: Path
) -> None:
    path = tmp_path / f"a{suffix}"
    above = [("Reviews of 2026", "", ""), ("", "", ""), ("exported on Monday", "", "")]
    rows = [(f"2026-01-0{at}", f"Stay {at} was as expected.", "north") for at in range(1, 6)]
    given = [*above, ("day", "review", "branch"), *rows]
    if suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in given:
            book.worksheets[0].append([cell or None for cell in row])
        book.save(path)
    else:
        write(path, lines(",", given, header=False))
    table = open_table(path, Reading(header=header))
    assert table.columns == ("day", "review", "branch")
    assert table.facts.remarks == (Remark("rows_above", (("number", "2"),)),)
    assert [row.cells for row in table.rows()] == rows
    assert [row.number for row in table.rows()] == [5, 6, 7, 8, 9]  # as a spreadsheet counts
    everything = open_table(path, Reading(header=False))
    assert len(list(everything.rows())) == len(given)


@pytest.mark.parametrize(
    "text",
    [
        "I liked it,\nbad,3\nfine,4\ngood,5\n",  # a row without a figure
        "day,review\n,a\n,b\nmonday,c\n",
        "Reviews,,\n1,good one,a\n2,bad one,b\n",  # nothing below it names columns
        "Reviews\nA fine stay.\nA cold room.\n",
        "a,b\n",
        "Reviews,\nid,review\n",  # no row would be left
    ],
)
def test_what_is_no_title_stays(text: str, tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "a.csv", text))
    assert "rows_above" not in [remark.code for remark in table.facts.remarks]
    assert len(list(table.rows())) == text.count("\n") - table.facts.has_header


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_first_row_that_is_like_those_below_names_no_columns(suffix: str, tmp_path: Path) -> None:
    rows = [("great film", "positive"), ("boring mess", "negative"), ("lovely", "positive")]
    path = tmp_path / f"a{suffix}"
    if suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append(list(row))
        book.save(path)
    else:
        write(path, lines(",", rows, header=False))
    assert [row.cells for row in read(path)] == rows
    named = [("film", "verdict"), *rows, ("verdict", "positive")]  # in another column
    write(tmp_path / "b.csv", lines(",", named, header=False))
    assert open_table(tmp_path / "b.csv").columns == named[0]


def test_json_lines_keep_every_name_and_mark_what_is_no_json(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    objects: list[object] = [
        {"review": "Good", "stars": 5},
        {"review": None, "tags": ["a", 1]},
        "just a text",
    ]
    write(path, "\n".join([*map(json.dumps, objects), "{broken", ""]))
    table = open_table(path)
    assert table.columns == ("review", "stars", "tags", "text")
    rows = list(table.rows())
    assert rows[0].cells == ("Good", "5", "", "")
    assert rows[1].cells == ("", "", '["a",1]', "")
    assert rows[2].cells[3] == "just a text"
    assert rows[3].problems == (Problem.BROKEN,)
    assert rows[3].extra == ("{broken",)


def test_what_has_no_column_of_json_lines_is_kept_beside(tmp_path: Path) -> None:
    objects = [{"review": f"Good {n}", f"name {n}": n} for n in range(600)]
    path = write(tmp_path / "a.jsonl", "".join(json.dumps(row) + "\n" for row in objects))
    *_, row = read(path)
    assert row.cells[0] == "Good 599"
    assert row.extra == ('{"name 599":599}',)
    assert row.problems == (Problem.RAGGED,)


def test_a_text_a_line(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "a.txt", "First\n\nThird, with a comma\n\n\n"))
    assert [row.cells[0] for row in table.rows()] == ["First", "", "Third, with a comma"]


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    texts = [f"Text number {number}" for number in range(2000)]
    columns = [
        Array([*texts, None], type=DataType.utf8()),
        Array([*range(2000), None], type=DataType.int64()),
        Array([20_513] * 2001, type=DataType.int32()).cast(DataType.date32()),
    ]
    write_parquet(ArrowTable.from_arrays(columns, names=["review", "id", "day"]), str(path))
    table = open_table(path)
    assert table.columns == ("review", "id", "day")
    rows = list(table.rows())
    assert rows[1999] == Row(2000, ("Text number 1999", "1999", "2026-03-01"))
    assert rows[2000].cells == ("", "", "2026-03-01")


@pytest.mark.parametrize(
    ("zone", "moments", "cells"),
    [
        (None, [0, 10**18], ["1970-01-01 00:00:00", "+33658-09-27T01:46:40"]),
        ("Nowhere/Land", [0, None], ["1970-01-01T00:00:00", ""]),
        ("Europe/Berlin", [0, 10**18], ["1970-01-01 01:00:00+01:00", "+33658-09-27T01:46:40"]),
    ],
    ids=["far away", "in no zone", "far away in a zone"],
)
def test_moments_that_python_has_no_place_for_cost_no_row(
    zone: str | None, moments: list[int | None], cells: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.parquet"
    day = Array(moments, type=DataType.int64()).cast(DataType.timestamp("us", tz=zone))
    texts = Array(["Fine", "Bad"], type=DataType.utf8())
    write_parquet(ArrowTable.from_arrays([texts, day], names=["review", "day"]), str(path))
    assert [row.cells for row in read(path)] == [("Fine", cells[0]), ("Bad", cells[1])]


@pytest.mark.parametrize("suffix", [".xls", ".xlsx"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", ["\t", ";"])
def test_a_text_that_is_called_a_workbook_is_read_as_what_it_is(
    suffix: str, encoding: str, separator: str, tmp_path: Path
) -> None:
    table = open_table(write(tmp_path / f"export{suffix}", lines(separator), encoding))
    assert table.facts.kind in ("csv", "tsv")
    assert table.columns == NAMES
    assert [row.cells for row in table.rows()] == REVIEWS


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".txt", ".xls"])
def test_a_workbook_that_is_called_otherwise_is_read_as_what_it_is(
    suffix: str, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for row in (NAMES, *REVIEWS):
        book.worksheets[0].append(list(row))
    book.save(tmp_path / "a.xlsx")
    path = (tmp_path / "a.xlsx").rename(tmp_path / f"a{suffix}")
    table = open_table(path)
    assert (table.facts.kind, table.columns) == ("xlsx", NAMES)
    assert len(list(table.rows())) == len(REVIEWS)


@pytest.mark.parametrize(
    ("from_end", "byte"),
    [(400, 0xFF), (177, 0x2C), (395, 0xFF), (1187, 0xFF)],
    ids=["panics", "panics elsewhere", "ends its process", "is an error"],
)
def test_over_a_damaged_parquet_file_the_library_ends_nobody_and_says_nothing_itself(
    from_end: int, byte: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.parquet"
    columns = [
        Array([f"Text number {number}" for number in range(50)], type=DataType.utf8()),
        Array(list(range(50)), type=DataType.int64()),
    ]
    write_parquet(ArrowTable.from_arrays(columns, names=["review", "id"]), str(path))
    damaged = bytearray(path.read_bytes())
    damaged[-from_end] = byte
    path.write_bytes(damaged)
    with pytest.raises(AppError) as caught:
        list(open_table(path).rows())
    assert caught.value.code is Code.TABLE_BROKEN
    assert caught.value.params["reason"]
    assert capfd.readouterr().err == ""


def test_nobody_reads_on_in_a_parquet_file_of_which_the_beginning_was_wanted(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.parquet"
    texts = Array(["A text that is told many times. " * 40] * 9000, type=DataType.utf8())
    write_parquet(ArrowTable.from_arrays([texts], names=["review"]), str(path))
    rows = open_table(path).rows()
    assert next(rows).number == 1
    [reading] = psutil.Process().children()
    assert isinstance(rows, Generator)
    rows.close()
    assert not reading.is_running()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.docx", b"x", Code.TABLE_KIND_UNKNOWN),
        ("a.csv", b"", Code.TABLE_EMPTY),
        ("a.csv", b"\n \n", Code.TABLE_EMPTY),
        ("a.csv", b'"",""\n"",""\n', Code.TABLE_EMPTY),
        ("a.csv", b"sep=;\n", Code.TABLE_EMPTY),
        ("a.csv", b'"\n', Code.TABLE_EMPTY),
        ("a.csv", bytes(range(256)) * 20, Code.TABLE_NOT_TEXT),
        ("a.txt", b"text\n" + bytes(9), Code.TABLE_NOT_TEXT),
        ("a.jsonl", b"{}\n\n", Code.TABLE_EMPTY),
        ("a.xlsx", b"no workbook", Code.TABLE_BROKEN),
        ("a.xls", b"<html><table>\n<tr><td>1,2</td></tr></table>", Code.TABLE_BROKEN),
        ("a.xlsx", bytes(range(256)) * 20, Code.TABLE_BROKEN),
        ("a.csv", b"PK\x03\x04 a packed file", Code.TABLE_BROKEN),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", Code.TABLE_OLD_EXCEL),
        ("a.parquet", b"no parquet", Code.TABLE_BROKEN),
        ("a.parquet", b"PAR1", Code.TABLE_BROKEN),
        ("a.parquet", b"PAR1" + b"\xff" * 8 + b"PAR1", Code.TABLE_BROKEN),
    ],
)
def test_what_cannot_be_read_is_told(
    name: str, content: bytes, code: Code, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AppError) as caught:
        open_table(tmp_path / name)
    assert caught.value.code is code
    assert capfd.readouterr().err == "", "a library panicked"


@pytest.mark.parametrize("separator", [" ", "z", "\x01", "€"])
def test_any_sign_may_stand_between_the_cells(separator: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"text{separator}n\ngood{separator}1\nbad{separator}2\n")
    table = open_table(path, Reading(separator=separator, header=True))
    last = list(table.rows())[-1]
    assert (last.number, last.cells[-1]) == (3, "2")


@pytest.mark.parametrize(
    ("written", "chosen"),
    [
        ("utf-8-sig", "utf-8"),
        ("utf-8-sig", "UTF8"),
        ("utf-16", "UTF-16"),
        ("utf-16", "utf-16-be"),
        ("utf-16-le", "utf-16"),
        ("cp1252", "windows-1252"),
    ],
)
def test_the_mark_of_a_chosen_encoding_is_no_text(
    written: str, chosen: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.csv", lines(","), written)
    table = open_table(path, Reading(encoding=chosen))
    assert table.columns == NAMES
    assert [row.cells for row in table.rows()] == REVIEWS


@pytest.mark.parametrize("chosen", ["klingon", "rot13", "idna", "undefined", "utf-16", "UTF_32"])
def test_an_encoding_that_does_not_go_with_the_file_is_told(chosen: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", lines(","))
    with pytest.raises(AppError) as caught:
        open_table(path, Reading(encoding=chosen))
    assert caught.value == AppError(Code.TABLE_ENCODING, path=str(path), encoding=chosen)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx", ".jsonl", ".parquet", ".txt"])
def test_a_file_that_is_not_there(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        open_table(tmp_path / f"a{suffix}")
    assert caught.value.code is Code.FILE_MISSING


def test_text_date_and_group_are_guessed(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "a.csv", lines(",")))
    assert guess(table.columns, list(table.rows())) == Columns(text=2, date=0, group=1)
    american = [("03/13/2026", *row[1:]) for row in REVIEWS]
    table = open_table(write(tmp_path / "b.csv", lines(",", american)))
    assert guess(table.columns, list(table.rows())).month_first
    mixed = [*american, ("2026-03-14", *REVIEWS[0][1:])]
    table = open_table(write(tmp_path / "c.csv", lines(",", mixed)))
    assert guess(table.columns, list(table.rows())).month_first


def test_a_column_by_name_or_number() -> None:
    assert index_of("review", NAMES) == index_of("Review", NAMES) == index_of("3", NAMES) == 2
    with pytest.raises(AppError) as caught:
        index_of("stars", NAMES)
    assert caught.value.code is Code.COLUMN_MISSING
