"""A file translated into Arabic or Hebrew runs from right to left, and one out of them back."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.text_direction import directed
from desktop_lm.documents.translatable.unit import Written, same
from tests.support.document_files import W, packed
from tests.support.packed_books import epub_file
from tests.support.translating import opened

HEBREW = "שלום עולם"


@pytest.mark.parametrize(
    ("tag", "language", "expected"),
    [
        ("<html>", "he", '<html dir="rtl">'),
        ('<HTML lang="he">', "ar", '<HTML dir="rtl" lang="he">'),
        ("<html dir=ltr lang='en'>", "fa", "<html dir=\"rtl\" lang='en'>"),
        ('<html dir="rtl">', "de", '<html dir="ltr">'),
        ('<body DIR="RTL" class="a">', "en", '<body DIR="ltr" class="a">'),
        ("<body>", "he", "<body>"),
        ("<html>", "de", "<html>"),
        ('<p dir="rtl">', "de", '<p dir="rtl">'),
        ('<script>"<html dir=rtl>"</script>', "de", '<script>"<html dir=rtl>"</script>'),
    ],
)
def test_a_web_page_says_it_where_it_begins(tag: str, language: str, expected: str) -> None:
    assert directed(FileKind.WEB_PAGE, tag, language) == expected


def test_the_pages_of_a_book_turn_the_other_way(tmp_path: Path) -> None:
    path = epub_file(tmp_path / "a.epub")
    with zipfile.ZipFile(path) as file:
        package = file.read("OEBPS/book.opf").decode()
    package = package.replace("</manifest>", '</manifest><spine toc="ncx"/>')
    book = opened(epub_file(path, {"OEBPS/book.opf": package}))
    book.write(tmp_path / "b.epub", map(same, book.units()), language="ar")

    with zipfile.ZipFile(tmp_path / "b.epub") as file:
        assert (
            '<spine page-progression-direction="rtl" toc="ncx"/>'
            in file.read("OEBPS/book.opf").decode()
        )
        assert '<html dir="rtl"' in file.read("OEBPS/one a.xhtml").decode()


PLAIN = (
    "<w:p><w:pPr><w:keepNext/><w:jc w:val='both'/></w:pPr><w:r><w:rPr><w:b/><w:lang/></w:rPr>"
    "<w:t>Hello world</w:t></w:r></w:p>"
)
TURNED = (
    "<w:p><w:pPr><w:keepNext/><w:bidi/><w:jc w:val='both'/></w:pPr>"
    f"<w:r><w:rPr><w:b/><w:bCs/><w:rtl/><w:lang/></w:rPr><w:t>{HEBREW}</w:t></w:r></w:p>"
)
TABLE = "<w:tbl><w:tblPr>{}<w:tblW w:w='1'/></w:tblPr><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>"


def _document(path: Path, body: str) -> Path:
    return packed(
        path,
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        },
    )


def _translated(path: Path, text: str, language: str, *, bilingual: bool = False) -> str:
    file = opened(path)
    target = path.with_name("out.docx")
    written = (Written(text) for _ in file.units())
    file.write(target, written, bilingual=bilingual, language=language)
    with zipfile.ZipFile(target) as out:
        whole = out.read("word/document.xml").decode()
    body = whole.partition("<w:body>")[2].partition("</w:body>")[0]
    return body.replace(' xml:space="preserve"', "")


def test_paragraphs_runs_and_tables_of_a_word_document_turn(tmp_path: Path) -> None:
    path = _document(tmp_path / "a.docx", PLAIN + TABLE.format("", PLAIN))

    written = _translated(path, HEBREW, "he")

    assert written == TURNED + TABLE.format("<w:bidiVisual/>", TURNED)


def test_a_word_document_turns_back(tmp_path: Path) -> None:
    path = _document(tmp_path / "a.docx", TURNED + TABLE.format("<w:bidiVisual/>", TURNED))

    written = _translated(path, "Hello world", "en")

    assert "bidi" not in written
    assert "rtl" not in written
    assert written.count("<w:jc w:val='both'/>") == 2


def test_the_words_in_a_text_box_turn_within_the_run_that_holds_it(tmp_path: Path) -> None:
    box = f"<w:r><w:pict><w:txbxContent>{PLAIN}</w:txbxContent></w:pict></w:r>"
    path = _document(tmp_path / "a.docx", f"<w:p>{box}</w:p>")

    written = _translated(path, HEBREW, "he")

    assert TURNED in written
    assert written.count("<w:rtl/>") == 1


@pytest.mark.parametrize("properties", ["", "<w:pPr/>"])
def test_a_paragraph_without_properties_gets_some(tmp_path: Path, properties: str) -> None:
    path = _document(tmp_path / "a.docx", f"<w:p>{properties}<w:r><w:t>Hi</w:t></w:r></w:p>")

    run = f"<w:r><w:rPr><w:rtl/></w:rPr><w:t>{HEBREW}</w:t></w:r>"
    assert _translated(path, HEBREW, "he") == f"<w:p><w:pPr><w:bidi/></w:pPr>{run}</w:p>"


def test_a_run_of_other_letters_is_no_run_from_right_to_left(tmp_path: Path) -> None:
    written = _translated(_document(tmp_path / "a.docx", PLAIN), "PySide", "he")

    assert "<w:bidi/>" in written
    assert "<w:rtl/>" not in written


def test_both_languages_in_one_document_keep_its_direction(tmp_path: Path) -> None:
    written = _translated(_document(tmp_path / "a.docx", PLAIN), HEBREW, "he", bilingual=True)

    assert "bidi" not in written


LEFT, RIGHT = 'fo:text-align="left"', 'fo:text-align="right"'
FROM_LEFT, FROM_RIGHT = 'style:writing-mode="lr-tb"', 'style:writing-mode="rl-tb"'


@pytest.mark.parametrize(
    ("before", "language", "after"),
    [
        (FROM_LEFT, "he", f"{RIGHT} {FROM_RIGHT}"),
        ('style:writing-mode="page"', "ar", f"{RIGHT} {FROM_RIGHT}"),
        (f'fo:text-align="start" {FROM_LEFT}', "he", f"{RIGHT} {FROM_RIGHT}"),
        ('fo:text-align="end"', "he", LEFT),
        ('fo:text-align="center"', "he", 'fo:text-align="center"'),
        (f'fo:text-align="end" {FROM_RIGHT}', "de", f"{LEFT} {FROM_LEFT}"),
        (FROM_RIGHT, "de", f"{LEFT} {FROM_LEFT}"),
        (RIGHT, "de", RIGHT),
        ('style:writing-mode="page"', "de", 'style:writing-mode="page"'),
        ('style:writing-mode="tb-rl"', "he", 'style:writing-mode="tb-rl"'),  # from top to bottom
    ],
)
def test_the_styles_of_an_open_document_turn(before: str, language: str, after: str) -> None:
    style = "<style:paragraph-properties {}/>"

    turned = directed(FileKind.OPEN_DOCUMENT, style.format(before), language)

    assert turned == style.format(after)


def test_a_page_turns_without_a_side() -> None:
    page = f"<style:page-layout-properties {FROM_LEFT}>"

    assert directed(FileKind.OPEN_DOCUMENT, page, "he") == page.replace(FROM_LEFT, FROM_RIGHT)
