from __future__ import annotations

from pathlib import Path

import pytest

from desktop_lm import atomic_file


def test_a_file_is_replaced_and_its_folder_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "ü" / ("x" * 240)
    atomic_file.write_text(path, "first")
    atomic_file.write_text(path, "second ✓")

    assert path.read_text("utf-8") == "second ✓"
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_written_leaves_the_old_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")

    with pytest.raises(UnicodeEncodeError):
        atomic_file.write_text(path, "half of a pair: \ud800")

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
