"""JSON: the strings that are meant for people, everything between them kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from desktop_lm.documents.limits import MAX_DEPTH
from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.pieces import Pieces, has_letter
from desktop_lm.documents.translatable.program_texts import looks_like_text
from desktop_lm.documents.translatable.text_file import TextFile
from desktop_lm.documents.translatable.text_source import readable
from desktop_lm.documents.translatable.unit import Place, Unit, Written
from desktop_lm.errors import AppError, Code

_TOKEN = re.compile(
    r'(?P<blank>[ \t\r\n]+)|(?P<mark>[{}\[\],:])|(?P<string>"(?:[^"\\]|\\.)*+")'
    r"|(?P<value>true|false|null|NaN|-?Infinity|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")
_STEP = re.compile(r"\[(\d+|\*)\]|([^.\[\]]+)")
Path_: TypeAlias = tuple[str, ...]


class JsonFile(TextFile):
    """Implements :class:`desktop_lm.documents.translatable.open_file.Translatable`."""

    kind = FileKind.JSON
    can_be_bilingual = False

    def __init__(self, path: Path, wanted: Sequence[str] = ()) -> None:
        super().__init__(path)
        self._wanted = [tuple(a or b for a, b in _STEP.findall(each)) for each in wanted]

    def pieces(self, *, bilingual: bool) -> Pieces:
        del bilingual
        text = self.source.text()
        in_ascii = text.isascii() and bool(_ESCAPED.search(text))
        number, kept = 0, ""
        for raw, path in self._values(text):
            if path is None or not self._is_wanted(path, raw):
                kept += raw
            else:
                number += 1
                yield kept
                yield _String(raw, Place(number, _named(path)), in_ascii=in_ascii)
                kept = ""
        yield kept

    def _is_wanted(self, path: Path_, raw: str) -> bool:
        text = _decoded(raw)
        if self._wanted:
            return has_letter(text) and any(_fits(path, wanted) for wanted in self._wanted)
        is_about = any(step.startswith("@") for step in path)  # as in Flutter's files
        return not is_about and looks_like_text(text)

    def _values(self, text: str) -> Iterator[tuple[str, Path_ | None]]:
        """The file piece by piece; string values with their path. Raises DOCUMENT_DAMAGED."""
        places = _Places()
        at = 0
        while at < len(text):
            token = _TOKEN.match(text, at)
            problem = "something that is no JSON" if token is None else places.take(token)
            if token is None or problem:
                line = text.count("\n", 0, at) + 1
                reason = f"{problem} in line {line}"
                raise AppError(Code.DOCUMENT_DAMAGED, path=str(self.source.path), reason=reason)
            at = token.end()
            yield token[0], places.path if places.is_string_value else None
        if places.is_open:
            reason = "it ends too early"
            raise AppError(Code.DOCUMENT_DAMAGED, path=str(self.source.path), reason=reason)


class _Places:
    """Follows the tokens and knows where in the value each stands."""

    def __init__(self) -> None:
        self._steps: list[str | int] = []  # a name, or the number of an item
        self._in_object: list[bool] = []
        self._before = ""  # the mark before: "{", "[", ",", ":" or "v" for a value
        self.is_string_value = False

    @property
    def path(self) -> Path_:
        return tuple(map(str, self._steps))

    @property
    def is_open(self) -> bool:
        return bool(self._in_object) or self._before == ""

    def take(self, token: re.Match[str]) -> str:
        """What is wrong with the next token, "" if nothing."""
        self.is_string_value = False
        if token["blank"]:
            return ""
        if mark := token["mark"]:
            take = self._begin if mark in "{[" else self._end if mark in "}]" else self._go_on
            return take(mark)
        if self._wants_name():
            if not token["string"]:
                return "a name is missing"
            self._steps[-1] = _decoded(token["string"])
            self._before = "name"
            return ""
        if not self._wants_value():
            return "a comma or colon is missing"
        self._before = "v"
        self.is_string_value = bool(token["string"])
        return ""

    def _begin(self, mark: str) -> str:
        if not self._wants_value():
            return "a bracket in the wrong place"
        if len(self._steps) >= MAX_DEPTH:
            return "too many values within each other"
        self._in_object.append(mark == "{")
        self._steps.append("" if mark == "{" else 0)
        self._before = mark
        return ""

    def _end(self, mark: str) -> str:
        is_right = self._in_object[-1:] == [mark == "}"] and self._before in ("v", "{", "[")
        if not is_right:
            return "a bracket in the wrong place"
        self._in_object.pop()
        self._steps.pop()
        self._before = "v"
        return ""

    def _go_on(self, mark: str) -> str:
        if self._before != ("name" if mark == ":" else "v") or not self._in_object:
            return "a comma or colon in the wrong place"
        if mark == "," and not self._in_object[-1]:
            self._steps[-1] = int(self._steps[-1]) + 1
        self._before = mark
        return ""

    def _wants_name(self) -> bool:
        return self._in_object[-1:] == [True] and self._before in ("{", ",")

    def _wants_value(self) -> bool:
        if not self._in_object:
            return True  # several values one after the other are taken as well
        return self._before == ":" if self._in_object[-1] else self._before in ("[", ",")


def _fits(path: Path_, wanted: Path_) -> bool:
    return len(path) >= len(wanted) and all(
        step in ("*", given) for given, step in zip(path, wanted, strict=False)
    )


def _named(path: Path_) -> str:
    """A path as people write it."""
    name = ""
    for step in path:
        name += f"[{step}]" if step.isdecimal() else f".{step}" if name else step
    return name


def _decoded(raw: str) -> str:
    try:
        value = json.loads(raw, strict=False)
    except ValueError:
        return raw[1:-1]  # an escape that JSON does not know
    return str(value)


class _String:
    """Implements :class:`desktop_lm.documents.translatable.pieces.Slot`."""

    inside = False

    def __init__(self, raw: str, place: Place, *, in_ascii: bool) -> None:
        self._text = readable(_decoded(raw))
        self.unit = Unit(self._text.strip(), place=place)
        self.done = ""
        self._raw = raw
        self._in_ascii = in_ascii

    def original(self) -> str:
        return self._raw

    def render(self, written: Written, *, bilingual: bool) -> str:
        del bilingual
        body = self._text.strip()
        at = self._text.index(body)
        text = self._text[:at] + readable(written.text) + self._text[at + len(body) :]
        raw = json.dumps(text, ensure_ascii=self._in_ascii)
        return raw.replace("/", "\\/") if "\\/" in self._raw else raw
