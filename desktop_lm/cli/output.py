"""What each command prints: streamed text for a person, one JSON object for a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any, Protocol

from desktop_lm.cli.error_text import error_text, notice_text
from desktop_lm.errors import AppError
from desktop_lm.tasks.prompt.prompt import PromptResult, TextAdded
from desktop_lm.tasks.sentiment.one_text import SentimentResult, TextSentiment
from desktop_lm.tasks.task import Notice
from desktop_lm.tasks.translation.updates import (
    CutBack,
    SegmentDone,
    TranslationResult,
    TranslationText,
)

_SHOWN = 60  # characters of a text beside its verdict


class JobFailed(Exception):
    """A job's error and what it had done before."""

    def __init__(self, error: AppError, result: object) -> None:
        super().__init__(str(error))
        self.error = error
        self.result = result


class Printer(Protocol):
    """Prints a job's updates and its end."""

    def update(self, update: object) -> None: ...

    def finish(self, result: object) -> None: ...


def for_command(command: str, *, as_json: bool) -> Printer:
    """The printer of ``generate``, ``sentiment`` or ``translate``."""
    if as_json:
        return _JsonPrinter()
    printers: dict[str, Callable[[], Printer]] = {
        "sentiment": _VerdictPrinter,
        "translate": _TranslationPrinter,
    }
    return printers.get(command, _TextPrinter)()


class _TextPrinter:
    """Streams the words as they come."""

    def __init__(self) -> None:
        self._at_line_start = True

    def update(self, update: object) -> None:
        _print_notice(update)
        if isinstance(update, TextAdded):
            self._write(update.text)

    def finish(self, result: object) -> None:
        if result is not None and not self._at_line_start:
            print()
        _print_cut(result)

    def _write(self, text: str) -> None:
        if text:
            sys.stdout.write(text)
            sys.stdout.flush()
            self._at_line_start = text.endswith("\n")


class _TranslationPrinter(_TextPrinter):
    """Shows each part when it is done: until then it may be taken back."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._shown = 0

    def update(self, update: object) -> None:
        _print_notice(update)
        if isinstance(update, TranslationText):
            self._text += update.text
        elif isinstance(update, CutBack):
            self._text = self._text[: update.length]
        elif isinstance(update, SegmentDone):
            self._show(self._text)

    def finish(self, result: object) -> None:
        if isinstance(result, TranslationResult):
            self._show(result.text)
        super().finish(result)

    def _show(self, text: str) -> None:
        self._write(text[self._shown :])
        self._shown = len(text)


class _VerdictPrinter:
    """One line a text: verdict, probability, the text's beginning."""

    def update(self, update: object) -> None:
        _print_notice(update)

    def finish(self, result: object) -> None:
        if isinstance(result, SentimentResult):
            for entry in result.results:
                print(_verdict_line(entry))


class _JsonPrinter:
    """Nothing until the end, then one object."""

    def update(self, update: object) -> None:
        _print_notice(update)

    def finish(self, result: object) -> None:
        if result is not None:
            print(json.dumps(_as_json(result), ensure_ascii=False))
        _print_cut(result)


def say_error(error: AppError) -> None:
    """Tell of something that stops nothing."""
    print(f"desktop-lm: {error_text(error)}", file=sys.stderr)


def _print_cut(result: object) -> None:
    if isinstance(result, PromptResult) and result.cut_off:
        print("desktop-lm: the answer was cut off before it was whole.", file=sys.stderr)


def _print_notice(update: object) -> None:
    if isinstance(update, Notice):
        print(f"desktop-lm: {notice_text(update)}", file=sys.stderr)


def _verdict_line(entry: TextSentiment) -> str:
    verdict = entry.verdict
    label = f"unsure, rather {verdict.label}" if verdict.unsure else verdict.label
    share = verdict.share(verdict.label)
    text = " ".join(entry.text.split())
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return f"{label} {share:.0%}  {shown}"


def _as_json(result: object) -> dict[str, Any]:
    if isinstance(result, PromptResult):
        return {
            "text": result.text,
            "tokens": result.tokens,
            "tokens_per_second": round(result.tokens_per_second, 2),
            "stop_reason": result.stop_reason.value,
        }
    if isinstance(result, SentimentResult):
        return {"results": [_sentiment_json(entry) for entry in result.results]}
    assert isinstance(result, TranslationResult)
    return {
        "text": result.text,
        "segments": [{"source": s.source, "target": s.target} for s in result.segments],
    }


def _sentiment_json(entry: TextSentiment) -> dict[str, Any]:
    verdict = entry.verdict
    return {
        "text": entry.text,
        "label": "unsure" if verdict.unsure else verdict.label,
        "probabilities": dict(zip(verdict.labels, verdict.probabilities, strict=True)),
    }
