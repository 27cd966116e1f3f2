"""The prompt that would be sent, taken apart."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from desktop_lm.errors import AppError
from desktop_lm.messages import Count, Counted, PromptPiece, Reply, Request, Tokenise, Tokenised
from desktop_lm.tasks.prompt.context_fit import Turn
from desktop_lm.tasks.prompt.prompt import PromptInput
from desktop_lm.tasks.prompt_pieces import PromptPieces, PromptPiecesTask
from desktop_lm.tasks.source import Source
from tests.tasks.driving import MODEL, play


def engine(request: Request) -> Iterable[Reply]:
    """Counts a word as a token, and cuts a prompt at its parts."""
    if isinstance(request, Count):
        return [Counted(request.id, sum(len(part.text.split()) for part in request.parts))]
    assert isinstance(request, Tokenise)
    pieces = [PromptPiece(n, part.text, n) for n, part in enumerate(request.parts)]
    return [Tokenised(request.id, tuple(pieces))]


def pieces_of(given: PromptInput) -> PromptPieces:
    task = PromptPiecesTask(MODEL, given)
    assert play(task, engine) == []
    return task.result()


def test_the_prompt_is_that_of_the_answer_and_nothing_is_generated() -> None:
    found = pieces_of(PromptInput("Why?", "Be brief."))
    text = "".join(piece.text for piece in found.pieces)
    assert text.index("Be brief.") < text.index("Why?")
    assert [piece.part for piece in found.pieces] == list(range(len(found.parts)))


def test_turns_that_find_no_room_are_counted() -> None:
    turns = tuple(Turn(f"prompt{n} " * 400, f"answer{n} " * 400) for n in range(8))
    found = pieces_of(PromptInput("Why?", turns=turns))
    assert 0 < found.left_out < 8


def test_documents_are_in_it_as_in_the_answer() -> None:
    found = pieces_of(PromptInput("What is it about?", sources=(Source("a.txt", "Otters swim."),)))
    assert "Otters swim." in "".join(piece.text for piece in found.pieces)


def test_a_blank_prompt_is_refused() -> None:
    with pytest.raises(AppError):
        PromptPiecesTask(MODEL, PromptInput(" ")).next_request(1)
