"""The inside of a Markdown paragraph as nodes, and nodes as Markdown.

markdown-it-py reads it, so that what is markup here is markup everywhere; its rules are followed to
learn which characters each token was. What is written is read again: where it would not say the
same, more is escaped, and at last emphasis is written as tags: marks beside a letter and a
quotation mark, as Chinese has them, are none.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from desktop_lm.documents.translatable.inline import (
    BREAK,
    Close,
    Letters,
    Node,
    Open,
    Thing,
    Wrapper,
)
from desktop_lm.documents.translatable.markdown_extensions import REMARK
from desktop_lm.documents.translatable.pieces import joined
from desktop_lm.documents.translatable.text_source import readable

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

# What writers and programs besides CommonMark put between words: formulas, marks of notes, boxes of
# tasks, kinds of remarks, attributes, templates, fences.
_KEPT = re.compile(
    r"\$\$[^$]{1,4000}\$\$|\$(?=\S)[^$\n]{1,400}(?<=\S)\$(?!\d)"
    r"|\[\^[^\]\s]{1,100}\]:?"
    r"|\[![A-Z]{1,20}\]"
    r"|\{[{%].{0,400}?[%}]\}|\{[#.:][^{}\n]{0,400}\}"
)
_KEPT_AT_START = re.compile(r"\[[ xX]\](?=\s)|:{3,}[^\n]*")
_KEPT_AT_FIRST = re.compile(rf":[ \t]+(?=\S)|{REMARK}")
_MOST_SPECIAL = re.compile(r"([\\`*_\[\]<&])")
_SPECIAL = re.compile(r"([\\`*_\[\]<>&~$|{}!#])")
_TAGS = {"**": "strong", "__": "strong", "*": "em", "_": "em", "~~": "del"}
_MARKS = {tag.format(_TAGS[mark]): mark for mark in ("**", "*", "~~") for tag in ("<{}>", "</{}>")}
# What would begin a block at the beginning of a line: the place for a backslash is in front of (2).
_BLOCK = re.compile(
    r"(\d{1,9})?([-+*](?=\s|$)|[.)](?=\s|$)|#{1,6}(?=\s|$)|>|[=-]+\s*$|\||~{3}|`{3})"
)


@functools.cache
def parser() -> MarkdownIt:
    """Reads paragraphs as CommonMark with struck out text. Tokens tell in ``meta`` where they
    stand: ``from`` and ``to``."""
    from markdown_it import MarkdownIt

    logging.getLogger("markdown_it").setLevel(logging.INFO)  # it tells of each rule it tries
    made = MarkdownIt("commonmark").enable("strikethrough")
    made.inline.ruler.before("escape", "kept", _kept)
    for rule in made.inline.ruler.__rules__:
        rule.fn = _followed(rule.fn)
    return made


@functools.cache
def block_parser() -> MarkdownIt:
    """Finds the paragraphs of CommonMark with tables, and reads none of them."""
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])
    made.block.ruler.at("reference", _reference)
    return made


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """A note of one word is none."""
    from markdown_it.rules_block import reference

    begin = state.bMarks[start] + state.tShift[start]
    return not state.src.startswith("[^", begin) and reference(state, start, end, silent)


def _followed(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def follow(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        for token in state.tokens[count:] if not silent else ():
            token.meta.setdefault("from", start)
            token.meta.setdefault("to", state.pos)
        return True

    return follow


def _kept(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    found = _KEPT.match(state.src, state.pos, state.posMax)
    if found is None and (state.pos == 0 or state.src[state.pos - 1] == "\n"):
        found = _KEPT_AT_START.match(state.src, state.pos, state.posMax)
    if found is None and state.pos == 0:
        found = _KEPT_AT_FIRST.match(state.src)
    if found is None:
        return False
    if not silent:
        state.push("kept", "", 0).content = found[0]
    state.pos = found.end()
    return True


def nodes_of(text: str, env: dict[str, Any]) -> list[Node]:
    """The nodes of a paragraph's Markdown; ``env`` is the document's and has its references."""
    children = parser().parseInline(text, env)[0].children or []
    return list(_nodes(text, children))


def _nodes(text: str, tokens: Sequence[Token]) -> Iterator[Node]:
    opened: list[Wrapper] = []
    skipped = 0
    for at, token in enumerate(tokens):
        raw = text[token.meta.get("from", 0) : token.meta.get("to", 0)]
        if skipped:
            skipped -= 1
        elif token.type == "link_open" and token.markup == "autolink":
            yield Thing((raw,), tokens[at + 1].content, can_repeat=True)
            skipped = 2  # its text and its end
        elif token.nesting > 0:
            opened.append(_wrapper(token, raw))
            yield Open(opened[-1])
        elif token.nesting < 0:
            yield Close(opened.pop())
        else:
            yield from _node(token, raw)


def _wrapper(token: Token, raw: str) -> Wrapper:
    if token.type != "link_open":
        return Wrapper((token.markup,), (token.markup,))
    end = _label_end(raw)
    closing = raw[end:]
    if closing in ("]", "][]"):
        closing = f"][{raw[1:end]}]"  # the words were the name of the reference
    return Wrapper(("[",), (closing,))


def _label_end(raw: str) -> int:
    """Where the label ends of the link that begins with ``raw``'s first bracket."""
    from markdown_it.rules_inline import StateInline

    state = StateInline(raw, parser(), {}, [])
    return int(parser().helpers.parseLinkLabel(state, raw.index("[")))


