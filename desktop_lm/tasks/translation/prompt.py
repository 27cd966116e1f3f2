"""How a model wants to be asked for a translation.

A file made for this program says so itself, in its metadata; for other translation models, and
for models that follow instructions, ``resources/translation/prompts.json`` says it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import MAX_BEAMS, ModelInfo, PromptPart
from desktop_lm.tasks.chat.template import ChatMessage
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.translation.glossary import Term
from desktop_lm.tasks.translation.mask import AS_IT_IS, StandIns, copied_words
from desktop_lm.tasks.translation.style import Direction
from desktop_lm.tasks.translation.wording import Wording, wording_for

__all__ = [
    "AS_THE_MODEL_WANTS",
    "Asked",
    "Direction",
    "InstructionPrompt",
    "SegmentPair",
    "TaggedPrompt",
    "TranslationPrompt",
    "most_tokens",
    "prompt_for",
    "wanted_beams",
]

AS_THE_MODEL_WANTS = 0  # in place of a number of beams

# Room for scripts the vocabulary does not know, at up to three tokens a character.
_TOKENS_PER_CHARACTER, _SPARE_TOKENS = 3, 48
# Of translators that learnt from sentences, and do not say how long these were.
_LONGEST_SENTENCE = 16
_FIELD = re.compile(r"\{(source|target|text)\}")


@dataclass(frozen=True, slots=True)
class SegmentPair:
    """A segment and its translation."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt; its first ``fixed_parts`` parts are the same for every segment."""

    parts: tuple[PromptPart, ...]
    fixed_parts: int = 0


class TranslationPrompt(Protocol):
    """One model's way, in one direction."""

    @property
    def stop(self) -> tuple[str, ...]:
        """Texts that end an answer though the model did not end it."""

    @property
    def fallback_reason(self) -> str:
        """As :attr:`ChatFormat.fallback_reason`, "" where it is of no concern."""

    @property
    def takes_context(self) -> bool:
        """Whether the pairs before a segment can be shown to it."""

    @property
    def stand_ins(self) -> StandIns:
        """What stands in a text for what must not change."""

    @property
    def chats(self) -> bool:
        """Whether it may talk about a translation rather than write one."""

    @property
    def variety(self) -> str:
        """The variety of the target language that it is told to write, "" for none."""

    @property
    def beams(self) -> int:
        """How many wordings a search follows where nothing else is said; 1: none is made."""

    @property
    def longest(self) -> int:
        """Words of the longest sentences that the model learnt from, 0 where that is no matter."""

    def ask(
        self, text: str, before: Sequence[SegmentPair] = (), terms: Sequence[Term] = ()
    ) -> Asked:
        """The prompt that has ``text`` translated, after the pairs ``before``, with ``terms`` as a
        glossary has them, where it can be told."""


def prompt_for(model: LoadedModel, direction: Direction) -> TranslationPrompt:
    """The way of ``model``. Raises AppError(PAIR_NOT_KNOWN) where it says what it knows, and this
    direction is not among it."""
    notes = model.info.notes
    template = notes.get("translation.template", "")
    if _is_template(template):
        _check_direction(notes, direction)
        return TaggedPrompt(template, direction, notes)
    wording = wording_for(f"{model.info.name} {model.info.path}", direction)
    return InstructionPrompt(wording, model, direction)


def takes_style(info: ModelInfo, direction: Direction) -> bool:
    """Whether a wish about style reaches this model."""
    if _is_template(info.notes.get("translation.template", "")):
        return False
    return wording_for(f"{info.name} {info.path}", direction).takes_style


def takes_context(info: ModelInfo, direction: Direction) -> bool:
    """Whether this model is shown what stands before a segment."""
    if _is_template(info.notes.get("translation.template", "")):
        return False
    wording = wording_for(f"{info.name} {info.path}", direction)
    return 0 < wording.turns_from_parameters <= info.parameters


def wanted_beams(info: ModelInfo, direction: Direction) -> int:
    """How many wordings a search follows with this model where nothing else is said."""
    if _is_template(info.notes.get("translation.template", "")):
        return _beams(info.notes)
    return wording_for(f"{info.name} {info.path}", direction).beams


def most_tokens(segment: str) -> int:
    """How long a translation of ``segment`` may get."""
    return len(segment) * _TOKENS_PER_CHARACTER + _SPARE_TOKENS


