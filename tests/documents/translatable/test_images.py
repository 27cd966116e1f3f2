"""Images and formulas between words: the blanks around them stay."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_lm.documents.translatable.unit import Span, Unit, Written
from tests.support.packed_books import odt_file, word_file, word_run
from tests.support.translating import opened, through, upper

_MATH = '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"/>'
_Made = Callable[[Path], tuple[Path, str]]
_FRAME = "<draw:frame><draw:image/></draw:frame>"


def _markdown(folder: Path) -> tuple[Path, str]:
    path = folder / "a.md"
    path.write_text("Of ![](x.png) it is\n")
    return path, "![](x.png)"


def _word(folder: Path) -> tuple[Path, str]:
    runs = f"{word_run('Of ')}{_MATH}{word_run(' it is')}"
    return word_file(folder / "a.docx", f"<w:p>{runs}</w:p>"), _MATH


def _open_document(folder: Path) -> tuple[Path, str]:
    return odt_file(folder / "a.odt", body=f"<text:p>Of {_FRAME} it is</text:p>"), _FRAME


def _read(path: Path, image: str) -> str:
    """The words of a file, and its image as [x]."""
    if path.suffix == ".md":
        return path.read_text().replace(image, "[x]").strip()
    with zipfile.ZipFile(path) as file:
        name = "word/document.xml" if path.suffix == ".docx" else "content.xml"
        written = file.read(name).decode().replace(image, "[x]")
    paragraphs = re.findall(r"<(?:w|text):p>.*?</(?:w|text):p>", written)
    return "|".join(re.sub("<[^>]*>", "", each) for each in paragraphs)


_ALL = pytest.mark.parametrize("made", [_markdown, _word, _open_document])


@_ALL
@pytest.mark.parametrize("at", [0, 3, 4, 8, 11])
def test_blanks_stand_around_an_image_wherever_it_comes(
    tmp_path: Path, made: _Made, at: int
) -> None:
    path, image = made(tmp_path)
    unit = next(iter(opened(path).units()))
    assert unit.text == "Of it is"

    def turned(unit: Unit) -> Written:
        return Written(
            "Das wird es", tuple(Span(at, at, one.key, fixed=True) for one in unit.spans)
        )

    found = _read(through(path, turned), image)
    words = "Das wird es"
    expected = f"{words[:at].strip()} [x] {words[at:].strip()}".strip()
    assert found.split("|")[0] == expected


@_ALL
def test_a_translation_below_has_one_blank_for_the_image(tmp_path: Path, made: _Made) -> None:
    path, image = made(tmp_path)

    found = _read(through(path, upper, bilingual=True), image)

    assert [line for line in re.split(r"[|\n]+", found) if line] == ["Of [x] it is", "OF IT IS"]
