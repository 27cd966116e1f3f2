"""The classifiers that come with the program: for one model file, and with one adapter."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from desktop_lm.jobs.sentiment.heads import heads_for
from desktop_lm.tasks.sentiment.forms import ADAPTED
from desktop_lm.tasks.sentiment.head import Head, Heads
from desktop_lm.tasks.sentiment.words import WORDS

WEIGHTS, ADAPTER = b"weights", b"thin matrices"


@pytest.fixture
def model(tmp_path: Path) -> str:
    file = tmp_path / "model.gguf"
    file.write_bytes(WEIGHTS)
    return str(file)


def written(folder: Path, adapter: str = "adapter.gguf") -> Path:
    """A file of classifiers, and beside it the adapter, where they have one."""
    width = len(WORDS)
    head = Head(
        labels=("a", "b"),
        forms=(ADAPTED.name,),
        means=(0.0,) * width,
        scales=(1.0,) * width,
        weights=((0.0, 0.0),) * width,
        bias=(0.0, 0.0),
        unsure_below=0.5,
    )
    digest = sha256(ADAPTER).hexdigest() if adapter else ""
    heads = Heads(sha256(WEIGHTS).hexdigest(), len(WEIGHTS), head, head, adapter, digest)
    (folder / "resources").mkdir()
    if adapter:
        (folder / "resources" / adapter).write_bytes(ADAPTER)
    file = folder / "resources" / "heads.json"
    file.write_bytes(msgspec.json.encode(heads))
    return file


def hash_of(model: str) -> str:
    return sha256(Path(model).read_bytes()).hexdigest()


def test_they_name_the_adapter_that_lies_beside_them(tmp_path: Path, model: str) -> None:
    found = heads_for(model, written(tmp_path), hash_of)
    assert found is not None
    assert Path(found.adapter).read_bytes() == ADAPTER


def test_they_may_do_without_one(tmp_path: Path, model: str) -> None:
    found = heads_for(model, written(tmp_path, adapter=""), hash_of)
    assert found is not None
    assert not found.adapter


@pytest.mark.allow_log("adapter.gguf cannot be used: .*")
@pytest.mark.parametrize("content", [None, b"", b"other matrices"])
def test_without_their_own_adapter_they_are_of_no_use(
    tmp_path: Path, model: str, content: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    file = written(tmp_path)
    adapter = file.with_name("adapter.gguf")
    adapter.unlink()
    if content is not None:
        adapter.write_bytes(content)

    assert heads_for(model, file, hash_of) is None
    assert "adapter.gguf" in caplog.text


def test_another_model_has_none(tmp_path: Path, model: str) -> None:
    file = written(tmp_path)
    Path(model).write_bytes(b"weighty")
    assert heads_for(model, file, hash_of) is None
