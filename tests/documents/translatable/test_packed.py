"""DOCX, ODT and EPUB files as units, and back."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from desktop_lm.documents.translatable.unit import Unit, Written
from desktop_lm.errors import AppError, Code
from tests.support.document_files import W, packed
from tests.support.packed_books import epub_file, odt_file, word_file, word_run
from tests.support.translating import bare, longer, opened, texts, through, upper

MAKERS: dict[str, Callable[..., Path]] = {"docx": word_file, "odt": odt_file, "epub": epub_file}
TEXTS = {
    "docx": [
        "The harbour", "Plain words, bold and a link & so on.", "Left\tright\nbelow", "Old new",
        "See page 12 or go there.May 1", "As says", "Inside", "Inside", "Outside", "Cell",
        "Controlled text", "An item", "Above", "Below", " A note", "A remark",
    ],
    "odt": [
        "The harbour", "A note", "Plain bold both, a link   wide\ttab\nbelow on page 7.",
        "An item", "Cell", "Inside", "Outside", "A remark", "said", "Above",
    ],
    "epub": ["The lighthouse", "One", "It was\xa0dark.", "One", "The lighthouse", "One"],
}  # fmt: skip


XML = (".xml", ".xhtml", ".opf", ".ncx")
_WORDS = re.compile(r"\w+")


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def words_of(xml: bytes) -> str:
    plain = re.sub(rb"<!DOCTYPE[^>]*>|&nbsp;", b" ", xml)
    return "".join("".join(ET.fromstring(plain.strip()).itertext()).split())


@pytest.fixture(params=MAKERS)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return MAKERS[request.param](tmp_path / f"book.{request.param}")


def test_all_texts_for_readers_are_units(book: Path) -> None:
    assert texts(book) == TEXTS[book.suffix[1:]]


def test_what_is_not_translated_stays_byte_by_byte(book: Path) -> None:
    written = through(book)

    assert list(parts_of(written).items()) == list(parts_of(book).items())
    with zipfile.ZipFile(book) as before, zipfile.ZipFile(written) as after:
        kinds = [(info.filename, info.compress_type) for info in after.infolist()]
        assert kinds == [(info.filename, info.compress_type) for info in before.infolist()]


def test_every_unit_and_nothing_else_is_translated(book: Path) -> None:
    written = through(book, longer)

    def without_marks(xml: bytes) -> str:
        return words_of(xml.replace(b"~", b""))

    before, after = parts_of(book), parts_of(written)
    for name, content in before.items():
        if name.endswith(XML):
            assert without_marks(after[name]) == words_of(content)
        else:
            assert after[name] == content
    expected = [re.sub(r"([^\W\d_]+)", r"\1~", text) for text in texts(book)]
    fixed = {"See~ page~ 12 or~ go~ there~.May~ 1": "See~ page~ 12 or~ go~ there~.May 1"}
    assert texts(written) == [fixed.get(text, text) for text in expected]
    assert [unit.spans for unit in opened(written).units()] == [
        longer(unit).spans if "May 1" not in unit.text else at.spans
        for unit, at in zip(opened(book).units(), opened(written).units(), strict=True)
    ]


def test_no_word_is_lost_without_spans(book: Path) -> None:
    parts = parts_of(through(book, bare))
    xml = (content for name, content in parts.items() if name.endswith(XML))
    words = " ".join(map(words_of, xml))
    for text in TEXTS[book.suffix[1:]]:
        assert all(word in words for word in _WORDS.findall(text.upper()))


def test_bilingual_has_each_text_and_its_translation(book: Path) -> None:
    written = parts_of(through(book, upper, bilingual=True))

    for name, content in written.items():
        if name.endswith(XML):
            words_of(content)  # it is still XML
    all_words = "".join(words_of(p) for n, p in written.items() if n.endswith(XML))
    for text in TEXTS[book.suffix[1:]]:
        first = text.split()[0]
        assert first in all_words
        assert first.upper() in all_words


def test_formatting_goes_where_the_spans_say(tmp_path: Path) -> None:
    link = f'<w:hyperlink w:id="L">{word_run("linked")}</w:hyperlink>'
    body = f"<w:p>{word_run('one ')}{word_run('bold', '<w:b/>')}{word_run(' two ')}{link}</w:p>"
    path = word_file(tmp_path / "a.docx", body)

    def turned(unit: Unit) -> Written:
        if len(unit.spans) != 2:
            return bare(unit)
        bold, linked = unit.spans
        return Written(
            "LINKED one BOLD",
            (type(bold)(11, 15, bold.key), type(bold)(0, 6, linked.key)),
        )

    written = parts_of(through(path, turned))["word/document.xml"].decode()
    assert (
        '<w:p><w:hyperlink w:id="L"><w:r><w:t xml:space="preserve">LINKED</w:t></w:r></w:hyperlink>'
        '<w:r><w:t xml:space="preserve"> one </w:t></w:r>'
        '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">BOLD</w:t></w:r></w:p>'
    ) in written


def test_a_heading_or_item_has_its_translation_in_the_same_paragraph(tmp_path: Path) -> None:
    path = word_file(tmp_path / "a.docx")

    written = parts_of(through(path, upper, bilingual=True))["word/document.xml"].decode()

    assert written.count('<w:pStyle w:val="Own"/>') == 1
    assert written.count("<w:numPr>") == 1
    assert re.search(r"The harbour.*?<w:br/>.*?THE HARBOUR.*?</w:p>", written)


def test_a_book_keeps_its_kind_first_and_unpacked(tmp_path: Path) -> None:
    written = through(epub_file(tmp_path / "a.epub"), upper)

    assert written.read_bytes()[30:58] == b"mimetypeapplication/epub+zip"


@pytest.mark.parametrize("kind", MAKERS)
def test_hostile_and_broken_files_are_refused(tmp_path: Path, kind: str) -> None:
    path = MAKERS[kind](tmp_path / f"a.{kind}")
    parts = parts_of(path)
    main = next(name for name in parts if name in _MAIN)
    cases: dict[str, tuple[dict[str, str | bytes], Code]] = {
        "cut": ({**parts, main: parts[main][:-30]}, Code.DOCUMENT_DAMAGED),
        "bomb": ({**parts, main: parts[main] + b" " * (20 << 20)}, Code.DOCUMENT_UNSAFE),
    }
    if kind != "epub":  # there entities are never expanded, and books have document types
        cases["entity"] = ({**parts, main: _with_entity(parts[main])}, Code.DOCUMENT_UNSAFE)
        deep = b"<w:r><w:x>" * 600 + b"</w:x></w:r>" * 600
        cases["deep"] = ({**parts, main: _within(parts[main], deep)}, Code.DOCUMENT_UNSAFE)
    else:
        cases.pop("cut")
    for name, (changed, code) in cases.items():
        hostile = packed(tmp_path / f"{name}.{kind}", changed)
        with pytest.raises(AppError) as refused:
            through(hostile, upper)
        assert refused.value.code is code, name
        assert not hostile.with_name(f"out-{hostile.name}").exists()


def test_what_says_itself_that_it_unpacks_to_too_much_costs_nothing(tmp_path: Path) -> None:
    parts = parts_of(word_file(tmp_path / "a.docx"))
    main = "word/document.xml"
    paragraph = b"<w:p><w:r><w:t>" + b"a" * (1 << 20) + b"</w:t></w:r></w:p>"
    bomb = packed(tmp_path / "b.docx", {**parts, main: _within(parts[main], paragraph * 20)})
    with pytest.raises(AppError) as refused:
        next(iter(opened(bomb).units()))
    assert refused.value.code is Code.DOCUMENT_UNSAFE


@pytest.mark.parametrize(
    ("count", "filler", "is_bomb"), [(31, 0, False), (33, 0, True), (130, 12 << 20, True)]
)
def test_many_parts_that_unpack_to_too_much_together_are_refused(
    tmp_path: Path, count: int, filler: int, is_bomb: bool
) -> None:
    path = word_file(tmp_path / "a.docx")
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("word/media/film.mp4", bytes(filler))
        for number in range(count):
            file.writestr(f"word/media/{number}.bmp", b"")
            file.infolist()[-1].file_size = 16 << 20  # as it says itself

    if not is_bomb:
        assert texts(path) == TEXTS["docx"]
        return
    with pytest.raises(AppError) as refused:
        opened(path)
    assert refused.value.code is Code.DOCUMENT_UNSAFE


_MAIN = ("word/document.xml", "content.xml", "OEBPS/one a.xhtml")


def _with_entity(xml: bytes) -> bytes:
    at = xml.index(b"<", 2) if xml.startswith(b"<?") else 0
    return xml[:at] + b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + xml[at:]


def _within(xml: bytes, inner: bytes) -> bytes:
    inner = inner if b"w:document" in xml else inner.replace(b"w:", b"text:")
    for end in (b"<w:sectPr/>", b"</office:text>"):
        xml = xml.replace(end, inner + end)
    return xml


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.docx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), Code.DOCUMENT_ENCRYPTED),
        ("a.docx", b"words", Code.DOCUMENT_DAMAGED),
        ("a.odt", b"PK\x03\x04words", Code.DOCUMENT_DAMAGED),
        ("a.epub", b"PK\x03\x04words", Code.DOCUMENT_DAMAGED),
        ("a.epub", b"words", Code.DOCUMENT_DAMAGED),
    ],
)
def test_what_is_no_such_file_is_refused(
    tmp_path: Path, name: str, data: bytes, code: Code
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(AppError) as refused:
        opened(path)
    assert refused.value.code is code


def test_locked_files_are_told_from_damaged_ones(tmp_path: Path) -> None:
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    locked = odt_file(
        tmp_path / "a.odt", f'<m:manifest xmlns:m="{manifest}"><m:encryption-data/></m:manifest>'
    )
    method = '<enc:EncryptionMethod Algorithm="%s"/>'
    drm = {"META-INF/encryption.xml": method % "http://www.w3.org/2001/04/xmlenc#aes128-cbc"}
    fonts = {"META-INF/encryption.xml": method % "http://www.idpf.org/2008/embedding"}
    for path in (locked, epub_file(tmp_path / "a.epub", {**drm})):
        with pytest.raises(AppError) as refused:
            opened(path)
        assert refused.value.code is Code.DOCUMENT_ENCRYPTED
    assert texts(epub_file(tmp_path / "b.epub", {**fonts})) == TEXTS["epub"]


def test_a_part_in_another_encoding_becomes_utf8(tmp_path: Path) -> None:
    path = word_file(tmp_path / "a.docx")
    parts: dict[str, str | bytes] = {**parts_of(path)}
    for codec in ("utf-16", "iso-8859-1"):
        header = f"<w:hdr {W}><w:p>{word_run('Öl')}</w:p></w:hdr>"
        xml = f'<?xml version="1.0" encoding="{codec}"?>{header}'
        parts["word/header1.xml"] = xml.encode(codec)
        written = parts_of(through(packed(path, parts), upper))["word/header1.xml"]
        assert 'encoding="UTF-8"' in written.decode()
        assert words_of(written) == "ÖL"


def test_line_ends_within_a_paragraph_of_an_odt_file_are_one_blank(tmp_path: Path) -> None:
    body = (
        '<text:p>One \n  two<text:s text:c="2"/> \n three <text:span>\n four</text:span></text:p>'
    )
    path = odt_file(tmp_path / "a.odt", body=body)

    assert texts(path)[0] == "One two   three four"
