"""A text on standard input, in the encodings that programs write."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from desktop_lm.cli.text_argument import text_of
from desktop_lm.errors import AppError, Code

TEXT = "Müller wohnt in der Straße über dem Café,\r\nund zwar schön.\n"


def given(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), "ascii"))


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-16-le", "UTF-16-LE"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_it_is_read_as_it_was_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], encoding: str, told: str
) -> None:
    given(monkeypatch, TEXT.encode(encoding))
    assert text_of("-") == TEXT
    said = f"desktop-lm: the encoding of standard input was taken to be {told}.\n"
    assert capsys.readouterr().err == (said if told else "")


def test_a_picture_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0")
    with pytest.raises(AppError) as caught:
        text_of("-")
    assert caught.value == AppError(Code.DOCUMENT_NOT_TEXT, path="standard input")


def test_what_is_closed_or_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert text_of("-") == ""
    with (tmp_path / "written").open("wb") as file:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(file))
        with pytest.raises(AppError) as caught:
            text_of("-")
    assert caught.value.code is Code.FILE_UNREADABLE
