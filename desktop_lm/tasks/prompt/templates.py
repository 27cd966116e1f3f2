"""Prompts with blanks: a form is filled in, and a prompt that can still be changed comes out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import msgspec

from desktop_lm.errors import AppError, Code

FALLBACK = "en"
MOST_CHARACTERS = 20_000  # of a user's own template
_BLANK = re.compile(r"\{([^{}\n]{1,40})\}")

Texts = dict[str, str]  # by the code of a language


@dataclass(frozen=True, slots=True)
class Field:
    """A line, a longer text, or one of ``choices``; ``default`` is the index of one. ``hint`` is
    an example."""

    key: str
    kind: Literal["line", "text", "choice"]
    label: Texts
    hint: Texts = field(default_factory=dict)
    choices: tuple[Texts, ...] = ()
    default: int = 0
    required: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """``prompt`` are pieces in each language, with blanks such as {topic}; a piece whose blank
    stays empty is left out. ``own``: the user made it."""

    name: Texts
    fields: tuple[Field, ...]
    prompt: dict[str, tuple[str, ...]]
    order: int = 0
    id: str = ""
    own: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        """Those it is written in."""
        return tuple(self.prompt)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in this language, else in English, else in any."""
    return texts.get(language) or texts.get(FALLBACK) or next(iter(texts.values()), "")


def from_file(data: bytes, name: str) -> Template:
    """A template of the program's. Raises ValueError where it does not fit together."""
    template = msgspec.json.decode(data, type=Template)
    keys = {each.key for each in template.fields}
    for language, pieces in template.prompt.items():
        if used := set(blanks("".join(pieces))) ^ keys:
            raise ValueError(
                f"{name}: {sorted(used)} in {language} is a field or a blank, not both"
            )
    for each in template.fields:
        if (each.kind == "choice") is not bool(each.choices):
            raise ValueError(f"{name}: {each.key} has choices or is none")
        if each.choices and not 0 <= each.default < len(each.choices):
            raise ValueError(f"{name}: {each.key} begins with a choice that is not there")
    return replace(template, id=name)


def own_template(name: str, prompt: str) -> Template:
    """A template of the user's: each blank in ``prompt`` is a line of the form."""
    fields = tuple(Field(blank, "line", {FALLBACK: blank}) for blank in blanks(prompt))
    return Template({FALLBACK: name}, fields, {FALLBACK: (prompt,)}, id=name, own=True)


def blanks(prompt: str) -> list[str]:
    """The names of the blanks, each once, in their order."""
    return list(dict.fromkeys(_BLANK.findall(prompt)))


def fill(template: Template, values: Mapping[str, str], language: str = FALLBACK) -> str:
    """The prompt. Choices take the value that is given, or the one they begin with.

    Raises AppError: TEMPLATE_FIELD_UNKNOWN, TEMPLATE_FIELD_MISSING with ``name`` and ``fields``.
    """
    known = {each.key: each for each in template.fields}
    names = ", ".join(known)
    for key in values:
        if key not in known:
            raise AppError(Code.TEMPLATE_FIELD_UNKNOWN, name=key, fields=names)
    filled = {}
    for key, each in known.items():
        value = values.get(key, "").strip()
        if not value and each.choices:
            value = in_language(each.choices[each.default], language)
        if not value and each.required:
            raise AppError(Code.TEMPLATE_FIELD_MISSING, name=key, fields=names)
        filled[key] = value
    pieces = template.prompt.get(language) or template.prompt.get(FALLBACK)
    if pieces is None:
        pieces = next(iter(template.prompt.values()))
    if template.own:  # its blanks stand where the user wants them, filled or not
        return _filled(pieces[0], filled)
    kept = [piece for piece in pieces if all(filled[blank] for blank in blanks(piece))]
    return _joined([_filled(piece, filled) for piece in kept])


def _filled(piece: str, values: Mapping[str, str]) -> str:
    return _BLANK.sub(lambda match: values.get(match[1], match[0]), piece)


def _joined(pieces: Sequence[str]) -> str:
    """With a space between sentences, none beside an end of a line."""
    text = ""
    for piece in pieces:
        apart = text and not text.endswith("\n") and not piece.startswith("\n")
        text += f" {piece}" if apart else piece
    return text.strip()
