"""The words in which models that follow instructions are asked for a translation: what
``resources/translation/prompts.json`` says of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated

import msgspec

from desktop_lm import paths
from desktop_lm.messages import MAX_BEAMS
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.tasks.translation.glossary import Term
from desktop_lm.tasks.translation.style import Direction, instruction


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``names`` is looked for in a model's name and file name, in any case; "" fits all.

    ``either``: only where the source or the target is one of these. ``codes`` are the model's own
    where they are not ours. ``own_template``: whether the file's chat template takes plain texts.
    ``turns_from_parameters``: models of so many and more are shown the pairs before as turns (0:
    none are). Smaller ones write the answer they were shown once more.

    ``beams`` wordings are followed by a search (1: none is made).

    ``terms`` tells those of a glossary behind the instruction, or before it where ``terms_first``:
    each as ``term`` in the place of {terms}, with ``between`` between them. Models with fewer
    parameters than ``terms_from_parameters`` are told none.
    """

    model: str
    instruction: str
    names: str = ""
    source: str = ""
    either: tuple[str, ...] = ()
    codes: dict[str, str] = {}
    own_template: bool = True
    turns_from_parameters: int = 0
    beams: Annotated[int, msgspec.Meta(ge=1, le=MAX_BEAMS)] = 1
    terms: str = ""
    term: str = ""
    between: str = ""
    terms_first: bool = False
    terms_from_parameters: int = 0

    @property
    def takes_style(self) -> bool:
        """Whether it says how the translation is to be written."""
        return "{style}" in self.instruction

    def told(self, terms: Sequence[Term]) -> str:
        """What is said of a glossary."""
        each = [self.term.format(source=term.source, target=term.target) for term in terms]
        return self.terms.format(terms=self.between.join(each))

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
    prompts: tuple[Wording, ...]
    chinese_names: dict[str, str]


@lru_cache(maxsize=1)
def _data() -> _Data:
    path = paths.resource("translation", "prompts.json")
    return msgspec.json.decode(path.read_bytes(), type=_Data)


def wording_for(name: str, direction: Direction) -> Wording:
    """The words for a model of this name, in one direction."""
    return next(each for each in _data().prompts if each.fits(name, direction))
