"""PO and POT: msgid goes to msgstr; contexts, comments, flags and the header stay.

Entries that are translated already stay as well unless all are to be done again. What is only
guessed ("fuzzy") is translated anew, and then is fuzzy no more. Where the language of the file has
more than two plural forms, all but that of one get the same translation and the entry is marked
fuzzy: somebody has to look at it. What a template's header leaves open is filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from desktop_lm.documents.translatable.gettext_entry import Entry, entries, part_lines
from desktop_lm.documents.translatable.gettext_plurals import (
    RULES,
    Forms,
    is_of_another,
    is_open,
    stated,
    with_rule,
)
from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.pieces import Pieces, has_letter
from desktop_lm.documents.translatable.text_file import TextFile
from desktop_lm.documents.translatable.text_source import readable, reading
from desktop_lm.documents.translatable.unit import Place, Unit, Written
from desktop_lm.errors import AppError, Code

_HEAD = 16 << 10
_CHARSET = re.compile(rb"charset=([\w.:-]+)")
_CHARSET_NAMED = re.compile(r"(charset=)[\w.:-]+")
_CHARSET_OPEN = re.compile(r"(?<=charset=)CHARSET\b")  # a template's, which no program knows
_TWO = Forms(2)  # the one and the many


class GettextFile(TextFile):
    """Implements :class:`desktop_lm.documents.translatable.open_file.Translatable`."""

    kind = FileKind.GETTEXT
    can_be_bilingual = False
    own_places = True
    names_encoding = True

    def __init__(self, path: Path, *, redo: bool = False) -> None:
        with reading(path), path.open("rb") as file:
            declared = _CHARSET.search(file.read(_HEAD))
        super().__init__(path, declared[1].decode() if declared else "")
        self._redo = redo
        if not any(line.lstrip().startswith("msgid") for line in self.source.lines()):
            raise AppError(Code.DOCUMENT_DAMAGED, path=str(path), reason="it has no msgid")

    @property
    def _charset(self) -> str:
        return self.source.codec.upper().replace("_", "-")

    def renamed(self, before: str) -> str:
        return _CHARSET_NAMED.sub(r"\1UTF-8", before, count=1)

    def pieces(self, *, bilingual: bool) -> Pieces:
        del bilingual
        forms: Forms | None = None
        has_one = True  # a form of its own for one; whatever language is written: units stay
        for entry in entries(self.source.lines()):
            msgid = entry.parts.get("msgid")
            if msgid is not None and not msgid.text:
                given = stated("".join(entry.translations()))
                has_one = given is None or given.count > 1
                lines, forms = self._header(entry)
                yield lines
            elif msgid is None or not self._is_wanted(entry):
                yield "".join(entry.lines)
            else:
                whole = _EntrySlot(entry, forms)
                if entry.is_plural and has_one and has_letter(msgid.text):
                    whole.singular = _Singular(msgid.text, Place(entry.number))
                    yield whole.singular
                yield whole

    def _header(self, entry: Entry) -> tuple[str, Forms | None]:
        """The first entry's lines with what a template leaves open filled in, and the plural forms
        that the others get."""
        lines = _CHARSET_OPEN.sub(self._charset, "".join(entry.lines), count=1)
        said, rule = "".join(entry.translations()), RULES.get(self.language)
        if rule and is_open(said):
            lines = "".join(_without_fuzzy(lines.splitlines(keepends=True)))
        elif not (rule and self._redo and is_of_another(said, self.language)):
            return lines, stated(said)
        return with_rule(lines, rule), stated(rule)

    def _is_wanted(self, entry: Entry) -> bool:
        if not has_letter(entry.parts["msgid_plural" if entry.is_plural else "msgid"].text):
            return False
        given = entry.translations()
        if not given:
            return False
        return self._redo or "fuzzy" in entry.flags or not all(given)


class _Singular:
    """Implements :class:`desktop_lm.documents.translatable.pieces.Slot`: one of the forms, which
    the entry's slot writes."""

    inside = True

    def __init__(self, text: str, place: Place) -> None:
        self.text = text
        self.unit = Unit(readable(text).strip(), place=place)
        self.done = ""

    def original(self) -> str:
        return ""

    def render(self, written: Written, *, bilingual: bool) -> str:
        del bilingual
        return _with_blanks_of(self.text, written.text)


class _EntrySlot:
    """Implements :class:`desktop_lm.documents.translatable.pieces.Slot`."""

    inside = False

    def __init__(self, entry: Entry, forms: Forms | None) -> None:
        self._text = entry.parts["msgid_plural" if entry.is_plural else "msgid"].text
        self.unit = Unit(readable(self._text).strip(), place=Place(entry.number))
        self.done = ""
        self.singular: _Singular | None = None
        self._entry = entry
        # Where the file does not say it, as many as the entry has.
        self._forms = forms or Forms(max(_TWO.count, len(entry.translations())))

    def original(self) -> str:
        if self.singular is not None and self.singular.done:
            return self._written(self._text)
        return "".join(self._entry.lines)

    def render(self, written: Written, *, bilingual: bool) -> str:
        del bilingual
        return self._written(_with_blanks_of(self._text, written.text))

    def _written(self, text: str) -> str:
        entry = self._entry
        given = [part for name, part in entry.parts.items() if name.startswith("msgstr")]
        first = min(part.lines.start for part in given)
        taken = {number for part in given for number in part.lines}
        line_end = "\r\n" if entry.lines[first].endswith("\r\n") else "\n"
        lines: list[str] = []
        for number, line in enumerate(entry.lines):
            if number == first:
                lines += self._translated(text, line_end)
            if number not in taken:
                lines.append(line)
        if not entry.lines[-1].endswith(("\n", "\r")):
            lines[-1] = lines[-1].rstrip("\r\n")
        return "".join(self._reflagged(lines, line_end))

    def _translated(self, text: str, line_end: str) -> list[str]:
        entry = self._entry
        in_lines = len(entry.parts["msgid"].lines) > 1
        if not entry.is_plural:
            return part_lines("msgstr", text, line_end, in_lines=in_lines)
        one = text
        if self.singular is not None:
            one = self.singular.done or self.singular.text
        lines = []
        for form in range(self._forms.count):
            words = one if form == self._forms.one and self._forms.count > 1 else text
            lines += part_lines(f"msgstr[{form}]", words, line_end, in_lines=in_lines)
        return lines

    def _reflagged(self, lines: list[str], line_end: str) -> list[str]:
        """Without "fuzzy" and what it was guessed from; with it where the forms are a guess."""
        is_guess = self._entry.is_plural and self._forms.count > _TWO.count
        result = list(_without_fuzzy(line for line in lines if not line.startswith("#|")))
        if is_guess:
            at = next(at for at, line in enumerate(result) if line.lstrip().startswith("msg"))
            result.insert(at, f"#, fuzzy{line_end}")
        return result


def _without_fuzzy(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        flags = [flag.strip() for flag in line[2:].split(",")] if line.startswith("#,") else []
        if "fuzzy" not in flags:
            yield line
        elif kept := [flag for flag in flags if flag and flag != "fuzzy"]:
            yield f"#, {', '.join(kept)}{line[len(line.rstrip()) :]}"


def _with_blanks_of(text: str, words: str) -> str:
    """``words`` with the blanks and line feeds that ``text`` begins and ends with."""
    body = text.strip()
    at = text.index(body)
    return text[:at] + words + text[at + len(body) :]
