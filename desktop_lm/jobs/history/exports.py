"""Conversations of the history as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from desktop_lm.documents.transcript import Transcript, Turn
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.history import receipts as receipt_files
from desktop_lm.jobs.history.source_notes import SourceWords, with_notes
from desktop_lm.storage.history import receipts
from desktop_lm.storage.history.conversation import Message, Role
from desktop_lm.storage.history.history import History
from desktop_lm.tasks.prompt.receipt import from_json


@dataclass(frozen=True, slots=True)
class ExportWords:
    """The few words an export says by itself, in the reader's language."""

    you: str = "You"
    answer: str = "Answer"
    untitled: str = "Untitled"
    receipt: str = "Receipt"
    sources: SourceWords = field(default_factory=SourceWords)


def transcript_of(
    history: History,
    number: int,
    words: ExportWords,
    *,
    answer: int = 0,
    with_receipts: bool = False,
) -> Transcript:
    """Conversation ``number`` on the way that is shown, or one ``answer`` of it with its prompt.
    Receipts are as they were kept; :func:`completed` adds the model's hash.

    Raises NOT_IN_HISTORY, and as the history does.
    """
    try:
        conversation = history.conversation(number)
        messages = _one_answer(history, answer) if answer else history.shown(number)
    except KeyError as error:
        raise AppError(Code.NOT_IN_HISTORY, number=error.args[0]) from None
    return Transcript(
        conversation.title or words.untitled,
        conversation.created,
        tuple(
            _turn(message, words, receipts.find(history, message.id) if with_receipts else {})
            for message in messages
        ),
        conversation.tags,
        words.receipt,
    )


def completed(transcript: Transcript, states: Path) -> Transcript:
    """The same with whole receipts, as :func:`desktop_lm.jobs.history.receipts.kept` makes them."""

    def complete(turn: Turn) -> Turn:
        if not turn.receipt:
            return turn
        kept = receipt_files.kept(from_json(dict(turn.receipt)), states)
        return replace(turn, receipt=kept.to_json())

    return replace(transcript, turns=tuple(map(complete, transcript.turns)))


def _one_answer(history: History, number: int) -> tuple[Message, ...]:
    answer = history.message(number)
    return (history.message(answer.parent), answer) if answer.parent else (answer,)


def _turn(message: Message, words: ExportWords, receipt: Mapping[str, Any]) -> Turn:
    is_answer = message.role is Role.ASSISTANT
    model = str(message.about.get("model", "")) or words.answer
    about: Mapping[str, Any] = {"state": message.state.value, **message.about}
    speaker = model if is_answer else words.you
    text = with_notes(message, words.sources)
    return Turn(is_answer, speaker, text, message.created, about, receipt)
