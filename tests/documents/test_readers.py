"""Each reader by itself: what it makes of a file of its kind."""

from __future__ import annotations

import contextlib
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_lm.documents.document import Block
from desktop_lm.documents.readers import markdown, open_document, pdf, plain, table, web_page, word
from desktop_lm.documents.readers.decoding import text_of
from desktop_lm.documents.readers.found import Found, NotText, Title
from tests.support import document_files as files
from tests.support.document_files import docx_paragraph


def _told(found: Found) -> list[tuple[str, str, int]]:
    """Kind, text and level of each block."""
    blocks = [each for each in found if isinstance(each, Block)]
    return [(block.kind.value, block.text, block.level) for block in blocks]


def _file(folder: Path, text: str | bytes, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_text_is_cut_at_blank_lines_and_tells_its_lines(tmp_path: Path) -> None:
    found = list(plain.read(_file(tmp_path, "One.\r\nTwo.\r\n\r\n  \r\nThree.\r\n")))
    blocks = [each for each in found if isinstance(each, Block)]
    assert [(block.text, block.place.number) for block in blocks] == [
        ("One.\nTwo.", 1),
        ("Three.", 5),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    text = "Crème brûlée: le café où l'été s'achève, naïve façade.\nUne fenêtre à côté.\n"
    assert text_of(_file(tmp_path, text.encode(encoding))) == text


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x7fELF\x02" + bytes(99), b"\1\2a" * 90])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NotText):
        text_of(_file(tmp_path, data))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_are_a_text_or_refused(tmp_path: Path, data: bytes) -> None:
    with contextlib.suppress(NotText):
        assert "\r" not in text_of(_file(tmp_path, data))


def test_markdown_has_headings_items_code_and_rows(tmp_path: Path) -> None:
    text = "# Top #\nWords\nmore\n\nSecond\n------\n- one\n  goes on\n  - two\n\n"
    text += "```py\nx = 1\n\ny\n```\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    assert _told(markdown.read(_file(tmp_path, text))) == [
        ("heading", "Top", 1),
        ("paragraph", "Words\nmore", 0),
        ("heading", "Second", 2),
        ("list_item", "one\ngoes on", 0),
        ("list_item", "two", 1),
        ("code", "x = 1\n\ny", 0),
        ("table_row", "a\tb", 0),
        ("table_row", "1\t2", 0),
    ]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("```x = 1``` sets x.\n\nMore.", ["```x = 1``` sets x.", "More."]),
        ("# Why C#\n\n## F# ## \n# ##\n", ["Why C#", "F#"]),
        (
            "12. The party\n13) The rest\n    1. Of it",
            ["12. The party", "13) The rest", "1. Of it"],
        ),
        ("It was in\n2019. Then came more.", ["It was in", "2019. Then came more."]),
        ("1. \n\n2. \n   late", ["2. late"]),
    ],
)
def test_no_sign_of_markdown_takes_words_along(
    tmp_path: Path, text: str, blocks: list[str]
) -> None:
    found = _told(markdown.read(_file(tmp_path, text, "a.md")))
    assert [words for _, words, _ in found] == blocks


