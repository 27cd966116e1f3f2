from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCharFormat
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobState
from desktop_lm.tasks.translation.checks import Finding, Flag
from desktop_lm.tasks.translation.updates import CutBack, SegmentDone, TranslationText
from desktop_lm.tasks.translation.words import Sureness
from desktop_lm.ui.translation.languages.language_box import LanguageBox
from desktop_lm.ui.translation.translation_tab import TranslationTab
from tests.ui.conftest import Desk
from tests.ui.hands import CONTROL, button_in, click, press, type_text

TEXT, TRANSLATED = "Hi 🎈.\n\nBye.", "Salut 🎈.\n\nAdieu."


def translate(qtbot: QtBot, desk: Desk, tab: TranslationTab) -> int:
    tab.box.set_text(TEXT)
    press(tab.box, Qt.Key.Key_Return, CONTROL)
    return desk.runner.last


def deliver_translation(desk: Desk, job: int) -> None:
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(
        job,
        TranslationText("Salut"),
        TranslationText(" 🎈."),
        SegmentDone(0, 2, 0, 5, 0, 8, 50.0),
        TranslationText("\n\n"),
        TranslationText("Adieu."),
        SegmentDone(1, 2, 7, 11, 10, 16, 50.0),
    )
    desk.runner.change(job, JobState.DONE)
    desk.deliver()


def type_language(qtbot: QtBot, box: LanguageBox, text: str) -> None:
    field = box.lineEdit()
    assert field is not None
    field.setFocus()
    field.selectAll()
    type_text(field, text)
    press(field, Qt.Key.Key_Return)


