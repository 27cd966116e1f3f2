"""How answers are made: the dialog, the quick row, and what each conversation keeps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from desktop_lm import paths
from desktop_lm.messages import Generate
from desktop_lm.storage.history.history import History
from desktop_lm.tasks.prompt.answer_settings import DEFAULT, Form
from desktop_lm.tasks.prompt.prompt import PromptTask
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from desktop_lm.ui.prompt.settings.setting_words import stop_texts, written_stop_texts
from desktop_lm.ui.prompt.settings.settings_dialog import SettingsDialog
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import CONTROL, click, press, type_text


def ask(desk: Desk, tab: PromptTab, text: str) -> Generate:
    tab.composer.box.set_text(text)
    tab.start()
    task = desk.runner.task(desk.runner.last)
    assert isinstance(task, PromptTask)
    request = task.next_request(1)
    assert isinstance(request, Generate)
    return request


def stored(number: int) -> dict[str, object]:
    history = History(paths.history_file())
    try:
        return dict(history.conversation(number).settings)
    finally:
        history.close()


def test_what_is_set_in_the_dialog_reaches_the_request(
    desk: Desk, tab: PromptTab, dialog: SettingsDialog
) -> None:
    type_text(dialog.system.text_box, "Be brief.")
    dialog.numbers["top_k"].box.setValue(7)
    dialog.stop.text_box.set_text("END\n\\n\\n")

    request = ask(desk, tab, "Why?")

    assert "Be brief." in "".join(part.text for part in request.parts)
    assert request.sampling.top_k == 7
    assert request.stop[-2:] == ("END", "\n\n")
    assert "3" in tab.composer.options_row.all_button.text()
    click(dialog.rows["top_k"].reset)
    assert tab.composer.options.settings.top_k == DEFAULT.top_k


def test_a_wrong_schema_is_told_with_its_place_and_refused(
    qtbot: QtBot, desk: Desk, tab: PromptTab, dialog: SettingsDialog
) -> None:
    dialog.form.chooser.setCurrentIndex(1)
    dialog.form.chooser.activated.emit(1)
    dialog.form.box.text_box.set_text('{"type": "sting"}')
    qtbot.waitUntil(lambda: "/type" in dialog.form.verdict.text, timeout=PATIENCE_MS)

    dialog.form.box.text_box.set_text('{"type": "string"}')
    qtbot.waitUntil(lambda: "held" in dialog.form.verdict.text, timeout=PATIENCE_MS)
    assert "string" in ask(desk, tab, "Why?").sampling.grammar

    dialog.form.chooser.setCurrentIndex(2)
    dialog.form.chooser.activated.emit(2)
    qtbot.waitUntil(lambda: "no grammar yet" in dialog.form.verdict.text, timeout=PATIENCE_MS)
    dialog.form.box.text_box.set_text("root ::= nothing")
    qtbot.waitUntil(lambda: "column 10" in dialog.form.verdict.text, timeout=PATIENCE_MS)
    assert tab.composer.options.settings.schema == '{"type": "string"}'


def test_each_conversation_keeps_its_settings(qtbot: QtBot, desk: Desk, tab: PromptTab) -> None:
    tab.composer.options.change(temperature=1.5)
    ask(desk, tab, "First")
    first = tab.dialogue.conversation
    qtbot.waitUntil(lambda: first.number > 0, timeout=PATIENCE_MS)
    tab.dialogue.new()
    assert tab.composer.options.settings.temperature == 1.5  # as the last one was
    tab.composer.options.change(temperature=0.3, system="Be brief.")
    ask(desk, tab, "Second")
    qtbot.waitUntil(lambda: tab.dialogue.conversation.number > 0, timeout=PATIENCE_MS)
    tab.composer.options.change(system="Be long.")

    desk.window.history.close()
    tab.dialogue.show(first)

    assert tab.composer.options.settings.temperature == 1.5
    assert tab.composer.options.settings.system == ""
    assert stored(first.number)["temperature"] == 1.5
    assert stored(first.number + 1)["system"] == "Be long."


def test_the_form_of_an_answer_stays_with_what_it_was_for(desk: Desk, tab: PromptTab) -> None:
    options = tab.composer.options
    options.change(form="json", schema='{"type": "object"}', stop=("END",), system="Be brief.")
    ask(desk, tab, "Describe a cat")
    first = tab.dialogue.conversation
    tab.dialogue.new()

    asked = ask(desk, tab, "And now a story")
    assert asked.sampling.grammar == ""
    assert "END" not in asked.stop
    settings = options.settings
    assert (settings.form, settings.system) == (Form.TEXT, "Be brief.")
    assert settings.schema == '{"type": "object"}', "at hand where it is wanted again"

    tab.dialogue.show(first)
    assert (options.settings.form, options.settings.stop) == (Form.JSON, ("END",))


def test_a_value_with_more_digits_than_its_box_stays_as_it_is(
    tab: PromptTab, dialog: SettingsDialog
) -> None:
    tab.composer.options.change(temperature=0.75, top_k=10**400)
    assert dialog.numbers["temperature"].box.value() == pytest.approx(0.8)
    assert tab.composer.options.settings.temperature == pytest.approx(0.75)
    assert tab.composer.options.settings.top_k == 1000
    dialog.numbers["temperature"].box.stepUp()
    assert tab.composer.options.settings.temperature == pytest.approx(0.9)


def test_more_stop_texts_than_count_stay_in_their_box_and_are_told(
    tab: PromptTab, dialog: SettingsDialog
) -> None:
    box = dialog.stop.text_box
    box.set_text("\n".join(f"STOP {number}" for number in range(16)))
    assert dialog.stop_problem.isHidden()
    press(box, Qt.Key.Key_End, CONTROL)
    type_text(box, "x" * 200)
    assert box.text().endswith("STOP 15" + "x" * 200)
    assert not dialog.stop_problem.isHidden()
    assert len(tab.composer.options.settings.stop[-1]) == 200
    box.set_text("STOP")
    assert dialog.stop_problem.isHidden()
    press(box, Qt.Key.Key_Return)
    type_text(box, "END")
    assert tab.composer.options.settings.stop == ("STOP", "END")


def test_undo_brings_no_schema_into_a_grammar(tab: PromptTab, dialog: SettingsDialog) -> None:
    options, box = tab.composer.options, dialog.form.box.text_box
    options.change(form="json", schema='{"type": "object"}')
    options.change(form="grammar", grammar='root ::= "yes"')
    box.undo()
    assert options.settings.grammar == 'root ::= "yes"'
    options.change(form="text")
    options.change(form="grammar")
    assert box.text() == 'root ::= "yes"'
    options.change(form="json")
    assert box.text() == options.settings.schema == '{"type": "object"}'


def test_the_wheel_scrolls_and_changes_no_number(tab: PromptTab, dialog: SettingsDialog) -> None:
    box = dialog.numbers["top_k"].box
    wheel = QWheelEvent(
        QPointF(5, 5),
        box.mapToGlobal(QPointF(5, 5)),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )

    QApplication.sendEvent(box, wheel)
    QApplication.sendEvent(dialog.form.chooser, wheel)
    assert tab.composer.options.settings == DEFAULT

    box.setFocus()
    QApplication.sendEvent(box, wheel)
    assert tab.composer.options.settings.top_k == DEFAULT.top_k - 1


@pytest.mark.parametrize(
    ("typed", "value", "shown"), [("1.3", 1.3, "1.3"), ("1,3", 1.3, "1.3"), ("0,", 0, "0.0")]
)
def test_a_comma_is_a_point(
    tab: PromptTab, dialog: SettingsDialog, typed: str, value: float, shown: str
) -> None:
    box = dialog.numbers["temperature"].box
    assert box.toolTip() == "From 0 to 2"
    box.setFocus()
    box.selectAll()
    type_text(box, typed)
    press(box, Qt.Key.Key_Tab)
    assert tab.composer.options.settings.temperature == value
    assert box.text() == shown


def test_every_control_of_the_dialog_has_a_name(dialog: SettingsDialog) -> None:
    nameless = [
        widget
        for kind in (QAbstractButton, QAbstractSpinBox, QComboBox, QPlainTextEdit)
        for widget in dialog.findChildren(kind)
        if widget.isVisible()
        and not widget.objectName().startswith("qt_")
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
    ]
    assert not nameless
    for box in dialog.findChildren(QComboBox):
        # On Linux Qt gives what a combo box shows for its name, and tells whose label it has.
        seen = QAccessible.queryAccessibleInterface(box)
        kinds = [kind for label, kind in seen.relations() if label.text(QAccessible.Text.Name)]
        assert QAccessible.RelationFlag.Label in kinds


@pytest.mark.parametrize("texts", [(), ("END",), ("a\n", "\\n", "\\\n\\\\")])
def test_stop_texts_are_written_one_on_a_line(texts: tuple[str, ...]) -> None:
    assert stop_texts(written_stop_texts(texts)) == texts


def test_the_quick_row_is_one_line_with_its_words_whole(
    qtbot: QtBot, desk: Desk, tab: PromptTab
) -> None:
    desk.window.resize(1240, 780)
    click(tab.composer.options_button)
    row = tab.composer.options_row
    seed = row.boxes["seed"].box.findChild(QLineEdit)
    assert seed is not None
    assert seed.text() == "Random"
    words = seed.fontMetrics().horizontalAdvance(seed.text())
    qtbot.waitUntil(lambda: seed.width() > words, timeout=PATIENCE_MS)
    assert row.height() < 2 * row.all_button.height()


def test_the_names_in_the_quick_row_are_whole_in_a_narrow_window(
    qtbot: QtBot, desk: Desk, tab: PromptTab
) -> None:
    desk.window.resize(800, 600)
    click(tab.composer.options_button)
    labels = tab.composer.options_row.findChildren(QLabel)
    assert len(labels) == 3
    qtbot.waitUntil(
        lambda: all(each.width() >= each.sizeHint().width() for each in labels),
        timeout=PATIENCE_MS,
    )
