"""A run's file: rows in, verdicts in, rows out."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from desktop_lm.errors import AppError, Code, Stopped
from desktop_lm.table_text import is_number
from desktop_lm.tables import run_database
from desktop_lm.tables.cells import without_html
from desktop_lm.tables.columns import Columns, day_order
from desktop_lm.tables.export import Head, as_text, write
from desktop_lm.tables.open_table import Reading
from desktop_lm.tables.row import Facts, Problem, Remark, Row
from desktop_lm.tables.run_file import Counts, Judged, RowWithVerdict, RunAbout, RunFile
from desktop_lm.tables.source import source_of
from desktop_lm.tables.text_of import JUDGED_CHARACTERS, text_of

LABELS = ("positive", "neutral", "negative")
COLUMNS = Columns(text=1, date=0, group=2)


def about(path: Path) -> RunAbout:
    path.write_text("day,review,branch\n", encoding="utf-8")
    return RunAbout(
        source=source_of(path),
        names=("day", "review", "branch"),
        columns=COLUMNS,
        facts=Facts("csv", "UTF-8", ",", remarks=(Remark("header_empty", (("names", "x"),)),)),
        labels=LABELS,
        method={"model": "abc"},
    )


def rows(*texts: str) -> list[Row]:
    return [Row(at, (f"2026-01-{at:02}", text, "a")) for at, text in enumerate(texts, start=2)]


def begun(path: Path, *texts: str) -> RunFile:
    run = RunFile.create(path, about(path.with_suffix(".csv")))
    assert list(run.read(rows(*texts), COLUMNS))[-1:] == [len(texts)]
    return run


def test_a_run_keeps_what_it_is_about_and_each_text_once(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    run = begun(path, "Good", "Bad", "Good", "", "12.50")
    assert run.counts() == Counts(rows=5, rows_done=2, texts=2, texts_done=0, unjudged=2)
    texts = run.next_texts(10)
    assert [text for _, text in texts] == ["Good", "Bad"]
    run.store([Judged(texts[0][0], "positive", False, (0.7, 0.2, 0.1))])
    told = run.about
    run.close()

    again = RunFile.open(path)
    assert again.is_read
    assert again.about == told
    assert told.facts.remarks[0].params == (("names", "x"),)
    assert again.counts().rows_done == 4
    assert again.next_texts(10) == [texts[1]]
    assert [row.label for row in again.rows()] == ["positive", None, "positive", None, None]
    assert [row.problems for row in again.rows()][3:] == [(Problem.EMPTY,), (Problem.NO_WORDS,)]
    again.close()


def test_reading_that_was_broken_off_starts_again(tmp_path: Path) -> None:
    run = RunFile.create(tmp_path / "a.run", about(tmp_path / "a.csv"))
    many = rows(*(f"Text {number}" for number in range(1200)))
    reading = run.read(many, COLUMNS)
    assert next(reading) == 500
    assert run.is_read is False
    assert list(run.read(many, COLUMNS)) == [500, 1000, 1200]
    assert run.counts().rows == 1200
    run.close()


@pytest.mark.parametrize("month_first", [False, True])
@pytest.mark.parametrize(
    ("last", "days"),
    [
        ("03/13/2026", ["2026-03-05", "2026-03-13"]),
        ("13/03/2026", ["2026-05-03", "2026-03-13"]),
        ("2026-03-13", ["2026-05-03", "2026-03-13"]),  # says nothing: the day is first
    ],
)
def test_all_dates_decide_how_they_are_written(
    month_first: bool, last: str, days: list[str], tmp_path: Path
) -> None:
    columns = replace(COLUMNS, month_first=month_first)  # as the beginning of the table looked
    given = replace(about(tmp_path / "a.csv"), columns=columns)
    run = RunFile.create(tmp_path / "a.run", given)
    many = [Row(at, ("03/05/2026", f"Text {at}", "a")) for at in range(2, 1202)]
    list(run.read([*many, Row(1202, (last, "Fine", "a"))], columns))
    found = run.connection.execute("SELECT day FROM rows GROUP BY day ORDER BY min(id)")
    assert [day for (day,) in found] == days
    assert run.about.columns.month_first is (last == "03/13/2026")
    assert run.about.columns.order_open is (last == "2026-03-13")
    run.close()


@pytest.mark.parametrize("last", ["03/13/2026", "13/03/2026", "2026-03-13"])
@pytest.mark.parametrize(("chosen", "first"), [(True, "2026-03-05"), (False, "2026-05-03")])
def test_dates_are_read_as_somebody_chose_whatever_they_tell(
    chosen: bool, first: str, last: str, tmp_path: Path
) -> None:
    columns = replace(COLUMNS, month_first=chosen)
    reading = Reading(month_first=chosen)
    given = replace(about(tmp_path / "a.csv"), columns=columns, reading=reading)
    run = RunFile.create(tmp_path / "a.run", given)
    list(run.read([Row(2, ("03/05/2026", "So", "a")), Row(3, (last, "Fine", "a"))], columns))
    found = run.connection.execute("SELECT day FROM rows ORDER BY id")
    assert [day for (day,) in found] == [first, "2026-03-13"]
    assert run.about.columns.month_first is chosen
    run.close()


@pytest.mark.parametrize(
    ("cells", "example", "is_open", "month_first"),
    [
        (["01/02/2026", "01/03/2026"], "01/02/2026", True, False),  # the first of each month
        (["01.01.2026", "5-5-26"], "", False, False),  # the same both ways
        (["01/02/2026", "01/13/2026"], "01/02/2026", False, True),
        (["01/02/2026", "13/01/2026"], "01/02/2026", False, False),
        (["13/01/2026", "01/02/2026 9:30", "01/13/2026"], "01/02/2026", True, False),
        (["2026-01-02", "", "tomorrow"], "", False, False),
    ],
)
def test_what_dates_tell_of_their_order(
    cells: list[str], example: str, is_open: bool, month_first: bool
) -> None:
    order = day_order(cells)
    assert (order.example, order.is_open, order.is_month_first) == (example, is_open, month_first)


@pytest.mark.parametrize(
    ("cell", "text", "problems"),
    [
        ("Fine.", "Fine.", ()),
        ("  ", "", (Problem.EMPTY,)),
        ("-12,5 %", "", (Problem.NO_WORDS,)),
        ("2026-03-01 10:00", "", (Problem.NO_WORDS,)),
        ("?!…", "", (Problem.NO_WORDS,)),
        ("😡😡", "😡😡", (Problem.EMOJI_ONLY,)),
        (":-(", ":-(", (Problem.EMOJI_ONLY,)),
        ("10/10 :)", "10/10 :)", (Problem.EMOJI_ONLY,)),
        ("★★★☆☆", "★★★☆☆", (Problem.EMOJI_ONLY,)),
        *[
            (cell, "", (Problem.NO_WORDS,))
            for cell in (
                *("#N/A", "#DIV/0!", "#REF!"),
                "8/10",
                "(8)",
                "8)",
                "2+1=3",
                "1:3",
                "=(3+4)",
                "20°",
                "────",
                "© 2024",
                "№ 5",
            )
        ],
        ("<p>Fish &amp; chips<br>cold</p>", "Fish & chips\ncold", (Problem.HTML,)),
        ("<br/>", "", (Problem.HTML, Problem.EMPTY)),
        ("It was <really> bad, <sigh>.", "It was <really> bad, <sigh>.", ()),
        ("Ask <ann@example.org> for it", "Ask <ann@example.org> for it", ()),
        ("<o:p>Late</o:p> <Really bad>", "Late <Really bad>", (Problem.HTML,)),
        ('<SPAN lang="en">Late</SPAN><!-- x -->', "Late", (Problem.HTML,)),
        ("1 < 2 and 3 > 2, fine", "1 < 2 and 3 > 2, fine", ()),
        ("caf\ufffd was nice", "caf\ufffd was nice", (Problem.UNREADABLE,)),
    ],
)
def test_what_is_judged_of_a_cell(cell: str, text: str, problems: Sequence[Problem]) -> None:
    assert text_of(Row(2, ("", cell, "")), 1) == (text, tuple(problems))


@pytest.mark.parametrize("start", ["1", "-", "$"])
def test_a_million_blanks_are_looked_through_once(start: str) -> None:
    assert not is_number(f"{start}{' ' * 1_000_000}x")
    assert is_number(f"{start}{' ' * 1_000_000}1")


@pytest.mark.parametrize("begun", ["<!--", "<script>", "<style>"])
def test_marks_that_never_end_are_looked_for_once(begun: str) -> None:
    assert without_html(f"<!-- no --><b>{begun * 200_000}") == (
        begun * 200_000 if begun == "<!--" else ""
    )


def test_of_a_page_of_marks_it_is_told_that_its_end_was_not_judged() -> None:
    cell = '<p class="some very long name of a style, as programs write them">Fine.</p>' * 2_000
    text, problems = text_of(Row(2, (cell,)), 0)
    assert len(text) < JUDGED_CHARACTERS
    assert problems == (Problem.HTML, Problem.SHORTENED, Problem.LONG)


def test_a_megabyte_is_judged_by_its_beginning() -> None:
    text, problems = text_of(Row(2, ("word " * 200_000,)), 0)
    assert JUDGED_CHARACTERS - 10 < len(text) <= JUDGED_CHARACTERS
    assert problems == (Problem.SHORTENED, Problem.LONG)


def test_exports_keep_every_column_and_run_no_formula(tmp_path: Path) -> None:
    attack = '=HYPERLINK("http://example.org","Click")'
    run = begun(tmp_path / "a.run", attack, "-5", "Bad\x0b news", "+1 from me", "é\ud800")
    first = run.next_texts(1)[0][0]
    run.store([Judged(first, "negative", True, (0.2, 0.3, 0.5))])
    head = Head(("day", "note", "branch"), LABELS, " ".join)
    names = ["day", "note", "branch", "sentiment", "unsure"]
    names += [f"p_{label}" for label in LABELS]
    names.append("note (2)")
    for suffix in (".csv", ".tsv", ".xlsx"):
        assert write(tmp_path / f"out{suffix}", head, run.rows()) == 5
    run.close()

    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))
    assert written[0] == names
    assert written[1][1] == "'" + attack
    assert written[1][3:8] == ["negative", "yes", "0.2", "0.3", "0.5"]
    assert written[2][1] == "-5"
    assert written[4][1] == "'+1 from me"
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    cells = list(sheet.iter_rows(min_row=1, max_row=2))
    assert [cell.value for cell in cells[0]] == names
    assert cells[1][1].value == attack
    assert cells[1][1].data_type == "s"


def test_a_workbook_that_is_being_packed_can_be_given_up(tmp_path: Path) -> None:
    run = begun(tmp_path / "a.run", *(f"Text {number} " * 400 for number in range(400)))
    target = tmp_path / "out.xlsx"
    target.write_text("former")
    read: list[RowWithVerdict] = []

    def rows() -> Iterator[RowWithVerdict]:
        for row in run.rows():
            read.append(row)
            yield row

    def packing() -> None:
        assert len(read) == 400  # all are in the sheet by then
        raise Stopped

    with pytest.raises(Stopped):
        write(target, Head(("day", "text"), LABELS, " ".join), rows(), packing)

    run.close()
    assert target.read_text() == "former"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.run", "out.xlsx"]


@pytest.mark.parametrize(("sign", "fitting"), [("a", 32_767), ("😀", 16_383)])
def test_what_no_cell_of_a_workbook_holds_is_cut_and_told(
    sign: str, fitting: int, tmp_path: Path
) -> None:
    run = begun(tmp_path / "a.run", sign * fitting, sign * (fitting + 1))
    assert write(tmp_path / "a.xlsx", Head(("day", "text"), LABELS, " ".join), run.rows()) == 2
    run.close()

    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    texts = [str(cell.value) for cell in sheet["B"][1:]]
    notes = [str(cell.value or "") for cell in list(sheet.columns)[-1][1:]]
    assert texts == [sign * fitting, sign * fitting]
    assert ["cut" in note.split() for note in notes] == [False, True]


def test_plain_figures_are_left_alone() -> None:
    assert [as_text(cell) for cell in ("-5", "+3.2", "-", "@x", "a=b")] == [
        *("-5", "+3.2", "'-", "'@x", "a=b")
    ]


def test_a_full_disk_is_told_and_what_was_stored_stays(tmp_path: Path) -> None:
    run = begun(tmp_path / "a.run", *(f"Text number {number} " * 20 for number in range(500)))
    pages = run.connection.execute("PRAGMA page_count").fetchone()[0]
    run.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(AppError) as caught:
        run.store([Judged(at, "neutral" * 500, False, (0.1, 0.8, 0.1)) for at in range(1, 501)])
    assert caught.value.code is Code.DISK_FULL
    assert run.counts().texts_done == 0
    run.store([Judged(1, "neutral", False, (0.1, 0.8, 0.1))])
    assert run.counts().texts_done == 1
    run.close()


def test_an_output_that_cannot_be_written_leaves_the_former_one(tmp_path: Path) -> None:
    run = begun(tmp_path / "a.run", "Good")
    head = Head(run.about.names, LABELS, " ".join)
    folder = tmp_path / "out.csv"
    folder.mkdir()  # as unwritable as a file another program holds, on every system
    with pytest.raises(AppError) as caught:
        write(folder, head, run.rows())
    assert caught.value.code is Code.WRITE_FAILED
    run.close()
    assert {file.name for file in tmp_path.iterdir()} == {"a.run", "a.csv", "out.csv"}


def test_a_run_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    begun(path, "Good").close()
    with pytest.raises(AppError) as caught:
        RunFile.create(path, about(tmp_path / "a.csv"))
    assert caught.value.code is Code.RUN_UNFINISHED
    run_database.remove(path)
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with pytest.raises(AppError) as caught:
        RunFile.open(path)
    assert caught.value.code is Code.RUN_DAMAGED


def test_a_source_that_changed_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("one", encoding="utf-8")
    source = source_of(file)
    assert source.is_still(file)
    assert replace(source, changed_ns=1).is_still(file)  # touched, not changed
    file.write_text("two", encoding="utf-8")
    assert not replace(source, changed_ns=1).is_still(file)
    file.unlink()
    assert not source.is_still(file)
