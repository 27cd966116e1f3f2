"""What saved prompt states save: the first answer of a task in an engine that has just started,
and the next answer of a conversation. And what is left where the text was read while it was
written, as the window has it read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, sleep
from typing import NamedTuple

from desktop_lm import bootstrap
from desktop_lm.bench import prompts
from desktop_lm.bench.answer import BenchFailed
from desktop_lm.bench.figure import Figure, median_of
from desktop_lm.bench.plan import Plan
from desktop_lm.bench.spread import interleave, ratios
from desktop_lm.child_command import child_command
from desktop_lm.engine.saved_states import SUFFIX
from desktop_lm.jobs.background import Stop
from desktop_lm.jobs.model_files.private_engine import PrivateEngine
from desktop_lm.messages import Load, Loaded, Reply, Text
from desktop_lm.models.translator import built_in_translator
from desktop_lm.tasks.prompt.context_fit import Turn
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptTask
from desktop_lm.tasks.read_ahead import ReadAheadTask
from desktop_lm.tasks.sentiment.one_text import SentimentInput, SentimentTask
from desktop_lm.tasks.task import LoadedModel, Task
from desktop_lm.tasks.translation.one_text import TranslationInput, TranslationTask

_LIMIT = 1 << 30  # bytes
_REVIEW = SentimentInput(("The soup was cold, the waiter was kind, and we had to wait an hour.",))
_NOTE = TranslationInput("The train leaves at noon.", "en", "fr")
_TASKS: tuple[tuple[str, str, Callable[[LoadedModel], Task]], ...] = (
    ("sentiment", "sentiment, whole answer", lambda model: SentimentTask(model, _REVIEW)),
    ("translation", "translation, first word", lambda model: TranslationTask(model, _NOTE)),
)
# A conversation of some 600 tokens, and what is asked on the next day.
_TALK = tuple(
    Turn(" ".join(prompts.words(number)[:80]), " ".join(prompts.words(number + 1)[:80]))
    for number in (0, 2, 4)
)
_SAID = PromptInput("Which of these stories is about a bridge?", turns=_TALK, max_tokens=16)
_ASKED = "Tell it in one sentence."
# Hard for a translation: its sentence is new each time and must be read, then or while it is typed.
_AT_MOST = 0.2
_RECORDS = {"sentiment": 1, "translation": 1}  # what is saved after the first answer
_SAVING_SECONDS = 60.0


class _Answer(NamedTuple):
    """``first_seconds`` to the task's first text, or to its end where it writes none."""

    first_seconds: float
    text: str


def restored_figures(load: Load, plan: Plan, folder: Path) -> list[Figure]:
    """Seconds of each task's first answer, with and without what an engine before it kept.

    Loading the model is not counted: it takes as long in both. Raises AppError, BenchFailed.
    """
    figures: list[Figure] = []
    with TemporaryDirectory(dir=folder) as states:
        saving = child_command("--engine", states, str(_LIMIT))
        saved = 0
        for name, _, make in _TASKS:
            saved += _RECORDS[name]
            _first_answer(saving, load, make, folder, partial(_wait_for, Path(states), saved))
        for name, label, make in _TASKS:
            cold, restored = interleave(
                [
                    partial(_timed, child_command("--engine"), load, make, folder),
                    partial(_timed, saving, load, make, folder),
                ],
                plan.pairs,
            )
            figures += _compared(name, label, cold, restored)
        figures += _read_along(load, plan, folder, saving)
        figures += _conversation(load, plan, folder, saving)
        figures += _built_in(load, plan, folder, saving)
    return figures


def _read_along(load: Load, plan: Plan, folder: Path, saving: list[str]) -> list[Figure]:
    """A translation's first word after a restart, from the moment it is asked for, where the engine
    had read the sentence before."""
    make = _TASKS[1][2]
    cold, read = interleave(
        [
            partial(_timed, child_command("--engine"), load, make, folder),
            partial(_timed_after_reading, saving, load, make, folder),
        ],
        plan.pairs,
    )
    return [
        median_of(
            ratios(read, cold),
            name="read_along_translation_ratio",
            label="after a restart: translation, first word, read while it was typed / cold",
            at_most=_AT_MOST,
        ),
        median_of(
            read,
            name="read_along_translation_ms",
            label="translation, first word, read while it was typed",
            unit="ms",
        ),
    ]


