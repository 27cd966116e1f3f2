from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_lm.ui.translation.languages.detection import judge
from desktop_lm.ui.translation.translation_tab import TranslationTab
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import CONTROL, click, press, type_text
from tests.ui.translation.conftest import finish, translate

GERMAN = "Der Zug kommt heute zehn Minuten später an."


@pytest.fixture
def detecting(tab: TranslationTab) -> TranslationTab:
    tab.source_language.choose("")
    return tab


def settle(qtbot: QtBot, tab: TranslationTab) -> None:
    qtbot.waitUntil(lambda: tab.detection.is_settled, timeout=PATIENCE_MS)


def test_what_was_detected_stands_in_the_box_with_how_sure_that_is(
    qtbot: QtBot, desk: Desk, detecting: TranslationTab
) -> None:
    assert detecting.source_language.currentText() == "Detect the language"

    detecting.box.set_text(GERMAN)
    settle(qtbot, detecting)

    assert detecting.source_language.currentText() == "Detected: German, 98%"
    assert detecting.languages.pair == ("de", "fr")


def test_a_translation_waits_for_the_language_and_a_choice_overrides_it(
    qtbot: QtBot, desk: Desk, detecting: TranslationTab
) -> None:
    translate(desk, detecting, GERMAN)
    qtbot.waitUntil(lambda: desk.runner.last == 1, timeout=PATIENCE_MS)
    assert desk.runner.task(1)._given.source == "de"  # type: ignore[attr-defined]

    detecting.source_language.choose("nl")
    press(detecting.box, Qt.Key.Key_Return, CONTROL)

    assert desk.runner.task(2)._given.source == "nl"  # type: ignore[attr-defined]


def test_swap_takes_back_a_translation_that_waits_for_the_language(
    qtbot: QtBot, desk: Desk, detecting: TranslationTab
) -> None:
    translate(desk, detecting, GERMAN)
    qtbot.waitUntil(lambda: desk.runner.last == 1, timeout=PATIENCE_MS)
    finish(desk, 1, lambda _text: "Le train arrive aujourd'hui avec dix minutes de retard.")
    translate(desk, detecting, f"{GERMAN} So ist es.")
    assert desk.runner.last == 1  # not known yet

    click(detecting.swap_button)
    settle(qtbot, detecting)

    assert desk.runner.last == 1
    assert detecting.pane.text() == f"{GERMAN} So ist es."


def test_a_text_too_short_to_tell_says_so_and_counts_as_the_usual_language(
    qtbot: QtBot, desk: Desk, detecting: TranslationTab
) -> None:
    detecting.box.set_text("ok")
    settle(qtbot, detecting)

    assert detecting.source_language.currentText() == "Too short to tell; taken as English"
    assert detecting.languages.pair == ("en", "fr")
    assert not judge("ok").sure
    assert judge("早上好").language == "zh"
    assert judge("早上好").sure
    assert not judge("12:30, 14:00").language


def test_a_name_that_is_being_typed_is_not_written_over(
    qtbot: QtBot, desk: Desk, detecting: TranslationTab
) -> None:
    field = detecting.source_language.field
    detecting.box.set_text(GERMAN)
    field.setFocus()
    field.selectAll()
    type_text(field, "de")
    settle(qtbot, detecting)

    assert field.text() == "de"
    press(field, Qt.Key.Key_Return)
    assert detecting.source_language.code == "de"
    field.selectAll()
    type_text(field, "detect")
    press(field, Qt.Key.Key_Return)
    assert detecting.source_language.code == ""


def test_a_text_in_the_target_language_is_said_with_a_way_out(
    qtbot: QtBot, desk: Desk, detecting: TranslationTab
) -> None:
    detecting.target_language.choose("de")
    translate(desk, detecting, GERMAN)
    qtbot.waitUntil(lambda: bool(detecting.banner.sentence), timeout=PATIENCE_MS)

    assert desk.runner.last == 0
    assert detecting.banner.sentence.startswith("Both languages are German.")


def test_what_was_said_of_the_languages_goes_with_another_one(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    tab.target_language.choose("en")
    translate(desk, tab, "One fish.")
    assert tab.banner.sentence.startswith("Both languages are English.")
    tab.texts.live_switch.setChecked(True)
    tab.target_language.choose("de")
    qtbot.waitUntil(lambda: desk.runner.last == 1, timeout=PATIENCE_MS)
    assert not tab.banner.sentence


def test_swapped_texts_change_languages_at_once(
    qtbot: QtBot, desk: Desk, detecting: TranslationTab
) -> None:
    translate(desk, detecting, GERMAN)
    qtbot.waitUntil(lambda: desk.runner.last == 1, timeout=PATIENCE_MS)
    finish(desk, 1, lambda _text: "Le train arrive avec dix minutes de retard.")
    pairs: list[tuple[str, str]] = []
    detecting.languages.moved.connect(lambda: pairs.append(detecting.languages.pair))

    for _ in range(3):
        click(detecting.swap_button)

    assert pairs == [("fr", "de"), ("de", "fr"), ("fr", "de")]
    assert detecting.source_language.detects
    assert detecting.source_language.currentText() == "Detected: French, 99%"
    assert detecting.detection.is_settled
    detecting.box.set_text("The train is ten minutes late today.")
    settle(qtbot, detecting)
    assert detecting.languages.pair == ("en", "de")
