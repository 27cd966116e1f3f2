"""A translated book keeps the rules of EPUB that readers and shops hold it to.

Source: EPUB 3.3 (https://www.w3.org/TR/epub-33/), "Open Container Format" and "Package document".
"""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from desktop_lm.documents.translatable.unit import Unit, Written, same
from tests.support.translating import bare, longer, opened, upper

MIMETYPE = b"application/epub+zip"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_IN_XHTML = (
    'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
    'xml:lang="en" lang="en"'
)

CONTAINER = f"""{_XML}<container version="1.0"
 xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""
PACKAGE = f"""{_XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0"
 unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:1</dc:identifier><dc:title>Nets &amp; boats</dc:title>
<dc:language>en</dc:language><meta property="dcterms:modified">2024-01-01T00:00:00Z</meta>
</metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="one" href="text/one%20a.xhtml" media-type="application/xhtml+xml"/>
<item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="css" href="style/book.css" media-type="text/css"/>
<item id="png" href="pictures/net.png" media-type="image/png" properties="cover-image"/>
</manifest><spine toc="ncx"><itemref idref="one"/><itemref idref="two" linear="no"/></spine>
</package>"""
NAV = f"""{_XML}<!DOCTYPE html><html {_IN_XHTML}><head><title>Contents</title></head><body>
<nav epub:type="toc" id="toc"><h1>Contents</h1><ol>
<li><a href="text/one%20a.xhtml">Chapter one</a><ol>
<li><a href="text/one%20a.xhtml#part">A part</a></li></ol></li>
<li><a href="text/two.xhtml">Notes</a></li></ol></nav></body></html>"""
NCX = f"""{_XML}<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><head>
<meta name="dtb:uid" content="urn:uuid:1"/></head><docTitle><text>Nets &amp; boats</text></docTitle>
<navMap><navPoint id="n1"><navLabel><text>Chapter one</text></navLabel>
<content src="text/one%20a.xhtml"/></navPoint></navMap></ncx>"""
ONE = f"""{_XML}<!DOCTYPE html><html {_IN_XHTML}><head><title>Chapter one</title>
<link rel="stylesheet" type="text/css" href="../style/book.css"/></head><body>
<!-- a remark: <p>no text</p> --><section epub:type="chapter" id="part">
<h1>Chapter <em>one</em></h1>
<p id="p1">The <b>old <i>net</i></b> was &lt;torn&gt; &amp; wet.<a epub:type="noteref"
href="two.xhtml#note">1</a> It lay there&#160;still.<br/>Nobody came.</p>
<p><img src="../pictures/net.png" alt="A torn net"/></p>
<p>Ruby <ruby>kan<rt>ji</rt></ruby> here.</p>
<table><tr><th id="h">Boat</th><td headers="h">Red <code>x &lt; y</code> one</td></tr></table>
<ul><li>First item <a id="anchor"/></li><li><p>Second item</p></li></ul>
<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>
<svg xmlns="http://www.w3.org/2000/svg"><title>Drawn</title><text>Water</text></svg>
<p><![CDATA[Raw & <text>]]> and more words.</p><blockquote><p>Said <q>so</q>.</p></blockquote>
</section></body></html>"""
TWO = f"""{_XML}<!DOCTYPE html><html {_IN_XHTML}><head><title>Notes</title></head><body>
<aside epub:type="footnote" id="note"><p>A note, with <a href="one%20a.xhtml#p1">a way back</a>.</p>
</aside></body></html>"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "nets.epub"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", MIMETYPE)
        for name, content in (
            ("META-INF/container.xml", CONTAINER),
            ("EPUB/text/two.xhtml", TWO),
            ("EPUB/book.opf", PACKAGE),
            ("EPUB/nav.xhtml", NAV),
            ("EPUB/toc.ncx", NCX),
            ("EPUB/text/one a.xhtml", ONE),
            ("EPUB/style/book.css", "p { color: red }"),
            ("EPUB/pictures/net.png", b"\x89PNG\r\n\x1a\n"),
        ):
            file.writestr(name, content, zipfile.ZIP_DEFLATED)
    return path


def hostile(unit: Unit) -> Written:
    """What would be markup, or no character of XML at all."""
    return Written(f"<p>{unit.text} ]]> & \"'\x0b\ufffe --> </body> &#0; 中", unit.spans)


