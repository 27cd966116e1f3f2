"""Presets of the program and the user, in the settings and in their file."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QMessageBox,
)

from desktop_lm import paths
from desktop_lm.storage import presets as presets_file
from desktop_lm.storage.presets import Presets
from desktop_lm.tasks.prompt.answer_settings import PRESETS, AnswerSettings
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from desktop_lm.ui.prompt.settings.preset_desk import PresetDesk
from desktop_lm.ui.prompt.settings.settings_dialog import SettingsDialog
from tests.ui.conftest import Desk
from tests.ui.hands import button_in, click


def test_presets_are_chosen_saved_and_begun_with(
    desk: Desk, tab: PromptTab, dialog: SettingsDialog
) -> None:
    row = dialog.presets
    assert row.chooser.currentText() == "Balanced"
    row.chooser.setCurrentIndex(row.chooser.findText("Precise"))
    row.chooser.activated.emit(row.chooser.currentIndex())
    assert tab.composer.options.settings.temperature == PRESETS["precise"]["temperature"]

    tab.composer.options.change(system="Be kind.")
    row.save_as("Kind")
    assert row.chooser.currentText() == "Kind"
    click(row.begins)
    tab.composer.options.change(system="Be cruel.", temperature=2)
    tab.dialogue.new()
    assert tab.composer.options.settings.system == "Be kind."

    assert set(presets_file.read(paths.presets_file()).named) == {"Kind"}
    click(row.delete)
    assert presets_file.read(paths.presets_file()) == presets_file.Presets()


def test_a_preset_takes_the_place_of_another_only_when_one_says_so(
    tab: PromptTab, dialog: SettingsDialog
) -> None:
    questions: list[str] = []

    def answer(button: str) -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        questions.append(box.text())
        click(button_in(box, button))

    def kept() -> object:
        return presets_file.read(paths.presets_file()).named["Kind"]["system"]

    tab.composer.options.change(system="Be kind.")
    dialog.presets.save_as("Kind")
    tab.composer.options.change(system="Be cruel.")
    QTimer.singleShot(0, dialog, lambda: answer("Cancel"))
    dialog.presets.save_as(" Kind ")
    assert questions == ["There is a preset called “Kind”. Replace it?"]
    assert kept() == "Be kind."

    QTimer.singleShot(0, dialog, lambda: answer("Replace"))
    dialog.presets.save_as("Kind")
    assert kept() == "Be cruel."


def test_the_presets_of_two_windows_stay_and_a_damaged_file_is_put_aside() -> None:
    path = paths.presets_file()
    here, there = PresetDesk(path), PresetDesk(path)
    here.save("Kind", AnswerSettings(system="Be kind."))
    there.save("Brief", AnswerSettings(system="Be brief."))
    here.begin_with("own:Kind")
    assert list(here.own.named) == ["Kind", "Brief"]
    assert here.own == presets_file.read(path)
    there.delete("Brief")
    assert presets_file.read(path) == Presets({"Kind": here.own.named["Kind"]}, "own:Kind")

    path.write_bytes(path.read_bytes().replace(b"}", b"", 1))
    here.save("Brief", AnswerSettings(system="Be brief."))
    assert b"Be kind." in path.with_name(f"{path.name}.damaged").read_bytes()


def test_presets_that_cannot_be_saved_are_told_and_saved_when_they_can_be(
    tab: PromptTab, dialog: SettingsDialog
) -> None:
    in_the_way = paths.presets_file()
    in_the_way.mkdir(parents=True)
    tab.composer.options.change(system="Be kind.")
    dialog.presets.save_as("Kind")
    assert dialog.presets.problem.isVisible()
    assert "cannot be saved" in dialog.presets.problem.text()
    assert dialog.presets.chooser.currentText() == "Kind"

    in_the_way.rmdir()
    dialog.presets.save_as("Kinder")
    assert not dialog.presets.problem.isVisible()
    assert dialog.presets.chooser.currentText() == "Kinder", "though Kind has the same values"
    assert set(presets_file.read(paths.presets_file()).named) == {"Kind", "Kinder"}
