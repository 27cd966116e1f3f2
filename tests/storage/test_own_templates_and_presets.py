"""What the user made and named: no damage and no other window costs it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_lm.storage import own_templates, presets
from desktop_lm.storage.presets import Presets

READERS = pytest.mark.parametrize(
    "read", [own_templates.read, presets.read], ids=["templates", "presets"]
)


@READERS
@pytest.mark.parametrize("content", [b'{"templates": {"Poem": "On', b"[1]", b"", b"\xff\xfe\0"])
def test_a_damaged_file_is_kept_aside(
    tmp_path: Path, read: Callable[[Path], object], content: bytes
) -> None:
    path = tmp_path / "own.json"
    path.write_bytes(content)
    assert read(path) in ({}, Presets())
    assert not path.exists()
    assert (tmp_path / "own.json.damaged").read_bytes() == content


@READERS
def test_where_there_is_no_file_there_is_nothing(
    tmp_path: Path, read: Callable[[Path], object]
) -> None:
    assert read(tmp_path / "own.json") in ({}, Presets())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_that_an_editor_saved_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "own.json"
    path.write_bytes(json.dumps({"templates": {"Ode": "Über {ode}"}}).encode(encoding))
    assert own_templates.read(path) == {"Ode": "Über {ode}"}
    path.write_bytes(json.dumps({"presets": {"Mine": {"seed": 7}}}).encode(encoding))
    assert presets.read(path) == Presets({"Mine": {"seed": 7}})
