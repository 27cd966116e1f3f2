from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_lm import paths
from desktop_lm.storage import own_templates
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from desktop_lm.ui.prompt.settings.framed_box import FramedBox
from desktop_lm.ui.prompt.templates.own_template_dialog import OwnTemplateDialog
from desktop_lm.ui.prompt.templates.template_door import TemplateDoor
from desktop_lm.ui.prompt.templates.template_form import TemplateForm
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import CONTROL, button_in, click, press, type_text


@pytest.fixture
def door(tab: PromptTab) -> TemplateDoor:
    assert tab.templates is not None
    return tab.templates


def form(door: TemplateDoor) -> TemplateForm:
    assert isinstance(door.dialog, TemplateForm)
    return door.dialog


def own(door: TemplateDoor) -> OwnTemplateDialog:
    assert isinstance(door.dialog, OwnTemplateDialog)
    return door.dialog


def test_a_form_writes_a_prompt_one_can_change(
    desk: Desk, tab: PromptTab, door: TemplateDoor
) -> None:
    click(button_in(door.row, "Questions about a text"))
    click(form(door).use)
    assert "Text" in form(door).problem.text()

    text, question = form(door).fields["text"], form(door).fields["topic"]
    assert isinstance(text, FramedBox)
    assert isinstance(question, QLineEdit)
    type_text(text.text_box, "The library is open from 9 to 5.")
    type_text(question, "When is it open?")
    click(form(door).use)

    assert door.dialog is None
    prompt = tab.composer.box.text()
    assert "from 9 to 5." in prompt
    assert "When is it open?" in prompt
    assert desk.runner.last == 0


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_Return, CONTROL),
        (Qt.Key.Key_Enter, CONTROL),
    ],
)
def test_the_form_is_left_by_keyboard(
    qtbot: QtBot,
    tab: PromptTab,
    door: TemplateDoor,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
) -> None:
    click(button_in(door.row, "Story"))
    field = form(door).fields["topic"]
    form(door).activateWindow()
    qtbot.waitUntil(form(door).isActiveWindow, timeout=PATIENCE_MS)
    type_text(field, "a fox")
    press(field, key, modifier)
    qtbot.waitUntil(lambda: door.dialog is None, timeout=PATIENCE_MS)
    assert "about a fox." in tab.composer.box.text()


def test_a_template_of_ones_own_is_made_used_changed_and_deleted(
    tab: PromptTab, door: TemplateDoor
) -> None:
    click(button_in(door.row, "Your own…"))
    type_text(own(door).name, "Poem")
    own(door).prompt.text_box.set_text("A poem about {the topic}")
    click(own(door).save)
    assert own_templates.read(paths.templates_file()) == {"Poem": "A poem about {the topic}"}

    click(button_in(door.row, "Poem"))
    line = form(door).fields["the topic"]
    assert isinstance(line, QLineEdit)
    type_text(line, "bees")
    click(form(door).use)
    assert tab.composer.box.text() == "A poem about bees"

    click(button_in(door.row, "Poem"))
    click(button_in(form(door), "Change or delete it…"))
    own(door).name.setText("Ode")
    click(own(door).save)
    assert list(own_templates.read(paths.templates_file())) == ["Ode"]

    click(button_in(door.row, "Ode"))
    click(button_in(form(door), "Change or delete it…"))
    click(own(door).delete)
    assert own_templates.read(paths.templates_file()) == {}


def test_an_ampersand_in_a_name_is_no_mark_of_a_key(door: TemplateDoor) -> None:
    door.desk.save("R&D report", "About {Q&A}")
    named = button_in(door.row, "RD report")
    assert (named.text(), named.accessibleName()) == ("R&&D report", "R&D report")
    click(named)
    [label] = [each for each in form(door).findChildren(QLabel) if each.buddy() is not None]
    assert label.text() == "Q&&A"


def test_what_was_filled_in_goes_only_when_one_closes_twice(
    tab: PromptTab, door: TemplateDoor
) -> None:
    click(button_in(door.row, "Story"))
    press(form(door), Qt.Key.Key_Escape)
    assert door.dialog is None, "nothing was written"

    door.desk.save("Poem", "A poem about {topic}")
    click(button_in(door.row, "Poem"))
    line = form(door).fields["topic"]
    assert isinstance(line, QLineEdit)
    for written in ("bees", "and flowers"):
        type_text(line, written)
        press(form(door), Qt.Key.Key_Escape)
        assert form(door).problem.text() == (
            "This is not in the box yet. Close once more to drop it."
        )
    line.clear()
    type_text(line, "wasps")
    click(button_in(form(door), "Change or delete it…"))
    click(button_in(form(door), "Change or delete it…"))
    press(own(door), Qt.Key.Key_Escape)
    assert door.dialog is None


def test_a_template_of_another_window_is_not_replaced(door: TemplateDoor) -> None:
    click(button_in(door.row, "Your own…"))
    type_text(own(door).name, "Poem")
    own(door).prompt.text_box.set_text("A poem about {topic}")
    own_templates.write(paths.templates_file(), {"Poem": "Theirs", "Ode": "An ode to {whom}"})
    click(own(door).save)
    assert own(door)._hint.text() == "There is a template with this name."
    own(door).name.setText("My poem")
    click(own(door).save)
    kept = own_templates.read(paths.templates_file())
    assert kept == {"Poem": "Theirs", "Ode": "An ode to {whom}", "My poem": "A poem about {topic}"}


def test_a_template_that_cannot_be_deleted_is_told(door: TemplateDoor) -> None:
    path = paths.templates_file()
    door.desk.save("Poem", "A poem about {topic}")
    click(button_in(door.row, "Poem"))
    click(button_in(form(door), "Change or delete it…"))
    path.unlink()
    path.mkdir()
    click(own(door).delete)
    assert "cannot be deleted" in own(door)._hint.text()


def test_what_was_written_in_a_template_goes_only_when_one_closes_twice(
    tab: PromptTab, door: TemplateDoor
) -> None:
    assert tab.isVisible()
    click(button_in(door.row, "Your own…"))
    dialog = own(door)
    type_text(dialog.prompt.text_box, "Write a poem about {topic}.")
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert "not saved" in dialog._hint.text()

    type_text(dialog.prompt.text_box, " Now.")
    dialog.close()
    assert dialog.isVisible(), "it was written on since"
    press(dialog, Qt.Key.Key_Escape)
    assert door.dialog is None


def test_a_template_that_cannot_be_saved_stays_open(tab: PromptTab, door: TemplateDoor) -> None:
    assert tab.isVisible()
    paths.templates_file().mkdir(parents=True)
    click(button_in(door.row, "Your own…"))
    dialog = own(door)
    type_text(dialog.name, "Poem")
    type_text(dialog.prompt.text_box, "Write a poem.")
    click(dialog.save)
    assert "cannot be saved" in dialog._hint.text()
    assert dialog.prompt.text_box.text() == "Write a poem."
    for _ in range(2):
        dialog.close()
    assert door.dialog is None
