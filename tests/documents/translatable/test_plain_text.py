"""TXT files as units, and back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from desktop_lm.documents.translatable.unit import Unit, Written
from desktop_lm.errors import AppError, Code
from tests.support.translating import opened, texts, through, upper


def _file(folder: Path, data: str | bytes, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_lines_are_translated_and_all_around_them_stays(tmp_path: Path) -> None:
    path = _file(tmp_path, "\n  One two. \r\n\t* three\r---\n42\nfour")

    assert texts(path) == ["One two.", "* three", "four"]
    assert through(path, upper).read_bytes() == b"\n  ONE TWO. \r\n\t* THREE\r---\n42\nFOUR"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_the_encoding_stays(tmp_path: Path, encoding: str) -> None:
    text = "Crème brûlée: le café où l'été s'achève, naïve façade.\nUne fenêtre à côté.\n"
    path = _file(tmp_path, text.encode(encoding))

    assert through(path, upper).read_bytes() == text.upper().encode(encoding)


def test_what_the_encoding_cannot_hold_makes_the_file_utf8(tmp_path: Path) -> None:
    path = _file(tmp_path, "Café à la crème\nUn été à côté\n".encode("cp1252"))

    def translate(unit: Unit) -> Written:
        return Written("日本語" if unit.text.startswith("Un") else unit.text)

    assert through(path, translate).read_bytes() == "Café à la crème\n日本語\n".encode("utf-8-sig")


def test_bytes_that_are_no_text_go_back_as_they_are(tmp_path: Path) -> None:
    data = "Über öde Öfen\näöü größer\nwor\udc81ds\n".encode(errors="surrogateescape")
    path = _file(tmp_path, data)

    assert through(path).read_bytes() == data
    assert texts(path)[-1] == "wor\N{REPLACEMENT CHARACTER}ds"


def test_bilingual_puts_a_line_below(tmp_path: Path) -> None:
    path = _file(tmp_path, "Title\r\n\r\n  one\r\n42")

    written = through(path, upper, bilingual=True).read_bytes()

    assert written == b"Title\r\nTITLE\r\n\r\n  one\r\n  ONE\r\n42"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(data=st.text(min_size=1).map(lambda text: text.encode(errors="replace")))
@example(data=b"\x00\xc2\x80")
def test_any_text_comes_back_byte_by_byte(tmp_path: Path, data: bytes) -> None:
    path = _file(tmp_path, data)
    with contextlib.suppress(AppError):  # what looks like no text
        assert through(path).read_bytes() == data


def test_the_file_itself_and_half_a_target_are_never_written(tmp_path: Path) -> None:
    path = _file(tmp_path, "One.\nTwo.\n")
    file = opened(path)
    link = tmp_path / "link.txt"
    link.symlink_to(path)

    for target in (path, link):
        with pytest.raises(AppError) as refused:
            file.write(target, iter([Written("1"), Written("2")]))
        assert refused.value.code is Code.TARGET_IS_SOURCE
    for translations in ([Written("1")], [Written("1")] * 3):
        with pytest.raises(ValueError, match="translations than units"):
            file.write(tmp_path / "b.txt", iter(translations))

    assert path.read_text() == "One.\nTwo.\n"
    assert sorted(tmp_path.iterdir()) == [path, link]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"", Code.FILE_EMPTY),
        ("a.txt", bytes(range(256)) * 8, Code.DOCUMENT_NOT_TEXT),
        ("a.pdf", b"%PDF-1.4", Code.KIND_NOT_TRANSLATED),
        ("a.xyz", b"words", Code.KIND_NOT_TRANSLATED),
    ],
)
def test_what_cannot_be_translated_is_refused(
    tmp_path: Path, name: str, data: bytes, code: Code
) -> None:
    with pytest.raises(AppError) as refused:
        opened(_file(tmp_path, data, name))
    assert refused.value.code is code


def test_a_file_that_is_gone_is_missed(tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused:
        opened(tmp_path / "none.txt")
    assert refused.value.code is Code.FILE_MISSING


def test_where_nothing_can_be_written_the_target_does_not_appear(tmp_path: Path) -> None:
    path = _file(tmp_path, "One.\n")
    missing = tmp_path / "missing" / "b.txt"

    with pytest.raises(AppError) as refused:
        opened(path).write(missing, iter([Written("Eins.")]))

    assert refused.value.code is Code.WRITE_FAILED
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_breaks_off_midway_leaves_nothing(tmp_path: Path) -> None:
    path = _file(tmp_path, "One.\nTwo.\n")

    def translations() -> Iterator[Written]:
        yield Written("Eins.")
        raise AppError(Code.NO_MODEL)

    with pytest.raises(AppError):
        opened(path).write(tmp_path / "b.txt", translations())

    assert list(tmp_path.iterdir()) == [path]