def _conversation(load: Load, plan: Plan, folder: Path, saving: list[str]) -> list[Figure]:
    """The first word of a conversation's next answer in a program that was closed meanwhile."""

    def first(model: LoadedModel) -> Task:
        return PromptTask(model, _SAID)

    answer = _first_answer(saving, load, first, folder, PrivateEngine.finish)
    turns = (*_SAID.turns, Turn(_SAID.text, answer.text))

    def following(model: LoadedModel) -> Task:
        return PromptTask(model, PromptInput(_ASKED, turns=turns, max_tokens=8))

    cold, restored = interleave(
        [
            partial(_timed, child_command("--engine"), load, following, folder),
            partial(_timed, saving, load, following, folder),
        ],
        plan.pairs,
    )
    return _compared("conversation", "conversation, first word", cold, restored)


def _built_in(load: Load, plan: Plan, folder: Path, saving: list[str]) -> list[Figure]:
    """What the Translation tab does now, in a language the built-in translator knows, against
    what it did before there was one. Nothing where the program brings none."""
    known = built_in_translator()
    if known is None:
        return []
    make = _TASKS[1][2]
    translator = replace(load, path=str(known.path))
    general, built_in = interleave(
        [
            partial(_timed, child_command("--engine"), load, make, folder),
            partial(_timed, saving, translator, make, folder),
        ],
        plan.pairs,
    )
    return [
        median_of(
            ratios(built_in, general),
            name="built_in_translation_ratio",
            label="after a restart: translation, first word, built-in translator / this model cold",
        ),
        median_of(
            built_in,
            name="built_in_translation_ms",
            label="translation, first word, built-in translator",
            unit="ms",
        ),
    ]


def _compared(name: str, label: str, cold: list[float], restored: list[float]) -> list[Figure]:
    return [
        median_of(
            ratios(restored, cold),
            name=f"restored_{name}_ratio",
            label=f"after a restart: {label}, saved state / none",
            at_most=_AT_MOST,
        ),
        median_of(cold, name=f"cold_{name}_ms", label=f"{label}, no saved state", unit="ms"),
        median_of(restored, name=f"restored_{name}_ms", label=f"{label}, saved state", unit="ms"),
    ]


def _timed(
    command: list[str], load: Load, make: Callable[[LoadedModel], Task], folder: Path, _run: int
) -> float:
    return _first_answer(command, load, make, folder).first_seconds * 1000


def _timed_after_reading(
    command: list[str], load: Load, make: Callable[[LoadedModel], Task], folder: Path, _run: int
) -> float:
    """The same where the text was read while it was written, which is not counted."""
    with _loaded(command, load, folder) as (engine, model):
        _answered(engine, ReadAheadTask(make(model)))
        return _answered(engine, make(model)).first_seconds * 1000


def _first_answer(
    command: list[str],
    load: Load,
    make: Callable[[LoadedModel], Task],
    folder: Path,
    afterwards: Callable[[PrivateEngine], None] = lambda _: None,
) -> _Answer:
    """``afterwards`` is called while the engine is still there."""
    with _loaded(command, load, folder) as (engine, model):
        answer = _answered(engine, make(model))
        afterwards(engine)
    return answer


@contextmanager
def _loaded(
    command: list[str], load: Load, folder: Path
) -> Iterator[tuple[PrivateEngine, LoadedModel]]:
    """An engine with the model, until the end of the block."""
    with PrivateEngine(command, folder / "restored.log", Stop()) as engine:
        loaded = engine.ask(load)
        if not isinstance(loaded, Loaded):
            raise BenchFailed("the model was not loaded")
        yield engine, LoadedModel(loaded.model, bootstrap.make_chat_format(loaded.model))


def _wait_for(states: Path, records: int, _engine: PrivateEngine) -> None:
    """Until an engine that has nothing else to do has saved so many records."""
    deadline = monotonic() + _SAVING_SECONDS
    while len(list(states.glob(f"*{SUFFIX}"))) < records:
        if monotonic() > deadline:
            raise BenchFailed("the engine saved no state")
        sleep(_SAVING_SECONDS / 1000)


def _answered(engine: PrivateEngine, task: Task) -> _Answer:
    first: list[float] = []
    written: list[str] = []

    def feed(reply: Reply) -> None:
        if isinstance(reply, Text):
            first.append(perf_counter())
            written.append(reply.text)
        for _ in task.feed(reply):  # it reads a reply as its updates are taken
            pass

    request = task.next_request(1)  # where a chat template is rendered, which takes no model
    started = perf_counter()
    while request is not None:
        feed(engine.ask(request, feed))
        request = task.next_request(1)
    return _Answer((first[0] if first else perf_counter()) - started, "".join(written))
