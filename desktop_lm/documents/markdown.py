"""Reads Markdown as CommonMark 0.31 says, with tables and struck out text.

No word is left out: ``markdown_source`` shows what else would be hidden. HTML stays text, and an
image becomes a link to where it is: nothing is fetched or run because a model wrote it. A line
break in a paragraph is kept: answers are full of lines, and verse.
"""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_lm.documents.code_colours import is_language
from desktop_lm.documents.rich_text import (
    Block,
    Code,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Spans,
    Table,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode


def read(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text; every text is one, so nothing is raised. A text that is a
    JSON object or list as a whole is code: its indentation means something."""
    if _is_json(text):
        return (Code(text.strip(), "json"),)
    from markdown_it.tree import SyntaxTreeNode

    from desktop_lm.documents.markdown_source import tokens

    return _blocks(SyntaxTreeNode(tokens(_parser(), text)).children)


def with_code_ended(text: str) -> str:
    """``text``, in which no block of code stays open for what is put behind it."""
    parse = _parser().parse
    if parse(f"{text}\n\n# End")[-1].type == "heading_close":
        return text
    last = next((token for token in reversed(parse(text)) if token.type == "fence"), None)
    return f"{text}\n{last.markup}" if last else text


def _is_json(text: str) -> bool:
    stripped = text.strip()
    if stripped[:1] + stripped[-1:] not in ("{}", "[]"):
        return False
    try:
        json.loads(stripped)
    except (ValueError, RecursionError):
        return False
    return True


@functools.cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    logging.getLogger("markdown_it").setLevel(logging.INFO)  # it tells of each rule it tries
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> tuple[Block, ...]:
    return tuple(block for node in nodes if (block := _block(node)) is not None)


def _block(node: SyntaxTreeNode) -> Block | None:
    read_as = _READERS.get(node.type)
    if read_as is not None:
        return read_as(node)
    spans = _spans(node)
    return Paragraph(spans) if spans else None


def _heading(node: SyntaxTreeNode) -> Block:
    return Heading(int(node.tag[1:]), _spans(node))


def _code(node: SyntaxTreeNode) -> Block:
    language, _, more = node.info.strip().partition(" ")
    if more and not is_language(language):  # words that somebody put there
        return Code(f"{language} {more}\n{node.content}".removesuffix("\n"))
    return Code(node.content.removesuffix("\n"), language)


def _listing(node: SyntaxTreeNode) -> Block:
    start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    return Listing(tuple(_blocks(item.children) for item in node.children), start)


def _quote(node: SyntaxTreeNode) -> Block:
    return Quote(_blocks(node.children))


def _table(node: SyntaxTreeNode) -> Block:
    rows = [row for part in node.children for row in part.children]
    alignments = [str(cell.attrs.get("style", "")) for cell in rows[0].children]
    return Table(
        tuple(tuple(_spans(cell) for cell in row.children) for row in rows),
        tuple(style.removeprefix("text-align:") for style in alignments),
    )


def _rule(_node: SyntaxTreeNode) -> Block:
    return Rule()


_READERS: dict[str, Callable[[SyntaxTreeNode], Block]] = {
    "heading": _heading,
    "fence": _code,
    "code_block": _code,
    "bullet_list": _listing,
    "ordered_list": _listing,
    "blockquote": _quote,
    "table": _table,
    "hr": _rule,
}


def _spans(node: SyntaxTreeNode) -> Spans:
    inline = [each for each in node.children if each.type == "inline"]
    return _joined(span for each in inline for span in _walk(each.children, Span("")))


def _walk(nodes: Iterable[SyntaxTreeNode], style: Span) -> Iterator[Span]:
    for node in nodes:
        if node.type in ("softbreak", "hardbreak"):
            yield replace(style, text="\n")
        elif node.type == "code_inline":
            yield replace(style, text=node.content, code=True)
        elif node.type == "image":
            address = str(node.attrs.get("src", ""))
            yield replace(style, text=node.content or address, link=address)
        elif node.type == "link":
            linked = replace(style, link=str(node.attrs.get("href", "")))
            yield from list(_walk(node.children, linked)) or [replace(linked, text=linked.link)]
        elif node.type == "strong":
            yield from _walk(node.children, replace(style, bold=True))
        elif node.type == "em":
            yield from _walk(node.children, replace(style, italic=True))
        elif node.type == "s":
            yield from _walk(node.children, replace(style, struck=True))
        elif node.content:
            yield replace(style, text=node.content)


def _joined(spans: Iterable[Span]) -> Spans:
    """Neighbours of one manner as one."""
    joined: list[Span] = []
    for span in spans:
        if joined and replace(joined[-1], text=span.text) == span:
            joined[-1] = replace(span, text=joined[-1].text + span.text)
        else:
            joined.append(span)
    return tuple(joined)
