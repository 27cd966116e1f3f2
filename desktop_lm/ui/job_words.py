"""How far a job is and how it ended, in words for the status line."""

from __future__ import annotations

from functools import singledispatch

from PySide6.QtCore import QCoreApplication

from desktop_lm.messages import StopReason
from desktop_lm.tasks.document.summary import PartBegun
from desktop_lm.tasks.prompt.prompt import PromptRead, PromptResult, TextAdded
from desktop_lm.tasks.sentiment.many_texts import Judged, ManyResult
from desktop_lm.tasks.sentiment.one_text import SentencesScored, SentimentResult, TextScored
from desktop_lm.tasks.translation.alternatives import AlternativeFound
from desktop_lm.tasks.translation.back import BackTranslated
from desktop_lm.tasks.translation.updates import TranslationResult
from desktop_lm.ui.widgets import numbers

translate = QCoreApplication.translate


def sentences_in(update: object) -> int:
    """Number of sentences an update of a task judges."""
    return len(update.sentences) if isinstance(update, SentencesScored) else 0


@singledispatch
def progress(update: object, sentences: int) -> str:
    """Words for an update of a task, ``sentences`` of which were judged so far; "" where it
    changes nothing."""
    del update, sentences
    return ""


@progress.register
def _(update: PromptRead, _sentences: int) -> str:
    if not update.total:
        return ""
    return translate("Status", "Reading the prompt, {percent}").format(
        percent=numbers.percent(update.done / update.total)
    )


@progress.register
def _(update: PartBegun, _sentences: int) -> str:
    if update.level and update.total == 1:
        return translate("Status", "Putting the parts together")
    return translate("Status", "Reading part {number} of {total}").format(
        number=numbers.whole(update.number), total=numbers.whole(update.total)
    )


@progress.register
def _(update: TextAdded, _sentences: int) -> str:
    if not update.tokens_per_second:
        return translate("Status", "Writing")
    return translate("Status", "Writing, {rate} tokens/s").format(
        rate=numbers.rate(update.tokens_per_second)
    )


@progress.register
def _(_update: TextScored, _sentences: int) -> str:
    return translate("Status", "Judging sentence by sentence")


@progress.register
def _(_update: SentencesScored, sentences: int) -> str:
    return numbers.counted(
        sentences,
        translate("Status", "Judging, {count} sentence so far"),
        translate("Status", "Judging, {count} sentences so far"),
    )


@progress.register
def _(_update: Judged, _sentences: int) -> str:
    return translate("Status", "Judging the table")


@progress.register
def _(_update: AlternativeFound, _sentences: int) -> str:
    return translate("Status", "Looking for other translations")


@progress.register
def _(_update: BackTranslated, _sentences: int) -> str:
    return translate("Status", "Translating back")


@singledispatch
def stopped(result: object) -> str:
    """Words for a job that was stopped; ``result`` is what there was."""
    if not result:
        return translate("Status", "Stopped.")
    return translate("Status", "Stopped. The text so far is kept.")


@stopped.register
def _(_result: ManyResult) -> str:
    return translate("Status", "Stopped. What is judged is kept.")


@singledispatch
def finished(result: object) -> str:
    """Words for a job that came to its end; "" where they would say nothing."""
    del result
    return translate("Status", "Finished")


@finished.register
def _(result: PromptResult) -> str:
    if result.stop_reason is StopReason.CONTEXT:
        return translate("Status", "The context is full. The text so far is kept.")
    if not result.tokens_per_second:
        return translate("Status", "Finished")
    return numbers.counted(
        result.tokens,
        translate("Status", "Finished: {count} token, {rate} tokens/s"),
        translate("Status", "Finished: {count} tokens, {rate} tokens/s"),
        rate=numbers.rate(result.tokens_per_second),
    )


@finished.register
def _(result: SentimentResult) -> str:
    sentences = sum(len(text.sentences) for text in result.results)
    if sentences > 1:
        return translate("Status", "Finished: {count} sentences").format(
            count=numbers.whole(sentences)
        )
    return translate("Status", "Finished")


@finished.register
def _(_result: ManyResult) -> str:
    return ""  # a part of a table, which tells by itself how far it is


@finished.register
def _(result: TranslationResult) -> str:
    if len(result.segments) > 1:
        return translate("Status", "Finished: {count} parts").format(
            count=numbers.whole(len(result.segments))
        )
    return translate("Status", "Finished")
