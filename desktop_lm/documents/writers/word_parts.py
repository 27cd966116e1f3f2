"""The parts of a docx file that are the same in each one, or nearly so."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TWIPS = 360  # a step of indentation, in twentieths of a point
_LEVELS = 9  # of lists, as many as the format has

CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_TYPE}.numbering+xml"/></Types>'
)
RELATIONSHIPS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="document" '
    f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
RULE = (
    '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="A0A0A0"/>'
    "</w:pBdr></w:pPr></w:p>"
)


def _style(kind: str, name: str, shown: str, manner: str, based: str = "") -> str:
    basis = f'<w:basedOn w:val="{based}"/>' if based else ""
    default = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"{default}><w:name w:val="{shown}"/>'
        f"{basis}{manner}</w:style>"
    )


def _spacing(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _size(half_points: int) -> str:
    """Of letters, and of those of scripts that run to the left."""
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_FIXED = '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>'
_HEADINGS = "".join(
    _style(
        "paragraph",
        f"Heading{level}",
        f"heading {level}",
        f'<w:pPr><w:keepNext/>{_spacing(240, 60)}<w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f"<w:rPr><w:b/><w:bCs/>{_size(max(22, 34 - 3 * level))}</w:rPr>",
        "Normal",
    )
    for level in range(1, 7)
)
STYLES = (
    f'{_XML}<w:styles xmlns:w="{_WORD}">'
    + _style(
        "paragraph",
        "Normal",
        "Normal",
        f"<w:pPr>{_spacing(0, 120)}</w:pPr><w:rPr>{_size(22)}</w:rPr>",
    )
    + _style("paragraph", "Title", "Title", f"<w:rPr><w:b/><w:bCs/>{_size(40)}</w:rPr>", "Normal")
    + _HEADINGS
    + _style(
        "paragraph",
        "Code",
        "Code",
        '<w:pPr><w:shd w:val="clear" w:color="auto" w:fill="F4F4F2"/></w:pPr>'
        f"<w:rPr>{_FIXED}{_size(19)}</w:rPr>",
        "Normal",
    )
    + _style(
        "paragraph",
        "Quote",
        "Quote",
        '<w:pPr><w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="909090"/></w:pBdr>'
        '<w:ind w:left="360"/></w:pPr>',
        "Normal",
    )
    + _style("character", "CodeText", "Code Text", f"<w:rPr>{_FIXED}</w:rPr>")
    + _style(
        "character",
        "Hyperlink",
        "Hyperlink",
        '<w:rPr><w:color w:val="2B62C9"/><w:u w:val="single"/></w:rPr>',
    )
    + "</w:styles>"
)


def document(body: str) -> str:
    """The document around its ``body``."""
    return (
        f'{_XML}<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"><w:body>{body}'
        "<w:sectPr/></w:body></w:document>"
    )


def document_relationships(links: Sequence[str]) -> str:
    """What the document refers to: its styles, and pages on the web."""
    made = [
        f'<Relationship Id="link{number}" Type="{_OFFICE}/hyperlink" Target={quoteattr(link)} '
        'TargetMode="External"/>'
        for number, link in enumerate(links, start=1)
    ]
    made += [
        f'<Relationship Id="{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
        for name in ("styles", "numbering")
    ]
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(made)}</Relationships>'


def numbering(lists: Sequence[int | None]) -> str:
    """A numbering for each list, which begins at its own number; None is one of bullets."""
    kinds, instances = [], []
    for number, start in enumerate(lists, start=1):
        levels = "".join(_level(level, start) for level in range(_LEVELS))
        kinds.append(f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>')
        instances.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
    return f'{_XML}<w:numbering xmlns:w="{_WORD}">{"".join(kinds + instances)}</w:numbering>'


def _level(level: int, start: int | None) -> str:
    shape, text = ("bullet", "•") if start is None else ("decimal", f"%{level + 1}.")
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{1 if start is None else start}"/>'
        f'<w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/>'
        f'<w:pPr><w:ind w:left="{_TWIPS * (level + 1)}" w:hanging="{_TWIPS}"/></w:pPr></w:lvl>'
    )


def list_item(number: int, depth: int) -> str:
    """What makes a paragraph an item of list ``number``."""
    level = min(depth, _LEVELS - 1)
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def indent(depth: int) -> str:
    """What moves a paragraph below the item it belongs to."""
    return f'<w:ind w:left="{_TWIPS * depth}"/>'


def table(rows: Sequence[str], columns: int) -> str:
    """A table with thin lines; each row is its cells."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A0A0A0"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "<w:gridCol/>" * columns
    made = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{lines}</w:tblBorders>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{made}</w:tbl>"
        "<w:p/>"  # tables that touch would be one
    )
