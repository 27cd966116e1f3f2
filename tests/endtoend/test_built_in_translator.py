"""The translator that comes with the program, in the window and on the command line."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_lm import bootstrap, paths
from desktop_lm.cli import command
from desktop_lm.models.vet import vet
from desktop_lm.ui.window.window_state import WindowState
from tests.endtoend.conftest import User, engines, small_runner
from tests.setup.conftest import ROOT
from tests.ui.conftest import MakeWindow
from tests.ui.hands import CONTROL, press

COFFEE = "I would like a cup of coffee, please."
TRANSLATION_TAB = 2
TRANSLATOR = ROOT / "resources" / "models" / "translator.gguf"


@pytest.fixture
def user(qtbot: QtBot, make_window: MakeWindow) -> Iterator[User]:
    """At a window that was closed with the Translation tab in front."""
    window = make_window(
        small_runner,
        state=WindowState(tab=TRANSLATION_TAB),
        find_starter=bootstrap.starter_model,
        translation_owner=bootstrap.translation_owner,
    )
    window.translation.source_language.choose("en")
    window.translation.target_language.choose("fr")
    window.begin()
    yield User(qtbot, window)
    window.close()


def test_the_window_translates_without_the_general_model(user: User) -> None:
    tab = user.window.translation
    tab.box.set_text(f"{COFFEE}\n\nGood morning.")
    press(tab.box, Qt.Key.Key_Return, CONTROL)

    user.until_status("Finished: 2 parts")

    lines = tab.pane.text().split("\n")
    assert "café" in lines[0]
    assert [bool(line) for line in lines] == [True, False, True]
    assert user.window.model_button.text().startswith("Built-in translator")
    assert len(engines()) == 1


@pytest.mark.parametrize(("language", "word"), [("fr", "café"), ("de", "Kaffee"), ("es", "café")])
def test_the_command_line_asks_for_a_cup_of_coffee(
    capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    assert command.main(["translate", "--from", "en", "--to", language, COFFEE]) == 0

    assert word in capsys.readouterr().out


@pytest.fixture
def damaged_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program whose translator has another byte; the file comes back."""
    resources = tmp_path / "desktop_lm" / "resources"
    shutil.copytree(ROOT / "resources", resources)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    file = resources / "models" / "translator.gguf"
    content = bytearray(file.read_bytes())
    content[-100] ^= 1
    file.write_bytes(content)
    assert paths.translator_model() == file
    return file


@pytest.mark.model
def test_a_damaged_file_leaves_it_to_the_starter_with_one_sentence(
    damaged_program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert damaged_program.is_file()
    short = ["--max-tokens", "4", "--json"]

    assert command.main(["translate", "--from", "en", "--to", "fr", "Hello.", *short]) == 0

    told = capsys.readouterr()
    sentence, *others = told.err.splitlines()
    assert sentence.startswith("desktop-lm: the built-in translator is damaged, so the starter")
    assert not [line for line in others if "translator" in line]
    assert json.loads(told.out)["text"]


def test_it_says_of_itself_what_its_description_says() -> None:
    header = vet(TRANSLATOR)
    described = json.loads(TRANSLATOR.with_suffix(".json").read_text())

    assert header.text("desktop_lm.translation.directions").split(",") == described["directions"]
    assert header.text("desktop_lm.attribution").endswith("CC BY 2.0 FR")
    assert described["sha256"] in TRANSLATOR.with_suffix(".md").read_text(encoding="utf-8")
