"""The units of an HTML text: titles, paragraphs, list items, cells, captions, alt and title texts.

Left as they are: scripts, styles, code, formulas, forms' contents, comments, and whatever says
``translate="no"``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from desktop_lm.documents.limits import MAX_DEPTH
from desktop_lm.documents.translatable.inline import (
    Close,
    Letters,
    Node,
    Open,
    Parts,
    Thing,
    Wrapper,
    raw_of,
    words_of,
)
from desktop_lm.documents.translatable.markup import Tag, Token, Unseen, Words, tokens, unquoted
from desktop_lm.documents.translatable.paragraph_core import core_of
from desktop_lm.documents.translatable.pieces import Around, Pieces, Slot, has_letter, joined
from desktop_lm.documents.translatable.text_source import readable
from desktop_lm.documents.translatable.unit import Place, Unit
from desktop_lm.documents.translatable.web_entities import Entities
from desktop_lm.documents.translatable.web_slots import AttributeSlot, Manner, TextSlot
from desktop_lm.one_line import one_line

_INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "data", "del", "dfn", "em"),
        *("font", "i", "ins", "label", "mark", "nobr", "q", "s", "small", "span", "strike"),
        *("strong", "sub", "sup", "time", "u", "ruby", "rb"),
    }
)
_INLINE_ALONE = frozenset({"img", "wbr", "input", "embed"})
_CODE = frozenset({"code", "kbd", "samp", "tt", "var"})  # its words are shown to be understood
_UNTOUCHED = frozenset(
    {
        *("script", "style", "svg", "math", "template", "noscript", "iframe", "object", "video"),
        *("audio", "canvas", "textarea", "map", "pre", "xmp", "rt", "rp", "rtc"),
    }
)
_ATTRIBUTES = frozenset({"alt", "title", "placeholder", "aria-label", "summary"})
_META_NAMES = re.compile(
    r"\b(?:name|property)\s*=\s*[\"']?"
    r"(?:description|og:title|og:description|twitter:title|twitter:description)\b",
    re.IGNORECASE,
)
_PRESSED = re.compile(r"\btype\s*=\s*[\"']?(?:submit|button|reset)\b", re.IGNORECASE)
_LEFT = re.compile(r"\btranslate\s*=\s*[\"']?no\b|\bclass\s*=[^>]*\bnotranslate\b", re.IGNORECASE)
_LEADS = re.compile(r"\shref\s*=", re.IGNORECASE)
_APART = (" ", "\n", "(", "[")  # what a number behind it does not belong to
_BEFORE_NOTE = re.compile(r"[.,;:!?…”’»)\]\"']$|[^\W\d_]{4,}$")  # noqa: RUF001
_LOOKED_AT = 4096  # characters of a tag
_BLANK = " \t\r\n\f"
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def web_pieces(text: str, manner: Manner) -> Pieces:
    """The pieces of ``text``."""
    return _Reader(text, manner).pieces()


class _Reader:
    def __init__(self, text: str, manner: Manner) -> None:
        self._tokens = tokens(text, is_xml=manner.is_xml)
        self._entities = Entities(text) if manner.is_xml else None
        self._manner = manner
        self._count = 0
        self._block: Tag | None = None  # the element that the text at hand stands in directly
        self._nodes: list[Node] = []
        self._open: list[tuple[str, Wrapper, int]] = []  # names, and where in the nodes
        self._inner: list[Slot] = []

    def pieces(self) -> Pieces:
        for token in self._tokens:
            if isinstance(token, Words):
                self._add_text(token.raw)
            elif isinstance(token, Unseen):
                self._nodes.append(Thing((token.raw,)))
            elif not self._is_inline(token):
                yield from self._flush()
                parts = self._rest(token) if self._is_untouched(token) else self._attributes(token)
                yield from self._inner
                self._inner.clear()
                yield Around(parts)
                self._block = None if token.is_end or token.is_alone else token
        yield from self._flush()

    def _is_inline(self, tag: Tag) -> bool:
        """Whether ``tag`` belongs to the text it stands in; if so it is taken."""
        if tag.name == "br" and not tag.is_end:
            self._nodes.append(Letters("\n", tag.raw))
        elif tag.name in _CODE or (tag.name in _INLINE and _LEFT.search(tag.raw, 0, _LOOKED_AT)):
            parts = self._rest(tag)
            shown = "" if tag.is_end else _shown(parts)
            if tag.name in _CODE and shown and "`" not in shown:
                shown = f"`{shown}`"  # which tells whoever translates that it is code
            self._nodes.append(Thing(parts, shown, can_repeat=True))
        elif tag.name in _INLINE_ALONE or (tag.name in _UNTOUCHED and tag.name != "pre"):
            self._nodes.append(
                Thing(self._rest(tag) if tag.name in _UNTOUCHED else self._attributes(tag))
            )
        elif tag.name in _INLINE and tag.is_end:
            self._close(tag)
        elif tag.name in _INLINE:
            self._open_inline(tag)
        else:
            return False
        return True

    def _is_untouched(self, tag: Tag) -> bool:
        return tag.name in _UNTOUCHED or bool(_LEFT.search(tag.raw, 0, _LOOKED_AT))

    def _open_inline(self, tag: Tag) -> None:
        wrapper = Wrapper(self._attributes(tag))
        if tag.is_alone or len(self._open) > MAX_DEPTH:
            self._nodes.append(Thing(wrapper.opening))
            return
        self._open.append((tag.name, wrapper, len(self._nodes)))
        self._nodes.append(Open(wrapper))

    def _close(self, tag: Tag) -> None:
        """Whatever began in between and has not ended is left as it is, where it is."""
        names = [name for name, _, _ in self._open]
        if tag.name not in names:
            self._nodes.append(Thing((tag.raw,), is_mark=True))
            return
        while self._open[-1][0] != tag.name:
            self._give_up()
        name, wrapper, at = self._open.pop()
        wrapper.closing = (tag.raw,)
        self._nodes.append(Close(wrapper))
        words = "".join(map(words_of, self._nodes[at:]))
        if _is_note(name, joined(_texts(wrapper.opening)), words, self._before(at)):
            self._nodes[at:] = [Thing(raw_of(self._nodes[at:]))]

    def _give_up(self) -> None:
        _, wrapper, at = self._open.pop()
        self._nodes[at] = Thing(wrapper.opening, is_mark=True)

    def _rest(self, tag: Tag) -> Parts:
        """An element as it is, from ``tag`` to its end."""
        raw, depth = tag.raw, 0 if tag.is_alone or tag.is_end else 1
        while depth:
            token = next(self._tokens, None)
            if token is None:
                break
            raw += token.raw
            depth += _turn(token, tag.name)
        return (raw,)

    def _add_text(self, raw: str) -> None:
        for piece, shown in self._entities.cut(raw) if self._entities else [(raw, None)]:
            if shown is None:
                self._add_words(piece)
            else:
                self._nodes.append(Thing((piece,), _BLANKS.sub(" ", shown), can_repeat=True))

    def _read(self, raw: str) -> str:
        return self._entities.text(raw) if self._entities else html.unescape(raw)

    def _add_words(self, raw: str) -> None:
        body = raw.strip(_BLANK)
        at = raw.index(body)
        for piece in (raw[:at], body, raw[at + len(body) :]) if body else (raw,):
            text = _BLANKS.sub(" ", readable(html.unescape(piece)))
            if text.startswith(" ") and self._before().endswith((" ", "\n")):
                text = text[1:]
            last = self._nodes[-1] if self._nodes else None
            if not text and isinstance(last, Thing) and not last.shown:
                last.raw += (piece,)  # the second of two blanks around an image stays with it
            else:
                self._nodes.append(Letters(text, piece))

    def _before(self, at: int | None = None) -> str:
        """The words before this place, or the node ``at``; where there are none, a blank has no
        meaning either."""
        before = reversed(self._nodes[:at])
        return next(filter(None, map(words_of, before)), " ")

    def _flush(self) -> Pieces:
        """What stands between two tags that end a text."""
        while self._open:
            self._give_up()
        nodes, self._nodes = self._nodes, []
        core = core_of(nodes)
        yield from self._inner
        self._inner.clear()
        if core is None:
            yield Around(raw_of(nodes))
            return
        self._count += 1
        place = Place(self._count, self._manner.part)
        yield Around(raw_of(core.before))
        yield TextSlot(core, place, self._block, self._manner)
        yield Around(raw_of(core.after))

    def _attributes(self, tag: Tag) -> Parts:
        """A tag in which the texts meant for readers are units that come before."""
        parts: list[str | Around | Slot] = []
        at = 0
        for found in () if tag.is_end else tag.attributes():
            text = one_line(readable(self._read(unquoted(found[2]))))
            if not _is_for_readers(tag, found[1].lower()) or not has_letter(text):
                continue
            unit = Unit(text, place=Place(self._count + 1, self._manner.part))
            slot = AttributeSlot(found[2], unit, self._manner)
            self._inner.append(slot)
            parts += [tag.raw[at : found.start(2)], slot]
            at = found.end(2)
        return (*parts, tag.raw[at:])


def _is_note(name: str, opening: str, words: str, before: str) -> bool:
    """Whether an element is the mark of a note, or leads back from one: a link of signs alone, and
    a number close behind a word or before the first, which would be read as a part of it. "m²" is
    none."""
    if has_letter(words) or not words.strip():
        return False
    if name == "a" and _LEADS.search(opening):
        return not any(map(str.isalnum, words)) or not before.endswith(_APART)
    return name == "sup" and (before == " " or bool(_BEFORE_NOTE.search(before)))


def _texts(parts: Parts) -> Iterator[str]:
    return (part for part in parts if isinstance(part, str))


def _turn(token: Token, name: str) -> int:
    """What ``token`` adds to the depth within elements called ``name``."""
    if not isinstance(token, Tag) or token.name != name or token.is_alone:
        return 0
    return -1 if token.is_end else 1


def _shown(parts: Parts) -> str:
    words = (token.raw for token in tokens(joined(parts), is_xml=False) if isinstance(token, Words))
    return _BLANKS.sub(" ", readable(html.unescape("".join(words))))


def _is_for_readers(tag: Tag, attribute: str) -> bool:
    if tag.name == "meta":
        return attribute == "content" and bool(_META_NAMES.search(tag.raw, 0, _LOOKED_AT))
    if tag.name == "input" and attribute == "value":
        return bool(_PRESSED.search(tag.raw, 0, _LOOKED_AT))
    return attribute in _ATTRIBUTES and tag.name != "link"
