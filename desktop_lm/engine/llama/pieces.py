"""A prompt as the model reads it: token by token, each with the part it comes from."""

from __future__ import annotations

from itertools import accumulate

from desktop_lm.engine.llama.vocabulary import Vocabulary
from desktop_lm.messages import PromptPart, PromptPiece

_NEAR = 64  # bytes that a tokeniser may pass over, such as blanks beside a control token


def pieces(vocabulary: Vocabulary, parts: tuple[PromptPart, ...]) -> tuple[PromptPiece, ...]:
    """The tokens of a prompt. A token that runs over a seam counts to the part it begins in, and
    one that the model wants before every text to the first.

    Raises as :meth:`~desktop_lm.engine.llama.vocabulary.Vocabulary.encode`.
    """
    source = b"".join(part.text.encode("utf-8", "replace") for part in parts)
    ends = list(accumulate(len(part.text.encode("utf-8", "replace")) for part in parts))
    found: list[PromptPiece] = []
    position = part = 0
    for token in vocabulary.encode(parts):
        control = vocabulary.is_control(token)
        said = vocabulary.name_of(token).encode() if control else vocabulary.piece(token)
        start = source.find(said, position, position + len(said) + _NEAR)
        if start < 0 and not control:  # some vocabularies put a space before the first word
            said = said.removeprefix(b" ")
            start = source.find(said, position, position + len(said) + _NEAR)
        if start >= 0:
            while part + 1 < len(parts) and ends[part] <= start:
                part += 1
            position = start + len(said)
        text = said.decode("utf-8", "replace")
        found.append(PromptPiece(token, text, part, control))
    return tuple(found)
