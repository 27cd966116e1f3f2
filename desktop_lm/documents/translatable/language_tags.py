"""Where files name the language they are in: voices, hyphenation and spelling go by it."""

from __future__ import annotations

import re
from collections.abc import Callable

from desktop_lm.documents.translatable.kinds import FileKind

_HTML = re.compile(r"<(?:\w+:)?html\b[^>]*>", re.IGNORECASE)
_LANG = re.compile(r"(\s(?:xml:)?lang\s*=\s*)(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+)", re.IGNORECASE)
_BOOK = re.compile(r"(<(?:\w+:)?language\b[^>]*>)[^<]*(</(?:\w+:)?language\s*>)")
_WORD = re.compile(r"<(?:\w+:)?lang\b[^>]*>")
_OPEN = re.compile(r"(\bfo:(language|country)=)\"[^\"]*\"")
_GETTEXT = re.compile(r"(\"Language: )[^\\\"]*(\\n\")")
_ASIAN, _RIGHT_TO_LEFT = frozenset({"ja", "ko", "zh"}), frozenset({"ar", "fa", "he", "ur"})


def renamed(kind: FileKind, text: str, language: str) -> str:
    """``text``, a piece of a file of this kind, naming ``language`` (a code of ISO 639-1) in place
    of another. A file that names none is left without."""
    rename = _RENAMERS.get(kind)
    return rename(text, language) if rename else text


def _in_html(text: str, language: str) -> str:
    """In the tag itself only, which comes as a piece: a script may speak of one."""
    if _HTML.match(text) is None:
        return text
    return _HTML.sub(lambda tag: _LANG.sub(rf'\1"{language}"', tag[0]), text, count=1)


def _in_book(text: str, language: str) -> str:
    text = _HTML.sub(lambda tag: _LANG.sub(rf'\1"{language}"', tag[0]), text, count=1)
    return _BOOK.sub(rf"\g<1>{language}\2", text)


def _in_word(text: str, language: str) -> str:
    """Word has a language each for Asian, for right-to-left and for all other letters."""
    name = "val"
    if language in _ASIAN:
        name = "eastAsia"
    elif language in _RIGHT_TO_LEFT:
        name = "bidi"
    attribute = re.compile(rf"(\b{name}=)(?:\"[^\"]*\"|'[^']*')")
    return _WORD.sub(lambda tag: attribute.sub(rf'\1"{language}"', tag[0]), text)


def _in_open_document(text: str, language: str) -> str:
    def rename(found: re.Match[str]) -> str:
        return f'{found[1]}"{language if found[2] == "language" else "none"}"'

    return _OPEN.sub(rename, text)


def _in_gettext(text: str, language: str) -> str:
    return _GETTEXT.sub(rf"\g<1>{language}\2", text)


_RENAMERS: dict[FileKind, Callable[[str, str], str]] = {
    FileKind.WEB_PAGE: _in_html,
    FileKind.EPUB: _in_book,
    FileKind.WORD: _in_word,
    FileKind.OPEN_DOCUMENT: _in_open_document,
    FileKind.GETTEXT: _in_gettext,
}
