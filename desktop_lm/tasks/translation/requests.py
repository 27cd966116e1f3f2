"""Prompts for translations as requests to an engine."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_lm.messages import MAX_BEAMS, GenerateMany, Inspect, PromptPart, Sampling
from desktop_lm.tasks.translation.prompt import Asked, TranslationPrompt, most_tokens

SLOT = "translation"
# The likeliest token each time: a translation is not meant to surprise.
GREEDY = Sampling(temperature=0, repeat_penalty=1)


def streamed(  # noqa: PLR0913 - all that a request is made of
    request_id: int,
    text: str,
    asked: Asked,
    prompt: TranslationPrompt,
    *,
    sampling: Sampling = GREEDY,
    max_tokens: int = 0,
) -> Inspect:
    """``text``'s translation word by word, with how sure the model was of each."""
    return Inspect(
        id=request_id,
        parts=asked.parts,
        sampling=sampling,
        max_tokens=max_tokens or most_tokens(text),
        stop=_stop(prompt),
        slot=SLOT,
        fixed_parts=asked.fixed_parts,
        skip_leading_space=True,  # or a line break before the first word would end it
        alternatives=0,
    )


def searched(  # noqa: PLR0913 - all that a request is made of
    request_id: int,
    texts: Sequence[str],
    prefix: tuple[PromptPart, ...],
    items: Sequence[tuple[PromptPart, ...]],
    prompt: TranslationPrompt,
    *,
    beams: int,
    lines: bool = False,
    thorough: bool = False,
) -> GenerateMany:
    """The translations of ``texts``, whose prompts are ``prefix`` and one of ``items`` each; with
    all that a search finds besides where it is ``thorough``."""
    return GenerateMany(
        id=request_id,
        prefix=prefix,
        items=tuple(items),
        max_tokens=tuple(map(most_tokens, texts)),
        stop=prompt.stop if lines else _stop(prompt),
        beams=min(MAX_BEAMS, beams),
        thorough=thorough,
        slot=SLOT,
    )


def _stop(prompt: TranslationPrompt) -> tuple[str, ...]:
    return ("\n", *prompt.stop)  # a segment is one line