class TaggedPrompt:
    """For a translator without a chat: ``template`` has fields for the codes and the text, and
    what stands around them may be control tokens, which the text never is."""

    stop: tuple[str, ...] = ()
    fallback_reason: str = ""
    takes_context: bool = False
    chats: bool = False
    variety: str = ""

    def __init__(
        self, template: str, direction: Direction, notes: Mapping[str, str] | None = None
    ) -> None:
        self.longest = _longest(notes or {})
        self.beams = _beams(notes or {})
        self.stand_ins = copied_words(direction.source)
        values = {"source": direction.source, "target": direction.target}
        head, _, tail = template.partition("{text}")
        self._head, self._tail = (
            _FIELD.sub(lambda found: values[found[1]], part) for part in (head, tail)
        )

    def ask(
        self, text: str, before: Sequence[SegmentPair] = (), terms: Sequence[Term] = ()
    ) -> Asked:
        """The prompt; ``before`` and ``terms`` are not used."""
        del before, terms
        around = (PromptPart(self._head, special=True), PromptPart(self._tail, special=True))
        parts = tuple(part for part in (around[0], PromptPart(text), around[1]) if part.text)
        return Asked(parts, fixed_parts=1 if self._head else 0)


class InstructionPrompt:
    """For a model that follows instructions; pairs before come as turns of the conversation."""

    stand_ins: StandIns = AS_IT_IS
    chats: bool = True
    longest: int = 0

    def __init__(self, wording: Wording, model: LoadedModel, direction: Direction) -> None:
        self._chat = model.chat
        self._instruction = wording.text(direction)
        self._wording = wording
        self.beams = wording.beams
        self.variety = direction.style.variety if wording.takes_style else ""
        parameters = model.info.parameters
        self._takes_turns = 0 < wording.turns_from_parameters <= parameters
        self._takes_terms = bool(wording.terms) and wording.terms_from_parameters <= parameters

    @property
    def takes_context(self) -> bool:
        return self._takes_turns

    @property
    def stop(self) -> tuple[str, ...]:
        return self._chat.stop

    @property
    def fallback_reason(self) -> str:
        return self._chat.fallback_reason if self._wording.own_template else ""

    def ask(
        self, text: str, before: Sequence[SegmentPair] = (), terms: Sequence[Term] = ()
    ) -> Asked:
        """The prompt."""
        messages: list[ChatMessage] = []
        for pair in before if self.takes_context else ():
            messages.append(ChatMessage("user", self._instruction + pair.source))
            messages.append(ChatMessage("assistant", pair.target))
        told = self._wording.told(terms) if terms and self._takes_terms else ""
        words = (
            (told, self._instruction) if self._wording.terms_first else (self._instruction, told)
        )
        messages.append(ChatMessage("user", "".join(words) + text))
        parts = self._chat.parts(messages)
        if told and self._wording.terms_first:
            return Asked(parts)
        return _cut_behind(parts, self._instruction)


def _is_template(template: str) -> bool:
    return sorted(_FIELD.findall(template)) in (["source", "target", "text"], ["target", "text"])


def _beams(notes: Mapping[str, str]) -> int:
    told = notes.get("translation.beams", "")
    return min(MAX_BEAMS, max(1, int(told))) if told.isdecimal() else 1


def _longest(notes: Mapping[str, str]) -> int:
    told = notes.get("translation.longest", "")
    if told.isdecimal():
        return int(told)
    return _LONGEST_SENTENCE if notes.get("translation.unit") == "sentence" else 0


def _check_direction(notes: Mapping[str, str], direction: Direction) -> None:
    known = [name.strip() for name in notes.get("translation.directions", "").split(",") if name]
    if known and f"{direction.source}-{direction.target}" not in known:
        raise AppError(
            Code.PAIR_NOT_KNOWN,
            source=BY_CODE[direction.source].english,
            target=BY_CODE[direction.target].english,
        )


def _cut_behind(parts: tuple[PromptPart, ...], text: str) -> Asked:
    """The same prompt with a seam behind the first ``text``, and the number of parts before it."""
    for number, part in enumerate(parts):
        before, found, after = part.text.partition(text)
        if found and not part.special:
            cut = (PromptPart(before + text), PromptPart(after))
            return Asked((*parts[:number], *cut, *parts[number + 1 :]), number + 1)
    return Asked(parts)
