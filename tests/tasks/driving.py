"""Plays the engine's part towards a task, without one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from desktop_lm.messages import (
    Completion,
    Done,
    Generate,
    GenerateMany,
    ModelInfo,
    Reply,
    Request,
    StopReason,
    Text,
)
from desktop_lm.tasks.chat.template import ChatFormat
from desktop_lm.tasks.task import LoadedModel, Task

MAX_REQUESTS = 10_000


def no_template(
    template: str,
    messages: Sequence[Mapping[str, Any]],
    *,
    bos: str,
    eos: str,
    options: Mapping[str, Any],
) -> str:
    raise AssertionError("a model without a template needs no rendering")


MODEL = LoadedModel(
    ModelInfo("m.gguf", "m", "llama", "Q4_0", 1, 1, 4096, 4096, 100, "", "", ""),
    ChatFormat("", "", "", "llama", no_template),
)


def done(request: Request, tokens: int = 1, reason: StopReason = StopReason.END) -> Done:
    return Done(request.id, reason, 10, 0, tokens, 0.1, tokens / 50)


def answered(request: Request, *words: str) -> list[Reply]:
    """A stream of these words, or a completion of each item with them, and its end."""
    if isinstance(request, GenerateMany):
        text = "".join(words).lstrip()
        return [
            *(
                Completion(
                    id=request.id,
                    index=index,
                    text=text,
                    ends=(len(text),),
                    probabilities=(1.0,),
                    stop_reason=StopReason.END,
                )
                for index in range(len(request.items))
            ),
            done(request, len(words)),
        ]
    texts = [Text(request.id, word, index) for index, word in enumerate(words, start=1)]
    return [*texts, done(request, len(words))]


def play(task: Task, answer: Callable[[Request], Iterable[Reply]]) -> list[object]:
    """Run the task to its end; all its updates come back."""
    updates: list[object] = []
    for number in range(1, MAX_REQUESTS):
        request = task.next_request(number)
        updates += task.updates()
        if request is None:
            return updates
        assert request.id == number
        for reply in answer(request):
            updates += task.feed(reply)
    raise AssertionError("the task asks without end")


def prompt_text(request: Request) -> str:
    assert isinstance(request, Generate)
    return "".join(part.text for part in request.parts)
