"""The program keeps what its next start would compute again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from desktop_lm import bootstrap, paths
from desktop_lm.cli.session import Session
from desktop_lm.messages import LoadOptions
from desktop_lm.tasks.sentiment.one_text import SentimentInput, SentimentTask
from desktop_lm.tasks.task import LoadedModel, Task
from desktop_lm.tasks.translation.one_text import TranslationInput, TranslationTask
from tests.support.events import PATIENCE

pytestmark = pytest.mark.model


def sentiment(model: LoadedModel) -> Task:
    """In English through the adapter, in Chinese by scored labels and their prior."""
    return SentimentTask(model, SentimentInput(("I would come back any time.", "很好。")))


def translation(model: LoadedModel) -> Task:
    return TranslationTask(model, TranslationInput("Good morning.", "en", "fr"))


def states() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in paths.saved_states_dir().glob("*.state")}


def run(task: Callable[[LoadedModel], Task], saved: int) -> object:
    """A job in a program of its own, which stays until it has saved that many things."""
    runner = bootstrap.build_runner(options=LoadOptions(n_ctx=1024, n_threads=2))
    with Session(runner) as session:
        session.open_model(bootstrap.starter_model())
        result = session.run("task", task, lambda _: None)
        pause, deadline = threading.Event(), monotonic() + PATIENCE
        while len(states()) < saved and monotonic() < deadline:
            pause.wait(0.02)
    return result


def test_a_second_start_answers_the_same_from_what_the_first_one_kept() -> None:
    # Behind the adapter there is nothing to keep; in Chinese there are the examples' keys and
    # values, and the scores of empty texts.
    told = run(sentiment, saved=2)
    kept = states()

    assert sorted(path.name.split("-")[1] for path in kept) == ["scores", "sequence"]
    assert run(sentiment, saved=2) == told
    assert states() == kept


def test_damaged_files_are_not_believed_and_written_anew() -> None:
    told = run(translation, saved=1)
    ((path, content),) = states().items()
    middle = len(content) // 2
    path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])

    again = run(translation, saved=1)

    assert again == told
    assert path.read_bytes() == content
