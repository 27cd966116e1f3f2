"""Two windows in which the same glossary is open: what is done in either stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_lm.storage.translations.glossaries import Glossaries, StoredGlossary, TermRow
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.glossary.glossary_window import GlossaryWindow
from desktop_lm.ui.translation.glossary.terms_model import TARGET
from tests.ui.conftest import PATIENCE_MS
from tests.ui.hands import button_in, click, press, type_text
from tests.ui.translation.test_kept import write_term

BANK, SHAFT = TermRow("bank", "Ufer"), TermRow("shaft", "Welle")
RIVER, BOAT = TermRow("river", "Fluss"), TermRow("boat", "Boot")


@pytest.fixture
def other(qtbot: QtBot, theme: Theme, kept: Glossaries) -> Iterator[GlossaryWindow]:
    window = GlossaryWindow(theme, kept)
    qtbot.addWidget(window)
    yield window
    window.close()
    window.end()


@pytest.fixture
def both(
    qtbot: QtBot, glossaries: GlossaryWindow, other: GlossaryWindow, kept: Glossaries
) -> tuple[GlossaryWindow, GlossaryWindow]:
    """On the same glossary; the first is the active one."""
    kept.save(StoredGlossary("Terms", (("en", "de"),), (BANK, SHAFT)))
    for window in (other, glossaries):
        turn_to(qtbot, window)
        qtbot.waitUntil(partial(is_on_terms, window), timeout=PATIENCE_MS)
    return glossaries, other


def is_on_terms(window: GlossaryWindow) -> bool:
    return window.key == "Terms"


def turn_to(qtbot: QtBot, window: GlossaryWindow) -> None:
    with qtbot.waitActive(window, timeout=PATIENCE_MS):
        window.open_for("en", "de")
        window.activateWindow()


def saved(qtbot: QtBot, window: GlossaryWindow) -> None:
    with qtbot.waitSignal(window.desk.saved, timeout=PATIENCE_MS):
        window._save()


def test_a_window_one_comes_back_to_has_what_was_typed_in_the_other(
    qtbot: QtBot, both: tuple[GlossaryWindow, GlossaryWindow], kept: Glossaries
) -> None:
    one, other = both
    write_term(one, "river", "Fluss")
    saved(qtbot, one)

    turn_to(qtbot, other)

    qtbot.waitUntil(lambda: tuple(other.page.model.rows) == (BANK, SHAFT, RIVER))
    assert other.list.rows.rows[0].figure == "3"
    write_term(other, "boat", "Boot")
    saved(qtbot, other)
    assert kept.read("Terms").rows == (BANK, SHAFT, RIVER, BOAT)


def test_what_is_typed_in_both_before_either_is_kept_stays(
    qtbot: QtBot, both: tuple[GlossaryWindow, GlossaryWindow], kept: Glossaries
) -> None:
    one, other = both
    index = other.page.model.index(0, TARGET)
    other.page.model.setData(index, "Sandbank")
    other.page.on.setChecked(False)
    write_term(one, "river", "Fluss")
    saved(qtbot, one)

    saved(qtbot, other)

    sandbank = replace(BANK, target="Sandbank")
    expected = StoredGlossary("Terms", (("en", "de"),), (sandbank, SHAFT, RIVER), on=False)
    assert kept.read("Terms") == expected
    qtbot.waitUntil(lambda: tuple(other.page.model.rows) == expected.rows, timeout=PATIENCE_MS)
    other.page.table.selectRow(2)
    press(other.page.table, Qt.Key.Key_Delete)
    saved(qtbot, other)
    assert kept.read("Terms").rows == (sandbank, SHAFT)  # and it does not come back


def test_a_term_that_is_being_typed_is_not_taken_away(
    qtbot: QtBot, both: tuple[GlossaryWindow, GlossaryWindow], kept: Glossaries
) -> None:
    one, _ = both
    write_term(one, "river", "Fluss")
    kept.save(replace(kept.read("Terms"), rows=(BANK, SHAFT, BOAT)))
    one.page.table.begin_new()
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    type_text(field, "har")
    saved(qtbot, one)
    QApplication.processEvents()

    assert QApplication.focusWidget() is field
    type_text(field, "bour")
    press(field, Qt.Key.Key_Return)
    saved(qtbot, one)

    expected = (BANK, SHAFT, RIVER, TermRow("harbour", ""), BOAT)
    qtbot.waitUntil(lambda: tuple(one.page.model.rows) == expected, timeout=PATIENCE_MS)
    assert kept.read("Terms").rows == expected


def test_a_glossary_that_is_deleted_comes_back_with_what_the_other_window_wrote(
    qtbot: QtBot, both: tuple[GlossaryWindow, GlossaryWindow], kept: Glossaries
) -> None:
    one, other = both
    kept.save(replace(kept.read("Terms"), rows=(BANK, SHAFT, BOAT)))
    with qtbot.waitSignal(one.desk.saved, timeout=PATIENCE_MS):
        click(one.list.delete_button)
    turn_to(qtbot, other)
    qtbot.waitUntil(lambda: not other.list.rows.rows, timeout=PATIENCE_MS)
    assert not other.page.has_glossary

    with qtbot.waitSignal(one.desk.saved, timeout=PATIENCE_MS):
        click(button_in(one.banner, "Undo"))

    assert kept.read("Terms").rows == (BANK, SHAFT, BOAT)


def test_a_glossary_that_was_deleted_elsewhere_is_kept_with_what_is_typed_in_it(
    qtbot: QtBot, both: tuple[GlossaryWindow, GlossaryWindow], kept: Glossaries
) -> None:
    one, other = both
    other.page.model.setData(other.page.model.index(0, TARGET), "Sandbank")
    kept.remove("Terms")

    with qtbot.waitSignal(other.desk.saved, timeout=PATIENCE_MS):
        turn_to(qtbot, other)

    assert other.key == "Terms"
    assert kept.read("Terms").rows == (replace(BANK, target="Sandbank"), SHAFT)
    turn_to(qtbot, one)
    qtbot.waitUntil(lambda: one.page.model.rows[0].target == "Sandbank", timeout=PATIENCE_MS)
    assert one.key == "Terms"


def test_a_glossary_begun_in_both_windows_under_one_name_has_the_terms_of_both(
    qtbot: QtBot, both: tuple[GlossaryWindow, GlossaryWindow], kept: Glossaries
) -> None:
    one, _ = both
    kept.save(StoredGlossary("Glossary", (), (BOAT,)))

    with qtbot.waitSignal(one.desk.saved, timeout=PATIENCE_MS):
        one.begin_new()

    assert kept.read("Glossary").rows == (BOAT,)
