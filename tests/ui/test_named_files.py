"""A file that the program is started with, as "Open with" of a file manager does."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_lm.ui.job_desk import PROMPT, SENTIMENT, TRANSLATION
from desktop_lm.ui.window.main_window import MainWindow
from desktop_lm.ui.window.window_state import WindowState
from tests.support.packed_books import epub_file
from tests.support.random_models import write_model
from tests.support.split_files import split_file
from tests.ui.conftest import PATIENCE_MS, Desk, MakeWindow
from tests.ui.fake_runner import STARTER, FakeRunner

OWNERS = (PROMPT, SENTIMENT, TRANSLATION)


def started_with(make_window: MakeWindow, file: Path, front: str = PROMPT) -> MainWindow:
    """The window after a start with ``file``, left on the tab ``front`` the last time."""
    window = make_window(FakeRunner, state=WindowState(tab=OWNERS.index(front)))
    window.begin(str(file))
    return window


@pytest.mark.parametrize("front", OWNERS)
def test_a_book_comes_where_it_can_be_translated(
    make_window: MakeWindow, tmp_path: Path, front: str
) -> None:
    window = started_with(make_window, epub_file(tmp_path / "book.epub"), front)

    assert window.page is window.translation
    assert window.translation.files.is_open
    assert not window.banner.sentence


def test_a_book_that_is_dropped_on_the_prompt_goes_there_too(desk: Desk, tmp_path: Path) -> None:
    desk.window.drops.take([str(epub_file(tmp_path / "book.epub"))])

    assert desk.window.page is desk.window.translation


def test_a_table_comes_on_the_tab_of_tables_where_that_was_left_open(
    make_window: MakeWindow, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("text\nGood.\n")

    window = started_with(make_window, table, SENTIMENT)

    assert window.page is window.sentiment
    assert window.sentiment.tables.is_open


@pytest.mark.parametrize("front", OWNERS)
@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0", b""])
def test_what_nobody_can_use_is_told_by_its_name_and_the_starter_is_loaded(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path, content: bytes, front: str
) -> None:
    file = tmp_path / "picture.png"
    if content:  # else it has gone
        file.write_bytes(content)
    runner = FakeRunner()
    window = make_window(lambda: runner, state=WindowState(tab=OWNERS.index(front)))

    window.begin(str(file))

    banner = window.page.banner_in_sight
    qtbot.waitUntil(lambda: file.name in banner.sentence, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: runner.opened == [(STARTER, False)], timeout=PATIENCE_MS)


def test_all_parts_of_a_model_that_are_dropped_open_it_by_the_first(
    desk: Desk, tmp_path: Path
) -> None:
    first, *others = split_file(write_model(tmp_path, "llama"), tmp_path, 3)

    desk.window.drops.take([str(path) for path in (*others, first)])

    assert desk.runner.opened == [(str(first), False)]


def test_a_model_without_an_ending_is_one_by_its_first_bytes(
    make_window: MakeWindow, tmp_path: Path
) -> None:
    model = write_model(tmp_path, "llama").rename(tmp_path / "sha256-abc")
    runner = FakeRunner()

    make_window(lambda: runner).begin(str(model))

    assert runner.opened == [(str(model), False)]
