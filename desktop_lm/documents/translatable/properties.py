"""Java's .properties files: the values that look like text; keys, comments and line ends stay.

Source: the documentation of java.util.Properties.load and of java.text.MessageFormat. A file that
is ASCII stays so, with the escapes that every Java reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.pieces import Pieces
from desktop_lm.documents.translatable.program_texts import looks_like_text
from desktop_lm.documents.translatable.text_file import TextFile
from desktop_lm.documents.translatable.text_source import readable
from desktop_lm.documents.translatable.unit import Place, Unit, Written

_COMMENT = re.compile(r"[ \t\f]*(?:[#!]|[\r\n]*\Z)")
_GOES_ON = re.compile(r"(?<!\\)(?:\\\\)*\\(?:\r\n?|\n)\Z")
_ENTRY = re.compile(
    r"(?P<head>[ \t\f]*(?P<key>(?:\\.|[^\\=:\s])*)[ \t\f]*[=:]?[ \t\f]*)"
    r"(?P<value>.*?)(?P<end>[\r\n]*)\Z",
    re.DOTALL,
)
_JOINT = re.compile(r"\\(?:\r\n?|\n)[ \t\f]*")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_WRITTEN = str.maketrans({sign: f"\\{name}" for name, sign in _SIGNS.items()} | {"\\": "\\\\"})
# A message's apostrophes are doubled; one that quotes braces is left as it stands.
_MESSAGE = re.compile(r"\{\d+[,}]")
_QUOTES = re.compile(r"(?<!')'(?:'')*(?!')")


class PropertiesFile(TextFile):
    """Implements :class:`desktop_lm.documents.translatable.open_file.Translatable`."""

    kind = FileKind.PROPERTIES
    can_be_bilingual = False

    def __init__(self, path: Path) -> None:
        super().__init__(path, "iso-8859-1")  # as Java reads what is not UTF-8
        self._in_ascii = all(line.isascii() for line in self.source.lines())

    def pieces(self, *, bilingual: bool) -> Pieces:
        del bilingual
        for number, entry in self._entries():
            found = _ENTRY.match(entry)
            text = _decoded(found["value"]) if found and not _COMMENT.match(entry) else ""
            if found is None or not looks_like_text(text):
                yield entry
                continue
            yield found["head"]
            yield _Value(found["value"], text, Place(number, _decoded(found["key"])), self)
            yield found["end"]

    def _entries(self) -> Iterator[tuple[int, str]]:
        """Each with all lines it goes on over, and the number of the first."""
        entry, first = "", 1
        for number, line in enumerate(self.source.lines(), start=1):
            first = first if entry else number
            entry += line
            if not _GOES_ON.search(line) or (entry == line and _COMMENT.match(line)):
                yield first, entry
                entry = ""
        if entry:
            yield first, entry

    def encoded(self, text: str) -> str:
        """``text`` with escapes for characters that the file's encoding lacks."""
        return "".join(map(self._sign, text))

    def _sign(self, sign: str) -> str:
        if not sign.isascii() and not self._in_ascii:
            try:
                sign.encode(self.source.codec)
            except UnicodeEncodeError:
                pass
            else:
                return sign
        if sign.isascii():
            return sign
        units = sign.encode("utf-16-be")
        return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


class _Value:
    """Implements :class:`desktop_lm.documents.translatable.pieces.Slot`."""

    inside = False

    def __init__(self, raw: str, text: str, place: Place, file: PropertiesFile) -> None:
        self._is_message = bool(_MESSAGE.search(text)) and not _QUOTES.search(text)
        self._text = text.replace("''", "'") if self._is_message else text
        self.unit = Unit(readable(self._text).strip(), place=place)
        self.done = ""
        self._raw = raw
        self._file = file

    def original(self) -> str:
        return self._raw

    def render(self, written: Written, *, bilingual: bool) -> str:
        del bilingual
        body = self._text.strip()
        at = self._text.index(body)
        words = self._text[:at] + readable(written.text) + self._text[at + len(body) :]
        words = words.replace("'", "''") if self._is_message else words
        words = words.translate(_WRITTEN)
        leading = len(words) - len(words.lstrip(" "))  # which would be passed over
        return "\\ " * leading + self._file.encoded(words[leading:])


def _decoded(raw: str) -> str:
    """What a program reads."""
    text = _ESCAPE.sub(_sign, _JOINT.sub("", raw))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _sign(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] == "u" and len(code) > 1:
        return chr(int(code[1:], 16))
    return _SIGNS.get(code, code)
