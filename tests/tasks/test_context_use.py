from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_lm.messages import Count, Counted, Generate, Reply, Request
from desktop_lm.tasks.context_use import ContextTask, ContextUse, estimated
from desktop_lm.tasks.prompt.context_fit import Turn
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptTask
from desktop_lm.tasks.task import Notice
from tests.tasks.driving import MODEL, answered, play


def counted_by_words(request: Request) -> list[Reply]:
    """The engine: a token is a word."""
    if isinstance(request, Generate):
        return answered(request, "x")
    assert isinstance(request, Count)
    return [Counted(request.id, len("".join(part.text for part in request.parts).split()))]


def use_of(given: PromptInput) -> ContextUse:
    task = ContextTask(MODEL, given)
    play(task, counted_by_words)
    return task.result()


def test_each_part_is_counted_by_itself() -> None:
    bare = use_of(PromptInput("one two three"))
    use = use_of(
        PromptInput("one two three", "be brief", max_tokens=50, turns=(Turn("a b", "c d e"),))
    )

    assert (bare.prompt, bare.history, bare.left_out) == (3, 0, 0)
    assert use.prompt == 3
    assert use.frame >= bare.frame + 2
    assert use.history >= 5
    assert (use.wanted, use.room, use.size) == (50, 50, 4096)


def test_a_blank_prompt_takes_nothing() -> None:
    assert use_of(PromptInput("")).prompt == 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 2000), max_size=8), st.integers(1, 1500))
def test_what_will_be_left_out_is_told_beforehand(turns: list[int], newest: int) -> None:
    asked = PromptInput("w " * newest, turns=tuple(Turn("u " * n, "a " * n) for n in turns))
    updates = play(PromptTask(MODEL, asked), counted_by_words)
    told = [u for u in updates if isinstance(u, Notice) and u.code == "turns_left_out"]

    use = use_of(asked)

    assert told == ([Notice("turns_left_out", (("count", use.left_out),))] if use.left_out else [])
    assert use.used <= use.size - min(use.wanted, use.size // 4) or use.left_out == len(turns)


def test_an_estimate_says_so_and_is_near() -> None:
    use = estimated(PromptInput("x" * 400, turns=(Turn("y" * 40, "z" * 40),)), 1000, 4.0)

    assert (use.prompt, use.history, use.exact) == (100, 20, False)


def test_an_estimate_leaves_out_what_the_task_would() -> None:
    turns = tuple(Turn("word " * 200, "word " * 200) for _ in range(12))
    asked = PromptInput("word " * 50, turns=turns, max_tokens=100)
    counted, guessed = use_of(asked), estimated(asked, MODEL.info.n_ctx, 5.0)
    assert guessed.left_out == counted.left_out > 0
    assert guessed.used < guessed.size
