"""The windows of glossaries and of the translation memory, used with keys and mouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_lm import paths
from desktop_lm.storage.translations.glossaries import Glossaries, StoredGlossary, TermRow
from desktop_lm.storage.translations.translation_entry import Entry, Way
from desktop_lm.storage.translations.translation_memory import TranslationMemory
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.glossary.glossary_window import GlossaryWindow
from desktop_lm.ui.translation.glossary.terms_model import CASE, SOURCE, TARGET
from desktop_lm.ui.translation.memory import memory_model
from desktop_lm.ui.translation.memory.memory_window import MemoryWindow
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import CONTROL, SHIFT, button_in, click, press, type_text

BANK, DRIVE = TermRow("bank", "Ufer"), TermRow("drive shaft", "Antriebswelle", "since 2024")


def shown(qtbot: QtBot, window: GlossaryWindow, kept: Glossaries) -> GlossaryWindow:
    """The window with all that is kept."""
    with qtbot.waitActive(window, timeout=PATIENCE_MS):
        window.open_for("en", "de")
    names = kept.names()
    qtbot.waitUntil(lambda: len(window.list.rows.rows) == len(names), timeout=PATIENCE_MS)
    return window


def text_at(window: GlossaryWindow, line: int, column: int) -> str:
    return str(window.page.model.index(line, column).data())


def write_term(window: GlossaryWindow, *texts: str) -> None:
    """Type a term at the end, going on with Tab."""
    click(window.page.add_button)
    for text in texts:
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit)
        type_text(field, text)
        press(field, Qt.Key.Key_Tab)


def test_a_glossary_is_begun_filled_and_found_again(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries
) -> None:
    window = shown(qtbot, glossaries, kept)
    assert not window.page.has_glossary
    click(window.list.new_button)
    window.page.name.selectAll()
    type_text(window.page.name, "Rivers")
    press(window.page.name, Qt.Key.Key_Return)
    write_term(window, "bank", "Ufer")
    write_term(window, "brook", "Bach", "small")
    window.end()
    assert kept.names() == ["Rivers"]
    found = kept.read("Rivers")
    assert found.rows == (TermRow("bank", "Ufer"), TermRow("brook", "Bach", "small"))
    assert found.pairs == (("en", "de"),)


def test_terms_are_searched_changed_and_removed(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries
) -> None:
    kept.save(StoredGlossary("Machines", (("en", "de"),), (BANK, DRIVE, TermRow("Bank", "Bank"))))
    kept.save(StoredGlossary("Other", (), ()))
    window = shown(qtbot, glossaries, kept)
    page, model = window.page, window.page.model
    assert [row.title for row in window.list.rows.rows] == ["Machines", "Other"]
    qtbot.waitUntil(page.findings.isVisible, timeout=PATIENCE_MS)
    assert page.findings.item(0).text() == (
        "Rows 1 and 3: Bank is “Ufer” and “Bank”. The first counts."
    )
    page.search.setText("shaft")
    press(page.search, Qt.Key.Key_Return)
    assert (model.rowCount(), text_at(window, 0, TARGET)) == (2, "Antriebswelle")
    page.findings.itemClicked.emit(page.findings.item(0))
    assert (page.search.text(), page.table.currentIndex().row()) == ("", 2)

    assert model.setData(
        model.index(2, CASE), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole
    )
    assert not model.setData(model.index(0, TARGET), "  Ufer ")
    page.table.selectRow(1)
    press(page.table, Qt.Key.Key_Delete)
    assert [row.source for row in model.rows] == ["bank", "Bank"]
    click(button_in(window.banner, "Undo"))
    assert [row.source for row in model.rows] == ["bank", "drive shaft", "Bank"]
    page.table.sortByColumn(SOURCE, Qt.SortOrder.DescendingOrder)
    assert text_at(window, 0, SOURCE) == "drive shaft"
    click(page.on)
    window.list.rows.go_to("Other")  # what was changed is kept before another one is shown
    window.end()
    found = kept.read("Machines")
    assert not found.on
    assert found.rows == (BANK, DRIVE, TermRow("Bank", "Bank", case_sensitive=True))


def test_what_is_odd_names_the_rows_as_they_are_numbered_also_after_one_was_emptied(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries
) -> None:
    rivers = [TermRow(word, word.upper()) for word in ("bank", "brook", "sea", "bank", "lake")]
    kept.save(StoredGlossary("Rivers", (("en", "de"),), tuple(rivers)))
    window = shown(qtbot, glossaries, kept)
    page, model, findings = window.page, window.page.model, window.page.findings
    qtbot.waitUntil(findings.isVisible, timeout=PATIENCE_MS)

    def said() -> str:
        return findings.item(0).text() if findings.count() else ""

    for column in (SOURCE, TARGET):
        model.setData(model.index(1, column), "")
    model.setData(model.index(3, TARGET), "shore")  # tells that it was looked at anew
    qtbot.waitUntil(lambda: "shore" in said(), timeout=PATIENCE_MS)
    assert said().startswith("Rows 1 and 4: ")
    findings.itemClicked.emit(findings.item(0))
    assert text_at(window, page.table.currentIndex().row(), TARGET) == "shore"

    page.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)  # the row without words goes
    assert model.rowCount() == 5
    qtbot.waitUntil(lambda: said().startswith("Rows 1 and 3: "), timeout=PATIENCE_MS)
    page.search.setText("sea")
    press(page.search, Qt.Key.Key_Return)
    for column in (SOURCE, TARGET):
        model.setData(model.index(0, column), "")
    findings.itemClicked.emit(findings.item(0))
    assert text_at(window, page.table.currentIndex().row(), TARGET) == "shore"


def test_return_begins_to_change_a_term(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries
) -> None:
    kept.save(StoredGlossary("Machines", (("en", "de"),), (BANK,)))
    table = shown(qtbot, glossaries, kept).page.table
    for column, expected in ((SOURCE, "bank"), (TARGET, "Ufer"), (CASE, "bank")):
        table.go_to(0, column)
        press(table, Qt.Key.Key_Return)
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit)
        assert field.text() == expected
        press(field, Qt.Key.Key_Return)
        qtbot.waitUntil(table.hasFocus, timeout=PATIENCE_MS)


def test_the_tab_key_leads_past_the_terms(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries
) -> None:
    kept.save(StoredGlossary("Machines", (("en", "de"),), (BANK, DRIVE)))
    page = shown(qtbot, glossaries, kept).page
    page.search.setFocus()

    press(page.search, Qt.Key.Key_Tab)
    assert page.table.hasFocus()
    press(page.table, Qt.Key.Key_Tab)
    assert page.add_button.hasFocus()
    press(page.add_button, Qt.Key.Key_Tab, SHIFT)
    assert page.table.hasFocus()
    press(page.table, Qt.Key.Key_Tab, SHIFT)
    assert page.search.hasFocus()


def test_tables_come_in_and_go_out(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries, tmp_path: Path
) -> None:
    table = tmp_path / "Old terms.csv"
    table.write_text("bank;Ufer\n;\nriver;Fluss\n", encoding="utf-8")
    window = shown(qtbot, glossaries, kept)
    window.files.take_in(str(table))
    qtbot.waitUntil(lambda: bool(window.banner.sentence), timeout=PATIENCE_MS)
    assert window.banner.sentence == ("Terms added: 2. Rows with nothing on one side, left out: 1.")
    assert window.page.name.text() == "Old terms"
    window.files.take_in(str(table))
    qtbot.waitUntil(lambda: "Already there: 2." in window.banner.sentence, timeout=PATIENCE_MS)
    window.files.write(str(tmp_path / "out.csv"))
    qtbot.waitUntil(lambda: "2 terms are in" in window.banner.sentence, timeout=PATIENCE_MS)
    assert "river,Fluss" in (tmp_path / "out.csv").read_text("utf-8-sig")
    window.files.take_in(str(tmp_path / "none.csv"))
    qtbot.waitUntil(lambda: "none.csv" in window.banner.sentence, timeout=PATIENCE_MS)


def import_into_one(
    qtbot: QtBot, window: GlossaryWindow, kept: Glossaries, folder: Path
) -> GlossaryWindow:
    """An import into the first of two glossaries has been asked for."""
    kept.save(StoredGlossary("One", (), (BANK,)))
    kept.save(StoredGlossary("Two", (), (DRIVE,)))
    table = folder / "more.csv"
    table.write_text("bank;Ufer\nriver;Fluss\n", encoding="utf-8")
    shown(qtbot, window, kept)
    window.files.take_in(str(table))
    return window


BANK_AND_RIVER = (BANK, TermRow("river", "Fluss"))


def test_an_import_goes_to_the_glossary_it_was_asked_for(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries, tmp_path: Path
) -> None:
    window = import_into_one(qtbot, glossaries, kept, tmp_path)
    window.page.name.setText("Uno")
    window.page.name.editingFinished.emit()
    window.list.rows.go_to("Two")
    qtbot.waitUntil(lambda: bool(window.banner.sentence), timeout=PATIENCE_MS)

    assert window.banner.sentence == "Terms added to “Uno”: 1. Already there: 1."
    assert (window.list.key, tuple(window.page.model.rows)) == ("Two", (DRIVE,))
    assert [row.figure for row in window.list.rows.rows] == ["1", "2"]
    window.list.rows.go_to("Uno")
    assert tuple(window.page.model.rows) == BANK_AND_RIVER
    window.end()
    assert kept.read("Two").rows == (DRIVE,)
    assert kept.read("Uno").rows == BANK_AND_RIVER


def test_an_import_stays_with_a_glossary_that_gets_another_name(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries, tmp_path: Path
) -> None:
    window = import_into_one(qtbot, glossaries, kept, tmp_path)
    window.page.name.setText("Uno")
    window.page.name.editingFinished.emit()
    window._save()
    qtbot.waitUntil(lambda: bool(window.banner.sentence), timeout=PATIENCE_MS)

    assert window.banner.sentence == "Terms added: 1. Already there: 1."
    window.end()
    assert kept.read("Uno").rows == BANK_AND_RIVER


def test_an_import_into_a_glossary_that_is_deleted_meanwhile_goes_into_no_other(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries, tmp_path: Path
) -> None:
    window = import_into_one(qtbot, glossaries, kept, tmp_path)
    window.list.delete_button.click()
    assert window.banner.sentence == "“One” is deleted, and nothing is imported into it."
    window.files.write(str(tmp_path / "out.csv"))  # done after what was asked before
    qtbot.waitUntil(lambda: "out.csv" in window.banner.sentence, timeout=PATIENCE_MS)

    assert tuple(window.page.model.rows) == (DRIVE,)
    window.end()
    assert kept.names() == ["Two"]
    assert kept.read("Two").rows == (DRIVE,)


def test_an_import_without_a_glossary_makes_one_beside_what_was_begun_meanwhile(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries, tmp_path: Path
) -> None:
    table = tmp_path / "more.csv"
    table.write_text("river;Fluss\n", encoding="utf-8")
    window = shown(qtbot, glossaries, kept)
    qtbot.waitUntil(lambda: not window.desk._background.busy, timeout=PATIENCE_MS)
    window.files.take_in(str(table))
    window.list.new_button.click()
    qtbot.waitUntil(lambda: bool(window.banner.sentence), timeout=PATIENCE_MS)

    window.end()
    assert kept.names() == ["Glossary", "more"]
    assert kept.read("Glossary").rows == ()


def test_a_glossary_is_renamed_deleted_and_brought_back(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries
) -> None:
    kept.save(StoredGlossary("One", (), (BANK,)))
    kept.save(StoredGlossary("Two", (), ()))
    window = shown(qtbot, glossaries, kept)
    for name, complaint in (("two", "already"), ("a/b", "cannot be called")):
        window.page.name.setText(name)
        window.page.name.editingFinished.emit()
        window._save()
        assert complaint in window.banner.sentence
        assert window.page.name.text() == "One"
    window.page.name.setText("Uno")
    window.page.name.editingFinished.emit()
    click(window.list.delete_button)
    assert [row.title for row in window.list.rows.rows] == ["Two"]
    click(button_in(window.banner, "Undo"))
    assert window.list.key == "Uno"
    window.end()
    assert kept.names() == ["Two", "Uno"]
    assert kept.read("Uno").rows == (BANK,)


@pytest.mark.parametrize("name", ["One", "Zero"])
def test_the_list_stays_on_the_glossary_that_was_chosen_while_another_is_kept(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries, name: str
) -> None:
    kept.save(StoredGlossary("One", (), (BANK,)))
    kept.save(StoredGlossary("Two", (), (DRIVE,)))
    window = shown(qtbot, glossaries, kept)
    window.page.name.setText(name)
    write_term(window, "river", "Fluss")
    rows = window.list.rows
    place = rows.visualRect(rows.model().index(1, 0)).center()
    click(rows.viewport(), place)

    qtbot.waitUntil(lambda: [row.figure for row in rows.rows].count("2") == 1)
    assert (window.key, window.list.key) == ("Two", "Two")
    assert [index.data() for index in rows.selectedIndexes()] == ["Two"]
    assert rows.currentIndex().data() == "Two"
    assert tuple(window.page.model.rows) == (DRIVE,)
    window.end()
    assert kept.read(name).rows == (BANK, TermRow("river", "Fluss"))


def test_removed_terms_come_back_into_the_glossary_they_were_in(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries
) -> None:
    kept.save(StoredGlossary("One", (), (BANK, DRIVE)))
    kept.save(StoredGlossary("Two", (), ()))
    window = shown(qtbot, glossaries, kept)
    window.page.table.selectRow(0)
    press(window.page.table, Qt.Key.Key_Delete)
    window.page.name.setText("Uno")
    window.page.name.editingFinished.emit()
    window.list.rows.go_to("Two")
    write_term(window, "river", "Fluss")

    click(button_in(window.banner, "Undo"))

    assert (window.list.key, tuple(window.page.model.rows)) == ("Uno", (BANK, DRIVE))
    window.end()
    assert kept.read("Uno").rows == (BANK, DRIVE)
    assert kept.read("Two").rows == (TermRow("river", "Fluss"),)


def test_a_deleted_glossary_comes_back_beside_a_new_one_of_its_name(
    qtbot: QtBot, glossaries: GlossaryWindow, kept: Glossaries
) -> None:
    kept.save(StoredGlossary("Glossary", (), (BANK,)))
    window = shown(qtbot, glossaries, kept)
    click(window.list.delete_button)
    click(window.list.new_button)
    assert window.key == "Glossary"
    write_term(window, "river", "Fluss")

    click(button_in(window.banner, "Undo"))

    assert [row.title for row in window.list.rows.rows] == ["Glossary", "Glossary 2"]
    assert (window.list.key, tuple(window.page.model.rows)) == ("Glossary 2", (BANK,))
    window.end()
    assert kept.read("Glossary").rows == (TermRow("river", "Fluss"),)
    assert kept.read("Glossary 2").rows == (BANK,)


# --- the memory ---

GERMAN = Way("en", "de", "hash of a model", "beams 3")


@pytest.fixture
def memory_file(tmp_path: Path) -> Path:
    return tmp_path / "translations.sqlite"


@pytest.fixture
def memory(qtbot: QtBot, theme: Theme, memory_file: Path) -> Iterator[MemoryWindow]:
    window = MemoryWindow(theme, memory_file)
    qtbot.addWidget(window)
    yield window
    window.close()
    window.end()


def fill(path: Path, count: int) -> None:
    with closing(TranslationMemory(path)) as memory:
        memory.keep(Entry(f"Text {number}", f"Wort {number}", GERMAN) for number in range(count))


def remembered(path: Path, text: str) -> Entry | None:
    with closing(TranslationMemory(path)) as memory:
        return memory.find(text, GERMAN)


def opened(qtbot: QtBot, window: MemoryWindow) -> MemoryWindow:
    with qtbot.waitSignal(window.model.shown, timeout=PATIENCE_MS):
        window.open()
    return window


def test_what_is_remembered_is_read_as_one_scrolls_and_searched(
    qtbot: QtBot, memory: MemoryWindow, memory_file: Path
) -> None:
    fill(memory_file, memory_model._PAGE + 10)
    window = opened(qtbot, memory)
    assert window.model.rowCount() == memory_model._PAGE
    window.model.fetchMore(QModelIndex())
    qtbot.waitUntil(lambda: window.model.rowCount() > memory_model._PAGE, timeout=PATIENCE_MS)
    assert not window.model.canFetchMore(QModelIndex())
    last = window.model.index(memory_model._PAGE + 9, 0)
    assert last.data() == "Text 0"
    qtbot.waitUntil(lambda: window.counted.text() == "Translations: 210", timeout=PATIENCE_MS)
    with qtbot.waitSignal(window.model.shown, timeout=PATIENCE_MS):
        type_text(window.search, "WORT 77")
        press(window.search, Qt.Key.Key_Return)
    rows = range(window.model.rowCount())
    assert [window.model.index(row, 0).data() for row in rows] == ["Text 177", "Text 77"]
    assert [window.model.index(0, column).data() for column in (2, 3)] == [
        *("English → German", "Model"),
    ]


def test_a_translation_is_corrected_forgotten_and_brought_back(
    qtbot: QtBot, memory: MemoryWindow, memory_file: Path
) -> None:
    fill(memory_file, 3)
    window = opened(qtbot, memory)
    window.table.selectRow(0)
    press(window.table, Qt.Key.Key_Return)
    field = window.table.viewport().findChild(QLineEdit)
    assert field is not None
    type_text(field, "Mein Wort")
    with qtbot.waitSignal(window.changed, timeout=PATIENCE_MS):
        press(field, Qt.Key.Key_Return)
    found = remembered(memory_file, "Text 2")
    assert found is not None
    assert (found.target, found.edited) == ("Mein Wort", True)
    assert window.model.index(0, memory_model.BY).data() == "You"
    window.table.selectRow(0)
    with qtbot.waitSignal(window.model.shown, timeout=PATIENCE_MS):
        press(window.table, Qt.Key.Key_Delete)
    found = remembered(memory_file, "Text 2")
    assert found is not None
    assert found.target == "Wort 2"  # the model's own is still there
    with qtbot.waitSignal(window.model.shown, timeout=PATIENCE_MS):
        click(button_in(window.banner, "Undo"))
    found = remembered(memory_file, "Text 2")
    assert found is not None
    assert found.edited


def test_a_correction_stays_in_the_style_of_what_it_corrects(
    qtbot: QtBot, memory: MemoryWindow, memory_file: Path
) -> None:
    formal = Way("en", "de", "hash of a model", "formal; Austrian German; beams 3; terms 0123")
    with closing(TranslationMemory(memory_file)) as there:
        there.keep([Entry("You", "Ihr", formal)])
    window = opened(qtbot, memory)
    for wording in ("Sie", "Sie!"):
        window.table.selectRow(0)
        press(window.table, Qt.Key.Key_Return)
        field = window.table.viewport().findChild(QLineEdit)
        assert field is not None
        type_text(field, wording)
        with qtbot.waitSignal(window.changed, timeout=PATIENCE_MS):
            press(field, Qt.Key.Key_Return)
    with closing(TranslationMemory(memory_file)) as there:
        by_hand = [(entry.target, entry.way.settings) for entry in there.entries(edited=True)]
    assert by_hand == [("Sie!", "formal; Austrian German")]


def test_tmx_goes_out_and_comes_in(
    qtbot: QtBot, memory: MemoryWindow, memory_file: Path, tmp_path: Path
) -> None:
    fill(memory_file, 3)
    window = opened(qtbot, memory)
    path = str(tmp_path / "all.tmx")
    window.write(path)
    qtbot.waitUntil(lambda: bool(window.banner.sentence), timeout=PATIENCE_MS)
    assert window.banner.sentence == "3 translations are in all.tmx."
    window.take_in(path)
    qtbot.waitUntil(lambda: "added: 0" in window.banner.sentence, timeout=PATIENCE_MS)
    Path(path).write_text("<tmx>\n<tu>")
    window.take_in(path)
    qtbot.waitUntil(lambda: "line 2" in window.banner.sentence, timeout=PATIENCE_MS)
    assert window.import_button.isEnabled()


THEIRS = """<tmx version="1.4"><header srclang="en"/><body>
<tu changedate="20400101T000000Z"><tuv xml:lang="en"><seg>Thanks</seg></tuv>
<tuv xml:lang="de"><seg>Danke</seg></tuv><tuv xml:lang="fr"><seg>Merci</seg></tuv></tu>
</body></tmx>"""


def test_what_an_import_tells_adds_up_to_what_is_there(
    qtbot: QtBot, memory: MemoryWindow, memory_file: Path, tmp_path: Path
) -> None:
    with closing(TranslationMemory(memory_file)) as there:
        there.edit("Thanks", "Dank", GERMAN)
    window = opened(qtbot, memory)
    path = tmp_path / "theirs.tmx"
    path.write_text(THEIRS, encoding="utf-8")
    window.take_in(str(path))
    qtbot.waitUntil(lambda: bool(window.banner.sentence), timeout=PATIENCE_MS)
    assert window.banner.sentence == (
        "Translations added: 1. Added the other way round besides: 2. "
        "Put in place of older ones: 1. Already here, or changed here since: 0."
    )
    qtbot.waitUntil(lambda: window.counted.text() == "Translations: 4", timeout=PATIENCE_MS)
    path.write_text(THEIRS.replace('"de"', '"tlh"').replace('"fr"', '"tlh"'), encoding="utf-8")
    window.take_in(str(path))
    qtbot.waitUntil(
        lambda: (
            window.banner.sentence == "theirs.tmx has nothing in two languages of this program."
        ),
        timeout=PATIENCE_MS,
    )


def test_a_memory_that_cannot_be_opened_is_told(
    qtbot: QtBot, memory: MemoryWindow, memory_file: Path
) -> None:
    memory_file.mkdir()
    memory.open()
    qtbot.waitUntil(lambda: "cannot be saved" in memory.banner.sentence, timeout=PATIENCE_MS)


def test_both_windows_are_a_key_away(qtbot: QtBot, desk: Desk) -> None:
    window = desk.window
    press(
        window,
        Qt.Key.Key_G,
        CONTROL | SHIFT,
    )
    assert window.kept_door.glossaries is not None
    assert window.kept_door.glossaries.isVisible()
    press(
        window,
        Qt.Key.Key_Y,
        CONTROL | SHIFT,
    )
    memory = window.kept_door.memory
    assert memory is not None
    qtbot.waitUntil(lambda: memory.counted.text() == "Translations: 0", timeout=PATIENCE_MS)
    assert paths.translation_memory_file().exists()
