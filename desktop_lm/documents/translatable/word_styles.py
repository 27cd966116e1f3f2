"""Which paragraph styles of a docx file count their paragraphs."""

from __future__ import annotations

from desktop_lm.documents.readers.packed_xml import PackedDocument
from desktop_lm.documents.readers.word import attribute, local_name

STYLES = "word/styles.xml"


def styles_with_numbers(packed: PackedDocument) -> frozenset[str]:
    """The ids of styles that number their paragraphs or make them headings, for which a second
    paragraph would be a second item. Raises Damaged, Encrypted, Unsafe."""
    styles = _Styles()
    if packed.has(STYLES):
        for _ in packed.parse(STYLES, styles):
            pass
    found = set(styles.counted)
    for style in styles.based_on:
        current, seen = style, set[str]()
        while current and current not in seen:
            seen.add(current)
            if current in styles.counted:
                found.add(style)
            current = styles.based_on.get(current, "")
    return frozenset(found)


class _Styles:
    """Implements :class:`desktop_lm.documents.readers.packed_xml.Listener`."""

    def __init__(self) -> None:
        self.counted: set[str] = set()
        self.based_on: dict[str, str] = {}
        self._style = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        if name == "style":
            self._style = attribute(attributes, "styleId")
        elif name == "basedOn":
            self.based_on[self._style] = attribute(attributes, "val")
        elif name in ("numPr", "outlineLvl") or _is_heading(name, attributes):
            self.counted.add(self._style)

    def end(self, _tag: str) -> None: ...

    def data(self, _text: str) -> None: ...


def _is_heading(name: str, attributes: dict[str, str]) -> bool:
    return name == "name" and attribute(attributes, "val").lower().startswith(("heading", "title"))
