from __future__ import annotations

from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from desktop_lm import paths
from desktop_lm.storage import json_file
from tests.endtoend.conftest import User, engines
from tests.ui.hands import CONTROL, button_in, press

pytestmark = pytest.mark.model


def begin_long_answer(user: User) -> None:
    tab = user.window.prompt
    tab.composer.options.restore({"length": 800, "temperature": 0.9, "seed": 1})
    tab.composer.box.set_text("Write a long story about a lighthouse.")
    press(tab.composer.box, Qt.Key.Key_Return, CONTROL)
    user.until(lambda: len(tab.page.last_answer) > 20)


def test_a_killed_engine_costs_neither_text_nor_the_next_answer(ready_user: User) -> None:
    begin_long_answer(ready_user)
    tab = ready_user.window.prompt

    for engine in engines():
        engine.kill()

    ready_user.until(lambda: "kept" in tab.banner.sentence)
    half = tab.page.exchanges[0].text
    assert len(half) > 20
    assert half in tab.page.plain_text()
    tab.composer.options.restore({"length": 16})
    button_in(tab.banner, "Try again").click()
    ready_user.until_status("Finished: 16 tokens")
    [exchange] = tab.page.exchanges
    assert exchange.text
    ready_user.until(lambda: len(exchange.answer_versions) == 2)
    tab.asking.show_version(exchange.answer_versions[0])
    ready_user.until(lambda: half in tab.page.plain_text())


def test_what_a_killed_engine_had_written_goes_on_from_there(ready_user: User) -> None:
    begin_long_answer(ready_user)
    tab = ready_user.window.prompt
    for engine in engines():
        engine.kill()
    ready_user.until(lambda: "kept" in tab.banner.sentence)
    half = tab.page.exchanges[0].text

    tab.composer.options.restore({"length": 16})
    button_in(tab.banner, "Continue from here").click()

    ready_user.until_status("Finished: 16 tokens")
    [exchange] = tab.page.exchanges
    assert exchange.text.startswith(half)
    assert len(exchange.text) > len(half)


def test_closing_in_mid_answer_leaves_no_process_and_keeps_the_text(ready_user: User) -> None:
    begin_long_answer(ready_user)
    alive = engines()
    assert alive

    ready_user.window.close()

    psutil.wait_procs(alive, timeout=10)
    assert not engines()
    [exchange] = json_file.read(paths.state_dir() / "drafts.json")["prompt"]["page"]
    assert len(exchange["answer"]) > 20


def test_stop_keeps_the_text_so_far(ready_user: User) -> None:
    begin_long_answer(ready_user)

    press(ready_user.window.prompt.composer.box, Qt.Key.Key_Escape)

    ready_user.until_status("Stopped. The text so far is kept.")
    text = ready_user.window.prompt.page.plain_text()
    assert text.endswith("\nStopped  Continue from here")


def test_a_second_ctrl_enter_is_answered_after_the_first(ready_user: User) -> None:
    tab = ready_user.window.prompt
    tab.composer.options.restore({"length": 60, "temperature": 0})
    for text in ("Count to ten.", "Name three colours."):
        tab.composer.box.set_text(text)
        press(tab.composer.box, Qt.Key.Key_Return, CONTROL)
        ready_user.until(lambda: bool(tab.jobs.current))

    ready_user.until(lambda: not tab.jobs.current and len(tab.page.exchanges) == 2)

    assert [e.prompt for e in tab.page.exchanges] == ["Count to ten.", "Name three colours."]
    assert all(e.text for e in tab.page.exchanges)


def test_a_prompt_longer_than_the_context_is_told_both_numbers_and_kept(
    ready_user: User,
) -> None:
    tab = ready_user.window.prompt
    text = "many words " * 2000
    tab.composer.box.set_text(text)

    tab.start()

    ready_user.until(lambda: bool(tab.banner.sentence))
    assert "1,024 fit" in tab.banner.sentence
    assert tab.composer.box.text() == text


def test_characters_that_are_no_text_are_left_out_and_told(ready_user: User) -> None:
    tab = ready_user.window.prompt
    tab.composer.options.restore({"length": 16})
    tab.composer.box.set_text("Hello\x00 🎈")
    cursor = QTextCursor(tab.composer.box.document())
    cursor.setPosition(8)  # into the balloon
    cursor.setPosition(9, QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()  # half of it is left, which Qt keeps to itself

    tab.start()

    ready_user.until_status("Finished")
    assert "characters that are not text (1)" in tab.banner.sentence


@pytest.fixture
def bad_files(tmp_path: Path) -> dict[str, Path]:
    starter = paths.starter_model()
    assert starter is not None
    with starter.open("rb") as file:
        beginning = file.read(4_000_000)
    files = {
        "missing.gguf": None,
        "empty.gguf": b"",
        "notes.gguf": b"Dear diary,\n" * 10,
        "cut.gguf": beginning,
        "absurd.gguf": beginning[:8] + b"\xff" * 16 + beginning[24:],
    }
    for name, content in files.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.gguf").mkdir()
    return {name: tmp_path / name for name in (*files, "folder.gguf")}


def test_bad_files_get_a_sentence_each_and_the_model_stays(
    ready_user: User, bad_files: dict[str, Path]
) -> None:
    window = ready_user.window
    for name, path in bad_files.items():
        window.opener.open(str(path))
        ready_user.until(lambda: bool(window.banner.sentence))
        assert name in window.banner.sentence
        assert window.model_button.text().startswith("SmolLM2")
    assert ready_user.status == "Ready"

    window.prompt.composer.options.restore({"length": 16})
    window.prompt.composer.box.set_text("Hello")
    window.prompt.start()
    ready_user.until_status("Finished")


def test_an_unloaded_model_comes_back_with_the_next_request(ready_user: User) -> None:
    ready_user.window.opener.unload()
    ready_user.until_status("Unloaded")
    assert not engines()
    tab = ready_user.window.prompt
    tab.composer.options.restore({"length": 16})
    tab.composer.box.set_text("Hello")

    tab.start()

    ready_user.until_status("Finished")
    assert tab.page.last_answer
