from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.models.starter import REMEMBERED_IN, starter_model

CONTENT = b"a model of a model" * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "starter.gguf"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def check(state: Path, find: Callable[[], Path | None]) -> Path:
    return starter_model(state, find, size=len(CONTENT), sha256=SHA256)


def refusal(state: Path, find: Callable[[], Path | None]) -> AppError:
    with pytest.raises(AppError) as caught:
        check(state, find)
    return caught.value


def swap_behind_its_back(model: Path) -> None:
    """Other bytes of the same length and the same time: only a hash would tell."""
    times = model.stat()
    model.write_bytes(CONTENT[::-1])
    os.utime(model, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.model
def test_the_installed_one_is_whole(state: Path) -> None:
    path = starter_model(state)

    assert path.stat().st_size == 98_362_432
    assert (state / REMEMBERED_IN).is_file()
    assert starter_model(state) == path


def test_it_is_read_once(model: Path, state: Path) -> None:
    assert check(state, lambda: model) == model
    swap_behind_its_back(model)

    assert check(state, lambda: model) == model  # no second reading, or it would be found out
    assert [entry.name for entry in state.iterdir()] == [REMEMBERED_IN]


def test_a_touched_file_is_read_again(model: Path, state: Path) -> None:
    check(state, lambda: model)
    swap_behind_its_back(model)
    os.utime(model, ns=(1, 1))

    assert refusal(state, lambda: model).code is Code.STARTER_DAMAGED


def test_another_place_is_read_again(model: Path, state: Path) -> None:
    check(state, lambda: model)
    times = model.stat()
    other = model.with_name("other.gguf")
    other.write_bytes(CONTENT[::-1])
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))

    assert refusal(state, lambda: other).code is Code.STARTER_DAMAGED


def test_changed_bytes_and_changed_lengths_are_damage(model: Path, state: Path) -> None:
    model.write_bytes(CONTENT[:-1] + b"?")
    assert refusal(state, lambda: model) == AppError(Code.STARTER_DAMAGED, path=str(model))
    model.write_bytes(CONTENT + b"!")
    assert refusal(state, lambda: model) == AppError(Code.STARTER_DAMAGED, path=str(model))
    assert not state.exists()


def test_what_is_not_there_is_missing(model: Path, state: Path) -> None:
    assert refusal(state, lambda: None).code is Code.STARTER_MISSING
    model.unlink()
    assert refusal(state, lambda: model).code is Code.STARTER_MISSING


@pytest.mark.parametrize("note", [b"", b"{", b"null", b"[]", b"\xff", b"[" * 100_000])
def test_a_broken_note_is_only_no_note(model: Path, state: Path, note: bytes) -> None:
    state.mkdir()
    (state / REMEMBERED_IN).write_bytes(note)

    assert check(state, lambda: model) == model
    assert b"sha256" in (state / REMEMBERED_IN).read_bytes()


def test_a_state_folder_that_cannot_be_made_stops_nothing(model: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert check(tmp_path / "file" / "state", lambda: model) == model


def test_a_note_that_cannot_be_replaced_leaves_no_litter(model: Path, state: Path) -> None:
    (state / REMEMBERED_IN).mkdir(parents=True)

    assert check(state, lambda: model) == model
    assert [entry.name for entry in state.iterdir()] == [REMEMBERED_IN]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of files")
def test_a_full_disk_stops_nothing(model: Path, state: Path) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))  # no file may get a first byte
    try:
        found = check(state, lambda: model)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert found == model
    assert list(state.iterdir()) == []