def test_an_item_without_words_is_none_and_its_words_may_come_on_the_next_line(
    tmp_path: Path,
) -> None:
    text = "- \n\n- \n  late\n\n```\n \n```\n"

    assert _told(markdown.read(_file(tmp_path, text, "a.md"))) == [("list_item", "late", 0)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_table_is_read_whatever_parts_it(tmp_path: Path, separator: str) -> None:
    text = f'name{separator}town\nAda{separator}"a{separator} b"\n'
    assert [row[1] for row in _told(table.read(_file(tmp_path, text)))] == [
        "name\ttown",
        f"Ada\t{' '.join(f'a{separator} b'.split())}",
    ]


def test_a_row_stands_on_the_line_it_begins_on(tmp_path: Path) -> None:
    text = 'a,b\n\n"one\ntwo\nthree",x\nlast,y\n'
    blocks = [each for each in table.read(_file(tmp_path, text)) if isinstance(each, Block)]
    assert [(block.text, block.place.number) for block in blocks] == [
        ("a\tb", 1), ("one two three\tx", 3), ("last\ty", 6),
    ]  # fmt: skip


def test_a_docx_has_its_title_headings_items_and_rows(tmp_path: Path) -> None:
    cell = "<w:tc>{}</w:tc>"
    body = docx_paragraph("Start", '<w:pStyle w:val="Berschrift1"/>')
    body += docx_paragraph("Plain<w:tab/></w:t><w:br/><w:t>text")
    body += docx_paragraph("Item", '<w:numPr><w:ilvl w:val="1"/></w:numPr>')
    body += "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    cells = cell.format(docx_paragraph("a")) + cell.format(docx_paragraph("b"))
    body += f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    path = files.docx(tmp_path / "a.docx", body)
    assert next(word.read(path)) == Title("The lighthouse")
    assert _told(word.read(path)) == [
        ("heading", "Start", 1),
        ("paragraph", "Plain\ntext", 0),
        ("list_item", "Item", 1),
        ("table_row", "a\tb", 0),
    ]


def test_a_docx_has_its_notes_where_they_belong(tmp_path: Path) -> None:
    body = '<w:p><w:r><w:t>It was lit in 1871</w:t><w:footnoteReference w:id="2"/>'
    body += '<w:t>, they say.</w:t><w:endnoteReference w:id="2"/></w:r>'
    body += '<w:del><w:r><w:footnoteReference w:id="3"/></w:r></w:del></w:p>'
    notes = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p>'
    notes += "</w:footnote>" + "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/><w:t> Or</w:t></w:r></w:p>'
        f"{docx_paragraph(text)}</w:footnote>"
        for number, text in ((2, "1872."), (3, "never."))
    )
    ends = f'<w:endnote w:id="2">{docx_paragraph("In the harbour.")}</w:endnote>'
    path = files.docx(tmp_path / "a.docx", body)
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("word/footnotes.xml", f"<w:footnotes {files.W}>{notes}</w:footnotes>")
        packed.writestr("word/endnotes.xml", f"<w:endnotes {files.W}>{ends}</w:endnotes>")
    assert _told(word.read(path)) == [
        ("paragraph", "It was lit in 1871 (Or 1872.), they say. (In the harbour.)", 0)
    ]


def test_a_docx_with_tracked_changes_is_as_it_has_become(tmp_path: Path) -> None:
    moved = "<w:p><w:{0}><w:r><w:t>Moved here.</w:t></w:r></w:{0}></w:p>"
    before = '<w:pStyle w:val="Berschrift1"/><w:numPr><w:ilvl w:val="0"/></w:numPr>'
    changed = f"<w:pPrChange><w:pPr>{before}</w:pPr></w:pPrChange>"
    body = moved.format("moveFrom") + docx_paragraph("No heading any more.", changed)
    body += docx_paragraph("Nor an item.", '<w:numPr><w:numId w:val="0"/></w:numPr>')
    body += moved.format("moveTo")
    assert _told(word.read(files.docx(tmp_path / "a.docx", body))) == [
        ("paragraph", "No heading any more.", 0),
        ("paragraph", "Nor an item.", 0),
        ("paragraph", "Moved here.", 0),
    ]


