"""The starter model answers from documents that are longer than its context."""

from __future__ import annotations

import re

import pytest

from desktop_lm import bootstrap
from desktop_lm.cli.session import Session
from desktop_lm.messages import LoadOptions, Sampling
from desktop_lm.tasks.answering import answer_task
from desktop_lm.tasks.document.question import SourcesRead
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptResult
from desktop_lm.tasks.source import Source
from tests.support import known_answers

# Of all twenty it answered 13, twelve of them with the right number behind; all were found.
_ASKED = (1, 2, 11)
_FLOOR = 2


@pytest.mark.model
def test_answers_come_from_the_right_passage() -> None:
    sources = tuple(Source(name, text) for name, text in known_answers.texts().items())
    right = 0
    with Session(bootstrap.build_runner(options=LoadOptions(n_ctx=1024))) as session:
        session.open_model(bootstrap.starter_model(), "prompt")
        for question, words in (known_answers.QUESTIONS[index] for index in _ASKED):
            given = PromptInput(
                question, sampling=Sampling(temperature=0), max_tokens=24, sources=sources
            )
            updates: list[object] = []
            result = session.run(
                "prompt",
                lambda model, given=given: answer_task(model, given),  # type: ignore[misc]
                updates.append,
            )
            assert isinstance(result, PromptResult)
            [read] = [update for update in updates if isinstance(update, SourcesRead)]
            cited = [read.passages[int(n) - 1].text for n in re.findall(r"\[(\d)\]", result.text)]
            right += known_answers.is_right(result.text, words) and any(
                known_answers.is_right(text, words) for text in cited
            )
    assert right >= _FLOOR
