"""Files that name their language name another one when they are translated."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.language_tags import renamed
from desktop_lm.documents.translatable.unit import same
from tests.support.document_files import ODF, W, packed
from tests.support.packed_books import epub_file
from tests.support.translating import opened

PAGE = """<html xml:lang="en" lang=en-GB><script>"<html lang=en>"</script><p lang="la">Vale</p>"""
PO = 'msgid ""\nmsgstr ""\n"Language: \\n"\n\nmsgid "One word"\nmsgstr ""\n'
LANG = '<w:lang w:val="en-US" w:eastAsia="ja-JP" w:bidi="ar-SA"/>'


def _written(path: Path, language: str, *, bilingual: bool = False) -> Path:
    file, target = opened(path), path.with_name(f"out-{path.name}")
    file.write(target, map(same, file.units()), bilingual=bilingual, language=language)
    return target


def _part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as file:
        return file.read(name).decode()


def test_a_web_page_says_it_in_its_first_tag(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE)

    assert _written(path, "de").read_text() == PAGE.replace(
        'xml:lang="en" lang=en-GB', 'xml:lang="de" lang="de"'
    )
    assert _written(path, "de", bilingual=True).read_text() == PAGE
    assert _written(path, "").read_text() == PAGE


def test_a_web_page_says_it_in_its_body_where_programs_put_it(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    page = "<html><head></head><body lang=EN-US link=blue><p lang=la>Vale, amice</p></body></html>"
    path.write_text(page)

    assert _written(path, "de").read_text() == page.replace("lang=EN-US", 'lang="de"')


def test_a_po_file_says_it_in_its_header(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text(PO)

    assert _written(path, "de").read_text() == PO.replace("Language: ", "Language: de")


@pytest.mark.parametrize(
    "begin", ['msgid "', 'msgid ""\n"', 'msgctxt "menu"\nmsgid "', '# msgid ""\nmsgid "']
)
def test_a_text_of_a_po_file_that_speaks_of_languages_stays(tmp_path: Path, begin: str) -> None:
    entry = f'\n{begin}Language: %s\\n"\nmsgstr "Language: %s\\n"\n'
    path = tmp_path / "a.po"
    path.write_text(PO + entry)

    assert _written(path, "de").read_text() == PO.replace("Language: ", "Language: de") + entry


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", LANG.replace("en-US", "de")),
        ("zh", LANG.replace("ja-JP", "zh")),
        ("he", LANG.replace("ar-SA", "he")),
    ],
)
def test_a_word_document_says_it_in_its_runs_and_styles(
    tmp_path: Path, language: str, expected: str
) -> None:
    run = f"<w:r><w:rPr>{LANG}</w:rPr><w:t>Words</w:t></w:r>"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W}><w:body><w:p>{run}</w:p></w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}><w:docDefaults>{LANG}</w:docDefaults></w:styles>",
    }
    written = _written(packed(tmp_path / "a.docx", parts), language)

    assert expected in _part(written, "word/document.xml")
    assert expected in _part(written, "word/styles.xml")


def test_a_file_of_flutters_names_the_language_of_its_strings(tmp_path: Path) -> None:
    text = '{ "@@locale" : "en_GB", "a": "Say \\"@@locale\\": \\"en\\"", "@a": {"b": "en"} }'
    for name in ("app.arb", "app.json"):
        path = tmp_path / name
        path.write_text(text)
        assert _written(path, "de").read_text() == text.replace("en_GB", "de")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\ntitle: A\nlang: en-GB\n---\n", "---\ntitle: A\nlang: de\n---\n"),
        ('+++\r\nlanguage = "en"\r\n+++\r\n', '+++\r\nlanguage = "de"\r\n+++\r\n'),
        ("---\nlang: en to de\nslang: en\n---\n", "---\nlang: en to de\nslang: en\n---\n"),
        ("Words\n\n---\nlang: en\n---\n", "Words\n\n---\nlang: en\n---\n"),
    ],
)
def test_a_markdown_file_says_it_in_its_front_matter(
    tmp_path: Path, before: str, after: str
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(f"{before}\nMore words.\n".encode())

    assert _written(path, "de").read_bytes().decode() == f"{after}\nMore words.\n"


STYLE = (
    '<text:x fo:language="en" fo:country="GB" style:language-asian="zh" '
    'style:language-complex="hi" style:country-complex="IN"/>'
)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", STYLE.replace('"en"', '"de"').replace('"GB"', '"none"')),
        ("ja", STYLE.replace('"zh"', '"ja"')),
        ("he", STYLE.replace('"hi"', '"he"').replace('"IN"', '"none"')),
    ],
)
def test_an_open_document_says_it_in_its_styles(
    tmp_path: Path, language: str, expected: str
) -> None:
    spaces = ("fo:xsl-fo-compatible", "style:style")
    fo = " ".join(
        'xmlns:{}="urn:oasis:names:tc:opendocument:xmlns:{}:1.0"'.format(*each.split(":"))
        for each in spaces
    )
    style = STYLE
    parts: dict[str, str | bytes] = {
        "content.xml": f"<office:document-content {ODF}><text:p>Words</text:p>"
        "</office:document-content>",
        "styles.xml": f"<office:document-styles {ODF} {fo}>{style}</office:document-styles>",
    }
    written = _written(packed(tmp_path / "a.odt", parts), language)

    assert expected in _part(written, "styles.xml")


@pytest.mark.parametrize(("language", "kind"), [("zh", "-asian"), ("he", "-complex"), ("de", "")])
def test_bold_of_an_open_document_holds_for_the_letters_of_the_language(
    language: str, kind: str
) -> None:
    tag = '<style:text-properties fo:font-weight="bold" fo:font-size="9pt"{}/>'
    sized = f' style:font-size{kind}="9pt"' if kind else ""

    written = renamed(FileKind.OPEN_DOCUMENT, tag.format(sized), language)

    bold = f' style:font-weight{kind}="bold"' if kind else ""
    assert written == tag.format(sized + bold)


def test_a_book_says_it_of_itself_and_in_each_chapter(tmp_path: Path) -> None:
    path = epub_file(tmp_path / "a.epub")
    opf = _part(path, "OEBPS/book.opf").replace(
        "<dc:creator>", "<dc:language>en</dc:language><dc:creator>"
    )
    chapter = _part(path, "OEBPS/one a.xhtml").replace("<html ", '<html xml:lang="en" ')
    opf = opf.replace("<package ", '<package xml:lang="en" ')
    chapter = chapter.replace("<body>", '<body lang="en-US" xml:lang="en-US">')
    contents = _part(path, "OEBPS/toc.ncx").replace("<ncx>", '<ncx xml:lang="en">')
    path = epub_file(
        path,
        {"OEBPS/book.opf": opf, "OEBPS/one a.xhtml": chapter, "OEBPS/toc.ncx": contents},
    )

    written = _written(path, "de")

    assert "<dc:language>de</dc:language>" in _part(written, "OEBPS/book.opf")
    assert '<html xml:lang="de" ' in _part(written, "OEBPS/one a.xhtml")
    assert '<body lang="de" xml:lang="de">' in _part(written, "OEBPS/one a.xhtml")
    assert '<package xml:lang="de" ' in _part(written, "OEBPS/book.opf")
    assert '<ncx xml:lang="de">' in _part(written, "OEBPS/toc.ncx")