def parsed(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # raises where it is not well-formed


def ids_of(root: ET.Element) -> list[str]:
    return [found for each in root.iter() if (found := each.get("id")) is not None]


def check_container(path: Path) -> None:
    """The zip file itself, its first part, and what says where the book is."""
    raw = path.read_bytes()
    # The name begins at 30 and no extra field comes before the content, so that programs can know
    # a book by its first bytes.
    assert raw[:4] == b"PK\x03\x04"
    assert raw[30:58] == b"mimetype" + MIMETYPE
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        infos = file.infolist()
        assert infos[0].filename == "mimetype"
        assert all(
            info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos
        )
        assert not any(info.flag_bits & 1 for info in infos)  # none is encrypted
        names = [info.filename for info in infos]
        assert len({name.casefold() for name in names}) == len(names)
        container = parsed(file.read("META-INF/container.xml"))
        roots = [each for each in container.iter() if each.tag.endswith("}rootfile")]
        assert [each.get("full-path") in names for each in roots] == [True]


def check_package(path: Path) -> dict[str, ET.Element]:
    """Manifest and spine; the chapters come back."""
    with zipfile.ZipFile(path) as file:
        parts = {info.filename: file.read(info) for info in file.infolist()}
    package = parsed(parts["EPUB/book.opf"])
    unique = package.get("unique-identifier")
    assert [each.get("id") for each in package.iter(f"{_DC}identifier")] == [unique]
    assert all(each.text for tag in ("title", "language") for each in package.iter(f"{_DC}{tag}"))
    items = list(package.iter(f"{_OPF}item"))
    places = {
        str(item.get("id")): posixpath.join("EPUB", unquote(str(item.get("href"))))
        for item in items
    }
    assert len(places) == len(items)
    assert set(places.values()) <= parts.keys()
    listed = {"mimetype", "META-INF/container.xml", "EPUB/book.opf", *places.values()}
    assert parts.keys() == listed
    spine = [str(each.get("idref")) for each in package.iter(f"{_OPF}itemref")]
    assert spine
    assert set(spine) <= places.keys()
    assert sum("nav" in str(item.get("properties")).split() for item in items) == 1
    assert parsed(parts["EPUB/toc.ncx"]).tag.endswith("}ncx")
    return {
        places[str(item.get("id"))]: parsed(parts[places[str(item.get("id"))]])
        for item in items
        if item.get("media-type") == "application/xhtml+xml"
    }


def check_chapters(chapters: dict[str, ET.Element]) -> None:
    """No name stands twice, and every link leads somewhere."""
    names = {place: ids_of(root) for place, root in chapters.items()}
    for place, root in chapters.items():
        assert root.tag == f"{_XHTML}html"
        assert len(set(names[place])) == len(names[place])
        assert [each.text for each in root.iter(f"{_XHTML}title")] != [None]
        for link in root.iter(f"{_XHTML}a"):
            target, _, name = unquote(link.get("href", "")).partition("#")
            where = posixpath.normpath(posixpath.join(posixpath.dirname(place), target))
            assert not target or where in names
            assert not name or name in names[where]


@pytest.mark.parametrize("bilingual", [False, True])
@pytest.mark.parametrize("translate", [upper, longer, bare, hostile])
def test_a_translated_book_is_a_book(book: Path, translate: object, bilingual: bool) -> None:
    file, target = opened(book), book.with_name("out.epub")
    assert callable(translate)

    file.write(target, map(translate, file.units()), bilingual=bilingual, language="ar")

    check_container(target)
    chapters = check_package(target)
    check_chapters(chapters)
    words = "".join(chapters["EPUB/text/one a.xhtml"].itertext()).upper()
    for kept in ("CHAPTER", "NOBODY CAME", "X < Y", "SECOND ITEM", "SAID"):
        assert kept in words.replace("~", "")
    if not bilingual:
        assert {root.get("lang") for root in chapters.values()} == {"ar"}
        assert {root.get("dir") for root in chapters.values()} == {"rtl"}


def test_no_break_and_wide_spaces_stay_in_a_title(book: Path) -> None:
    target = book.with_name("out.epub")
    file = opened(book)

    def translate(unit: Unit) -> Written:
        return (
            Written("Filets\u202f: \u00a0\n1\u3000") if unit.text == "Nets & boats" else same(unit)
        )

    file.write(target, map(translate, file.units()))

    with zipfile.ZipFile(target) as written:
        package = parsed(written.read("EPUB/book.opf"))
    [title] = package.iter(f"{_DC}title")
    assert title.text == "Filets\u202f: \u00a0 1\u3000"


def test_the_rules_tell_a_book_that_breaks_them(book: Path) -> None:
    """Or this test would say nothing."""
    check_chapters(check_package(book))
    check_container(book)
    with zipfile.ZipFile(book) as file:
        parts = {info.filename: file.read(info) for info in file.infolist()}

    def broken(name: str, before: bytes, after: bytes) -> Path:
        path = book.with_name("broken.epub")
        with zipfile.ZipFile(path, "w") as file:
            for each, content in parts.items():
                file.writestr(each, content.replace(before, after) if each == name else content)
        return path

    with pytest.raises(AssertionError):
        check_package(broken("EPUB/book.opf", b"two.xhtml", b"three.xhtml"))
    with pytest.raises(AssertionError):
        check_package(broken("EPUB/book.opf", b'idref="one"', b'idref="none"'))
    with pytest.raises(ET.ParseError):
        check_package(broken("EPUB/text/two.xhtml", b"</aside>", b""))
    with pytest.raises(AssertionError):
        check_chapters(check_package(broken("EPUB/text/two.xhtml", b"#p1", b"#p9")))
    with pytest.raises(AssertionError):
        check_container(broken("mimetype", b"epub", b"book"))
