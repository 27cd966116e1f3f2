"""The models on this computer, as a person sees and chooses them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_lm.models.library.elsewhere import Offer
from desktop_lm.models.library.entry import Source
from desktop_lm.models.library.library import Library
from desktop_lm.models.library.shipped import Shipped
from desktop_lm.ui.background import Background
from desktop_lm.ui.models.library.shelf import Shelf
from desktop_lm.ui.widgets.signs import Sign
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import CONTROL, SHIFT, click, press
from tests.ui.models.conftest import MODEL, OpenWindow


def two_models(folder: Path) -> tuple[str, str]:
    names = ("Alpha-1B-Q4_K_M.gguf", "Beta-2B-Q4_K_M.gguf")
    for name in names:
        MODEL.write(folder / name)
    return str(folder / names[0]), str(folder / names[1])


def test_each_model_is_a_row_and_the_first_is_described(models: OpenWindow, folder: Path) -> None:
    two_models(folder)

    page = models().library_page

    assert [row.title for row in page.list.rows] == ["Alpha 1B", "Beta 2B"]
    assert page.list.rows[0].detail.startswith("Q4_K_M · ")
    assert ("Licence", "apache-2.0") in page.details._facts.rows
    assert ("Trained context", "2,048 tokens") in page.details._facts.rows


def test_what_other_programs_keep_is_not_shown_before_what_is_here(
    qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    """Else one would be on one of theirs in a window that has just been opened."""
    first, second = two_models(folder)
    offers = [Offer("Jan", path, "x", 1) for path in (second, str(tmp_path / "Other.gguf"))]
    shelf = Shelf(Library(folder, tuple), Background(), None, lambda: tuple(offers))
    shown: list[list[str]] = []
    shelf.changed.connect(
        lambda: shown.append(
            [*(entry.path for entry in shelf.entries), *(offer.path for offer in shelf.elsewhere)]
        )
    )

    shelf.look_elsewhere()

    qtbot.waitUntil(lambda: bool(shelf.elsewhere), timeout=PATIENCE_MS)
    assert shown == [[first, second, offers[1].path]]


def test_whoever_comes_back_to_the_window_sees_what_came_meanwhile(
    qtbot: QtBot, models: OpenWindow, folder: Path
) -> None:
    window, elsewhere = models(), QWidget()
    qtbot.addWidget(elsewhere)
    elsewhere.show()
    elsewhere.activateWindow()
    qtbot.waitUntil(lambda: not window.isActiveWindow(), timeout=PATIENCE_MS)
    first, second = two_models(folder)

    window.activateWindow()

    qtbot.waitUntil(lambda: bool(window.shelf.entries), timeout=PATIENCE_MS)
    assert [row.key for row in window.library_page.list.rows] == [first, second]


def test_the_arrows_choose_and_enter_uses(qtbot: QtBot, models: OpenWindow, folder: Path) -> None:
    _, second = two_models(folder)
    window = models()
    assert window.library_page.list.hasFocus()

    press(window.library_page.list, Qt.Key.Key_Down)
    assert window.library_page.details._name.text() == "Beta 2B"
    with qtbot.waitSignal(window.use_asked, timeout=PATIENCE_MS) as used:
        press(window.library_page.list, Qt.Key.Key_Return)

    assert used.args == [second]


def test_the_button_uses_the_model_shown(qtbot: QtBot, models: OpenWindow, folder: Path) -> None:
    first, _ = two_models(folder)
    window = models()

    with qtbot.waitSignal(window.use_asked, timeout=PATIENCE_MS) as used:
        click(window.library_page.details.use)

    assert used.args == [first]


def test_a_file_that_is_no_model_says_so_and_cannot_be_used(
    models: OpenWindow, folder: Path
) -> None:
    (folder / "notes.gguf").write_bytes(b"to buy: milk")

    page = models().library_page

    assert (page.list.rows[0].state, page.list.rows[0].sign) == ("cannot be used", Sign.BAD)
    assert page.details._trouble.text.startswith("notes.gguf is not a model")
    assert not page.details.use.isEnabled()


def test_what_comes_into_the_folder_is_seen_when_the_window_is_opened_again(
    qtbot: QtBot, models: OpenWindow, folder: Path
) -> None:
    window = models()
    assert not window.library_page.list.rows
    assert window.library_page.details.isHidden()
    press(window, Qt.Key.Key_Escape)
    assert window.isHidden()

    two_models(folder)
    window.open()

    qtbot.waitUntil(lambda: len(window.library_page.list.rows) == 2, timeout=PATIENCE_MS)


def test_the_main_window_opens_it_by_its_keys(qtbot: QtBot, desk: Desk) -> None:
    press(desk.window, Qt.Key.Key_M, CONTROL | SHIFT)

    qtbot.waitUntil(lambda: desk.window.models.window.shelf.known, timeout=PATIENCE_MS)
    assert desk.window.models.window.isVisible()


def test_the_built_in_translator_stays_and_serves_translation_alone(
    qtbot: QtBot, models: OpenWindow, tmp_path: Path
) -> None:
    file = MODEL.write(tmp_path / "translator.gguf")
    models.shipped = (Shipped(file, Source.BUILT_IN, file.stat().st_size, "", "Built-in"),)
    window = models()
    details = window.library_page.details
    used: list[str] = []
    window.use_asked.connect(used.append)

    assert not details.remove.isVisibleTo(window)
    assert not details.tasks.isVisibleTo(window)
    assert not details.use.isEnabled()
    window._memory.settings.set_task_model("translation", "/models/other.gguf")
    click(details.use)

    assert models.saved.task_models == {}
    assert not used
