"""Has the model read a prompt while it is being written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_lm.ui.job_desk import PROMPT, JobDesk

if TYPE_CHECKING:
    from desktop_lm.tasks.answering import Given
    from desktop_lm.tasks.task import LoadedModel, Task
    from desktop_lm.ui.prompt.attach.attaching import Attaching
    from desktop_lm.ui.prompt.settings.answer_options import AnswerOptions


class ReadingAhead:
    """``options`` are those an answer would have, ``attaching`` knows the documents that go along.

    Nothing is read where the same seed is to give the same answer: in which batches a prompt was
    read has a part in the last digits of it. Nor where passages of documents go along, which are
    looked up for the whole question.
    """

    def __init__(self, desk: JobDesk, options: AnswerOptions, attaching: Attaching) -> None:
        self._desk = desk
        self._options = options
        self._attaching = attaching

    def read(self, given: Given) -> None:
        """Have ``given`` read, which would be sent as it is now."""
        if not self._is_repeatable and self._attaching.goes_whole and _is_whole(given):

            def task(model: LoadedModel) -> Task:
                from desktop_lm.tasks.answering import answer_task

                return answer_task(model, given)

            self._desk.read_ahead(PROMPT, task)

    @property
    def _is_repeatable(self) -> bool:
        from desktop_lm.tasks.prompt.answer_settings import RANDOM_SEED

        settings = self._options.settings
        return settings.seed != RANDOM_SEED or not settings.temperature


def _is_whole(given: Given) -> bool:
    """Whether there is a text, and all of it."""
    from desktop_lm.tasks.prompt.continuation import ContinuationInput

    if isinstance(given, ContinuationInput):
        return bool(given.before.strip())
    has_sources = given.sources or any(turn.sources for turn in given.turns)
    return bool(given.text.strip()) and not has_sources
