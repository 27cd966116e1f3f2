"""A file translated into Arabic or Hebrew runs from right to left, and one out of them back."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.text_direction import directed
from desktop_lm.documents.translatable.unit import Written, same
from tests.support.document_files import ODF, W, packed
from tests.support.packed_books import epub_file, odt_file
from tests.support.translating import opened, through, upper

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


def test_beside_its_original_a_translation_runs_its_own_way(tmp_path: Path) -> None:
    item = PLAIN.replace("<w:keepNext/>", "<w:keepNext/><w:numPr/>")
    path = _document(tmp_path / "a.docx", PLAIN + item)

    written = _translated(path, HEBREW, "he", bilingual=True)

    assert written.startswith(PLAIN + TURNED)
    words = TURNED[TURNED.index("<w:r>") :].removesuffix("</w:p>")
    assert words in written[len(PLAIN + TURNED) :]  # in one paragraph, which stays as it was
    assert written.count("<w:bidi/>") == 1


def test_a_translation_beside_an_arabic_original_runs_from_the_left(tmp_path: Path) -> None:
    path = _document(tmp_path / "a.docx", TURNED)

    written = _translated(path, "Hello world", "en", bilingual=True)

    assert written.startswith(TURNED)
    assert "rtl" not in written.removeprefix(TURNED)
    assert "bidi" not in written.removeprefix(TURNED)


@pytest.mark.parametrize(
    ("name", "page", "language", "words", "expected"),
    [
        ("a.html", "<p class=a dir=ltr>Hi</p>", "he", "X", '<p lang="he" dir="rtl" class=a>X</p>'),
        ("a.html", "<p lang=en>Hi</p>", "de", "X", '<p lang="de">X</p>'),
        ("a.html", f"<p dir=rtl>{HEBREW}</p>", "de", "X", '<p lang="de" dir="ltr">X</p>'),
        ("a.xhtml", "<p>Hi</p>", "ar", "X", '<p xml:lang="ar" dir="rtl">X</p>'),
        ("a.html", "<li>Hi</li>", "fa", "X", '<li>Hi<br><span lang="fa" dir="rtl">X</span></li>'),
        ("a.html", "<title>Hi</title>", "fa", "X", "<title>Hi / X</title>"),
    ],
)
def test_each_translation_on_a_page_names_its_language(  # noqa: PLR0917
    tmp_path: Path, name: str, page: str, language: str, words: str, expected: str
) -> None:
    path = tmp_path / name
    path.write_text(page, "utf-8")

    written = through(path, lambda _: Written(words), bilingual=True, language=language)

    read = written.read_text("utf-8")
    assert read.startswith(page.partition("</")[0])
    assert read.endswith(expected)


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


_ODT_BODY = (
    '<text:p text:style-name="P1">One</text:p><text:p text:style-name="P2">Two</text:p>'
    '<text:p text:style-name="Body">Three</text:p><text:p text:style-name="Quote">Four</text:p>'
)
_AUTOMATIC = (
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Body"/>'
    '<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Quote">'
    '<style:paragraph-properties fo:margin="1cm"/><style:text-properties/></style:style>'
    '<style:style style:name="P3" style:family="text"/>'
)


def _odt_styles(mode: str, side: str) -> str:
    return (
        f'<office:document-styles {ODF} xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style'
        ':1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">'
        '<office:styles><style:default-style style:family="paragraph">'
        f"<style:paragraph-properties{mode}/></style:default-style>"
        '<style:style style:name="Body" style:family="paragraph"/>'
        '<style:style style:name="Quote" style:family="paragraph" style:parent-style-name="Body">'
        f"<style:paragraph-properties{side}/></style:style></office:styles>"
        "</office:document-styles>"
    )


@pytest.mark.parametrize(
    ("language", "mode", "side", "expected"),
    [
        ("he", "", "", (RIGHT, RIGHT, FROM_RIGHT)),
        ("he", "", ' fo:text-align="end"', (RIGHT, LEFT, FROM_RIGHT)),
        ("he", f" {FROM_LEFT}", ' fo:text-align="center"', (RIGHT, "", FROM_RIGHT)),
        ("en", f" {FROM_RIGHT}", f" {RIGHT}", (LEFT, LEFT, FROM_LEFT)),
    ],
)
def test_a_translation_in_an_open_document_has_a_style_that_runs_its_way(
    tmp_path: Path, language: str, mode: str, side: str, expected: tuple[str, str, str]
) -> None:
    path = odt_file(tmp_path / "a.odt", body=_ODT_BODY, looks=_AUTOMATIC)
    with zipfile.ZipFile(path) as file:
        parts: dict[str, str | bytes] = {name: file.read(name) for name in file.namelist()}
    packed(path, {**parts, "styles.xml": _odt_styles(mode, side)})

    with zipfile.ZipFile(through(path, upper, bilingual=True, language=language)) as file:
        both = "".join(file.read(name).decode() for name in ("content.xml", "styles.xml"))

    style = r'<style:style style:name="([^"]*)"([^>]*/>|[^>]*[^/]>.*?</style:style>)'
    looks = dict(re.findall(style, both))
    names = dict(re.findall(r'text:style-name="([^"]*)">(\w+)<', both))
    words = {word: looks[name] for name, word in names.items()}
    body, quote, way = expected
    for one in ("ONE", "THREE"):
        assert body in words[one]
        assert way in words[one]
    for two in ("TWO", "FOUR"):
        assert quote in words[two]
        assert ("text-align" in words[two]) == (bool(quote) or two == "FOUR")
        assert way in words[two]
    assert 'fo:margin="1cm"' in words["TWO"]
    assert {"One", "Two", "Three", "Four"} < set(words)
    assert "P3-translation" not in looks


@pytest.mark.parametrize(("language", "mode"), [("de", ""), ("he", f" {FROM_RIGHT}"), ("", "")])
def test_a_style_that_runs_the_same_way_stays_that_of_both(
    tmp_path: Path, language: str, mode: str
) -> None:
    path = odt_file(tmp_path / "a.odt", body=_ODT_BODY, looks=_AUTOMATIC)
    with zipfile.ZipFile(path) as file:
        parts: dict[str, str | bytes] = {name: file.read(name) for name in file.namelist()}
    packed(path, {**parts, "styles.xml": _odt_styles(mode, "")})

    with zipfile.ZipFile(through(path, upper, bilingual=True, language=language)) as file:
        assert b"-translation" not in file.read("content.xml") + file.read("styles.xml")
