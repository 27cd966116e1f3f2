"""Reads docx files: ECMA-376, part 1, WordprocessingML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from desktop_lm.documents.document import BlockKind
from desktop_lm.documents.readers.flow import Flow
from desktop_lm.documents.readers.found import Found, Progress, Title
from desktop_lm.documents.readers.packed_xml import PackedDocument

_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFFICE_DOCUMENT = "/officeDocument"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_HEADING_NAME = re.compile(r"heading (\d)", re.IGNORECASE)
# Of tracked changes: what is deleted or stands elsewhere now, and how a paragraph looked before.
_GONE = frozenset({"del", "moveFrom", "pPrChange"})
_NOTES = ("footnote", "endnote")
_BODY_LEVEL = 9  # w:outlineLvl of text that is no heading


def read(path: Path) -> Found:
    """Title, headings, paragraphs with their notes, list items and table rows. Raises Damaged,
    Encrypted, Unsafe."""
    packed = PackedDocument(path)
    try:
        if title := _title(packed):
            yield Title(title)
        main = main_part(packed)
        styles = _Styles()
        if packed.has("word/styles.xml"):
            for _ in packed.parse("word/styles.xml", styles):
                pass
        body = _Body(styles.levels, _notes(packed, PurePosixPath(main).parent))
        for fraction in packed.parse(main, body):
            yield from body.flow.take()
            yield Progress(fraction)
        yield from body.flow.take()
    finally:
        packed.close()


def _title(packed: PackedDocument) -> str:
    collected = _TextOf(_TITLE)
    if packed.has("docProps/core.xml"):
        for _ in packed.parse("docProps/core.xml", collected):
            pass
    return " ".join("".join(collected.pieces).split())


def _notes(packed: PackedDocument, folder: PurePosixPath) -> dict[tuple[str, str], str]:
    """The texts of footnotes and endnotes by their kind and id."""
    notes = _Notes()
    for kind in _NOTES:
        part = str(folder / f"{kind}s.xml")
        if packed.has(part):
            for _ in packed.parse(part, notes):
                pass
    return notes.texts


def main_part(packed: PackedDocument) -> str:
    """Some programs give the text another name than word/document.xml."""
    relations = _Relations()
    if not packed.has("word/document.xml") and packed.has("_rels/.rels"):
        for _ in packed.parse("_rels/.rels", relations):
            pass
    return relations.target or "word/document.xml"


class _Relations:
    """Finds the part that is the document."""

    def __init__(self) -> None:
        self.target = ""

    def start(self, _tag: str, attributes: dict[str, str]) -> None:
        if attributes.get("Type", "").endswith(_OFFICE_DOCUMENT):
            self.target = attributes.get("Target", "").lstrip("/")

    def end(self, _tag: str) -> None: ...

    def data(self, _text: str) -> None: ...


class _TextOf:
    """Collects the text of one element."""

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self._inside = False
        self.pieces: list[str] = []

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self._inside = tag == self._tag

    def end(self, _tag: str) -> None:
        self._inside = False

    def data(self, text: str) -> None:
        if self._inside:
            self.pieces.append(text)


class _Styles:
    """Which paragraph styles are headings, and of which level: their ids are in the writer's
    language, their names are not."""

    def __init__(self) -> None:
        self.levels: dict[str, int] = {}
        self._style = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        value = attribute(attributes, "val")
        if name == "style":
            self._style = attribute(attributes, "styleId")
        elif name == "name" and (found := _HEADING_NAME.fullmatch(value)):
            self.levels[self._style] = int(found[1])
        elif name == "name" and value.lower() == "title":
            self.levels[self._style] = 1
        elif name == "outlineLvl" and value.isdigit() and int(value) < _BODY_LEVEL:
            self.levels.setdefault(self._style, int(value) + 1)

    def end(self, _tag: str) -> None: ...

    def data(self, _text: str) -> None: ...


class _Body:
    """Hears of the document's elements and makes blocks of them."""

    def __init__(self, levels: Mapping[str, int], notes: Mapping[tuple[str, str], str]) -> None:
        self.flow = Flow()
        self._levels = levels
        self._notes = notes
        self._hidden = 0  # elements open within one that is a double of another, or gone
        self._in_text = False
        self._level = 0
        self._item: int | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        if self._hidden or tag == _FALLBACK or name in _GONE:
            self._hidden += 1
        elif name == "t":
            self._in_text = True
        elif name in ("br", "cr"):
            self.flow.add("\n")
        elif name in ("tab", "ptab"):
            self.flow.add(" ")
        elif name == "noBreakHyphen":
            self.flow.add("-")
        elif name == "p":
            self._end_paragraph()  # the one around a text box goes on behind it
        elif name == "tr":
            self.flow.begin_row()
        elif name.endswith("noteReference"):
            note = self._notes.get((name.removesuffix("Reference"), attribute(attributes, "id")))
            self.flow.add(f" ({note})" if note else "")
        else:
            self._style(name, attribute(attributes, "val"))

    def _style(self, name: str, value: str) -> None:
        if name == "pStyle":
            self._level = self._levels.get(value, 0)
        elif name == "outlineLvl" and value.isdigit() and int(value) < _BODY_LEVEL:
            self._level = int(value) + 1
        elif name == "numPr":
            self._item = 0
        elif name == "ilvl" and value.isdigit():
            self._item = int(value)
        elif name == "numId" and value == "0":
            self._item = None  # not numbered, though its style says so

    def end(self, tag: str) -> None:
        if self._hidden:
            self._hidden -= 1
            return
        name = local_name(tag)
        if name == "t":
            self._in_text = False
        elif name == "p":
            self._end_paragraph()
        elif name == "tc":
            self.flow.end_cell()
        elif name == "tr":
            self.flow.end_row()

    def _end_paragraph(self) -> None:
        if self._level:
            self.flow.end(BlockKind.HEADING, self._level)
        elif self._item is not None:
            self.flow.end(BlockKind.LIST_ITEM, self._item)
        else:
            self.flow.end()
        self._level, self._item = 0, None

    def data(self, text: str) -> None:
        if self._in_text and not self._hidden:
            self.flow.add(text)


class _Notes(_Body):
    """Collects the texts of notes."""

    def __init__(self) -> None:
        super().__init__({}, {})
        self.texts: dict[tuple[str, str], str] = {}
        self._id = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) in _NOTES:
            self._id = attribute(attributes, "id")
        super().start(tag, attributes)

    def end(self, tag: str) -> None:
        super().end(tag)
        if (kind := local_name(tag)) in _NOTES:
            words = (word for block in self.flow.take() for word in block.text.split())
            self.texts[kind, self._id] = " ".join(words)


def local_name(tag: str) -> str:
    """The name without WordprocessingML's namespace; other elements keep theirs."""
    return tag.removeprefix(_W).removeprefix(_STRICT)


def attribute(attributes: dict[str, str], name: str) -> str:
    """The value of WordprocessingML's attribute ``name``, "" where there is none."""
    return attributes.get(_W + name) or attributes.get(_STRICT + name) or ""
