"""Documents for tests, written byte by byte."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table")
)
_STYLES = f"""<w:styles {W}><w:style w:styleId="Berschrift1"><w:name w:val="heading 1"/></w:style>
</w:styles>"""
_CORE = """<c:coreProperties xmlns:c="urn:c" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>The lighthouse</dc:title></c:coreProperties>"""


def packed(path: Path, parts: dict[str, str | bytes]) -> Path:
    """A zip file with these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def docx(path: Path, body: str, before: str = "") -> Path:
    """A docx file; ``body`` is what stands within ``w:body``, ``before`` before the root."""
    document = f"{before}<w:document {W}><w:body>{body}</w:body></w:document>"
    return packed(
        path,
        {
            "[Content_Types].xml": "<Types/>",
            "docProps/core.xml": _CORE,
            "word/styles.xml": _STYLES,
            "word/document.xml": document,
        },
    )


def docx_paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def odt(path: Path, body: str, manifest: str = "<manifest/>") -> Path:
    """An odt file; ``body`` is what stands within ``office:text``."""
    content = f"<office:document-content {ODF}><office:body><office:text>{body}</office:text>"
    content += "</office:body></office:document-content>"
    return packed(path, {"content.xml": content, "META-INF/manifest.xml": manifest})


def pdf(path: Path, pages: Iterable[Iterable[str]], extra: bytes = b"") -> Path:
    """A PDF file with a page for each sequence of lines; ``extra`` goes into the trailer."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj T* " for line in lines)
        content = f"BT /F1 12 Tf 14 TL 50 750 Td {shown}ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(kids), len(kids))
    written, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer << /Size %d /Root 1 0 R %b >>\n" % (len(objects) + 1, extra)
    written += b"startxref\n%d\n%%%%EOF\n" % start
    path.write_bytes(written)
    return path
