"""The list of models, against real folders and real files."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.models.catalogue import (
    Catalogue,
    CatalogueModel,
    Licence,
    Recommendation,
    Task,
)
from desktop_lm.models.library.entry import Entry, Source
from desktop_lm.models.library.index import DAMAGED, INDEX
from desktop_lm.models.library.library import Library
from desktop_lm.models.library.shipped import Shipped
from desktop_lm.models.library.verified import Verified
from tests.models.gguf_writer import STRING, U32, Gguf, write_parts

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
    return Library(folder, tuple)


def model(folder: Path, name: str = "Tiny-Q4_K_M.gguf") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return MODEL.write(folder / name)


def shipped(path: Path, sha256: str = "") -> Shipped:
    return Shipped(path, Source.STARTER, path.stat().st_size, sha256)


def only(library: Library) -> Entry:
    (entry,) = library.entries()
    return entry


def test_an_empty_library_makes_no_folder(library: Library, folder: Path) -> None:
    assert library.entries() == ()
    assert not folder.exists()


def test_the_starter_is_an_entry(folder: Path, tmp_path: Path) -> None:
    starter = model(tmp_path)

    entry = only(Library(folder, lambda: [shipped(starter)]))

    assert (entry.path, entry.source, entry.error) == (str(starter), Source.STARTER, None)


def test_a_file_in_the_folder_is_found_without_an_index(library: Library, folder: Path) -> None:
    path = model(folder, "Some Model.Q4_0.GGUF")

    entry = only(library)

    assert (entry.path, entry.name, entry.source) == (str(path), "Some Model", Source.FOUND)


def test_an_entry_says_what_the_header_says(library: Library, tmp_path: Path) -> None:
    path = model(tmp_path)

    entry = library.add(path, Source.IMPORTED)

    assert entry == only(library)
    assert (entry.name, entry.source, entry.error) == ("Tiny", Source.IMPORTED, None)
    facts = entry.facts
    assert facts.file_bytes == path.stat().st_size
    assert (facts.quantisation, facts.architecture) == ("Q4_K_M", "llama")
    assert (facts.context_length, facts.licence, facts.parameters) == (2048, "apache-2.0", 68)


def test_a_download_is_what_the_catalogue_says(library: Library, folder: Path) -> None:
    folder.mkdir()
    path = Gguf().write(folder / "some-file.gguf")
    (model,) = catalogue_of(path, "some-file.gguf").models

    entry = library.keep_download(model, path, written=True)

    assert entry == only(library)
    assert (entry.name, entry.source) == ("Tiny One", Source.DOWNLOADED)
    assert (entry.catalogue_id, entry.sha256) == ("tiny-1", model.sha256)
    assert entry.facts.licence == "mit"  # the header names none


def test_a_download_that_was_there_already_stays_the_users(library: Library, folder: Path) -> None:
    path = model(folder)
    (row,) = catalogue_of(path, path.name).models

    entry = library.keep_download(row, path, written=False)

    assert entry == only(library)
    assert (entry.source, entry.catalogue_id) == (Source.FOUND, "tiny-1")
    with pytest.raises(AppError) as caught:
        library.remove(str(path))
    assert caught.value.code is Code.NOT_OURS_TO_DELETE
    assert path.exists()


def test_a_download_that_is_asked_for_again_stays_a_download(
    library: Library, folder: Path
) -> None:
    path = model(folder)
    (row,) = catalogue_of(path, path.name).models
    library.keep_download(row, path, written=True)
    os.utime(path, ns=(1, 1))

    library.keep_download(row, path, written=False)

    assert library.remove(str(path))
    assert not path.exists()


def test_a_second_library_sees_what_the_first_one_added(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    library.add(model(tmp_path), Source.IMPORTED, name="Called so")

    assert only(Library(folder, tuple)).name == "Called so"


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


def test_a_list_that_cannot_be_written_costs_no_verdict(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    path = model(folder)
    (folder / INDEX).mkdir()  # in the way

    assert library.verify(str(path), catalogue_of(path, "x")) is Verified.CATALOGUE
    with pytest.raises(AppError) as caught:
        library.verify(str(path))
    assert caught.value.code is Code.FOLDER_UNWRITABLE


def test_an_index_that_cannot_be_read_is_not_replaced(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    (folder / INDEX).mkdir(parents=True)
    assert library.entries() == ()

    with pytest.raises(AppError) as caught:
        library.add(model(tmp_path), Source.IMPORTED)

    assert caught.value.code is Code.FOLDER_UNWRITABLE
    assert (folder / INDEX).is_dir()


def test_a_file_in_the_folder_is_remembered_by_its_name_alone(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    library.add(model(folder), Source.DOWNLOADED)
    moved = tmp_path / "moved"
    folder.rename(moved)

    assert json.loads((moved / INDEX).read_text())["files"][0]["path"] == "Tiny-Q4_K_M.gguf"
    assert only(Library(moved, tuple)).source is Source.DOWNLOADED


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")

    with pytest.raises(AppError) as caught:
        Library(blocked, tuple).add(model(tmp_path / "b"), Source.IMPORTED)

    assert caught.value.code is Code.FOLDER_UNWRITABLE


# --- importing ---------------------------------------------------------------------------------


def test_an_import_links_and_copies_nothing(library: Library, folder: Path, tmp_path: Path) -> None:
    path = model(tmp_path / "mine")

    entry = library.import_file(path)

    assert (entry.path, entry.source) == (str(path), Source.IMPORTED)
    assert [p.name for p in folder.iterdir()] == [INDEX]


def test_an_import_again_is_one_entry_and_forgets_the_old_stamp(
    library: Library, tmp_path: Path
) -> None:
    path = model(tmp_path)
    library.import_file(path)
    MODEL.plus(("x", U32, 1)).write(path)

    library.import_file(path)

    assert only(library).error is None


@pytest.mark.parametrize("copy", [False, True])
@pytest.mark.parametrize("source", [Source.DOWNLOADED, Source.COPIED, Source.MADE])
def test_an_import_of_what_this_program_wrote_changes_nothing(
    library: Library, folder: Path, source: Source, copy: bool
) -> None:
    path = model(folder)
    (row,) = catalogue_of(path, path.name).models
    entry = library.add(path, source, model=row)

    assert library.import_file(path, copy=copy) == entry == only(library)

    assert library.remove(str(path))


@pytest.mark.parametrize("copy", [False, True])
def test_a_file_in_the_folder_is_here_already(library: Library, folder: Path, copy: bool) -> None:
    path = model(folder)

    entry = library.import_file(path, copy=copy)

    assert entry == only(library)
    assert entry.source is Source.FOUND


def test_an_import_again_gives_another_name_and_forgets_nothing(
    library: Library, tmp_path: Path
) -> None:
    path = model(tmp_path)
    library.import_file(path, name="One")
    library.verify(str(path))
    digest = only(library).sha256

    assert library.import_file(path).name == "One"
    assert library.import_file(path, name="Two").name == "Two"

    assert (only(library).name, only(library).sha256) == ("Two", digest)
    assert digest


def test_a_file_in_use_comes_on_the_list(library: Library, folder: Path, tmp_path: Path) -> None:
    path = model(tmp_path / "mine")

    library.notice(path)
    library.notice(path)

    assert (only(library).path, only(library).source) == (str(path), Source.IMPORTED)
    assert library.remove(str(path)) is False
    library.notice(model(folder))
    assert only(library).source is Source.FOUND


def test_a_file_that_is_used_though_it_changed_still_says_so(
    library: Library, folder: Path
) -> None:
    path = model(folder)
    library.add(path, Source.DOWNLOADED)
    MODEL.plus(("x", U32, 1)).write(path)

    library.notice(path)

    assert only(library).error == AppError(Code.FILE_CHANGED, path=str(path))


def test_a_file_the_user_put_in_the_place_of_ours_and_imports_is_the_users(
    library: Library, folder: Path
) -> None:
    path = model(folder)
    library.add(path, Source.MADE)
    MODEL.plus(("x", U32, 1)).write(path)

    assert library.import_file(path).error is None

    with pytest.raises(AppError) as caught:
        library.remove(str(path))
    assert caught.value.code is Code.NOT_OURS_TO_DELETE


@pytest.mark.parametrize("name", ["with spaces.gguf", "模型-七.gguf", "x" * 250 + ".gguf"])
def test_names_of_every_kind_are_imported_and_copied(
    library: Library, folder: Path, tmp_path: Path, name: str
) -> None:
    deep = tmp_path / ("深" * 60) / ("long name " * 12)
    path = model(deep, name)
    assert len(str(path)) > 250

    assert library.import_file(path).error is None
    copied = library.import_file(path, copy=True)

    assert Path(copied.path) == folder / name
    assert {entry.source for entry in library.entries()} == {Source.IMPORTED, Source.COPIED}


def test_a_copy_is_told_of_and_the_same(library: Library, tmp_path: Path) -> None:
    path = model(tmp_path)
    told: list[int] = []

    entry = library.import_file(path, copy=True, on_bytes=told.append)

    assert Path(entry.path).read_bytes() == path.read_bytes()
    assert (entry.source, entry.error) == (Source.COPIED, None)
    assert told[-1] == path.stat().st_size


def test_a_copy_never_takes_another_files_place(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    folder.mkdir()
    (folder / "Tiny-Q4_K_M.gguf").write_bytes(b"mine")

    with pytest.raises(AppError) as caught:
        library.import_file(model(tmp_path), copy=True)

    assert caught.value.code is Code.OTHER_FILE_THERE
    assert (folder / "Tiny-Q4_K_M.gguf").read_bytes() == b"mine"


def test_a_copy_that_was_made_before_stays_what_it_is(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    files = write_parts(tmp_path, MODEL, 2)
    made = library.import_file(files[0], copy=True)
    before = {path: path.stat() for path in folder.iterdir()}

    assert library.import_file(files[0], copy=True) == made == only(library)

    assert {path: path.stat() for path in folder.iterdir()} == before
    assert library.import_file(files[0], copy=True, name="Two").name == "Two"
    assert library.remove(made.path)


def test_a_file_that_somebody_copied_by_hand_stays_theirs(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    path = model(tmp_path / "mine")
    model(folder, path.name)

    assert library.import_file(path, copy=True).source is Source.FOUND


def test_a_copy_is_no_link_to_what_it_is_a_copy_of(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    path = model(tmp_path / "mine")
    folder.mkdir()
    (folder / path.name).symlink_to(path)

    with pytest.raises(AppError) as caught:
        library.import_file(path, copy=True)

    assert caught.value.code is Code.OTHER_FILE_THERE


@pytest.mark.parametrize(
    ("file", "name", "copied"),
    [
        ("sha256-" + "a" * 64, "someone/llama3.2:1b", "someone-llama3.2-1b.gguf"),
        ("weights.bin", "", "weights.bin.gguf"),
        ("weights.bin", "模" * 90, "模" * 66 + ".gguf"),
        ("weights.bin", "///", "model.gguf"),
        ("WEIGHTS.GGUF", "another", "WEIGHTS.GGUF"),
    ],
)
def test_a_copy_is_called_as_a_model_is(  # noqa: PLR0917
    library: Library, folder: Path, tmp_path: Path, file: str, name: str, copied: str
) -> None:
    """So that it is found in the folder, also by a program that has lost its list."""
    library.import_file(model(tmp_path, file), copy=True, name=name)
    (folder / INDEX).unlink()

    assert only(library).path == str(folder / copied)


def test_a_copy_that_is_broken_off_leaves_nothing(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.import_file(model(tmp_path), copy=True, check=stop)

    assert list(folder.iterdir()) == []


def test_a_split_model_is_one_entry_and_copied_whole(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    files = write_parts(tmp_path, MODEL, 2)

    linked = library.import_file(files[0])
    copied = library.import_file(files[0], copy=True)

    assert linked.facts.parts == copied.facts.parts == 2
    assert copied.file_bytes == sum(file.stat().st_size for file in files)
    assert sorted(p.name for p in folder.glob("*.gguf")) == [file.name for file in files]
    assert len(library.entries()) == 2
    files[1].unlink()
    assert library.find(str(files[0])).error == AppError(
        Code.SPLIT_PART_MISSING, path=str(files[0]), missing=str(files[1])
    )
    assert library.remove(copied.path)
    assert list(folder.glob("*.gguf")) == []


# --- finding and removing ----------------------------------------------------------------------


def test_a_model_is_found_by_what_people_call_it(library: Library, tmp_path: Path) -> None:
    path = model(tmp_path)
    (row,) = catalogue_of(path, path.name).models
    entry = library.keep_download(row, path, written=True)

    for name in (str(path), "Tiny-Q4_K_M.gguf", "tiny-q4_k_m", "TINY ONE", "tiny-1"):
        assert library.find(name) == entry
    with pytest.raises(AppError) as caught:
        library.find("huge")
    assert caught.value == AppError(Code.NOT_IN_LIBRARY, name="huge")
    library.add(model(tmp_path / "more"), Source.IMPORTED, name="Tiny One")
    with pytest.raises(AppError) as caught:
        library.find("tiny one")
    assert caught.value == AppError(Code.NAME_NOT_UNIQUE, name="tiny one", count=2)


@pytest.mark.parametrize("source", [Source.DOWNLOADED, Source.COPIED, Source.MADE])
def test_what_this_program_wrote_is_deleted(library: Library, folder: Path, source: Source) -> None:
    path = model(folder)
    library.add(path, source)

    assert library.remove(str(path))

    assert not path.exists()
    assert library.entries() == ()


def test_what_is_the_users_is_only_forgotten(library: Library, tmp_path: Path) -> None:
    path = model(tmp_path)
    library.import_file(path)

    assert not library.remove(str(path))

    assert path.exists()
    assert library.entries() == ()


@pytest.mark.parametrize("content", [b"GIF89a", MODEL.plus(("x", U32, 1)).bytes()])
def test_a_file_in_the_place_of_ours_is_not_said_to_be_deleted(
    library: Library, folder: Path, content: bytes
) -> None:
    path = model(folder)
    library.add(path, Source.DOWNLOADED)
    assert only(library).is_deletable

    path.write_bytes(content)

    assert only(library).error is not None
    assert not only(library).is_deletable


def test_a_file_the_user_put_in_the_place_of_ours_is_only_forgotten(
    library: Library, folder: Path
) -> None:
    path = model(folder)
    library.add(path, Source.DOWNLOADED)
    MODEL.plus(("x", U32, 1)).write(path)

    assert not library.remove(str(path))

    assert path.exists()


def test_what_was_put_into_the_folder_is_not_deleted(library: Library, folder: Path) -> None:
    path = model(folder)

    with pytest.raises(AppError) as caught:
        library.remove(str(path))

    assert caught.value == AppError(Code.NOT_OURS_TO_DELETE, path=str(path))
    assert path.exists()


def test_a_found_file_that_was_verified_and_has_gone_can_be_forgotten(
    library: Library, folder: Path
) -> None:
    path = model(folder)
    library.verify(str(path))
    with pytest.raises(AppError) as caught:
        library.remove(str(path))
    assert caught.value.code is Code.NOT_OURS_TO_DELETE
    path.unlink()
    assert only(library).error == AppError(Code.FILE_MISSING, path=str(path))

    assert not library.remove(str(path))

    assert library.entries() == ()


def test_the_starter_stays(folder: Path, tmp_path: Path) -> None:
    starter = model(tmp_path)

    with pytest.raises(AppError) as caught:
        Library(folder, lambda: [shipped(starter)]).remove(str(starter))

    assert caught.value == AppError(Code.SHIPPED_STAYS, path=str(starter))
    assert starter.exists()


def test_a_file_that_has_gone_can_be_forgotten(library: Library, tmp_path: Path) -> None:
    path = model(tmp_path)
    library.add(path, Source.DOWNLOADED)
    path.unlink()

    assert not library.remove(str(path))
    assert library.entries() == ()


# --- verifying ---------------------------------------------------------------------------------


def test_a_first_look_is_remembered_and_a_second_compared(library: Library, tmp_path: Path) -> None:
    path = model(tmp_path)
    library.import_file(path)
    told: list[int] = []

    assert library.verify(str(path), on_bytes=told.append) is Verified.REMEMBERED
    assert told[-1] == path.stat().st_size
    assert library.verify(str(path)) is Verified.UNCHANGED
    spoilt = bytearray(path.read_bytes())
    spoilt[-1] ^= 1
    path.write_bytes(spoilt)
    with pytest.raises(AppError) as caught:
        library.verify(str(path))
    assert caught.value == AppError(Code.CONTENT_CHANGED, path=str(path))


def test_a_file_that_was_only_touched_is_unchanged_and_fine_again(
    library: Library, tmp_path: Path
) -> None:
    path = model(tmp_path)
    library.import_file(path)
    library.verify(str(path))
    os.utime(path, ns=(1, 1))
    assert only(library).error == AppError(Code.FILE_CHANGED, path=str(path))

    assert library.verify(str(path)) is Verified.UNCHANGED

    assert only(library).error is None


@pytest.mark.parametrize("in_the_catalogue", [False, True])
@pytest.mark.parametrize("source", [Source.MADE, Source.COPIED])
def test_a_file_in_the_place_of_ours_is_not_taken_for_ours_when_it_is_verified(
    library: Library,
    folder: Path,
    source: Source,
    in_the_catalogue: bool,
) -> None:
    path = model(folder)
    library.add(path, source)
    MODEL.plus(("x", U32, 1)).write(path)
    catalogue = catalogue_of(path, path.name) if in_the_catalogue else None

    library.verify(str(path), catalogue)

    assert (only(library).source, only(library).error) == (Source.FOUND, None)
    with pytest.raises(AppError) as caught:
        library.remove(str(path))
    assert caught.value.code is Code.NOT_OURS_TO_DELETE
    assert path.exists()


def test_a_file_made_elsewhere_and_replaced_there_is_only_forgotten(
    library: Library, tmp_path: Path
) -> None:
    path = model(tmp_path)
    library.add(path, Source.MADE)
    MODEL.plus(("x", U32, 1)).write(path)

    library.verify(str(path))

    assert only(library).source is Source.IMPORTED
    assert not library.remove(str(path))
    assert path.exists()


def test_a_file_that_is_replaced_while_it_is_read_is_not_remembered(
    library: Library, folder: Path
) -> None:
    path = model(folder)
    library.add(path, Source.MADE)
    other = MODEL.plus(("x", U32, 1)).bytes()

    with pytest.raises(AppError) as caught:
        library.verify(str(path), on_bytes=lambda _: put(path, other))

    assert caught.value == AppError(Code.FILE_CHANGED, path=str(path))
    assert only(library).sha256 == ""
    library.verify(str(path))
    assert only(library).source is Source.FOUND


def put(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def test_a_file_of_ours_that_was_verified_and_then_touched_is_still_ours(
    library: Library, folder: Path
) -> None:
    path = model(folder)
    library.add(path, Source.MADE)
    library.verify(str(path))
    os.utime(path, ns=(1, 1))

    library.verify(str(path))

    assert library.remove(str(path))
    assert not path.exists()


def test_a_file_of_the_catalogue_is_known_by_its_content(library: Library, tmp_path: Path) -> None:
    path = model(tmp_path, "under another name.gguf")
    library.import_file(path)

    assert library.verify(str(path), catalogue_of(path, "real.gguf")) is Verified.CATALOGUE
    assert only(library).catalogue_id == "tiny-1"


def test_a_damaged_file_of_the_catalogues_name_is_found_out(library: Library, folder: Path) -> None:
    path = model(folder, "real.gguf")
    catalogue = catalogue_of(path, "real.gguf")
    spoilt = bytearray(path.read_bytes())
    spoilt[-1] ^= 1
    path.write_bytes(spoilt)

    with pytest.raises(AppError) as caught:
        library.verify(str(path), catalogue)

    assert caught.value.code is Code.CONTENT_CHANGED


def test_a_file_that_has_gone_cannot_be_verified(library: Library, tmp_path: Path) -> None:
    path = model(tmp_path)
    library.import_file(path)
    path.unlink()

    with pytest.raises(AppError) as caught:
        library.verify(str(path))

    assert caught.value.code is Code.FILE_MISSING


def catalogue_of(path: Path, file: str) -> Catalogue:
    """A catalogue of one model: what is at ``path`` now."""
    row = CatalogueModel(
        id="tiny-1",
        name="Tiny One",
        repo="a/b",
        revision="0" * 40,
        file=file,
        bytes=path.stat().st_size,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        licence="mit",
        parameters=1,
        quantisation="Q4_0",
        tasks=(Task.PROMPT,),
        note="n",
    )
    return Catalogue(
        checked="2026-01-01",
        licences=(Licence("mit", "MIT", "free"),),
        models=(row,),
        recommended=(Recommendation(0, "tiny-1"),),
    )


# --- two at once -------------------------------------------------------------------------------


_IMPORT = """
import sys
from pathlib import Path
from desktop_lm.models.library.library import Library
from desktop_lm.models.library.shipped import Shipped
folder, *files = map(Path, sys.argv[1:])
for file in files:
    Library(folder, tuple).import_file(file)
"""


def test_two_processes_that_import_at_once_lose_nothing(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    files = [str(model(tmp_path / str(number))) for number in range(12)]
    running = [
        subprocess.Popen([sys.executable, "-c", _IMPORT, str(folder), *files[start::2]])
        for start in range(2)
    ]
    assert [process.wait() for process in running] == [0, 0]

    assert sorted(entry.path for entry in library.entries()) == sorted(files)
