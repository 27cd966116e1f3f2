"""Adding, copying, verifying and removing files, by mouse and keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop_lm.models.library.elsewhere import Offer
from desktop_lm.models.library.entry import Source
from desktop_lm.models.library.library import Library
from desktop_lm.ui.models.models_window import ModelsWindow
from tests.models.gguf_writer import write_parts
from tests.ui.conftest import PATIENCE_MS
from tests.ui.hands import button_in, click, press
from tests.ui.models.conftest import CONTENT, MODEL, OpenWindow
from tests.ui.test_main_window import dropped_on


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    """A model where the user keeps it."""
    place = tmp_path / "downloads"
    place.mkdir()
    (place / "Mine-Q4_K_M.gguf").write_bytes(CONTENT)
    return place / "Mine-Q4_K_M.gguf"


def drop(qtbot: QtBot, window: ModelsWindow, path: Path) -> None:
    assert dropped_on(window, QUrl.fromLocalFile(str(path)).toString())
    qtbot.waitUntil(lambda: window.shelf.entry(str(path)) is not None, timeout=PATIENCE_MS)


def test_a_dropped_file_is_linked_and_shown(
    qtbot: QtBot, models: OpenWindow, own_file: Path, folder: Path
) -> None:
    MODEL.write(folder / "Alpha-Q4_K_M.gguf")
    window = models()

    drop(qtbot, window, own_file)

    entry = window.library_page.details.entry
    assert entry is not None
    assert (entry.path, entry.source) == (str(own_file), Source.IMPORTED)
    assert window.banner.sentence == "Mine was added; its file stays where it lies."


def test_all_parts_of_a_model_that_are_dropped_are_one_model(
    qtbot: QtBot, models: OpenWindow, tmp_path: Path
) -> None:
    first, *others = write_parts(tmp_path, MODEL, 3)
    window = models()

    dropped = [*others, first]
    assert dropped_on(window, *(QUrl.fromLocalFile(str(path)).toString() for path in dropped))

    qtbot.waitUntil(lambda: bool(window.shelf.entries), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not window.background.busy, timeout=PATIENCE_MS)
    assert [entry.path for entry in window.shelf.entries] == [str(first)]
    assert "was added" in window.banner.sentence


def test_a_further_part_alone_is_told(qtbot: QtBot, models: OpenWindow, tmp_path: Path) -> None:
    _, second = write_parts(tmp_path, MODEL, 2)
    window = models()

    assert dropped_on(window, QUrl.fromLocalFile(str(second)).toString())

    qtbot.waitUntil(lambda: "first part" in window.banner.sentence, timeout=PATIENCE_MS)


def test_a_linked_file_is_copied_on_request_and_the_copy_takes_its_place(
    qtbot: QtBot, models: OpenWindow, own_file: Path, folder: Path
) -> None:
    window = models()
    drop(qtbot, window, own_file)

    click(button_in(window.banner, "Copy it here"))
    qtbot.waitUntil(
        lambda: [entry.source for entry in window.shelf.entries] == [Source.COPIED],
        timeout=PATIENCE_MS,
    )

    assert own_file.exists()
    assert (folder / own_file.name).read_bytes() == CONTENT


def test_a_file_of_the_models_folder_is_not_offered_to_be_copied_there(
    qtbot: QtBot, models: OpenWindow, own_file: Path, folder: Path
) -> None:
    made = Library(folder, tuple).import_file(own_file, copy=True)
    window = models()

    drop(qtbot, window, Path(made.path))

    qtbot.waitUntil(lambda: "is on this list" in window.banner.sentence, timeout=PATIENCE_MS)
    details = window.library_page.details
    assert details.entry == made
    assert details.copy.isHidden()
    assert not [b for b in window.banner.findChildren(QAbstractButton) if "Copy" in b.text()]


def test_a_linked_file_of_the_models_folder_cannot_be_copied_onto_itself(
    models: OpenWindow, folder: Path
) -> None:
    """As an earlier version of this program has remembered some."""
    path = MODEL.write(folder / "Linked-Q4_K_M.gguf")
    Library(folder, tuple).add(path, Source.IMPORTED)

    assert models().library_page.details.copy.isHidden()


def test_a_file_that_is_no_model_is_refused_in_a_sentence(
    qtbot: QtBot, models: OpenWindow, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("milk")
    window = models()

    dropped_on(window, QUrl.fromLocalFile(str(notes)).toString())

    qtbot.waitUntil(lambda: "notes.txt is not a model" in window.banner.sentence)
    assert not window.shelf.entries


def test_verifying_says_what_was_found(qtbot: QtBot, models: OpenWindow, own_file: Path) -> None:
    window = models()
    drop(qtbot, window, own_file)

    click(window.library_page.details.verify)
    qtbot.waitUntil(
        lambda: window.banner.sentence.endswith("gives out, byte for byte."), timeout=PATIENCE_MS
    )
    own_file.write_bytes(CONTENT[:-1] + b"?")
    click(window.library_page.details.verify)

    qtbot.waitUntil(lambda: window.banner.property("tone") == "error", timeout=PATIENCE_MS)
    assert window.banner.sentence.startswith("The content of Mine-Q4_K_M.gguf is not what it was")


def test_removing_a_linked_file_leaves_it_on_the_disk(
    qtbot: QtBot, models: OpenWindow, own_file: Path
) -> None:
    window = models()
    drop(qtbot, window, own_file)

    click(window.library_page.details.remove)
    assert "The file itself stays where it is" in window.banner.sentence
    click(button_in(window.banner, "Take it off the list"))

    qtbot.waitUntil(lambda: not window.shelf.entries, timeout=PATIENCE_MS)
    assert window.banner.sentence.endswith("The file itself is still there.")
    assert own_file.exists()


def test_deleting_says_so_lets_go_of_the_file_and_can_be_refused_by_one_key(
    qtbot: QtBot, models: OpenWindow, own_file: Path, folder: Path
) -> None:
    copy = Library(folder, tuple).import_file(own_file, copy=True)
    window = models()
    left: list[str] = []
    window.leaving.connect(left.append)
    details = window.library_page.details

    click(details.remove)
    assert window.banner.sentence == "Delete Mine-Q4_K_M.gguf (3 MB) from this computer?"
    focus = QApplication.focusWidget()
    assert focus is not None
    press(focus, Qt.Key.Key_Space)  # the harmless answer has the focus
    assert Path(copy.path).exists()
    assert window.banner.isHidden()

    click(details.remove)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    click(button_in(window.banner, "Delete the file"))
    qtbot.waitUntil(lambda: not window.shelf.entries, timeout=PATIENCE_MS)
    assert left == [copy.path]
    assert not Path(copy.path).exists()


@pytest.mark.parametrize("source", [Source.FOUND, Source.IMPORTED, Source.DOWNLOADED])
def test_a_file_that_has_gone_is_taken_off_the_list_and_not_said_to_be_there(
    qtbot: QtBot, models: OpenWindow, folder: Path, source: Source
) -> None:
    path = MODEL.write(folder / "Gone-Q4_K_M.gguf")
    Library(folder, tuple).add(path, source)
    path.unlink()
    window = models()
    details = window.library_page.details
    assert details.remove.text() == "&Remove from here…"

    click(details.remove)
    assert window.banner.sentence == (
        "Take Gone-Q4_K_M.gguf off this list? The file is not there any more."
    )
    click(button_in(window.banner, "Take it off the list"))

    qtbot.waitUntil(lambda: not window.shelf.entries, timeout=PATIENCE_MS)
    assert window.banner.sentence == "Gone-Q4_K_M.gguf is off this list."


def test_what_lies_in_the_folder_without_our_doing_cannot_be_deleted(
    models: OpenWindow, folder: Path
) -> None:
    MODEL.write(folder / "Found-Q4_K_M.gguf")

    assert models().library_page.details.remove.isHidden()


def test_models_of_other_programs_are_offered_and_linked(
    qtbot: QtBot, models: OpenWindow, own_file: Path
) -> None:
    models.elsewhere = (Offer("Ollama", str(own_file), "llama3.2:1b", len(CONTENT)),)
    window = models()
    page = window.library_page
    assert [row.title for row in page.list.rows] == ["Kept by other programs", "llama3.2:1b"]
    page.list.go_to(str(own_file))

    click(page.offer.add)

    qtbot.waitUntil(lambda: bool(window.shelf.entries), timeout=PATIENCE_MS)
    assert [entry.source for entry in window.shelf.entries] == [Source.IMPORTED]
    assert not window.shelf.elsewhere
    assert own_file.read_bytes() == CONTENT


def test_a_model_that_another_program_keeps_by_its_hash_keeps_its_name(
    qtbot: QtBot, models: OpenWindow, tmp_path: Path
) -> None:
    blob = tmp_path / f"sha256-{'a' * 64}"
    blob.write_bytes(CONTENT)
    models.elsewhere = (Offer("Ollama", str(blob), "llama3.2:1b", len(CONTENT)),)
    window = models()
    window.library_page.list.go_to(str(blob))

    click(window.library_page.offer.add)
    qtbot.waitUntil(lambda: bool(window.shelf.entries), timeout=PATIENCE_MS)
    assert [entry.name for entry in window.shelf.entries] == ["llama3.2:1b"]

    click(button_in(window.banner, "Copy it here"))
    qtbot.waitUntil(
        lambda: [entry.source for entry in window.shelf.entries] == [Source.COPIED],
        timeout=PATIENCE_MS,
    )
    assert [entry.name for entry in window.shelf.entries] == ["llama3.2:1b"]


def test_an_empty_library_says_what_to_do(qtbot: QtBot, models: OpenWindow, own_file: Path) -> None:
    window = models()

    click(button_in(window.library_page._empty, "Add a file…"))
    [dialog] = window.findChildren(QFileDialog)
    dialog.selectFile(str(own_file))
    dialog.accept()

    qtbot.waitUntil(lambda: bool(window.shelf.entries), timeout=PATIENCE_MS)


def test_work_on_a_file_can_be_broken_off(qtbot: QtBot, models: OpenWindow, own_file: Path) -> None:
    window = models()
    drop(qtbot, window, own_file)

    click(window.library_page.details.verify)
    click(window.library_page.details.stop)

    qtbot.waitUntil(lambda: window.chores.now is None, timeout=PATIENCE_MS)
    assert window.library_page.details.stop.isHidden()
