"""Fetching a model in the window, from a real server on this machine."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_lm.models.library.entry import Source
from desktop_lm.ui.models.catalogue.catalogue_page import CataloguePage
from desktop_lm.ui.models.catalogue.downloads import State
from desktop_lm.ui.models.models_window import ModelsWindow
from desktop_lm.ui.widgets.signs import Sign
from tests.support.file_server import FileServer, Turn
from tests.ui.conftest import PATIENCE_MS
from tests.ui.hands import button_in, click, press
from tests.ui.models.conftest import CONTENT, GIGA, OpenWindow

FILE = "Small-Q4_K_M.gguf"


def catalogue(window: ModelsWindow) -> CataloguePage:
    page = window.catalogue_page
    assert page is not None
    window.tabs.setCurrentWidget(page)
    return page


def row(page: CataloguePage, key: str = "small") -> tuple[str, Sign]:
    [found] = [row for row in page.list.rows if row.key == key]
    return found.state, found.sign


def state(window: ModelsWindow) -> State | None:
    download = window.downloads.of("small")
    return download.state if download else None


def begin_and_stall(qtbot: QtBot, window: ModelsWindow, server: FileServer) -> None:
    """Download until the server says nothing more, in the middle of the file."""
    half = len(CONTENT) // 2
    server.turns.append(Turn(stall_after=half))
    click(catalogue(window).details.download)
    part = window.shelf.folder / f"{FILE}.part"
    qtbot.waitUntil(lambda: part.exists() and part.stat().st_size == half, timeout=PATIENCE_MS)


def test_the_one_for_this_machine_comes_first(models: OpenWindow) -> None:
    rows = catalogue(models(memory=8 * GIGA)).list.rows
    others = catalogue(models(memory=70 * GIGA)).list.rows

    assert [row.title for row in rows] == ["For this computer", "Small", "Others", "Big"]
    assert others[1].title == "Big"


def test_what_is_larger_than_the_memory_says_so(models: OpenWindow) -> None:
    assert row(catalogue(models(memory=8 * GIGA))) == ("fits", Sign.GOOD)
    assert row(catalogue(models(memory=2 * len(CONTENT)))) == ("tight", Sign.FAIR)
    assert row(catalogue(models(memory=len(CONTENT)))) == ("does not fit", Sign.BAD)


def test_a_download_arrives_in_the_library_and_can_be_used(
    qtbot: QtBot, models: OpenWindow, folder: Path
) -> None:
    window = models()
    page = catalogue(window)

    click(page.details.download)
    qtbot.waitUntil(lambda: bool(window.shelf.entries), timeout=PATIENCE_MS)

    [entry] = window.shelf.entries
    assert (entry.path, entry.source) == (str(folder / FILE), Source.DOWNLOADED)
    assert Path(entry.path).read_bytes() == CONTENT
    assert row(page) == ("on this computer", Sign.GOOD)
    with qtbot.waitSignal(window.use_asked, timeout=PATIENCE_MS) as used:
        click(button_in(window.banner, "Use it"))
    assert used.args == [entry.path]
    click(page.details.download)
    assert window.library_page.isVisible()
    assert window.library_page.details.entry == entry


def test_a_file_that_lay_there_is_known_and_not_taken_for_a_download(
    qtbot: QtBot, models: OpenWindow, folder: Path
) -> None:
    (folder / FILE).write_bytes(CONTENT)
    window = models()
    page = catalogue(window)

    click(page.details.download)
    qtbot.waitUntil(lambda: row(page) == ("on this computer", Sign.GOOD), timeout=PATIENCE_MS)

    assert [entry.source for entry in window.shelf.entries] == [Source.FOUND]


def test_enter_begins_a_download(qtbot: QtBot, models: OpenWindow) -> None:
    window = models()

    press(catalogue(window).list, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: bool(window.shelf.entries), timeout=PATIENCE_MS)


def test_a_licence_with_limits_is_accepted_first(qtbot: QtBot, models: OpenWindow) -> None:
    window = models(licence="house")
    details = catalogue(window).details
    assert any("Not on Sundays." in label.text() for label in details.findChildren(QLabel))
    assert not details.download.isEnabled()
    press(catalogue(window).list, Qt.Key.Key_Return)
    assert not window.downloads.running

    press(details.accept, Qt.Key.Key_Space)
    click(details.download)

    qtbot.waitUntil(lambda: bool(window.shelf.entries), timeout=PATIENCE_MS)


def test_a_paused_download_goes_on_where_it_stopped(
    qtbot: QtBot, models: OpenWindow, server: FileServer
) -> None:
    window = models()
    page = catalogue(window)
    begin_and_stall(qtbot, window, server)

    click(page.details.pause)
    qtbot.waitUntil(lambda: state(window) is State.PAUSED, timeout=PATIENCE_MS)
    assert row(page)[0] == "paused at 50%"
    assert page.details.download.text() == "Go &on"
    click(page.details.download)

    qtbot.waitUntil(lambda: bool(window.shelf.entries), timeout=PATIENCE_MS)
    assert server.ranges[0] == ""
    assert server.ranges[-1].startswith("bytes=")


def test_what_a_closed_window_left_is_offered_by_the_next(
    qtbot: QtBot, models: OpenWindow, server: FileServer
) -> None:
    first = models()
    begin_and_stall(qtbot, first, server)
    first.close()
    first.end()

    second = models()
    qtbot.waitUntil(lambda: state(second) is State.PAUSED, timeout=PATIENCE_MS)
    click(catalogue(second).details.download)

    qtbot.waitUntil(lambda: bool(second.shelf.entries), timeout=PATIENCE_MS)
    assert server.ranges[-1].startswith("bytes=")


def test_a_cancelled_download_leaves_nothing(
    qtbot: QtBot, models: OpenWindow, server: FileServer, folder: Path
) -> None:
    window = models()
    page = catalogue(window)
    begin_and_stall(qtbot, window, server)

    click(page.details.cancel)

    qtbot.waitUntil(lambda: state(window) is None, timeout=PATIENCE_MS)
    assert not [path for path in folder.iterdir() if path.name.endswith((".gguf", ".part"))]
    assert row(page) == ("fits", Sign.GOOD)


def test_an_error_is_one_sentence_and_can_be_tried_again(
    qtbot: QtBot, models: OpenWindow, server: FileServer
) -> None:
    server.turns.append(Turn(status=404))
    window = models()
    page = catalogue(window)

    click(page.details.download)
    qtbot.waitUntil(lambda: state(window) is State.FAILED, timeout=PATIENCE_MS)
    assert row(page) == ("not finished", Sign.BAD)
    assert page.details._state.text().endswith(".")
    assert page.details.download.text() == "&Try again"
    click(page.details.download)

    qtbot.waitUntil(lambda: bool(window.shelf.entries), timeout=PATIENCE_MS)


def test_a_flipped_byte_never_becomes_a_model(
    qtbot: QtBot, models: OpenWindow, server: FileServer, folder: Path
) -> None:
    server.turns.extend([Turn(flip=len(CONTENT) - 9)] * 3)
    window = models()

    click(catalogue(window).details.download)

    qtbot.waitUntil(lambda: state(window) is State.FAILED, timeout=PATIENCE_MS)
    assert not window.shelf.entries
    assert not (folder / FILE).exists()


def test_the_window_says_that_it_connects_before_it_does(qtbot: QtBot, models: OpenWindow) -> None:
    window = models()

    with qtbot.waitSignal(window.downloads.connecting, timeout=PATIENCE_MS):
        click(catalogue(window).details.download)

    qtbot.waitUntil(lambda: not window.downloads.running, timeout=PATIENCE_MS)
