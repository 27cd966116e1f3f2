"""What one chose in the Translation tab, and chose before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.tasks.translation.prompt import AS_THE_MODEL_WANTS
from desktop_lm.tasks.translation.style import ADDRESS, ANY_STYLE, VARIETIES, Formality, Style

FAVOURITES = 2
MOST_BEAMS = 4
MOST_CONTEXT = 3
_PAIRS, _TWO = 8, 2
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """``source`` is "" where the language is to be detected. ``pairs`` are those that were
    translated, the latest first; ``kept`` are target languages that stay a click away. ``styles``
    belong to a target language each. ``beams`` wordings are followed, or as many as the model
    wants."""

    source: str = ""
    target: str = "fr"
    pairs: tuple[Pair, ...] = ()
    kept: tuple[str, ...] = ()
    styles: Mapping[str, Style] = field(default_factory=dict)
    as_you_type: bool = True
    beams: int = AS_THE_MODEL_WANTS
    context_pairs: int = 1

    @property
    def style(self) -> Style:
        """Of the present target language."""
        return self.style_of(self.target)

    def style_of(self, language: str) -> Style:
        """What was chosen for ``language``."""
        return self.styles.get(language, ANY_STYLE)

    @property
    def favourites(self) -> tuple[str, ...]:
        """The targets a click away: those that were kept, then those used last."""
        return self.favourites_for(self.source)

    def favourites_for(self, source: str) -> tuple[str, ...]:
        """The same for a text in the language ``source``, "" where it is not known: into that one
        nothing of it is translated."""
        used = [target for _source, target in self.pairs]
        others = dict.fromkeys((*self.kept, *used))
        return tuple(code for code in others if code not in (self.target, source))[:FAVOURITES]

    def with_style(self, style: Style) -> Choices:
        """The same with another style for the target language."""
        return replace(self, styles={**self.styles, self.target: style})

    def used(self, pair: Pair) -> Choices:
        """The same after ``pair`` was translated."""
        others = (other for other in self.pairs if other != pair)
        return replace(self, pairs=(pair, *others)[:_PAIRS])

    def partner_of(self, language: str) -> str:
        """The language that one last translated ``language`` from or into; "" for none."""
        for pair in self.pairs:
            if language in pair and pair[0] != pair[1]:
                return pair[1] if pair[0] == language else pair[0]
        return ""

    def to_json(self) -> dict[str, Any]:
        """To remember."""
        return {
            "from": self.source,
            "to": self.target,
            "pairs": [list(pair) for pair in self.pairs],
            "kept": list(self.kept),
            "styles": {
                code: [style.formality.value, style.variety] for code, style in self.styles.items()
            },
            "as_you_type": self.as_you_type,
            "wordings": self.beams,
            "context": self.context_pairs,
        }


def choices_from_json(values: Mapping[str, Any], otherwise: Choices) -> Choices:
    """What was remembered; ``otherwise`` where something is missing or makes no sense."""
    found: dict[str, Any] = {}
    if (source := values.get("from")) == "" or _is_code(source):
        found["source"] = source
    if _is_code(target := values.get("to")):
        found["target"] = target
    if isinstance(pairs := values.get("pairs"), list):
        found["pairs"] = tuple(
            (pair[0], pair[1])
            for pair in pairs
            if isinstance(pair, list) and len(pair) == _TWO and all(map(_is_code, pair))
        )[:_PAIRS]
    if isinstance(kept := values.get("kept"), list):
        found["kept"] = tuple(code for code in kept if _is_code(code))[:FAVOURITES]
    if isinstance(styles := values.get("styles"), dict):
        found["styles"] = {
            code: style for code, value in styles.items() if (style := _style(code, value))
        }
    if isinstance(live := values.get("as_you_type"), bool):
        found["as_you_type"] = live
    for name, key, least, most in (
        ("beams", "wordings", AS_THE_MODEL_WANTS, MOST_BEAMS),
        ("context_pairs", "context", 0, MOST_CONTEXT),
    ):
        number = values.get(key)
        if type(number) is int and least <= number <= most:
            found[name] = number
    return replace(otherwise, **found)


def _is_code(value: object) -> bool:
    return isinstance(value, str) and value in BY_CODE


def _style(code: object, value: object) -> Style | None:
    if not _is_code(code) or not isinstance(value, Sequence) or len(value) != _TWO:
        return None
    formality, variety = value
    if formality not in tuple(Formality) or not isinstance(variety, str):
        return None
    fits = variety in VARIETIES.get(str(code), ())
    known = code in ADDRESS
    return Style(Formality(formality) if known else Formality.AUTO, variety if fits else "")
