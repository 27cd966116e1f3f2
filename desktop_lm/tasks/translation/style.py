"""How a translation addresses its reader, and in which variety of the language it is written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Formality(StrEnum):
    """AUTO leaves it to the model."""

    AUTO = "auto"
    INFORMAL = "informal"
    FORMAL = "formal"


@dataclass(frozen=True, slots=True)
class Style:
    """``variety`` is one of :data:`VARIETIES` of the target language, "" for any."""

    formality: Formality = Formality.AUTO
    variety: str = ""


ANY_STYLE = Style()


@dataclass(frozen=True, slots=True)
class Direction:
    """``source`` and ``target`` are codes of
    :data:`desktop_lm.tasks.language.languages.LANGUAGES`."""

    source: str
    target: str
    style: Style = ANY_STYLE


def fitting(direction: Direction) -> tuple[Direction, ...]:
    """The directions whose wordings may stand in a translation of ``direction``: itself first, then
    those in a style that says less or more than its own, and nothing against it."""
    style = direction.style
    formalities = [*dict.fromkeys((style.formality, Formality.AUTO))]
    if style.formality is Formality.AUTO:
        formalities = [*Formality]
    varieties = [*dict.fromkeys((style.variety, ""))]
    if not style.variety:
        varieties += VARIETIES.get(direction.target, ())
    return tuple(
        Direction(direction.source, direction.target, Style(formality, variety))
        for formality in formalities
        for variety in varieties
    )


# The words by which a language tells the two apart: informal, formal.
ADDRESS: dict[str, tuple[str, str]] = {
    "cs": ("ty", "vy"),
    "de": ("du", "Sie"),
    "el": ("εσύ", "εσείς"),
    "es": ("tú", "usted"),
    "fr": ("tu", "vous"),
    "hi": ("तुम", "आप"),
    "hu": ("te", "Ön"),
    "id": ("kamu", "Anda"),
    "it": ("tu", "Lei"),
    "ja": ("だ・である", "です・ます"),
    "ko": ("해체", "해요체"),
    "nl": ("je", "u"),
    "pl": ("ty", "Pan/Pani"),
    "pt": ("tu", "o senhor / a senhora"),
    "ro": ("tu", "dumneavoastră"),
    "ru": ("ты", "вы"),
    "sk": ("ty", "vy"),
    "sl": ("ti", "vi"),
    "tr": ("sen", "siz"),
    "uk": ("ти", "ви"),
    "zh": ("你", "您"),
}

# Names that models know, by language; the first is the commonest.
VARIETIES: dict[str, tuple[str, ...]] = {
    "de": ("German as in Germany", "Austrian German", "Swiss German spelling"),
    "en": ("American English", "British English"),
    "es": ("European Spanish", "Latin American Spanish"),
    "fr": ("French as in France", "Canadian French"),
    "pt": ("European Portuguese", "Brazilian Portuguese"),
    "zh": ("Simplified Chinese", "Traditional Chinese"),
}


def instruction(style: Style, target: str) -> str:
    """Sentences for a prompt, each with a space before it; "" where nothing is asked.

    What the language ``target`` does not tell apart is left out.
    """
    sentences = []
    if style.variety in VARIETIES.get(target, ()):
        sentences.append(f" Write {style.variety}.")
    if style.formality is not Formality.AUTO and target in ADDRESS:
        informal, formal = ADDRESS[target]
        is_formal = style.formality is Formality.FORMAL
        word = formal if is_formal else informal
        sentences.append(f" Address the reader {style.formality.value}ly, with “{word}”.")
    return "".join(sentences)
