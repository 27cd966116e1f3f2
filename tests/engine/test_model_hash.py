"""A model file's hash is that of the bytes that lie there now."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from desktop_lm.engine.model_hash import ModelHashes, stamps


def computed(hashes: ModelHashes, path: Path) -> str:
    steps = list(hashes.compute([str(path)]))
    assert set(steps[:-1]) <= {""}
    return steps[-1] if steps else ""


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_hash_is_computed_once_and_remembered(tmp_path: Path) -> None:
    model = tmp_path / "model.gguf"
    model.write_bytes(bytes(range(256)) * 40_000)
    hashes = ModelHashes(tmp_path / "states" / "models.json")

    assert hashes.known([str(model)]) == ""
    assert computed(hashes, model) == sha256(model)
    assert ModelHashes(tmp_path / "states" / "models.json").known([str(model)]) == sha256(model)


def test_a_file_replaced_by_one_of_the_same_size_and_time(tmp_path: Path) -> None:
    model, other = tmp_path / "model.gguf", tmp_path / "other.gguf"
    model.write_bytes(b"a" * 1000)
    hashes = ModelHashes(tmp_path / "models.json")
    computed(hashes, model)
    times = model.stat().st_atime_ns, model.stat().st_mtime_ns

    other.write_bytes(b"b" * 1000)
    os.utime(other, ns=times)
    other.replace(model)

    assert hashes.known([str(model)]) == ""


def test_a_file_that_changes_while_it_is_read_has_no_hash(tmp_path: Path) -> None:
    model = tmp_path / "model.gguf"
    model.write_bytes(b"a" * 1000)
    hashes = ModelHashes(tmp_path / "models.json")
    steps = hashes.compute([str(model)])
    assert next(steps) == ""

    model.write_bytes(b"b" * 2000)

    assert "" in [*steps, ""]
    assert hashes.known([str(model)]) == ""


def test_a_file_put_in_place_of_the_one_that_was_opened(tmp_path: Path) -> None:
    model, other = tmp_path / "model.gguf", tmp_path / "other.gguf"
    model.write_bytes(b"a" * 1000)
    since = stamps([str(model)])
    hashes = ModelHashes(tmp_path / "models.json")
    assert [*hashes.compute([str(model)], since)][-1] == sha256(model)
    assert hashes.known([str(model)], since) == sha256(model)

    other.write_bytes(b"b" * 1000)
    other.replace(model)

    assert list(hashes.compute([str(model)], since)) == []
    assert computed(hashes, model) == sha256(model)
    assert hashes.known([str(model)], since) == ""


def test_no_file_and_a_damaged_memory(tmp_path: Path) -> None:
    (tmp_path / "models.json").write_text('["not", "an object"')
    hashes = ModelHashes(tmp_path / "models.json")

    assert hashes.known([str(tmp_path / "none")]) == ""
    assert list(hashes.compute([str(tmp_path / "none")])) == []


def test_all_files_of_a_split_model_count(tmp_path: Path) -> None:
    files = [tmp_path / "one", tmp_path / "two"]
    for file in files:
        file.write_bytes(file.name.encode())
    names = [str(file) for file in files]
    hashes = ModelHashes(tmp_path / "models.json")

    *_, found = hashes.compute(names)

    assert found == hashlib.sha256(b"onetwo").hexdigest()
    files[1].write_bytes(b"2")
    assert hashes.known(names) == ""
