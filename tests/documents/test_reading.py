"""Documents read in a process of their own: what comes back, whatever the file does."""

from __future__ import annotations

import os
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from desktop_lm import bootstrap
from desktop_lm.documents.document import BlockKind, DocumentKind, PlaceUnit
from desktop_lm.documents.reading import DocumentReader
from desktop_lm.errors import AppError, Code, Stopped
from tests.support import document_files as files
from tests.support.document_files import docx_paragraph

_PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
_ENTITIES = '<!DOCTYPE d [<!ENTITY a "x"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


def _refused(path: Path) -> AppError:
    with pytest.raises(AppError) as caught:
        bootstrap.document_reader().read(path)
    assert caught.value.params["path"] == str(path)
    return caught.value


def test_a_document_comes_with_title_kind_blocks_and_progress(tmp_path: Path) -> None:
    body = docx_paragraph("Start", '<w:pStyle w:val="Berschrift1"/>') + docx_paragraph("Text")
    path = files.docx(tmp_path / "a.docx", body)
    fractions: list[float] = []
    document = bootstrap.document_reader().read(path, fractions.append)
    assert (document.title, document.kind) == ("The lighthouse", DocumentKind.WORD)
    assert [block.kind for block in document.blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH]
    assert document.blocks[1].place.unit is PlaceUnit.PARAGRAPH
    assert fractions
    assert fractions[-1] == 1.0


def test_the_bytes_tell_the_kind_where_the_name_lies(tmp_path: Path) -> None:
    path = files.pdf(tmp_path / "notes.txt", [["Hello there."]])
    assert bootstrap.document_reader().read(path).kind is DocumentKind.PDF


