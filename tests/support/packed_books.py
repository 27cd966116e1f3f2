"""Packed documents with all that their formats have, for tests that write them again."""

from __future__ import annotations

from pathlib import Path

from tests.support.document_files import ODF, W, packed

_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
STYLES = f"""<w:styles {W}><w:style w:styleId="Berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Own"><w:name w:val="own"/><w:basedOn w:val="Berschrift1"/></w:style></w:styles>
"""


def _field(code: str, result: str) -> str:
    marks = [
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    ]
    code = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return f"{marks[0]}{code}{marks[1]}{result}{marks[2]}"


def word_run(text: str, properties: str = "") -> str:
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r w:rsidR="00A1">{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _box(text: str) -> str:
    return f"<w:txbxContent><w:p>{word_run(text)}</w:p></w:txbxContent>"


# What each paragraph is there for, and its XML.
WORD_PARAGRAPHS = {
    "heading": '<w:p><w:pPr><w:pStyle w:val="Own"/></w:pPr><w:bookmarkStart w:id="0" w:name="a"/>'
    f'{word_run("The harbour")}<w:bookmarkEnd w:id="0"/></w:p>',
    "formatting": f'<w:p>{word_run("Plain ")}<w:proofErr w:type="spellStart"/>{word_run("wor")}'
    f"{word_run('ds, ', '<w:lang w:val=&quot;en&quot;/>'.replace('&quot;', chr(34)))}"
    f'{word_run("bold", "<w:b/>")}{word_run(" and ")}<w:hyperlink r:id="rId1">'
    f"{word_run('a link', '<w:u/>')}</w:hyperlink>{word_run(' &amp; so on.')}</w:p>",
    "pieces": "<w:p><w:r><w:t>Left</w:t><w:tab/><w:t>right</w:t><w:br/><w:t>below</w:t>"
    '<w:footnoteReference w:id="2"/></w:r><w:r><w:br w:type="page"/></w:r></w:p>',
    "tracked": f'<w:p>{word_run("Old ")}<w:del w:id="1"><w:r><w:delText>gone</w:delText></w:r>'
    f'</w:del><w:ins w:id="2">{word_run("new")}</w:ins></w:p>',
    "fields": f"<w:p>{word_run('See page ')}{_field('PAGEREF a', word_run('12'))}{word_run(' or ')}"
    f"{_field('HYPERLINK &quot;http://x&quot;', word_run('go there'))}{word_run('.')}"
    f'<w:fldSimple w:instr="DATE">{word_run("May 1")}</w:fldSimple></w:p>',
    "formula": f"<w:p>{word_run('As ')}<m:oMath {_M}><m:r><m:t>x</m:t></m:r></m:oMath>"
    f"{word_run(' says')}</w:p>",
    "box": f"<w:p>{word_run('Outside')}<w:r><mc:AlternateContent><mc:Choice>{_box('Inside')}"
    f"</mc:Choice><mc:Fallback>{_box('Inside')}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
    "table": f"<w:tbl><w:tr><w:tc><w:p>{word_run('Cell')}</w:p></w:tc><w:tc><w:p>{word_run('42')}"
    "</w:p></w:tc></w:tr></w:tbl>",
    "control": "<w:p><w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>"
    f"{word_run('Controlled')}</w:sdtContent></w:sdt>{word_run(' text')}</w:p>",
    "item": '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr>'
    f"{word_run('An item')}</w:p>",
}
_FIRST = '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>'


def word_file(path: Path, body: str = "") -> Path:
    """A docx file with each of ``WORD_PARAGRAPHS``, or with ``body``, and everything beside."""
    body = body or "".join(WORD_PARAGRAPHS.values())
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/styles.xml": STYLES,
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>\r\n<w:document {W} {_R} '
        f"{_MC}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/media/image1.png": bytes(range(256)),
        "word/header1.xml": f"<w:hdr {W}><w:p>{word_run('Above')}</w:p></w:hdr>",
        "word/footer2.xml": f"<w:ftr {W}><w:p>{word_run('Below')}</w:p></w:ftr>",
        "word/footnotes.xml": f"<w:footnotes {W}>{_FIRST}{word_run(' A note')}</w:p></w:footnote>"
        "</w:footnotes>",
        "word/comments.xml": f'<w:comments {W}><w:comment w:id="1"><w:p>{word_run("A remark")}'
        "</w:p></w:comment></w:comments>",
    }
    return packed(path, parts)


