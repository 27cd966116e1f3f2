"""How a model wants to be asked for a translation.

A file made for this program says so itself, in its metadata; for other translation models, and
for models that follow instructions, ``resources/translation/prompts.json`` says it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import msgspec

from desktop_lm import paths
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import PromptPart
from desktop_lm.tasks.chat_template import ChatMessage
from desktop_lm.tasks.languages import BY_CODE
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.translation_style import ANY_STYLE, Style, instruction

# Room for scripts the vocabulary does not know, at up to three tokens a character.
_TOKENS_PER_CHARACTER, _SPARE_TOKENS = 3, 48
_FIELD = re.compile(r"\{(source|target|text)\}")


@dataclass(frozen=True, slots=True)
class SegmentPair:
    """A segment and its translation."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Direction:
    """``source`` and ``target`` are codes of :data:`desktop_lm.tasks.languages.LANGUAGES`."""

    source: str
    target: str
    style: Style = ANY_STYLE


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

    def ask(self, text: str, before: Sequence[SegmentPair] = ()) -> Asked:
        """The prompt that has ``text`` translated, after the pairs ``before``."""


def prompt_for(model: LoadedModel, direction: Direction) -> TranslationPrompt:
    """The way of ``model``. Raises AppError(PAIR_NOT_KNOWN) where it says what it knows, and this
    direction is not among it."""
    notes = model.info.notes
    template = notes.get("translation.template", "")
    if _is_template(template):
        _check_direction(notes, direction)
        return TaggedPrompt(template, direction)
    wording = _wording(f"{model.info.name} {model.info.path}", direction)
    return InstructionPrompt(wording, model, direction)


def most_tokens(segment: str) -> int:
    """How long a translation of ``segment`` may get."""
    return len(segment) * _TOKENS_PER_CHARACTER + _SPARE_TOKENS


class TaggedPrompt:
    """For a translator without a chat: ``template`` has fields for the codes and the text, and
    what stands around them may be control tokens, which the text never is."""

    stop: tuple[str, ...] = ()
    fallback_reason: str = ""
    takes_context: bool = False

    def __init__(self, template: str, direction: Direction) -> None:
        values = {"source": direction.source, "target": direction.target}
        head, _, tail = template.partition("{text}")
        self._head, self._tail = (
            _FIELD.sub(lambda found: values[found[1]], part) for part in (head, tail)
        )

    def ask(self, text: str, before: Sequence[SegmentPair] = ()) -> Asked:
        """The prompt; ``before`` is not used."""
        del before
        around = (PromptPart(self._head, special=True), PromptPart(self._tail, special=True))
        parts = tuple(part for part in (around[0], PromptPart(text), around[1]) if part.text)
        return Asked(parts, fixed_parts=1 if self._head else 0)


class InstructionPrompt:
    """For a model that follows instructions; pairs before come as turns of the conversation."""

    def __init__(self, wording: _Wording, model: LoadedModel, direction: Direction) -> None:
        self._chat = model.chat
        self._instruction = wording.text(direction)
        self._own_template = wording.own_template
        least = wording.turns_from_parameters
        self._takes_turns = bool(least) and model.info.parameters >= least

    @property
    def takes_context(self) -> bool:
        return self._takes_turns

    @property
    def stop(self) -> tuple[str, ...]:
        return self._chat.stop

    @property
    def fallback_reason(self) -> str:
        return self._chat.fallback_reason if self._own_template else ""

    def ask(self, text: str, before: Sequence[SegmentPair] = ()) -> Asked:
        """The prompt."""
        messages: list[ChatMessage] = []
        for pair in before if self.takes_context else ():
            messages.append(ChatMessage("user", self._instruction + pair.source))
            messages.append(ChatMessage("assistant", pair.target))
        messages.append(ChatMessage("user", self._instruction + text))
        return _cut_behind(self._chat.parts(messages), self._instruction)


class _Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``names`` is looked for in a model's name and file name, in any case; "" fits all.

    ``either``: only where the source or the target is one of these. ``codes`` are the model's own
    where they are not ours. ``own_template``: whether the file's chat template takes plain texts.
    ``turns_from_parameters``: models of so many and more are shown the pairs before as turns (0:
    none are). Smaller ones write the answer they were shown once more.
    """

    model: str
    instruction: str
    names: str = ""
    source: str = ""
    either: tuple[str, ...] = ()
    codes: dict[str, str] = {}
    own_template: bool = True
    turns_from_parameters: int = 0

    def fits(self, name: str, direction: Direction) -> bool:
        named = re.search(self.names, name, re.IGNORECASE)
        pair = {direction.source, direction.target}
        return bool(named) and (not self.either or bool(pair.intersection(self.either)))

    def text(self, direction: Direction) -> str:
        """The instruction with everything filled in."""
        source, target = BY_CODE[direction.source], BY_CODE[direction.target]
        return self.instruction.format(
            source=self.codes.get(source.code, source.code),
            target=self.codes.get(target.code, target.code),
            source_name=source.english,
            target_name=target.english,
            target_chinese=_data().chinese_names[target.code],
            style=instruction(direction.style, target.code),
        )


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    prompts: tuple[_Wording, ...]
    chinese_names: dict[str, str]


@lru_cache(maxsize=1)
def _data() -> _Data:
    path = paths.resource("translation", "prompts.json")
    return msgspec.json.decode(path.read_bytes(), type=_Data)


def _wording(name: str, direction: Direction) -> _Wording:
    return next(each for each in _data().prompts if each.fits(name, direction))


def _is_template(template: str) -> bool:
    return sorted(_FIELD.findall(template)) in (["source", "target", "text"], ["target", "text"])


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