@pytest.mark.parametrize(
    "text",
    [
        "GGUF is the format of llama.cpp.", "RIFF and ID3 explained", "ID3 tags of my songs",
        "Rar! was the sound.", "BZh is how bzip2 begins.", "GIF89a or GIF87a?",
        "A PDF file begins with %PDF-1.7 and its version.",
    ],
)  # fmt: skip
def test_a_text_about_another_format_is_a_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.md"
    path.write_text(text)
    [block] = bootstrap.document_reader().read(path).blocks
    assert block.text == text


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", b"", Code.FILE_EMPTY),
        ("a.txt", b" \n\n\t\n", Code.DOCUMENT_EMPTY),
        ("a.txt", bytes(range(256)) * 20, Code.DOCUMENT_NOT_TEXT),
        ("a.md", _PNG, Code.DOCUMENT_NOT_TEXT),
        ("a.png", _PNG, Code.DOCUMENT_NOT_TEXT),
        ("a.txt", b"GGUF\3\0\0\0" + b"name " * 90, Code.DOCUMENT_NOT_TEXT),
        ("a.txt", b"Rar!\x1a\7\1" + b"name " * 90, Code.DOCUMENT_NOT_TEXT),
        ("a.xyz", b"words", Code.DOCUMENT_KIND_UNKNOWN),
        ("a.docx", _OLE, Code.DOCUMENT_ENCRYPTED),
        ("a.doc", _OLE, Code.DOCUMENT_KIND_UNKNOWN),
        ("a.docx", b"PK\x03\x04" + bytes(300), Code.DOCUMENT_DAMAGED),
        ("a.odt", b"no zip at all", Code.DOCUMENT_DAMAGED),
        ("a.pdf", b"%PDF-1.7\nnothing follows", Code.DOCUMENT_DAMAGED),
    ],
)
def test_what_is_no_document_is_refused(
    tmp_path: Path, name: str, content: bytes, code: Code
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert _refused(path).code is code


def test_a_file_that_is_gone_or_a_folder_is_refused(tmp_path: Path) -> None:
    assert _refused(tmp_path / "gone.txt").code is Code.FILE_MISSING
    assert _refused(tmp_path).code is Code.DOCUMENT_IS_FOLDER


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.write(b"words")
        file.truncate(2 << 30)  # a hole: it takes no room
    error = _refused(path)
    assert (error.code, error.params["actual"]) == (Code.DOCUMENT_TOO_LARGE, 2 << 30)


def test_entities_are_not_let_in(tmp_path: Path) -> None:
    word = files.docx(tmp_path / "a.docx", docx_paragraph("&b;"), before=_ENTITIES)
    assert _refused(word).code is Code.DOCUMENT_UNSAFE
    text = files.packed(tmp_path / "a.odt", {"content.xml": f"{_ENTITIES}<a>&b;</a>"})
    assert _refused(text).code is Code.DOCUMENT_UNSAFE


def test_a_zip_bomb_is_stopped(tmp_path: Path) -> None:
    path = files.packed(
        tmp_path / "a.odt",
        {"content.xml": b"<a>" + b" " * (20 << 20) + b"</a>", "meta.xml": "<a/>"},
    )
    assert path.stat().st_size < 100_000
    assert _refused(path).code is Code.DOCUMENT_UNSAFE


def test_elements_without_end_are_stopped(tmp_path: Path) -> None:
    path = files.docx(tmp_path / "a.docx", "<w:p>" * 5000)
    assert _refused(path).code is Code.DOCUMENT_UNSAFE


def test_a_cut_docx_is_damaged(tmp_path: Path) -> None:
    whole = files.docx(tmp_path / "a.docx", docx_paragraph("x" * 5000)).read_bytes()
    path = tmp_path / "cut.docx"
    path.write_bytes(whole[: len(whole) // 2])
    assert _refused(path).code is Code.DOCUMENT_DAMAGED


def test_an_odt_with_a_password_is_told_so(tmp_path: Path) -> None:
    namespace = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = f'<m:manifest xmlns:m="{namespace}"><m:encryption-data/></m:manifest>'
    path = files.odt(tmp_path / "a.odt", "<text:p>A</text:p>", manifest)
    assert _refused(path).code is Code.DOCUMENT_ENCRYPTED


def test_a_pdf_with_a_password_is_told_so(tmp_path: Path) -> None:
    locked = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32
    locked += b"> /U <" + b"42" * 32 + b"> >> /ID [<43><43>]"
    path = files.pdf(tmp_path / "a.pdf", [["Secret."]], locked)
    assert _refused(path).code is Code.DOCUMENT_ENCRYPTED


def test_a_pdf_of_pictures_has_no_text(tmp_path: Path) -> None:
    assert _refused(files.pdf(tmp_path / "a.pdf", [[], []])).code is Code.DOCUMENT_PICTURES
    assert _refused(files.docx(tmp_path / "a.docx", "<w:p/>")).code is Code.DOCUMENT_PICTURES
    (tmp_path / "a.html").write_text("<p><img src='a.png'></p>")
    assert _refused(tmp_path / "a.html").code is Code.DOCUMENT_EMPTY


def test_a_reader_that_dies_or_babbles_is_one_error(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words")
    for program in ("import os; os.abort()", "print('no line of ours')", "print('{}')"):
        with pytest.raises(AppError) as caught:
            DocumentReader([sys.executable, "-c", program]).read(path)
        assert caught.value.code is Code.DOCUMENT_READER_ENDED


def test_a_reader_without_end_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words")
    endless = [sys.executable, "-c", "import time; time.sleep(600)"]
    with pytest.raises(AppError) as caught:
        DocumentReader(endless, seconds=0.3).read(path)
    assert caught.value.code is Code.DOCUMENT_TOO_SLOW
    wanted = threading.Event()
    wanted.set()
    with pytest.raises(Stopped):
        DocumentReader(endless).read(path, stopped=wanted.is_set)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_process_that_reads_can_write_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words")
    target = tmp_path / "written"
    program = (
        "from desktop_lm.child_limits import limit_process;"
        "limit_process(cpu_seconds=5, data_bytes=1 << 29, address_bytes=1 << 32);"
        f"open({str(target)!r}, 'w').write('x' * 9999)"
    )
    reader = DocumentReader([sys.executable, "-c", program], lambda kept: {**os.environ, **kept})
    with pytest.raises(AppError):
        reader.read(path)
    assert not target.exists() or target.stat().st_size == 0


def test_three_hundred_pages_are_read_in_order(tmp_path: Path) -> None:
    pages = [[f"Page {number} of the book."] * 40 for number in range(1, 301)]
    document = bootstrap.document_reader().read(files.pdf(tmp_path / "a.pdf", pages))
    last = document.blocks[-1]
    assert last.place.number == 300
    assert last.text.startswith("Page 300")


def test_the_zip_itself_may_lie(tmp_path: Path) -> None:
    """The directory says a part is small; what counts is what comes out."""
    path = tmp_path / "a.odt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("content.xml", b"<a>" + b" " * (20 << 20))
        file.filelist[0].file_size = 10
    assert _refused(path).code in (Code.DOCUMENT_UNSAFE, Code.DOCUMENT_DAMAGED)
