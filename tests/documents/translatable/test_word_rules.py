"""What Word asks of a file that it opens, and what its own habits must not cost a translation."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from desktop_lm.documents.translatable.unit import Span
from tests.support.packed_books import word_file, word_run
from tests.support.translating import opened, through, upper

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOTE = '<w:r><w:rPr><w:b/></w:rPr><w:footnoteReference w:id="2"/></w:r>'


def _document(path: Path) -> str:
    with zipfile.ZipFile(path) as file:
        return file.read("word/document.xml").decode()


@pytest.mark.parametrize(
    "runs",
    [
        word_run("Hello") + word_run(" ", "<w:b/>"),
        word_run(" ", "<w:b/>") + word_run("Hello"),
        word_run("Hello") + word_run(" ", "<w:b/>") + _NOTE,
        word_run("Hello") + word_run(" ", "<w:b/>") + _NOTE + word_run("there"),
    ],
    ids=["blank behind", "blank before", "note behind", "note between"],
)
def test_properties_of_a_run_stand_in_a_run(tmp_path: Path, runs: str) -> None:
    path = word_file(tmp_path / "a.docx", f"<w:p>{runs}</w:p>")

    written = ET.fromstring(_document(through(path, upper)))

    where = {above.tag for above in written.iter() for each in above if each.tag == f"{_W}rPr"}
    assert where == {f"{_W}r"}


_HINT = '<w:rFonts w:hint="eastAsia"/>'


@pytest.mark.parametrize(
    "look",
    [
        f'{_HINT}<w:b/><w:color w:val="FF0000"/>',
        '<w:rFonts w:hint="eastAsia" w:ascii="Courier"/>',
        '<w:rFonts w:ascii="Courier" w:hint="eastAsia"/>',
    ],
)
def test_a_hint_for_fonts_hides_nothing_that_stands_with_it(tmp_path: Path, look: str) -> None:
    runs = word_run("Plain words ", _HINT) + word_run("others", look)
    path = word_file(tmp_path / "a.docx", f"<w:p>{runs}</w:p>")

    assert next(iter(opened(path).units())).spans == (Span(12, 18, "1"),)
    written = _document(through(path, upper))
    assert f'<w:rPr>{look}</w:rPr><w:t xml:space="preserve">OTHERS</w:t>' in written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", _HINT),
        ("<w:b/>", f"{_HINT}<w:b/>"),
        (
            '<w:rFonts w:ascii="Courier" w:hAnsi="Courier"/>',
            '<w:rFonts w:ascii="Courier" w:hint="eastAsia" w:hAnsi="Courier"/>',
        ),
    ],
)
def test_a_hint_for_fonts_is_no_formatting(tmp_path: Path, one: str, other: str) -> None:
    runs = word_run("Plain words ", one) + word_run("others", other)
    path = word_file(tmp_path / "a.docx", f"<w:p>{runs}</w:p>")

    assert next(iter(opened(path).units())).spans == ()


_TRACKED = '<w:sectPrChange w:id="1"><w:sectPr><w:cols/></w:sectPr></w:sectPrChange>'


def _two_paragraphs(folder: Path, properties: str) -> tuple[str, str]:
    """The paragraphs that one with ``properties`` becomes with its translation."""
    body = f"<w:p><w:pPr>{properties}</w:pPr>{word_run('Hello')}</w:p>"
    path = word_file(folder / "a.docx", body)
    written = _document(through(path, upper, bilingual=True))
    ET.fromstring(written)
    first, second = re.findall(r"<w:p>.*?</w:p>", written)
    assert "Hello" in first
    assert "HELLO" in second
    return first, second


@pytest.mark.parametrize(
    "section",
    [
        '<w:sectPr><w:type w:val="nextPage"/></w:sectPr>',
        f'<w:sectPr w:rsidR="00A1"><w:cols w:num="2"/>{_TRACKED}</w:sectPr>',
        "<w:sectPr/>",
    ],
)
def test_a_translation_stands_in_the_section_of_its_original(tmp_path: Path, section: str) -> None:
    first, second = _two_paragraphs(tmp_path, f'<w:jc w:val="left"/>{section}')

    assert '<w:pPr><w:jc w:val="left"/></w:pPr>' in first
    assert f'<w:pPr><w:jc w:val="left"/>{section}</w:pPr>' in second


def test_a_translation_does_not_begin_a_new_page_as_its_original_does(tmp_path: Path) -> None:
    first, second = _two_paragraphs(tmp_path, "<w:keepNext/><w:pageBreakBefore/>")

    assert "<w:keepNext/><w:pageBreakBefore/>" in first
    assert "<w:pPr><w:keepNext/></w:pPr>" in second


def test_a_style_that_begins_a_page_stays_put_off(tmp_path: Path) -> None:
    off = '<w:pageBreakBefore w:val="0"/>'

    assert all(off in paragraph for paragraph in _two_paragraphs(tmp_path, off))


_NEXT_PAGE = '<w:r><w:br w:type="page"/></w:r>'


@pytest.mark.parametrize(
    ("last", "kept"),
    [
        (_NEXT_PAGE, ""),
        (f"<w:r><w:lastRenderedPageBreak/></w:r>{_NEXT_PAGE}", ""),
        (f'<w:bookmarkEnd w:id="0"/>{_NEXT_PAGE}{_NOTE}', f'<w:bookmarkEnd w:id="0"/>{_NOTE}'),
        ('<w:r><w:br w:type="column"/></w:r>', ""),
    ],
)
@pytest.mark.parametrize(
    "properties", ["", '<w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr>']
)
def test_a_translation_stands_on_the_page_that_its_original_ends(
    tmp_path: Path, last: str, kept: str, properties: str
) -> None:
    body = f"<w:p>{properties}{word_run('Hello', '<w:b/>')}{last}</w:p>"
    path = word_file(tmp_path / "a.docx", body)

    written = _document(through(path, upper, bilingual=True))

    ET.fromstring(written)
    page = last[last.index("<w:r><w:br") :].removesuffix(_NOTE)
    assert written.count(page) == 1
    assert written.index("Hello") < written.index("HELLO") < written.index(page)
    assert f"{word_run('Hello', '<w:b/>')}{kept}<" in written


def test_a_page_that_begins_with_a_paragraph_begins_with_its_original(tmp_path: Path) -> None:
    path = word_file(tmp_path / "a.docx", f"<w:p>{_NEXT_PAGE}{word_run('Hello')}</w:p>")

    written = _document(through(path, upper, bilingual=True))

    assert written.count(_NEXT_PAGE) == 1
    assert written.index(_NEXT_PAGE) < written.index("Hello") < written.index("HELLO")


@pytest.mark.parametrize(
    "control_id", ['<w:id w:val="-12"/>', '<w:id w:val="-12"></w:id>'], ids=["alone", "with end"]
)
@pytest.mark.parametrize("properties", ["", "<w:pPr><w:numPr/></w:pPr>"], ids=["plain", "item"])
@pytest.mark.parametrize("before", ["", word_run("See ")], ids=["all", "part"])
def test_an_id_stands_once_in_a_bilingual_file(
    tmp_path: Path, control_id: str, properties: str, before: str
) -> None:
    bookmark = '<w:bookmarkStart w:id="1" w:name="a"/>'
    control = (
        f'<w:sdt><w:sdtPr><w:alias w:val="Who"/>{control_id}</w:sdtPr><w:sdtContent>{bookmark}'
        f'{word_run("Hello")}<w:bookmarkEnd w:id="1"/></w:sdtContent></w:sdt>'
    )
    path = word_file(tmp_path / "a.docx", f"<w:p>{properties}{before}{control}</w:p>")

    written = _document(through(path, upper, bilingual=True))

    ET.fromstring(written)
    assert control in written
    for once in (control_id, bookmark, "w:bookmarkEnd"):
        assert written.count(once) == 1
    second = written[written.index("HELLO") - 200 : written.index("HELLO")]
    assert '<w:sdtPr><w:alias w:val="Who"/></w:sdtPr>' in second