def test_the_translation_streams_in_and_keeps_its_line_breaks(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    deliver_translation(desk, translate(qtbot, desk, tab))

    assert tab.pane.view.plain_text() == TRANSLATED
    assert tab.pane.text() == TRANSLATED
    assert tab.box.text() == TEXT


def test_a_former_translation_stays_until_the_next_begins(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    deliver_translation(desk, translate(qtbot, desk, tab))
    job = translate(qtbot, desk, tab)

    desk.runner.change(job, JobState.RUNNING)
    desk.runner.change(job, JobState.FAILED, error=AppError(Code.ENGINE_OUT_OF_MEMORY))
    desk.deliver()

    assert tab.pane.view.plain_text() == TRANSLATED
    assert "not enough memory" in tab.banner.sentence


def test_swap_exchanges_languages_and_texts(qtbot: QtBot, desk: Desk, tab: TranslationTab) -> None:
    deliver_translation(desk, translate(qtbot, desk, tab))

    click(tab.swap_button)

    assert (tab.source_language.code, tab.target_language.code) == ("fr", "en")
    assert tab.box.text() == TRANSLATED
    assert tab.pane.view.plain_text() == TEXT


def test_swap_takes_back_a_translation_that_waits_for_its_first_word(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    deliver_translation(desk, translate(qtbot, desk, tab))
    tab.box.set_text(f"{TEXT} More.")
    press(tab.box, Qt.Key.Key_Return, CONTROL)
    waiting = desk.runner.last

    click(tab.swap_button)
    deliver_translation(desk, waiting)

    assert desk.runner.cancelled == [waiting]
    assert tab.box.text() == TRANSLATED
    assert tab.pane.text() == f"{TEXT} More."


def test_swap_without_a_translation_keeps_the_text(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    tab.box.set_text("Bonjour")

    click(tab.swap_button)

    assert (tab.source_language.code, tab.target_language.code) == ("fr", "en")
    assert tab.box.text() == "Bonjour"


def test_the_same_language_twice_is_refused_in_a_sentence(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    tab.target_language.choose("en")

    translate(qtbot, desk, tab)

    assert desk.runner.last == 0
    assert tab.banner.sentence.startswith("Both languages are English.")
    tab.target_language.choose("de")
    assert not tab.banner.isVisible()


def test_another_language_hides_nothing_else_that_was_said(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    tab.banner.show_error("Something else.")

    tab.target_language.choose("de")

    assert tab.banner.sentence == "Something else."
    assert tab.banner.isVisible()


@pytest.mark.parametrize(
    ("typed", "code"),
    [("German", "de"), ("deutsch", "de"), ("Ελλην", "el"), ("日本語", "ja"), ("Ara", "ar")],
)
def test_a_language_is_found_by_either_of_its_names(
    qtbot: QtBot, desk: Desk, tab: TranslationTab, typed: str, code: str
) -> None:
    type_language(qtbot, tab.target_language, typed)

    assert tab.target_language.code == code


def test_typing_no_language_goes_back_to_the_chosen_one(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    type_language(qtbot, tab.target_language, "Klingon")

    assert tab.target_language.code == "fr"
    assert tab.target_language.currentText() == "French · Français"


def test_languages_written_from_the_right_turn_the_panes(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    tab.target_language.choose("ar")

    option = tab.pane.view.document().defaultTextOption()
    assert option.textDirection() is Qt.LayoutDirection.RightToLeft
    tab.target_language.choose("de")
    option = tab.pane.view.document().defaultTextOption()
    assert option.textDirection() is Qt.LayoutDirection.LeftToRight


def test_partners_are_tinted_together(qtbot: QtBot, desk: Desk, tab: TranslationTab) -> None:
    deliver_translation(desk, translate(qtbot, desk, tab))
    cursor = tab.box.textCursor()
    cursor.setPosition(TEXT.index("Bye") + 2)  # the balloon takes two of Qt's positions
    tab.box.setFocus()

    tab.box.setTextCursor(cursor)

    [source] = tab.box.extraSelections()
    [target] = tab.pane.view.extraSelections()
    assert source.cursor.selectedText() == "Bye."
    assert target.cursor.selectedText() == "Adieu."


def test_a_changed_sentence_has_no_partner_and_the_others_keep_theirs(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    deliver_translation(desk, translate(qtbot, desk, tab))
    cursor = tab.box.textCursor()
    cursor.setPosition(2)
    tab.box.setTextCursor(cursor)

    type_text(tab.box, "x")

    assert not tab.box.extraSelections()
    assert tab.pane.note.text() == "The text has changed since"
    cursor.setPosition(TEXT.index("Bye") + 3)
    tab.box.setTextCursor(cursor)
    assert [s.cursor.selectedText() for s in tab.box.extraSelections()] == ["Bye."]
    assert "Adieu." in [s.cursor.selectedText() for s in tab.pane.view.extraSelections()]


def test_partners_are_found_by_keyboard_from_either_side(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    deliver_translation(desk, translate(qtbot, desk, tab))
    view = tab.pane.view
    view.setFocus()
    press(view, Qt.Key.Key_End, CONTROL)

    assert [s.cursor.selectedText() for s in tab.box.extraSelections()] == ["Bye."]
    press(view, Qt.Key.Key_Home, CONTROL)
    assert [s.cursor.selectedText() for s in tab.box.extraSelections()] == ["Hi 🎈."]


def test_the_starters_limit_is_said_and_another_model_takes_it_away(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    assert tab._hint.isVisible()

    desk.runner.model_ready("/models/Qwen3-4B-Q4_K_M.gguf")
    desk.deliver()

    assert not tab._hint.isVisible()


def test_copy_takes_the_translation(qtbot: QtBot, desk: Desk, tab: TranslationTab) -> None:
    deliver_translation(desk, translate(qtbot, desk, tab))

    click(tab.pane.copy_button)

    assert QGuiApplication.clipboard().text() == TRANSLATED


def test_clear_can_be_undone(qtbot: QtBot, desk: Desk, tab: TranslationTab) -> None:
    deliver_translation(desk, translate(qtbot, desk, tab))

    click(tab.texts.clear_button)
    assert not tab.box.text()
    assert not tab.pane.view.plain_text()
    click(button_in(tab.banner, "Undo"))

    assert tab.box.text() == TEXT
    assert tab.pane.view.plain_text() == TRANSLATED


def deliver_doubtful(desk: Desk, job: int) -> None:
    """The first part taken back and found doubtful, a word of the second unsure."""
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(
        job,
        TranslationText("Hi 🎈."),
        CutBack(0),
        TranslationText("Salut 🎈."),
        SegmentDone(0, 2, 0, 5, 0, 8, 50.0, findings=(Finding(Flag.LENGTH),), retried=True),
        TranslationText("\n\n"),
        TranslationText("Adieu."),
        SegmentDone(1, 2, 7, 11, 10, 16, 50.0, sureness=Sureness((5, 6), (0.1, 0.9))),
    )
    desk.runner.change(job, JobState.DONE)
    desk.deliver()


def marked(tab: TranslationTab) -> list[str]:
    return [
        selection.cursor.selectedText()
        for selection in tab.pane.view.extraSelections()
        if selection.format.underlineStyle() is not QTextCharFormat.UnderlineStyle.NoUnderline
    ]


def test_what_was_taken_back_is_gone_and_what_is_doubtful_is_marked(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    deliver_doubtful(desk, translate(qtbot, desk, tab))

    assert tab.pane.view.plain_text() == TRANSLATED
    assert tab.pane.text() == TRANSLATED
    assert marked(tab) == ["Adieu"]
    assert tab.pane.checks.isVisible()
    (row,) = tab.pane.checks.rows
    assert row.startswith("Part 1: ")
    assert "shorter or longer" in row
    assert "Two tries" in row


def test_a_row_of_the_list_shows_its_part_on_both_sides(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    deliver_doubtful(desk, translate(qtbot, desk, tab))

    tab.pane.checks.chosen.emit(1)

    assert [s.cursor.selectedText() for s in tab.box.extraSelections()] == ["Bye."]
    assert "Adieu." in [s.cursor.selectedText() for s in tab.pane.view.extraSelections()]
    assert marked(tab) == ["Adieu"]


def test_doubts_come_back_with_the_draft_and_go_with_the_text(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    deliver_doubtful(desk, translate(qtbot, desk, tab))
    draft = tab.snapshot()
    tab.clear()
    assert not tab.pane.checks.isVisible()
    assert marked(tab) == []

    tab.restore(draft)

    assert marked(tab) == ["Adieu"]
    assert len(tab.pane.checks.rows) == 1
    for damaged in ([[0, 5, 0, 8, [], [["unheard-of", []]], True, None, ""]], 3, None):
        tab.restore({**draft, "parts": damaged})
        assert tab.pane.checks.rows == []
        assert tab.pane.text() == TRANSLATED


def test_the_tab_key_goes_as_one_reads(qtbot: QtBot, desk: Desk, tab: TranslationTab) -> None:
    deliver_doubtful(desk, translate(qtbot, desk, tab))
    expected = [
        tab.languages.source,
        tab.swap_button,
        tab.languages.target,
        tab.languages.style_button,
        tab.seat.hint.link,
        tab.box,
        tab.texts.clear_button,
        tab.files.button,
        tab.languages.options_button,
        tab.texts.live_switch,
        tab.texts.translate_button,
        tab.pane.view,
        tab.pane.checks.list,
        tab.pane.copy_button,
        tab.pane.back_button,
    ]
    tab.languages.source.setFocus()
    found: list[object] = []
    for _ in expected:
        focused = QApplication.focusWidget()
        assert focused is not None
        widget = focused.parent() if isinstance(focused, QLineEdit) else focused
        found.append(widget)
        if widget is tab.seat.hint.link:
            assert tab.seat.hint.link.selectedText() == "Larger models…"
        press(focused, Qt.Key.Key_Tab)

    assert found == expected
    assert all(widget.accessibleName() or widget.property("text") for widget in expected)