def _node(token: Token, raw: str) -> Iterator[Node]:
    if token.type == "softbreak":
        yield Letters(" ", "\n")
    elif token.type == "hardbreak":
        yield Letters("\n", raw)
    elif token.type == "html_inline" and BREAK.fullmatch(raw):
        yield Thing((raw,), "\n", can_repeat=True)
    elif token.type in ("image", "html_inline"):
        yield Thing((_one_line(token.content if token.type == "html_inline" else raw),))
    elif token.type == "code_inline":
        # With its marks: they tell whoever translates that it is code.
        yield Thing((_one_line(raw),), " ".join(raw.split()), can_repeat=True)
    elif token.type == "kept":
        is_read = raw.startswith(("$", "{{"))
        yield Thing((_one_line(raw),), raw if is_read else "", can_repeat=True)
    else:
        body = token.content.strip(" ")
        at = token.content.index(body)
        for piece in (token.content[:at], body, token.content[at + len(body) :]):
            if piece:
                yield Letters(readable(piece), piece)


def _one_line(raw: str) -> str:
    """What a line end means in code, tags and formulas: a space. Left there, it would be taken for
    one of the text's when the lines are made anew."""
    return raw.replace("\n", " ")


def markdown(nodes: Iterable[Node], env: dict[str, Any], *, in_table: bool) -> str:
    """``nodes`` as Markdown that reads the same; line feeds in it are hard breaks."""
    nodes = list(nodes)
    wanted = _reading(nodes)
    found = ""
    for write in (_as_it_is, _hardly_escaped, _escaped, _with_tags):
        found = "".join(write(node) for node in nodes)
        if in_table:
            found = re.sub(r"(?<!\\)\|", r"\\|", found)
        if _reading(nodes_of(found.replace("\n", "\\\n"), env)) == wanted:
            break
    return found


def as_lines(text: str) -> str:
    """``text`` so that none of its lines begins a list, a heading or a quote."""
    return "\n".join(map(_not_a_block, text.split("\n")))


def _reading(nodes: Iterable[Node]) -> list[str]:
    """What a reader of ``nodes`` sees, to compare."""
    seen = [""]
    for node in nodes:
        if isinstance(node, Letters):
            seen[-1] += node.text
        elif isinstance(node, Thing):
            raw = joined(node.raw)
            seen += [_MARKS.get(raw, raw), ""]
        else:
            part = node.wrapper.opening if isinstance(node, Open) else node.wrapper.closing
            seen += [joined(part).replace("_", "*"), ""]
    return [" ".join(each.split()) for each in seen if each.strip()]


def _as_it_is(node: Node) -> str:
    if isinstance(node, Letters):
        return node.text
    if isinstance(node, Thing):
        return joined(node.raw)
    return joined(node.wrapper.opening if isinstance(node, Open) else node.wrapper.closing)


def _hardly_escaped(node: Node) -> str:
    if isinstance(node, Letters):
        return _MOST_SPECIAL.sub(r"\\\1", node.text)
    return _as_it_is(node)


def _escaped(node: Node) -> str:
    if isinstance(node, Letters):
        return _SPECIAL.sub(r"\\\1", node.text)
    return _as_it_is(node).replace("_", "*") if _is_emphasis(node) else _as_it_is(node)


def _with_tags(node: Node) -> str:
    if not isinstance(node, Open | Close) or not _is_emphasis(node):
        return _escaped(node)
    name = _TAGS[joined(node.wrapper.opening)]
    return f"<{name}>" if isinstance(node, Open) else f"</{name}>"


def _is_emphasis(node: Node) -> bool:
    return isinstance(node, Open | Close) and joined(node.wrapper.opening) in _TAGS


def _not_a_block(text: str) -> str:
    """``text`` so that it begins no list, heading or quote."""
    found = _BLOCK.match(text)
    if found is None or (found[2] in (".", ")") and not found[1]):
        return text
    return f"{found[1] or ''}\\{text[len(found[1] or '') :]}"


def begins_block(line: str) -> bool:
    """Whether a line that begins like this would not go on with its paragraph."""
    return _not_a_block(line) != line or line.startswith("<")
