"""A list of models that a newer program wrote: an older one reads it and leaves it alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.models.library.entry import Source
from desktop_lm.models.library.index import INDEX
from desktop_lm.models.library.library import Library
from tests.models.gguf_writer import Gguf

MODEL = Gguf()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "models"
    path.mkdir()
    return path


@pytest.fixture
def library(folder: Path) -> Library:
    return Library(folder, tuple)


@pytest.mark.parametrize(
    ("files", "known"),
    [
        ([{"path": "/mine.gguf", "source": "imported", "size": 1, "mtime_ns": 1, "new": []}], 1),
        ([{"place": "/mine.gguf"}], 0),
        ({"by": "name"}, 0),
    ],
)
def test_the_list_of_a_newer_program_is_read_and_never_changed(
    library: Library, folder: Path, tmp_path: Path, files: object, known: int
) -> None:
    path = MODEL.write(folder / "Tiny.gguf")
    written = json.dumps({"version": 2, "files": files})
    (folder / INDEX).write_text(written)
    newer = AppError(Code.LIBRARY_NEWER, path=str(folder / INDEX), version=2)
    other = MODEL.write(tmp_path / "Other.gguf")

    assert len(library.entries()) == known + 1
    for change in (
        lambda: library.import_file(other),
        lambda: library.import_file(other, copy=True),
        lambda: library.add(path, Source.MADE),
        lambda: library.remove(library.entries()[0].path),
        lambda: library.verify(str(path)),
    ):
        with pytest.raises(AppError) as caught:
            change()
        assert caught.value == newer

    assert (folder / INDEX).read_text() == written
    assert sorted(p.name for p in folder.iterdir()) == [path.name, INDEX]


def test_what_this_program_wrote_is_not_deleted_without_its_list(
    library: Library, folder: Path
) -> None:
    path = MODEL.write(folder / "Tiny.gguf")
    library.add(path, Source.MADE)
    content = json.loads((folder / INDEX).read_text())
    (folder / INDEX).write_text(json.dumps({**content, "version": 2}))
    assert [entry.source for entry in library.entries()] == [Source.MADE]

    with pytest.raises(AppError) as caught:
        library.remove(str(path))

    assert caught.value.code is Code.LIBRARY_NEWER
    assert path.exists()