_MORE = (("draw", "drawing"), ("style", "style"), ("fo", "xsl-fo-compatible"))
ODT_BODY = """<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone</text:p>
</text:deletion></text:changed-region></text:tracked-changes>
<text:h text:outline-level="1">The <text:bookmark text:name="a"/>harbour</text:h>
<text:p text:style-name="P1">Plain <text:span text:style-name="T1">bold <text:span>both</text:span
></text:span>, <text:a href="x">a link</text:a><text:s text:c="3"/>wide<text:tab
/>tab<text:line-break
/>below<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note</text:p>
</text:note-body></text:note> on page <text:page-number>7</text:page-number>.</text:p>
<text:list><text:list-item><text:p>An item</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>Cell</text:p></table:table-cell>
<table:table-cell><text:p>42</text:p></table:table-cell></table:table-row></table:table>
<text:p>Outside<draw:frame><draw:text-box><text:p>Inside</text:p></draw:text-box></draw:frame></text:p>
<text:p>said<office:annotation><text:p>A remark</text:p></office:annotation></text:p>"""


def odt_file(
    path: Path, manifest: str = "<manifest/>", *, body: str = ODT_BODY, looks: str = ""
) -> Path:
    """An odt file with all that paragraphs can have, or with ``body``, and a header; ``looks`` are
    its automatic styles."""
    names = " ".join(
        [
            ODF,
            *(
                f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{of}:1.0"'
                for name, of in _MORE
            ),
        ]
    )
    looks = f"<office:automatic-styles>{looks}</office:automatic-styles>" if looks else ""
    content = f"<office:document-content {names}>{looks}<office:body><office:text>{body}"
    content += "</office:text></office:body></office:document-content>"
    styles = f"<office:document-styles {names}><text:p>Above</text:p></office:document-styles>"
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "styles.xml": styles,
        "META-INF/manifest.xml": manifest,
    }
    return packed(path, parts)


_CONTAINER = (
    """<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>"""
)
_PACKAGE = """<?xml version="1.0"?><package xmlns:dc="urn:dc"><metadata>
<dc:title>The lighthouse</dc:title>
<dc:creator>Ada Stone</dc:creator></metadata><manifest>
<item href="one%20a.xhtml" media-type="application/xhtml+xml"/>
<item href="nav.xhtml" media-type="application/xhtml+xml"/>
<item href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item href="style.css" media-type="text/css"/></manifest></package>"""
_CHAPTER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>One</title><script/></head><body>
<p id="a">It was&nbsp;<i>dark</i>.<a id="x"/></p></body></html>"""
_NAV = """<html><body><nav><ol><li><a href="one a.xhtml">One</a></li></ol></nav></body></html>"""
_NCX = """<ncx><docTitle><text>The lighthouse</text></docTitle><docAuthor><text>Ada Stone</text>
</docAuthor><navMap><navPoint><navLabel><text>One</text></navLabel></navPoint></navMap></ncx>"""


def epub_file(path: Path, more: dict[str, str | bytes] | None = None) -> Path:
    """A book of one chapter with both tables of contents."""
    import zipfile

    parts: dict[str, str | bytes] = {
        "META-INF/container.xml": _CONTAINER,
        "OEBPS/book.opf": _PACKAGE,
        "OEBPS/one a.xhtml": _CHAPTER,
        "OEBPS/nav.xhtml": _NAV,
        "OEBPS/toc.ncx": _NCX,
        "OEBPS/style.css": "p { color: red }",
        **(more or {}),
    }
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/epub+zip")
        for name, content in parts.items():
            file.writestr(name, content, zipfile.ZIP_DEFLATED)
    return path
