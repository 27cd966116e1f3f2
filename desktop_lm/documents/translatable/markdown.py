"""MD: headings, paragraphs, list items, cells of tables and the texts of links.

Left as they are: front matter, code, HTML blocks, formulas, targets of links, images.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from desktop_lm.documents.translatable.inline import Core, Node, beside, raw_of
from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.markdown_extensions import (
    Part,
    PartKind,
    dedented,
    indent_of,
    parts_of,
)
from desktop_lm.documents.translatable.markdown_inline import (
    as_lines,
    begins_block,
    block_parser,
    markdown,
    nodes_of,
)
from desktop_lm.documents.translatable.paragraph_core import core_of
from desktop_lm.documents.translatable.pieces import Pieces, joined
from desktop_lm.documents.translatable.text_file import TextFile
from desktop_lm.documents.translatable.unit import Place, Unit, Written

if TYPE_CHECKING:
    from markdown_it.token import Token

_LINE_END = re.compile(r"\r\n?|\n")
_LINE = re.compile(r"([^\r\n]*)(\r\n?|\n|\Z)")
_FRONT_MATTER = re.compile(
    r"(---|\+\+\+)[ \t]*\r?\n(?![ \t]*\r?\n).*?^(?:\1|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE
)
_FORMULA = re.compile(r"\$\$.*\$\$|\\\[.*\\\]", re.DOTALL)
_MARKS = re.compile(r"[^>\s]")
_OF_ONE_LINE = (PartKind.TERM, PartKind.TITLE)


@dataclass(frozen=True, slots=True)
class _Where:
    """A paragraph's slice of the file. ``prefix`` begins each line but the first; ``width`` is that
    of its longest line, 0 where it has only one. ``parent`` is what markdown-it calls the block,
    ``kind`` what it is besides, ``opening`` what stands before it in its first line."""

    start: int
    end: int
    line: int
    prefix: str
    opening: str
    width: int
    parent: str
    kind: PartKind
    line_end: str


class MarkdownFile(TextFile):
    """Implements :class:`desktop_lm.documents.translatable.open_file.Translatable`."""

    kind = FileKind.MARKDOWN

    def pieces(self, *, bilingual: bool) -> Pieces:
        del bilingual
        text = self.source.text()
        env: dict[str, Any] = {}
        at = 0
        for where, content in _paragraphs(text, env):
            if _FORMULA.fullmatch(content.strip()):
                continue
            core = core_of(nodes_of(content, env))
            if core is not None and where.start >= at:
                yield text[at : where.start]
                yield _Paragraph(core, where, text[where.start : where.end], env)
                at = where.end
        yield text[at:]


def _paragraphs(text: str, env: dict[str, Any]) -> Iterator[tuple[_Where, str]]:
    """Where each paragraph, heading and cell stands, and its Markdown without what begins lines."""
    front = _FRONT_MATTER.match(text)
    skipped = front.end() if front else 0
    lines = [found.span(1) for found in _LINE.finditer(text, skipped)]
    ends = [found[2] for found in _LINE.finditer(text, skipped)]
    line_end = next(filter(None, ends), "\n")
    first_line = len(_LINE_END.findall(text[:skipped]))
    tokens = block_parser().parse(dedented(text[skipped:]), env)
    cell_line, cell_at = -1, 0
    for before, token in pairwise(tokens):
        if token.type != "inline" or token.map is None or not token.content:
            continue
        number = token.map[0]
        in_table = before.type in ("td_open", "th_open")
        begin = cell_at if in_table and number == cell_line else lines[number][0]
        count = token.content.count("\n") + 1
        within = lines[number : number + count]
        slices = _slices(text, within, token.content, begin, in_table=in_table)
        if slices is None:
            continue
        if in_table:
            cell_line, cell_at = number, slices[-1][1]
        content = token.content.split("\n")
        is_plain = before.type != "paragraph_open"
        for part in [Part(0, len(slices))] if is_plain else parts_of(content):
            of_part = slice(part.first, part.first + part.count)
            rest = before, first_line, line_end
            where = _where(text, lines, slices[of_part], (number + part.first, part.kind), rest)
            yield where, "\n".join(content[of_part]).lstrip()


def _slices(
    text: str, lines: Sequence[tuple[int, int]], content: str, begin: int, *, in_table: bool
) -> list[tuple[int, int]] | None:
    """The slice of each line of ``content`` in ``text``; None where one is not found."""
    found = []
    for (start, end), given in zip(lines, content.split("\n"), strict=False):
        wanted = given.strip()
        source = text[start:end].rstrip()
        begin = max(start, begin)
        if source.endswith(wanted) and not in_table:
            at = start + len(source) - len(wanted)
        else:
            at = text.find(wanted, begin, end)
            if at < 0 and in_table:
                wanted = wanted.replace("|", "\\|")
                at = text.find(wanted, begin, end)
        if at < 0:
            return None
        found.append((at, at + len(wanted)))
    return found


def _where(
    text: str,
    lines: Sequence[tuple[int, int]],
    slices: Sequence[tuple[int, int]],
    part: tuple[int, PartKind],
    rest: tuple[Token, int, str],
) -> _Where:
    (number, kind), (before, first_line, line_end) = part, rest
    opening = text[lines[number][0] : slices[0][0]]
    prefix = _MARKS.sub(" ", opening) + indent_of(kind, text[slice(*slices[0])])
    if len(slices) > 1:
        prefix = text[lines[number + 1][0] : slices[1][0]]
    parent = before.type + ("_hidden" if before.hidden else "") + before.markup[:1]
    width = max(end - start for start, end in slices) if len(slices) > 1 else 0
    return _Where(
        start=slices[0][0],
        end=slices[-1][1],
        line=first_line + number + 1,
        prefix=prefix,
        opening=opening,
        width=width,
        parent=parent,
        kind=kind,
        line_end=line_end,
    )


class _Paragraph:
    """Implements :class:`desktop_lm.documents.translatable.pieces.Slot`."""

    inside = False

    def __init__(self, core: Core, where: _Where, raw: str, env: dict[str, Any]) -> None:
        self.unit = Unit(core.text, core.spans, Place(where.line))
        self.done = ""
        self._core = core
        self._where = where
        self._raw = raw
        self._env = env
        self._in_table = where.parent.startswith(("td_open", "th_open"))

    def original(self) -> str:
        return self._raw

    def render(self, written: Written, *, bilingual: bool) -> str:
        core, where = self._core, self._where
        nodes = list(core.written(written))
        if not bilingual:
            words = self._lines(markdown(nodes, self._env, in_table=self._in_table))
            return f"{self._around(core.before)}{words}{self._around(core.after)}"
        nodes = list(beside(core, nodes))
        words = self._lines(markdown(nodes, self._env, in_table=self._in_table))
        return f"{self._raw}{self._between(where)}{words}"

    def _around(self, nodes: Sequence[Node]) -> str:
        """What stands before or behind the words, with the beginnings of its lines."""
        return joined(raw_of(nodes)).replace("\n", f"{self._where.line_end}{self._where.prefix}")

    def _between(self, where: _Where) -> str:
        """What stands between a text and its translation below it."""
        if self._in_table:
            return "<br>"
        if where.parent.startswith("heading"):
            return f"{where.line_end}{where.opening}" if where.parent.endswith("#") else " / "
        if where.kind in _OF_ONE_LINE:
            return " / "
        # An item of a list without blank lines, or one that ends where its paragraph does.
        if "hidden" in where.parent or where.kind is not PartKind.PLAIN:
            return f"\\{where.line_end}{where.prefix}"
        return f"{where.line_end}{where.prefix.rstrip()}{where.line_end}{where.prefix}"

    def _lines(self, words: str) -> str:
        """``words`` in lines as long as the original's."""
        where = self._where
        if self._in_table:
            return words.replace("\n", "<br>")
        if where.parent.startswith("heading"):
            words = words.replace("\n", " ")
            return words if where.parent.endswith("#") else as_lines(words)
        if where.kind in _OF_ONE_LINE:
            return as_lines(words.replace("\n", " "))
        hard = "\\" if "\\\n" in self._raw.replace("\r\n", "\n") else "  "
        lines = [list(_wrapped(line, where.width)) for line in as_lines(words).split("\n")]
        whole = [f"{where.line_end}{where.prefix}".join(wrapped) for wrapped in lines]
        return f"{hard}{where.line_end}{where.prefix}".join(whole)


def _wrapped(line: str, width: int) -> Iterator[str]:
    """``line`` in pieces of at most ``width`` characters, 0 for no limit; none looks like the
    beginning of a block."""
    taken = ""
    for word in line.split(" "):
        if width and taken and len(taken) + 1 + len(word) > width and not begins_block(f"{word} "):
            yield taken
            taken = word
        else:
            taken = f"{taken} {word}" if taken else word
    yield taken