def test_a_table_within_a_cell_is_part_of_its_text(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tr><w:tc>{docx_paragraph('in')}</w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{docx_paragraph('a')}{inner}</w:tc>"
    body += f"<w:tc>{docx_paragraph('b')}</w:tc></w:tr></w:tbl>"
    assert _told(word.read(files.docx(tmp_path / "a.docx", body))) == [("table_row", "a in\tb", 0)]


def test_words_of_a_text_box_keep_apart_from_those_around_it(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{docx_paragraph('In a box')}{docx_paragraph('of two')}</w:txbxContent>"
    body = f"<w:p><w:r><w:t>Before</w:t></w:r><w:r>{box}</w:r><w:r><w:t>after</w:t></w:r></w:p>"
    words = [found[1] for found in _told(word.read(files.docx(tmp_path / "a.docx", body)))]
    assert words == ["Before", "In a box", "of two", "after"]

    box = "<draw:text-box><text:p>In a box</text:p><text:p>of two</text:p></draw:text-box>"
    alt = "<svg:title>A boat</svg:title><svg:desc>It sails.</svg:desc>"
    image = "<draw:image><office:binary-data>aGVsbG8=</office:binary-data></draw:image>"
    note = "<text:note><text:note-body><text:p>See</text:p><text:p>below.</text:p></text:note-body>"
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    frame = f'<draw:frame xmlns:draw="{names}drawing:1.0" xmlns:svg="{names}svg-compatible:1.0">'
    frame += f"{box}{alt}{image}</draw:frame>"
    body = f"<text:p>Before{frame}after{note}</text:note>.</text:p>"
    words = [found[1] for found in _told(open_document.read(files.odt(tmp_path / "a.odt", body)))]
    assert words == ["Before In a box of two after (See below.)."]


def test_an_odt_has_headings_items_notes_and_rows(tmp_path: Path) -> None:
    body = '<text:h text:outline-level="2">Start</text:h>'
    body += '<text:p>A<text:s text:c="3"/>B\n C<office:annotation><text:p>no</text:p>'
    body += "</office:annotation><text:note><text:note-citation>1</text:note-citation>"
    body += "<text:note-body><text:p>note</text:p></text:note-body></text:note> end</text:p>"
    body += "<text:list><text:list-item><text:p>Item</text:p></text:list-item></text:list>"
    body += "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
    body += (
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert _told(open_document.read(files.odt(tmp_path / "a.odt", body))) == [
        ("heading", "Start", 2),
        ("paragraph", "A B C (note) end", 0),
        ("list_item", "Item", 0),
        ("table_row", "a\tb", 0),
    ]


def test_a_pdf_has_its_pages_and_whole_paragraphs(tmp_path: Path) -> None:
    first = [
        "The harbour",
        "The lamp was lit in the year 1871 by a woman who lived and",
        "worked there.",
    ]
    path = files.pdf(tmp_path / "a.pdf", [first, ["Second page."]])
    blocks = [each for each in pdf.read(path) if isinstance(each, Block)]
    assert [(block.text, block.place.number) for block in blocks] == [
        ("The harbour", 1),
        ("The lamp was lit in the year 1871 by a woman who lived and worked there.", 1),
        ("Second page.", 2),
    ]


def test_parted_words_are_joined() -> None:
    text = "It is a long line about the light-\r\nhouse and its pub\ufffeli\x02\r\nshed lamps "
    text += "of\r\nold."
    assert list(pdf.paragraphs(text)) == [
        "It is a long line about the lighthouse and its published lamps of old."
    ]


def test_html_shows_what_a_browser_would(tmp_path: Path) -> None:
    text = """<!doctype html><html><head><meta charset="windows-1252"><title>The
    page</title><style>p {}</style></head><body><h2>Top</h2><p>One <b>bold</b>
    word &amp; more<script>var no;</script><ul><li><p>Item</p><ul><li>Deeper</ul></ul>
    <pre>a  b\nc</pre><table><tr><td>1<td>2</tr><tr><th>3</th><th>caf\xe9</th></tr></table>
    loose""".encode("cp1252")
    found = list(web_page.read(_file(tmp_path, text, "a.html")))
    assert Title("The page") in found
    assert _told(iter(found)) == [
        ("heading", "Top", 2),
        ("paragraph", "One bold word & more", 0),
        ("list_item", "Item", 0),
        ("list_item", "Deeper", 1),
        ("code", "a  b\nc", 0),
        ("table_row", "1\t2", 0),
        ("table_row", "3\tcaf\xe9", 0),
        ("paragraph", "loose", 0),
    ]


@pytest.mark.parametrize(
    ("head", "codec", "words"),
    [
        ('<meta charset="iso-8859-1">', "cp1252", "\u201cGröße\u201d \u2013 für 5 €"),
        ('<script charset=utf-8></script><meta charset="latin1">', "cp1252", "\u201eGröße\u201c"),
        ('<?xml version="1.0" encoding="ISO-8859-5"?>', "iso-8859-5", "Ещё раз, чёрт возьми"),
        ('<meta content="text/html; charset=gb2312">', "gb18030", "朱镕基和陶喆"),
        ('<meta charset="shift_jis">', "cp932", "①髙橋さん"),
        ('<meta charset="utf-16">', "cp1252", "Das Frühstück war großartig, für alle Gäste."),
    ],
)
def test_html_is_in_the_encoding_that_a_browser_takes_it_for(
    tmp_path: Path, head: str, codec: str, words: str
) -> None:
    page = _file(tmp_path, f"{head}<p>{words}</p>".encode(codec), "a.html")
    assert [found[1] for found in _told(web_page.read(page))] == [words]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(alphabet="<>/ptdrliu\"'&;!- ab\n", max_size=200))
def test_any_markup_is_read_to_its_end(tmp_path: Path, text: str) -> None:
    for name, reader in (("a.html", web_page), ("a.md", markdown), ("a.csv", table)):
        blocks = _told(reader.read(_file(tmp_path, text, name)))
        assert all(block[1].strip() for block in blocks)
