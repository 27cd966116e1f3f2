"""Where files name the language they are in: voices, hyphenation and spelling go by it."""

from __future__ import annotations

import re
from collections.abc import Callable

from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.text_direction import directed, way_beside

# Word and InDesign name it in the body's tag. A book's package and contents are XML of their own.
_WHOLE = ("html", "body", "package", "ncx")
_WHOLES = [re.compile(rf"<(?:\w+:)?{name}\b[^>]*>", re.IGNORECASE) for name in _WHOLE]
_LANG = re.compile(r"(\s(?:xml:)?lang\s*=\s*)(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+)", re.IGNORECASE)
_DIRECTION = re.compile(r"\sdir\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+)", re.IGNORECASE)
_BOOK = re.compile(r"(<(?:\w+:)?language\b[^>]*>)[^<]*(</(?:\w+:)?language\s*>)")
_WORD = re.compile(r"<(?:\w+:)?lang\b[^>]*>")
_OPEN = re.compile(r"(\b(fo|style):(language|country)((?:-asian|-complex)?)=)\"[^\"]*\"")
_LETTERS = re.compile(r"<style:text-properties\b[^>]*>")
_LOOK = re.compile(r"\bfo:(font-weight|font-style|font-size)=(\"[^\"]*\")")
_GETTEXT_HEADER = re.compile(r"^[ \t]*msgid[ \t]*\"\"\s*^[ \t]*msgstr\b", re.MULTILINE)
_GETTEXT = re.compile(r"(\"Language: )[^\\\"]*(\\n\")")
_FRONT_MATTER = re.compile(
    r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n.*?^(?:\1|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE
)
_MATTER = re.compile(
    r"(?<=\n)((?:lang|language|locale)[ \t]*[:=][ \t]*([\"']?))"
    r"[A-Za-z]{2,3}(?:[-_]\w+)*(?=\2[ \t]*\r?$)",
    re.MULTILINE,
)
_FLUTTER = re.compile(r"(\"@@locale\"\s*:\s*)\"[^\"\\]*\"")
_ASIAN, _RIGHT_TO_LEFT = frozenset({"ja", "ko", "zh"}), frozenset({"ar", "fa", "he", "ur"})


def renamed(kind: FileKind, text: str, language: str) -> str:
    """``text``, a piece of a file of this kind, naming ``language`` (a code of ISO 639-1) in place
    of another, and running as it is written. A file that names none is left without."""
    rename = _RENAMERS.get(kind)
    return directed(kind, rename(text, language) if rename else text, language)


def in_language(tag: str, original: str, language: str, *, is_xml: bool) -> str:
    """A ``tag`` of HTML around a translation that stands beside its ``original``."""
    tag = _DIRECTION.sub("", _LANG.sub("", tag))
    name = re.match(r"<[^\s/>]+", tag)
    head = name[0] if name else ""
    way = way_beside(original, language)
    said = f' {"xml:" if is_xml else ""}lang="{language}"' + (f' dir="{way}"' if way else "")
    return f"{head}{said}{tag.removeprefix(head)}"


def _in_html(text: str, language: str) -> str:
    """In the tag itself only, which comes as a piece: a script may speak of one."""
    return _named(text, language) if any(tag.match(text) for tag in _WHOLES) else text


def _named(text: str, language: str) -> str:
    for whole in _WHOLES:
        text = whole.sub(lambda tag: _LANG.sub(rf'\1"{language}"', tag[0]), text, count=1)
    return text


def _in_book(text: str, language: str) -> str:
    return _BOOK.sub(rf"\g<1>{language}\2", _named(text, language))


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
    """As Word, it has a language each for three kinds of letters."""
    wanted = ""
    if language in _ASIAN:
        wanted = "-asian"
    elif language in _RIGHT_TO_LEFT:
        wanted = "-complex"

    def rename(found: re.Match[str]) -> str:
        _, space, name, letters = found.groups()
        if letters != wanted or (space == "fo") != (not wanted):
            return found[0]
        return f'{found[1]}"{language if name == "language" else "none"}"'

    text = _OPEN.sub(rename, text)
    return _LETTERS.sub(lambda tag: _for_letters(tag[0], wanted), text) if wanted else text


def _for_letters(tag: str, kind: str) -> str:
    """A style's ``tag``, whose bold, italic and size hold for letters of this ``kind`` too."""
    added = "".join(
        f" style:{found[1]}{kind}={found[2]}"
        for found in _LOOK.finditer(tag)
        if f"style:{found[1]}{kind}=" not in tag
    )
    end = "/>" if tag.endswith("/>") else ">"
    return tag.removesuffix(end) + added + end


def _in_gettext(text: str, language: str) -> str:
    """In the header only, the entry of no text: other entries come as pieces too, and a program may
    have a text that begins so."""
    if _GETTEXT_HEADER.search(text) is None:
        return text
    return _GETTEXT.sub(rf"\g<1>{language}\2", text)


def _in_markdown(text: str, language: str) -> str:
    """In the front matter, with which the first piece begins."""
    return _FRONT_MATTER.sub(
        lambda matter: _MATTER.sub(rf"\g<1>{language}", matter[0]), text, count=1
    )


def _in_json(text: str, language: str) -> str:
    """In the files of Flutter's strings, which go by it; other forms do not say it."""
    return _FLUTTER.sub(rf'\1"{language}"', text)


_RENAMERS: dict[FileKind, Callable[[str, str], str]] = {
    FileKind.WEB_PAGE: _in_html,
    FileKind.EPUB: _in_book,
    FileKind.WORD: _in_word,
    FileKind.OPEN_DOCUMENT: _in_open_document,
    FileKind.GETTEXT: _in_gettext,
    FileKind.MARKDOWN: _in_markdown,
    FileKind.JSON: _in_json,
}
