"""Reads TMX as a stream: units as they come, whatever the size of the file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.parsers import expat

from desktop_lm.documents.limits import MAX_DEPTH
from desktop_lm.documents.tmx import DATE, MODEL, SETTINGS, TmxUnit
from desktop_lm.errors import AppError, Code

_CHUNK = 64 << 10
_MOST_CHARACTERS = 4 << 20  # of one unit; a segment is a sentence
_ALL = "*all*"
# What stands for formatting of the text's own program; what is in it is no text.
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
_OTHER_NAMES = {"no": "nb", "nn": "nb", "iw": "he", "in": "id"}

Tell = Callable[[float], object]


def read(
    path: Path, known: Collection[str], tell: Tell = lambda _fraction: None
) -> Iterator[TmxUnit]:
    """The pairs in the file: of each unit its source with every other language. Languages come as
    the codes in ``known`` they begin with (en-GB as en); other ones are left out, and so is a unit
    with nothing on a side. Marks of formatting are taken out of the texts.

    ``tell`` hears which fraction is read. Raises FILE_MISSING, FILE_UNREADABLE, FILE_EMPTY,
    TMX_UNSAFE for a file that declares entities, and TMX_BROKEN with the line.
    """
    reader = _Reader(path, known)
    try:
        size = path.stat().st_size
        if not size:
            raise AppError(Code.FILE_EMPTY, path=str(path))
        done = 0
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield from reader.feed(chunk, final=False)
                done += len(chunk)
                tell(min(1.0, done / size))
        yield from reader.feed(b"", final=True)
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, path=str(path)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=str(path), reason=reason) from error


def language_of(tag: str, known: Collection[str]) -> str:
    """The code in ``known`` that a language tag begins with, "" where there is none."""
    parts = tag.strip().lower().replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        code = "-".join(parts[:length])
        code = _OTHER_NAMES.get(code, code)
        if code in known:
            return code
    return ""


class _Reader:
    """Hears of elements from Expat, which is let see no entity but XML's own five."""

    def __init__(self, path: Path, known: Collection[str]) -> None:
        self._path = path
        self._known = known
        self._found: list[TmxUnit] = []
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._entity
        self._depth = 0
        self._file_source = _ALL
        self._unit = _Unit()
        self._text: list[str] | None = None  # of the element that is read
        self._length = 0
        self._codes = 0  # how many of _CODES one is in

    def feed(self, chunk: bytes, *, final: bool) -> list[TmxUnit]:
        """The units that end in ``chunk``."""
        self._found = []
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            raise self._broken(str(error).partition(":")[0], error.lineno) from error
        except (ValueError, LookupError) as error:  # an encoding it does not know
            raise self._broken(str(error)) from error
        return self._found

    def _broken(self, reason: str, line: int = 0) -> AppError:
        line = line or self._parser.CurrentLineNumber
        return AppError(Code.TMX_BROKEN, path=str(self._path), line=line, reason=reason)

    def _entity(self, *_: object) -> None:
        line = self._parser.CurrentLineNumber
        raise AppError(Code.TMX_UNSAFE, path=str(self._path), line=line)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1 and name != "tmx":
            raise self._broken(f"it begins with <{name}>")
        if self._depth > MAX_DEPTH:
            raise self._broken("elements lie too deep within each other")
        if name == "header":
            self._file_source = attributes.get("srclang", _ALL)
        elif name == "tu":
            date = attributes.get("changedate") or attributes.get("creationdate", "")
            self._unit = _Unit(attributes.get("srclang", self._file_source), _seconds(date))
            self._length = 0
        elif name == "tuv":
            self._unit.language = attributes.get("xml:lang") or attributes.get("lang", "")
        elif name == "seg":
            self._text = []
        elif name == "prop" and attributes.get("type") in (MODEL, SETTINGS):
            self._unit.property = attributes["type"]
            self._text = []
        elif name in _CODES:
            self._codes += 1

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name in _CODES:
            self._codes -= 1
        elif name == "seg":
            self._unit.variants.append((self._unit.language, self._taken()))
        elif name == "prop" and self._unit.property:
            self._unit.properties[self._unit.property] = self._taken()
            self._unit.property = ""
        elif name == "tu":
            self._found += self._unit.pairs(self._known)
            self._unit = _Unit()

    def _characters(self, text: str) -> None:
        if self._text is None or self._codes:
            return
        self._length += len(text)
        if self._length > _MOST_CHARACTERS:
            raise self._broken("a unit is longer than any text")
        self._text.append(text)

    def _taken(self) -> str:
        text, self._text = "".join(self._text or ()), None
        return text


class _Unit:
    """What is read of a ``tu`` element."""

    def __init__(self, source: str = _ALL, changed: float = 0.0) -> None:
        self.variants: list[tuple[str, str]] = []
        self.properties: dict[str, str] = {}
        self.language = ""
        self.property = ""  # the one being read
        self._source = source
        self._changed = changed

    def pairs(self, known: Collection[str]) -> list[TmxUnit]:
        """The source with each other language."""
        texts = [(language_of(tag, known), text) for tag, text in self.variants if text.strip()]
        texts = [(code, text) for code, text in texts if code]
        wanted = language_of(self._source, known)
        source = next((one for one in texts if one[0] == wanted), texts[0] if texts else None)
        if source is None or (wanted and source[0] != wanted):
            return []
        return [
            TmxUnit(
                source[0],
                code,
                source[1],
                text,
                self._changed,
                self.properties.get(MODEL, ""),
                self.properties.get(SETTINGS, ""),
            )
            for code, text in texts
            if code != source[0]
        ]


def _seconds(date: str) -> float:
    """Seconds since 1970, 0 for what is no date."""
    try:
        return datetime.strptime(date, DATE).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0
