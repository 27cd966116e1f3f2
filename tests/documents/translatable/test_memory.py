"""How much memory a long document takes on its way through."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.packed_books import word_file, word_run

_PAGES = 300
_RUNS = 3  # of each paragraph, 8 of which fill a page
_GROWTH = 6 << 20  # bytes


@pytest.mark.slow
def test_three_hundred_pages_take_no_more_memory_than_one(tmp_path: Path) -> None:
    words = "It was dark upon the harbour when the lamp was lit again. " * 16
    runs = [word_run(words, "<w:b/>" if at % 2 else "") for at in range(_RUNS)]
    page = f"<w:p>{''.join(runs)}</w:p>" * 8
    small = word_file(tmp_path / "small.docx", page)
    large = word_file(tmp_path / "large.docx", page * _PAGES)
    with zipfile.ZipFile(large) as packed:
        assert packed.getinfo("word/document.xml").file_size > _GROWTH
    command = [sys.executable, "-m", "tests.support.translate_child", str(small), str(large)]

    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)

    assert int(told.stdout) < _GROWTH
