"""The list of models, against real folders and real files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.models.library.entry import Entry, Source
from desktop_lm.models.library.index import DAMAGED, INDEX
from desktop_lm.models.library.library import Library
from tests.models.gguf_writer import STRING, U32, Gguf

MODEL = Gguf().plus(
    ("general.file_type", U32, 15),
    ("general.license", STRING, "apache-2.0"),
    ("llama.context_length", U32, 2048),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "a library 图书馆"


@pytest.fixture
def library(folder: Path) -> Library:
    return Library(folder, lambda: None)


def model(folder: Path, name: str = "Tiny-Q4_K_M.gguf") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return MODEL.write(folder / name)


def only(library: Library) -> Entry:
    (entry,) = library.entries()
    return entry


def test_an_empty_library_makes_no_folder(library: Library, folder: Path) -> None:
    assert library.entries() == ()
    assert not folder.exists()


def test_the_starter_is_an_entry(folder: Path, tmp_path: Path) -> None:
    starter = model(tmp_path)

    entry = only(Library(folder, lambda: starter))

    assert (entry.path, entry.source, entry.error) == (str(starter), Source.STARTER, None)


def test_a_file_in_the_folder_is_found_without_an_index(library: Library, folder: Path) -> None:
    path = model(folder, "Some Model.Q4_0.GGUF")

    entry = only(library)

    assert (entry.path, entry.name, entry.source) == (str(path), "Some Model", Source.FOUND)


def test_an_entry_says_what_the_header_says(library: Library, tmp_path: Path) -> None:
    path = model(tmp_path)

    entry = library.add(path, Source.DOWNLOADED, catalogue_id="tiny", sha256="0" * 64)

    assert entry == only(library)
    assert (entry.name, entry.source, entry.error) == ("Tiny", Source.DOWNLOADED, None)
    assert (entry.catalogue_id, entry.sha256) == ("tiny", "0" * 64)
    facts = entry.facts
    assert facts.file_bytes == path.stat().st_size
    assert (facts.quantisation, facts.architecture) == ("Q4_K_M", "llama")
    assert (facts.context_length, facts.licence, facts.parameters) == (2048, "apache-2.0", 68)


def test_a_second_library_sees_what_the_first_one_added(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    library.add(model(tmp_path), Source.IMPORTED, name="Called so")

    assert only(Library(folder, lambda: None)).name == "Called so"


def test_a_file_that_has_gone_stays_with_an_error(library: Library, tmp_path: Path) -> None:
    path = model(tmp_path)
    size = path.stat().st_size
    library.add(path, Source.IMPORTED)
    path.unlink()

    entry = only(library)

    assert entry.error == AppError(Code.FILE_MISSING, path=str(path))
    assert entry.file_bytes == size


def test_a_file_that_was_replaced_says_so(library: Library, tmp_path: Path) -> None:
    path = model(tmp_path)
    library.add(path, Source.IMPORTED)
    MODEL.plus(("x", U32, 1)).write(path)

    assert only(library).error == AppError(Code.FILE_CHANGED, path=str(path))


def test_a_file_that_is_no_model_is_not_added(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "page.gguf"
    path.write_text("<html>")

    with pytest.raises(AppError) as caught:
        library.add(path, Source.IMPORTED)

    assert caught.value.code is Code.NOT_GGUF
    assert library.entries() == ()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"version": 1, "files": [{"path": 3}]}'])
def test_a_damaged_index_is_kept_aside_at_the_next_change(
    library: Library, folder: Path, tmp_path: Path, content: str
) -> None:
    folder.mkdir(parents=True)
    (folder / INDEX).write_text(content)
    assert library.entries() == ()

    library.add(model(tmp_path), Source.IMPORTED)

    assert only(library).name == "Tiny"
    assert (folder / DAMAGED).read_text() == content


def test_a_file_in_the_folder_is_remembered_by_its_name_alone(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    library.add(model(folder), Source.DOWNLOADED)
    moved = tmp_path / "moved"
    folder.rename(moved)

    assert json.loads((moved / INDEX).read_text())["files"][0]["path"] == "Tiny-Q4_K_M.gguf"
    assert only(Library(moved, lambda: None)).source is Source.DOWNLOADED


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")

    with pytest.raises(AppError) as caught:
        Library(blocked, lambda: None).add(model(tmp_path / "b"), Source.IMPORTED)

    assert caught.value.code is Code.FOLDER_UNWRITABLE
