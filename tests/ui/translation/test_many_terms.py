"""A glossary of 50,000 terms: no step may hold the window up.

A loop of Python's own over all rows takes some milliseconds; what takes a second is a call for each
row, by us or by Qt. So calls are counted, which are as many on every machine; how many is printed
(pytest -s).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Self

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_lm.storage.translations.glossaries import Glossaries, StoredGlossary, TermRow
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.glossary.glossary_window import GlossaryWindow
from desktop_lm.ui.translation.glossary.terms_model import SOURCE, TARGET, AnyIndex, TermsModel
from desktop_lm.ui.translation.glossary.terms_table import TermsTable
from tests.ui.conftest import PATIENCE_MS
from tests.ui.hands import button_in, click

COUNT = 50_000
MOST_CALLS = COUNT // 2  # painting what can be seen takes some, and grows with no term
TERMS = tuple(TermRow(f"term {number}", f"Begriff {number}") for number in range(COUNT))
MORE = "".join(f"word {number};Wort {number}\n" for number in range(COUNT))


class Calls:
    """Counts the Python functions that are called within the block, on this thread."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> Self:
        sys.setprofile(self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _hear(self, _frame: FrameType, event: str, _arg: object) -> None:
        if event == "call":
            self.count += 1


class Steps:
    """The most calls that one step of the window took, by what was done."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.most: dict[str, int] = {}

    def take(self, name: str, act: Callable[[], object], seen: Callable[[], bool]) -> None:
        """Do it, and turn the event loop until it is ``seen``."""
        self.most[name] = 0
        self._turn(name, act)

        def turned() -> bool:
            self._turn(name)
            return seen()

        self._qtbot.waitUntil(turned, timeout=PATIENCE_MS)

    def _turn(self, name: str, act: Callable[[], object] = bool) -> None:
        with Calls() as calls:
            act()
            QApplication.processEvents()
        self.most[name] = max(self.most[name], calls.count)


def test_no_step_with_50_000_terms_calls_for_each_of_them(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries, tmp_path: Path
) -> None:
    kept.save(StoredGlossary("Many", (("en", "de"),), TERMS))
    kept.save(StoredGlossary("None", (("en", "de"),)))
    table = tmp_path / "more.csv"
    table.write_text(MORE, encoding="utf-8")
    window = glossaries
    page, model, steps = window.page, window.page.model, Steps(qtbot)
    rows = window.list.rows

    def sort(column: int) -> Callable[[], object]:
        return lambda: page.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)

    def search(words: str) -> None:
        page.search.setText(words)
        page.search.returnPressed.emit()

    def first() -> str:
        return str(model.index(0, SOURCE).data())

    steps.take("open", lambda: window.open_for("en", "de"), lambda: model.rowCount() == COUNT + 1)
    steps.take("another", lambda: rows.go_to("None"), lambda: model.rowCount() == 1)
    steps.take("back", lambda: rows.go_to("Many"), lambda: model.rowCount() == COUNT + 1)
    steps.take("search", lambda: search("TERM 4999"), lambda: model.rowCount() == 16)
    steps.take("all again", lambda: search(""), lambda: model.rowCount() == COUNT + 1)
    steps.take("sort", sort(SOURCE), lambda: first() == "term 9999")
    steps.take("no order", sort(-1), lambda: first() == "term 0")
    steps.take(
        "change", lambda: model.setData(model.index(5, TARGET), "Neu"), lambda: not window._unsaved
    )
    steps.take(
        "import", lambda: window.files.take_in(str(table)), lambda: model.rowCount() > 2 * COUNT
    )
    search("term")
    steps.take("select", page.table.selectAll, page.remove_button.isEnabled)
    steps.take("remove", page.remove_button.click, lambda: model.rowCount() == 1)
    undo = button_in(window.banner, "Undo")
    steps.take("undo", lambda: click(undo), lambda: model.rowCount() == COUNT + 1)
    print(steps.most)

    assert len(model.rows) == 2 * COUNT
    assert max(steps.most.values()) < MOST_CALLS


class Counting(TermsModel):
    """Counts how often somebody asks about a cell."""

    asked = 0

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        self.asked += 1
        return super().flags(index)


def test_to_paint_a_selection_not_every_cell_of_it_is_asked_about(
    qtbot: QtBot, theme: Theme
) -> None:
    model = Counting()
    table = TermsTable(theme, model)
    qtbot.addWidget(table)
    model.show_terms(TERMS)
    table.show()
    qtbot.waitExposed(table)

    table.selectAll()
    table.grab()

    assert len(table.lines) == COUNT + 1
    assert model.asked < 2_000


def test_an_import_finds_what_was_typed_meanwhile(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries, tmp_path: Path
) -> None:
    window = glossaries
    kept.save(StoredGlossary("Few", (("en", "de"),), (TermRow("bank", "Ufer"),)))
    table = tmp_path / "more.csv"
    table.write_text("bank;Ufer\nriver;Fluss\nbrook;Bach\n", encoding="utf-8")
    window.open_for("en", "de")
    model = window.page.model
    qtbot.waitUntil(lambda: len(model.rows) == 1, timeout=PATIENCE_MS)

    window.files.take_in(str(table))
    model.setData(model.index(1, SOURCE), "river")
    model.setData(model.index(1, TARGET), "Fluss")
    qtbot.waitUntil(lambda: len(model.rows) == 3, timeout=PATIENCE_MS)

    assert [row.source for row in model.rows] == ["bank", "river", "brook"]
    assert window.banner.sentence == "Terms added: 1. Already there: 2."


letters = st.lists(st.sampled_from("abc"), max_size=8)


@given(letters, st.lists(st.integers(0, 8)), st.sets(st.integers(0, 7)))
def test_what_is_removed_comes_back_to_its_places(
    qapp: QApplication, texts: list[str], lines: list[int], emptied: set[int]
) -> None:
    rows = [TermRow(f"{text}{number}", "") for number, text in enumerate(texts)]
    model = TermsModel()
    model.show_terms(rows)
    for line in emptied.intersection(range(len(rows))):
        model.setData(model.index(line, SOURCE), "")
    full = [row for line, row in enumerate(rows) if line not in emptied]

    gone = model.remove(lines)

    left = [row for line, row in enumerate(rows) if line not in {*emptied, *lines}]
    assert [full[place] for place, _ in gone] == [row for _, row in gone]
    assert model.rows == left
    model.put_back(gone)
    assert model.rows == full


@given(letters, st.sampled_from(["", "a", "B 1", "c c2"]), st.integers(-1, 1), st.booleans())
def test_what_is_searched_and_sorted_is_what_a_slow_look_finds(
    qapp: QApplication, texts: list[str], words: str, column: int, down: bool
) -> None:
    rows = [TermRow(f"{text}{number % 3}", text.upper()) for number, text in enumerate(texts)]
    model = TermsModel()
    model.show_terms(rows)
    model.setData(model.index(len(rows), SOURCE), "Abc")
    model.filter("nothing has this")
    model.filter(words)
    order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
    model.sort(column, order)

    wanted = [
        row
        for row in [*rows, TermRow("Abc", "")]
        if all(
            word in f"{row.source}\n{row.target}".casefold() for word in words.casefold().split()
        )
    ]
    if column >= 0:
        field = ("source", "target")[column]
        wanted.sort(key=lambda row: str(getattr(row, field)).casefold(), reverse=down)
    shown = [model.index(line, SOURCE).data() for line in range(model.rowCount() - 1)]
    assert shown == [row.source for row in wanted]


def test_a_row_that_was_emptied_is_not_kept(qapp: QApplication) -> None:
    model = TermsModel()
    model.show_terms([TermRow("bank", ""), TermRow("river", "Fluss")])

    model.setData(model.index(0, SOURCE), "")

    assert model.terms == (TermRow("river", "Fluss"),)
