"""Which way the text of a file runs: Arabic, Hebrew and others from right to left.

Sources: HTML (the attribute dir), EPUB 3.3 (page-progression-direction), ECMA-376 part 1 (w:bidi,
w:rtl, w:bidiVisual, in the order of its schema), OpenDocument 1.3 part 3 (style:writing-mode).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from desktop_lm.documents.translatable.kinds import FileKind

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})

_TAG = re.compile(r"<((?:\w+:)?(?:html|body|spine))\b[^>]*>", re.IGNORECASE)
_DIRECTION = re.compile(
    r"(\s(?:dir|page-progression-direction)\s*=\s*)(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+)", re.IGNORECASE
)
_ADDED = {"html": "dir", "spine": "page-progression-direction"}  # body has it from html

_OF_WORD = re.compile(r"<(?:\w+:)?(?:bidi|rtl|bidiVisual)(?:\s[^<>]*)?/>")
_PARAGRAPH = re.compile(
    r"(<((?:\w+:)?)p(?:\s[^<>]*)?(?<!/)>)(\s*<\2pPr(?:\s[^<>]*)?(?:/>|>.*?</\2pPr>))?", re.DOTALL
)
_RUN = re.compile(
    r"(<((?:\w+:)?)r(?:\s[^<>]*)?(?<!/)>)(\s*<\2rPr(?:\s[^<>]*)?(?:/>|>.*?</\2rPr>))?"
    r"((?:(?!<\2r[\s>]).)*?</\2r\s*>)",
    re.DOTALL,
)
_TABLE_WIDTH = re.compile(r"<((?:\w+:)?)tblW\b")
# What comes behind w:bidi among a paragraph's properties, and behind w:rtl among a run's.
_AFTER_BIDI = (
    r"adjustRightInd|snapToGrid|spacing|ind|contextualSpacing|mirrorIndents|suppressOverlap|jc|"
    r"textDirection|textAlignment|textboxTightWrap|outlineLvl|divId|cnfStyle|rPr|sectPr|pPrChange"
)
_AFTER_RTL = r"cs|em|lang|eastAsianLayout|specVanish|oMath|rPrChange"
_BOLD_OR_ITALIC = re.compile(r"<((?:\w+:)?)([bi])((?:\s[^<>]*)?)/>(?!<\1\2Cs\b)")
_LETTERS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

_PROPERTIES = re.compile(r"<style:(paragraph|page-layout|table|section|graphic)-properties\b[^>]*>")
_SIDE = re.compile(r"(\bfo:text-align=)\"(left|start|right|end)\"")
_MODE = re.compile(r"(\bstyle:writing-mode=)\"(lr|rl|lr-tb|rl-tb|page)\"")


def is_right_to_left(language: str) -> bool:
    """Whether a language (a code of ISO 639-1) is written so."""
    return language in _RIGHT_TO_LEFT


def directed(kind: FileKind, text: str, language: str) -> str:
    """``text``, a piece of a file of this kind, running as ``language`` is written (a code of ISO
    639-1)."""
    turn = _TURNERS.get(kind)
    return turn(text, is_right_to_left(language)) if turn else text


def way_beside(original: str, language: str) -> str:
    """Which way a translation into ``language`` runs that stands beside its ``original``: "rtl",
    "ltr", or "" where both may run as the file does."""
    if is_right_to_left(language):
        return "rtl"
    return "ltr" if _LETTERS.search(original) else ""


def _in_html(text: str, right_to_left: bool) -> str:  # noqa: FBT001 - one of two ways
    """In the tag itself only, which comes as a piece: a script may speak of one."""
    return _in_book(text, right_to_left) if _TAG.match(text) else text


def _in_book(text: str, right_to_left: bool) -> str:  # noqa: FBT001 - one of two ways
    way = "rtl" if right_to_left else "ltr"

    def turned(found: re.Match[str]) -> str:
        tag, name = found[0], found[1].rpartition(":")[2].lower()
        if _DIRECTION.search(tag):
            return _DIRECTION.sub(rf'\1"{way}"', tag)
        if not right_to_left or name not in _ADDED:
            return tag
        head = f"<{found[1]}"
        return f'{head} {_ADDED[name]}="{way}"{tag.removeprefix(head)}'

    return _TAG.sub(turned, text)


def _in_word(text: str, right_to_left: bool) -> str:  # noqa: FBT001 - one of two ways
    text = _OF_WORD.sub("", text)
    if not right_to_left:
        return text
    text = _PARAGRAPH.sub(_paragraph, text)
    text = _RUN.sub(_run, text)
    return _TABLE_WIDTH.sub(r"<\1bidiVisual/>\g<0>", text)


def _paragraph(found: re.Match[str]) -> str:
    start, prefix, properties = found.groups()
    return start + _with(properties, prefix, "pPr", "bidi", _AFTER_BIDI)


def _run(found: re.Match[str]) -> str:
    start, prefix, properties, rest = found.groups()
    if not _LETTERS.search(rest):
        return found[0]
    properties = _with(properties, prefix, "rPr", "rtl", _AFTER_RTL)
    # Bold and italic of such letters have elements of their own.
    return start + _BOLD_OR_ITALIC.sub(r"\g<0><\1\2Cs\3/>", properties) + rest


def _with(properties: str | None, prefix: str, name: str, added: str, after: str) -> str:
    """``properties``, the element ``name``, with ``added`` before the first of ``after``."""
    element = f"<{prefix}{added}/>"
    if properties is None or properties.rstrip().endswith("/>"):
        return f"<{prefix}{name}>{element}</{prefix}{name}>"
    place = re.search(rf"<{prefix}(?:{after})\b|</{prefix}{name}>$", properties)
    at = place.start() if place else len(properties)
    return properties[:at] + element + properties[at:]


def _in_open_document(text: str, right_to_left: bool) -> str:  # noqa: FBT001 - one of two ways
    """Sides are named, because LibreOffice takes the start of a line to be its left side, and a
    style that says nothing of either to begin there."""

    def turned(found: re.Match[str]) -> str:
        tag = found[0]
        mode = _MODE.search(tag)
        if not right_to_left and (mode is None or "rl" not in mode[2]):
            return tag
        if _SIDE.search(tag):
            tag = _SIDE.sub(_other_side, tag)
        elif mode is not None and "paragraph" in found[1]:
            tag = _MODE.sub(rf'fo:text-align="{"right" if right_to_left else "left"}" \g<0>', tag)
        return _MODE.sub(rf'\1"{"rl" if right_to_left else "lr"}-tb"', tag)

    return _PROPERTIES.sub(turned, text)


def _other_side(found: re.Match[str]) -> str:
    return f'{found[1]}"{"right" if found[2] in {"left", "start"} else "left"}"'


_TURNERS: dict[FileKind, Callable[[str, bool], str]] = {
    FileKind.WEB_PAGE: _in_html,
    FileKind.EPUB: _in_book,
    FileKind.WORD: _in_word,
    FileKind.OPEN_DOCUMENT: _in_open_document,
}
