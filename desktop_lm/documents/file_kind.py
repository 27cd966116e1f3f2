"""Which kind of document a file is: by its first bytes, then by its name."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from desktop_lm.documents.document import DocumentKind
from desktop_lm.documents.limits import MAX_FILE, MAX_PLAIN_FILE
from desktop_lm.errors import AppError, Code

SUFFIXES = {
    ".txt": DocumentKind.TEXT,
    ".text": DocumentKind.TEXT,
    ".log": DocumentKind.TEXT,
    ".md": DocumentKind.MARKDOWN,
    ".markdown": DocumentKind.MARKDOWN,
    ".docx": DocumentKind.WORD,
    ".odt": DocumentKind.OPEN_DOCUMENT,
    ".pdf": DocumentKind.PDF,
    ".csv": DocumentKind.TABLE,
    ".tsv": DocumentKind.TABLE,
    ".html": DocumentKind.WEB_PAGE,
    ".htm": DocumentKind.WEB_PAGE,
    ".xhtml": DocumentKind.WEB_PAGE,
}
_PACKED = (DocumentKind.WORD, DocumentKind.OPEN_DOCUMENT, DocumentKind.PDF)
_PDF_WITHIN = 1024  # bytes; other bytes may come before the mark
_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
# Beginnings of files that hold no text: pictures, sound, films, programs, archives, databases.
_NO_TEXT = (
    b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF", b"II*\0", b"MM\0*", b"OggS",
    b"ID3", b"fLaC", b"\x1a\x45\xdf\xa3", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe",
    b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"GGUF", b"SQLite format 3",
)  # fmt: skip
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # in all of these, early


def kind_of(path: Path) -> DocumentKind:
    """The kind of the file; what its bytes say goes before its name.

    Raises FILE_MISSING, FILE_UNREADABLE, FILE_EMPTY, DOCUMENT_IS_FOLDER, DOCUMENT_KIND_UNKNOWN,
    DOCUMENT_NOT_TEXT, DOCUMENT_ENCRYPTED and DOCUMENT_TOO_LARGE; at most some kilobytes are read
    for it.
    """
    named = SUFFIXES.get(path.suffix.lower())
    size, head = _beginning(path)
    found = _by_bytes(path, head, named)
    limit = MAX_FILE if found in _PACKED else MAX_PLAIN_FILE
    if size > limit:
        raise AppError(Code.DOCUMENT_TOO_LARGE, path=str(path), actual=size, limit=limit)
    return found


def _beginning(path: Path) -> tuple[int, bytes]:
    try:
        if path.is_dir():
            raise AppError(Code.DOCUMENT_IS_FOLDER, path=str(path))
        if not path.is_file():
            raise AppError(Code.FILE_MISSING, path=str(path))
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_PDF_WITHIN)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=str(path), reason=reason) from error
    if not head:
        raise AppError(Code.FILE_EMPTY, path=str(path))
    return size, head


def _by_bytes(path: Path, head: bytes, named: DocumentKind | None) -> DocumentKind:
    if head.startswith(b"%PDF-") or (b"%PDF-" in head and named in (None, *_PACKED)):
        return DocumentKind.PDF
    if head.startswith(_ZIP):
        return _packed_kind(path, named)
    if head.startswith(_OLE):
        # A docx with a password is wrapped like this; without that name it is an old .doc.
        locked = named is DocumentKind.WORD
        raise AppError(
            Code.DOCUMENT_ENCRYPTED if locked else Code.DOCUMENT_KIND_UNKNOWN, path=str(path)
        )
    if head.startswith(_NO_TEXT) and _CONTROL.search(head):  # a text may speak of such a file
        raise AppError(Code.DOCUMENT_NOT_TEXT, path=str(path))
    if named in _PACKED:
        reason = f"no {named.value} file begins like this"
        raise AppError(Code.DOCUMENT_DAMAGED, path=str(path), reason=reason)
    if named is None:
        raise AppError(Code.DOCUMENT_KIND_UNKNOWN, path=str(path))
    return named


def _packed_kind(path: Path, named: DocumentKind | None) -> DocumentKind:
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        if named in _PACKED:
            raise AppError(Code.DOCUMENT_DAMAGED, path=str(path), reason=str(error)) from error
        raise AppError(Code.DOCUMENT_NOT_TEXT, path=str(path)) from error
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return DocumentKind.WORD
    if "content.xml" in names and named in (None, DocumentKind.OPEN_DOCUMENT):
        return DocumentKind.OPEN_DOCUMENT
    if named in _PACKED:
        reason = "its text is missing"
        raise AppError(Code.DOCUMENT_DAMAGED, path=str(path), reason=reason)
    raise AppError(Code.DOCUMENT_KIND_UNKNOWN, path=str(path))
